"""Plays the incident and its kin in the lab, and holds our verdict against what happened.

Usage: incident.py LAB_INIT [pods] (the pid of the lab's systemd; which scenes)

Every verdict is asked before anything is played. "yes" must be followed by an update,
"no" by none; "unknown" commits to nothing and is only counted.
"""

import io
import json
import pathlib
import re
import subprocess
import sys
import tarfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "oracles"))
import common  # noqa: E402
import pods  # noqa: E402

FOUND = (HERE / "incident" / "widget.service").read_text()
IMAGE = "quay.io/acme/widget:latest"
AUTO = "--label io.containers.autoupdate=registry"
UNIT = "Environment=PODMAN_SYSTEMD_UNIT=%n"


def flags(text, *words):
    """The unit with more flags for podman."""
    return text.replace("run -i", "run " + " ".join(words) + " -i")


def lines(text, *more):
    """The unit with more lines in [Service]."""
    return text.replace("[Service]\n", "[Service]\n" + "".join(line + "\n" for line in more))


def service(*body):
    """A unit of these lines in [Service]."""
    return "[Unit]\nDescription=Widget\n[Service]\n" + "".join(line + "\n" for line in body)


RIGHT = lines(flags(FOUND, AUTO), UNIT)
RUN = "/usr/bin/podman run"
STOP = "ExecStop=/usr/bin/podman stop -t 1 widget"

# Name, unit file or files, and what else: `start` is the unit to start, `setup` runs before.
SCENES = [
    ("the reviewer's label", flags(FOUND, AUTO, "--label io.containers.autoupdate.systemd_unit=widget.service")),
    ("the author's labels", flags(FOUND, AUTO, "--label PODMAN_SYSTEMD_UNIT=widget.service")),
    ("label and variable", RIGHT),
    ("label only", flags(FOUND, AUTO)),
    ("variable only", lines(FOUND, UNIT)),
    ("a hyphen in the label", lines(flags(FOUND, "--label io.containers.auto-update=registry"), UNIT)),
    ("no suffix in the name", lines(flags(FOUND, AUTO), "Environment=PODMAN_SYSTEMD_UNIT=%N")),
    ("an empty variable", lines(flags(FOUND, AUTO, "--label PODMAN_SYSTEMD_UNIT=widget.service"), "Environment=PODMAN_SYSTEMD_UNIT=")),
    ("the variable in the container", flags(FOUND, AUTO, "-e PODMAN_SYSTEMD_UNIT=%n")),
    ("a name of no unit", flags(FOUND, AUTO, "--label PODMAN_SYSTEMD_UNIT=gadget.service")),
    ("the name of another unit", {"widget.service": flags(FOUND, AUTO, "--label PODMAN_SYSTEMD_UNIT=widget-helper.service"), "widget-helper.service": service("ExecStart=/bin/sleep 1000")}),
    ("the label behind the image", lines(FOUND, UNIT).replace(IMAGE, IMAGE + " " + AUTO)),
    ("the policy in capitals", lines(flags(FOUND, "--label io.containers.autoupdate=Registry"), UNIT)),
    ("the label without a value", lines(flags(FOUND, "--label io.containers.autoupdate"), UNIT)),
    ("a later label says disabled", lines(flags(FOUND, AUTO, "--label io.containers.autoupdate=disabled"), UNIT)),
    ("the old name of the policy", lines(flags(FOUND, "--label io.containers.autoupdate=image"), UNIT)),
    ("local policy", lines(flags(FOUND, "--label io.containers.autoupdate=local"), UNIT)),
    ("quotes inside the word", lines(flags(FOUND, '--label=io.containers.autoupdate="registry"'), UNIT)),
    ("quotes that are escaped", lines(flags(FOUND, '--label \\"io.containers.autoupdate=registry\\"'), UNIT)),
    ("the name by ${VAR}", lines(flags(FOUND, AUTO, "--label PODMAN_SYSTEMD_UNIT=${ME}"), "Environment=ME=%n")),
    ("the name by $VAR inside a word", lines(flags(FOUND, AUTO, "--label PODMAN_SYSTEMD_UNIT=$ME"), "Environment=ME=%n")),
    ("the label commented out", lines(FOUND, UNIT).replace("    -p 8080", f"#    {AUTO} \\\n    -p 8080")),
    ("a blank line before the image", lines(flags(FOUND, AUTO), UNIT).replace("    quay.io", "\n    quay.io")),
    ("the variable unset", lines(RIGHT, "UnsetEnvironment=PODMAN_SYSTEMD_UNIT")),
    ("the environment emptied by env -i", lines(flags(FOUND, AUTO), UNIT).replace("ExecStart=", "ExecStart=/usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin ")),
    ("the variable set by env", flags(FOUND, AUTO).replace("ExecStart=", "ExecStart=/usr/bin/env PODMAN_SYSTEMD_UNIT=%n ")),
    ("run by a shell", service(UNIT, f"ExecStart=/bin/sh -c 'exec podman run --rm --replace --name widget {AUTO} {IMAGE}'")),
    ("a short name", RIGHT.replace("quay.io/acme/widget:latest", "acme/widget:latest")),
    ("rm and replace", service(UNIT, f"ExecStart={RUN} --rm --replace --name widget {AUTO} {IMAGE}")),
    ("neither rm nor replace", service(UNIT, f"ExecStart={RUN} --name widget {AUTO} {IMAGE}")),
    ("no rm, removed before", service(UNIT, "ExecStartPre=-/usr/bin/podman rm -f -t 0 widget", f"ExecStart={RUN} --name widget {AUTO} {IMAGE}", STOP)),
    ("detached from a simple service", service(UNIT, f"ExecStart={RUN} -d --rm --replace --name widget {AUTO} {IMAGE}")),
    ("detached, and the service knows", service("Type=notify", "NotifyAccess=all", UNIT, f"ExecStart={RUN} -d --rm --replace --name widget --sdnotify=conmon {AUTO} {IMAGE}", STOP)),
    ("detached by a oneshot", service("Type=oneshot", "RemainAfterExit=yes", UNIT, f"ExecStart={RUN} -d --rm --replace --name widget {AUTO} {IMAGE}", STOP)),
    ("created before, then started", service(UNIT, f"ExecStartPre=/usr/bin/podman create --replace --name widget {AUTO} {IMAGE}", "ExecStart=/usr/bin/podman start -a widget", STOP)),
    ("the same container started again", service("ExecStart=/usr/bin/podman start -a widget", STOP), {"setup": f"podman create --name widget {AUTO} --label PODMAN_SYSTEMD_UNIT=widget.service {IMAGE}"}),
    ("a template", {"widget@.service": RIGHT}, {"start": "widget@one.service"}),
    ("a template that names itself", {"widget@.service": flags(FOUND, AUTO, "--label PODMAN_SYSTEMD_UNIT=widget@.service")}, {"start": "widget@one.service"}),
    ("a drop-in takes the variable away", {"widget.service": RIGHT, "widget.service.d/10.conf": "[Service]\nEnvironment=\n"}),
    ("a drop-in adds it all", {"widget.service": FOUND, "widget.service.d/10.conf": f"[Service]\n{UNIT}\nExecStart=\nExecStart={RUN} --rm --replace --name widget {AUTO} {IMAGE}\n"}),
    ("a label file of the host", lines(flags(FOUND, "--label-file /srv/labels"), UNIT), {"setup": "echo io.containers.autoupdate=registry >/srv/labels"}),
    ("other storage", RIGHT.replace("podman run", "podman --root /var/lib/containers/other run")),
]


def play(init, number, scene):
    """What runs after the update: (updated or not, what was said)."""
    files, start, setup = scene["files"], scene["start"], scene["setup"]
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as tar:
        for path, text in files.items():
            info = tarfile.TarInfo(path)
            info.size = len(text.encode())
            tar.addfile(info, io.BytesIO(text.encode()))
    old, new = str(2 * number + 1), str(2 * number + 2)
    inside = ["nsenter", "-t", init, "-a", "env", "-i", "HOME=/srv", "PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]
    done = subprocess.run([*inside, "sh", "/run/lab/play.sh", start, old, new, setup], input=data.getvalue(), capture_output=True, timeout=180)
    said = done.stdout.decode(errors="replace").strip().splitlines()
    if done.returncode != 0 or not said:
        sys.exit(f"the lab could not play {scene['name']!r}:\n{done.stdout.decode()}{done.stderr.decode()}")
    return said[-1] == new, "; ".join(re.sub(r"\s+", " ", line) for line in said[:-1] if re.search(r"before|true|false|failed|rolled|Error|did not", line))


def scenes(listed):
    for name, unit, *rest in listed:
        files = unit if isinstance(unit, dict) else {"widget.service": unit}
        more = rest[0] if rest else {}
        yield {"name": name, "files": files, "start": more.get("start", next(iter(files))), "setup": more.get("setup", "true")}


def main():
    init = sys.argv[1]
    # First our words, all of them, then the deeds.
    if sys.argv[2:] == ["pods"]:
        played = list(scenes(pods.SCENES))
        must = pods.MUST
    else:
        played, must = the_incident()
    hold(init, played, must)


def the_incident():
    """The scenes about plain units. The fix is made by the tool itself."""
    found = {"name": "the unit as found", "files": {"widget.service": FOUND}, "start": "widget.service", "setup": "true"}
    fixed = common.ask_ours([{"id": "fix", "ask": "fix", "files": found["files"]}])["fix"]
    print("what our fix changed:")
    print("".join("    " + line + "\n" for line in fixed["diff"]), end="")
    after = dict(found, name="the unit after our fix", files=fixed["files"])
    must = {"the unit as found": "no", "the unit after our fix": "yes", "the reviewer's label": "no", "the author's labels": "yes"}
    return [found, after, *scenes(SCENES)], must


def hold(init, played, must):
    answers = common.ask_ours([{"id": scene["name"], "ask": "deployments", "files": scene["files"]} for scene in played])

    wrong = 0
    counts = {"yes": 0, "no": 0, "unknown": 0}
    for number, scene in enumerate(played):
        deployments = answers[scene["name"]]["deployments"]
        verdicts = {deployment["verdict"] for deployment in deployments} or {"nothing"}
        rules = [rule for deployment in deployments for rule in deployment["rules"]]
        verdict = verdicts.pop() if len(verdicts) == 1 else "several"
        begin = time.monotonic()
        updated, said = play(init, number, scene)
        right = {"yes": updated, "no": not updated, "unknown": True}.get(verdict, False)
        wrong += not right
        counts[verdict] = counts.get(verdict, 0) + 1
        mark = "alike    " if right else "DIFFERENT"
        print(f"{mark} {scene['name']}: we said {verdict} {rules or ''}, it was {'updated' if updated else 'not updated'} ({said}) {time.monotonic() - begin:.1f} s", flush=True)
    for name, verdict in must.items():
        said = [deployment["verdict"] for deployment in answers[name]["deployments"]]
        if said != [verdict]:
            print(f"DIFFERENT {name}: our verdict must be {verdict}, it was {said}")
            wrong += 1
    print(f"{len(played)} deployments played: {len(played) - wrong} as we said ({counts['yes']} yes, {counts['no']} no, {counts['unknown']} unknown), {wrong} different")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
