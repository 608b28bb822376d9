"""The lab as the plays see it: a developer, a forge, a production host, and what `live` says."""

import datetime
import json
import subprocess
import sys

PARTS = ["merge", "run", "registry", "host", "site"]
BARE = ["env", "-i", "LC_ALL=C.UTF-8", "PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]


SERVICE = ("deploy/widget.service", "/etc/systemd/system")
QUADLET = ("deploy/widget.container", "/etc/containers/systemd")
ROOTLESS = ("deploy/widget.service", "/home/app/.config/systemd/user")


class World:
    def __init__(self, init, unit=SERVICE):
        """The lab whose systemd has the pid `init`; `unit` is where it lies in the
        repository, and the folder that it is installed into."""
        self.inside = ["nsenter", "-t", init, "-a"]
        self.unit, self.units = unit
        self.file = f"{self.units}/{self.unit.rpartition('/')[2]}"
        self.owner = "app" if unit == ROOTLESS else "root"
        self.number = 411

    def run(self, words, script, check=True):
        done = subprocess.run([*self.inside, *words, "sh", "-euc", script], capture_output=True, text=True, timeout=180)
        if check and done.returncode != 0:
            sys.exit(f"the lab could not do it, {done.returncode}:\n{script}\n{done.stdout}{done.stderr}")
        return done

    def root(self, script, check=True):
        """On the production host."""
        return self.run([*BARE, "HOME=/root"], script, check)

    def host(self, script, check=True):
        """On the production host, as whoever has the unit; `systemctl` is that one's."""
        if self.owner == "root":
            return self.root(script, check)
        user = self.root(f"id -u {self.owner}").stdout.strip()
        own = ["setpriv", "--reuid", self.owner, "--regid", self.owner, "--init-groups", *BARE, f"HOME=/home/{self.owner}"]
        bus = [f"XDG_RUNTIME_DIR=/run/user/{user}", f"DBUS_SESSION_BUS_ADDRESS=unix:path=/run/user/{user}/bus"]
        return self.run([*own, *bus], f"cd\nsystemctl() {{ command systemctl --user \"$@\"; }}\n{script}", check)

    def dev(self, script, check=True, token="lab"):
        """At the developer's, in the repository."""
        own = ["runuser", "-u", "dev", "--", *BARE, "HOME=/home/dev", "USER=dev", "XDG_RUNTIME_DIR=/run/user/dev", "GH_HOST=github.localhost", f"GH_TOKEN={token}"]
        return self.run(own, f"cd ~/widget 2>/dev/null || cd\n{script}", check)

    # The forge and its runners.

    def start(self):
        """Both repositories with their first commit."""
        self.root(
            "for name in widget widget-old; do\n"
            "cp -a /srv/start /home/dev/$name && cd /home/dev/$name && chown -R dev: . && runuser -u dev -- sh -euc \"\n"
            "git init -q && git add -A && git commit -q -m 'the start of $name'\n"
            "git remote add origin https://github.localhost/acme/$name.git && git push -q /srv/forge/acme/$name.git main\"\n"
            "done"
        )
        self.forge = {"archived": False, "workflows": {"build.yml": "active"}, "runs": []}
        self.tell()
        self.tell("acme/widget-old", {"archived": True, "workflows": {"build.yml": "active"}, "runs": []})

    def tell(self, name="acme/widget", state=None):
        """What the forge is to say from now on."""
        text = json.dumps(state or self.forge)
        self.root(f"cat >/srv/forge/{name}.json <<'E'\n{text}\nE")

    def merge(self, title, change="true"):
        """A commit on the default branch, with what a script changes; its id."""
        self.dev(f"echo '{title}' >>src.txt && {change} && git add -A && git commit -q -m '{title}' && git push -q /srv/forge/acme/widget.git main")
        return self.tip()

    def tip(self, name="widget"):
        return self.root(f"git --git-dir /srv/forge/acme/{name}.git rev-parse main").stdout.strip()

    def runs(self, sha, status="completed", conclusion="success", failed=None, minutes=0):
        """The forge's one run for a commit is this from now on, and ended minutes ago."""
        now = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(minutes=minutes)
        now = now.strftime("%Y-%m-%dT%H:%M:%SZ")
        known = [run for run in self.forge["runs"] if run["head_sha"] != sha]
        self.number += 1
        steps = ["Set up job", "actions/checkout@v4", "docker/login-action@v3", "docker/build-push-action@v6"]
        jobs = [{"name": "image", "status": status, "conclusion": conclusion, "steps": [
            {"name": name, "status": status, "conclusion": "failure" if name == failed else "success"} for name in steps]}]
        self.forge["runs"] = [*known, {
            "id": 9000000 + self.number, "run_number": self.number, "run_attempt": 1, "name": "Build and Push Container",
            "event": "push", "head_branch": "main", "head_sha": sha, "status": status,
            "conclusion": conclusion if status == "completed" else None, "created_at": now, "updated_at": now,
            "html_url": f"https://github.localhost/acme/widget/actions/runs/{9000000 + self.number}", "jobs": jobs}]
        self.tell()

    def build(self, sha, name="acme/widget"):
        self.root(f"sh /run/lab/ci.sh {name} {sha}")

    def publish(self, title, change="true"):
        """A merge whose run has succeeded and has pushed."""
        sha = self.merge(title, change)
        self.runs(sha)
        self.build(sha)
        return sha

    # The production host.

    def install(self, change=""):
        """The repository's unit, changed by a script of sed, is what the host has and runs."""
        self.root("chmod a+rx /home/dev")
        self.host(
            f"mkdir -p {self.units} && sed -e '{change}' /home/dev/widget/{self.unit} >{self.file}\n"
            "systemctl daemon-reload && systemctl restart widget"
        )
        self.answers()

    def update(self, well=True):
        """What the timer does when it fires."""
        self.host("systemctl start podman-auto-update.service", check=well)
        self.answers()

    def answers(self):
        """Until the site does."""
        self.root("for try in $(seq 50); do curl -fs -o /tmp/answer widget.example.com:8080/version.json && exit; sleep 0.1; done; exit 1")

    def way(self, port):
        """Where the host, and only that, looks for the registry."""
        self.root(f"sed -i 's|localhost:[0-9]*|localhost:{port}|' /etc/containers/registries.conf.d/lab.conf")

    # The developer's ssh.

    def ssh(self, *lines):
        """web1 is reached with these lines before all others."""
        text = "".join(f"    {line}\n" for line in lines)
        self.dev(f"cat ~/.ssh/base >~/.ssh/config\n[ -z '{text}' ] || printf '%s' 'Host web1\n{text}' | cat - ~/.ssh/base >~/.ssh/config")


def live(world, options="", token="lab"):
    """What `live` says: exit code, the document, standard error."""
    done = world.dev(f"/srv/xtask live --format json {options}", check=False, token=token)
    try:
        return done.returncode, json.loads(done.stdout), done.stderr
    except ValueError:
        sys.exit(f"live said no JSON, exit code {done.returncode}:\n{done.stdout}{done.stderr}")


def differs(stated, code, seen):
    """Why what was seen is not what was stated; empty where it is. Whatever link is not
    stated must be a yes. A statement is a verdict, the kind of a fact, and words that one
    of the facts or its diff must have."""
    wrong = []
    for part in PARTS:
        verdict, *rest = stated.get(part, ["yes"])
        links = [link for link in seen["links"] if link["part"] == part]
        if [link["verdict"] for link in links] != [verdict]:
            wrong.append(f"{part} is {[link['verdict'] for link in links]}")
            continue
        facts = links[0]["facts"]
        if rest and rest[0] not in [fact["kind"] for fact in facts]:
            wrong.append(f"{part} has {[fact['kind'] for fact in facts]}")
        text = "\n".join(fact["message"] + "\n" + (fact["diff"] or "") for fact in facts)
        wrong += [f"{part} does not say {words!r}" for words in rest[1:] if words not in text]
    verdicts = {value[0] for value in stated.values()} - {"yes"}
    expected = 1 if "no" in verdicts else 3 if verdicts else 0
    if code != expected or seen["exit_code"] != expected:
        wrong.append(f"exit code {code}")
    return wrong


def shown(seen):
    """The links as lines."""
    marks = {"yes": "✓", "no": "✗", "behind": "…", "unknown": "?", "held": "=", "not configured": "-"}
    for link in seen["links"]:
        for at, fact in enumerate(link["facts"]):
            head = f"{link['part']:<9} {marks[link['verdict']]} " if at == 0 else " " * 12
            yield f"{head}{fact['message']}"
            yield from (f"{'':14}{line}" for line in (fact["diff"] or "").splitlines())
    yield f"{marks[seen['verdict']]} {seen['sum']}"
