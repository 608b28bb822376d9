"""Runs inside the lab: GitHub's REST API on loopback, as far as `live` asks it.

Usage: github.py FORGE PORT

FORGE has bare repositories OWNER/NAME.git, which answer for commits, files and comparisons,
and OWNER/NAME.json with what only GitHub knows: whether it is archived, its workflows and
their runs. Both are read anew for each question. Deployment records are kept in
FORGE/records.json. Shapes are those of docs.github.com/rest, version 2022-11-28.
"""

import base64
import http.server
import json
import pathlib
import re
import subprocess
import sys
import urllib.parse

FORGE = pathlib.Path(sys.argv[1])
TOKEN = "token lab"


class Repository:
    def __init__(self, name):
        self.name = name
        self.path = FORGE / f"{name}.git"
        self.state = json.loads((FORGE / f"{name}.json").read_text())

    def git(self, *words):
        done = subprocess.run(["git", "--git-dir", self.path, *words], capture_output=True, text=True)
        if done.returncode != 0:
            raise LookupError(done.stderr)
        return done.stdout

    def tip(self, revision):
        return self.git("rev-parse", "--verify", "--end-of-options", revision + "^{commit}").strip()

    def told(self):
        owner, _, name = self.name.partition("/")
        return {
            "full_name": self.name, "name": name, "private": False, "fork": False, "disabled": False,
            "owner": {"login": owner, "type": "Organization"}, "default_branch": "main",
            "archived": self.state["archived"], "html_url": f"https://github.localhost/{self.name}",
        }

    def commit(self, revision):
        sha = self.tip(revision)
        tree, parents, date, message = self.git("show", "-s", "--format=%T%n%P%n%cI%n%B", sha).split("\n", 3)
        words = self.git("diff-tree", "--root", "--no-commit-id", "-r", "-m", "--first-parent", "--name-status", sha)
        files = [{"filename": line.split("\t")[-1], "status": "modified"} for line in words.splitlines()]
        return {
            "sha": sha, "parents": [{"sha": parent} for parent in parents.split()], "files": files,
            "commit": {"message": message.strip(), "tree": {"sha": tree}, "committer": {"name": "dev", "date": date}},
        }

    def compare(self, base, head):
        behind, ahead = map(int, self.git("rev-list", "--left-right", "--count", f"{self.tip(base)}...{self.tip(head)}").split())
        self.git("merge-base", base, head)
        status = {(0, 0): "identical", (0, 1): "ahead", (1, 0): "behind", (1, 1): "diverged"}
        return {"status": status[bool(behind), bool(ahead)], "ahead_by": ahead, "behind_by": behind, "commits": []}

    def content(self, path, revision):
        data = self.git("show", f"{self.tip(revision)}:{path}")
        return {"type": "file", "path": path, "encoding": "base64", "content": base64.encodebytes(data.encode()).decode()}

    def workflow(self, file):
        return {"id": 7, "name": file, "path": f".github/workflows/{file}", "state": self.state["workflows"][file]}

    def runs(self, file, sha):
        self.state["workflows"][file]
        runs = [run for run in self.state["runs"] if sha in (None, run["head_sha"])]
        return {"total_count": len(runs), "workflow_runs": [{key: run[key] for key in run if key != "jobs"} for run in runs]}

    def jobs(self, number):
        run = next((run for run in self.state["runs"] if run["id"] == int(number)), None)
        if run is None:
            raise LookupError(number)
        return {"total_count": len(run["jobs"]), "jobs": run["jobs"]}


def answer(path, query):
    """The document under a path of the API; LookupError where there is none."""
    found = re.fullmatch(r"repos/([\w.-]+/[\w.-]+)(?:/(.+))?", path)
    if not found or not (FORGE / f"{found[1]}.json").exists():
        raise LookupError(path)
    repository, rest = Repository(found[1]), found[2] or ""
    for pattern, told in [
        ("", repository.told),
        ("commits/(.+)", repository.commit),
        (r"compare/(.+)\.\.\.(.+)", repository.compare),
        ("contents/(.+)", lambda path: repository.content(path, query["ref"])),
        ("actions/workflows/([^/]+)", repository.workflow),
        ("actions/workflows/([^/]+)/runs", lambda file: repository.runs(file, query.get("head_sha"))),
        (r"actions/runs/(\d+)/jobs", repository.jobs),
    ]:
        matched = re.fullmatch(pattern, rest)
        if matched:
            return told(*map(urllib.parse.unquote, matched.groups()))
    raise LookupError(path)


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        try:
            self.say(200, answer(url.path.strip("/"), dict(urllib.parse.parse_qsl(url.query))))
        except LookupError:
            self.say(404, {"message": "Not Found"})

    def do_POST(self):
        body = self.body()
        if not re.fullmatch(r"/orgs/[\w.-]+/artifacts/metadata/deployment-record", self.path):
            return self.say(404, {"message": "Not Found"})
        record = json.loads(body)
        (FORGE / "records.json").write_text(json.dumps(record))
        self.say(201, {"total_count": 1, "deployment_records": [record]})

    def body(self):
        """gh does not know how much it will read from its standard input, and sends chunks."""
        if self.headers["Transfer-Encoding"] != "chunked":
            return self.rfile.read(int(self.headers["Content-Length"]))
        body = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def say(self, status, document):
        if self.headers["Authorization"] != TOKEN:
            status, document = 401, {"message": "Bad credentials"}
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, form, *words):
        sys.stderr.write(f"{form % words}\n")


http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[2])), Handler).serve_forever()
