"""Quadlet source files: what Quadlet's own generator makes of them, against what our tool says.

Usage: quadlet.py GENERATOR SCRATCH_DIR
"""

import concurrent.futures
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

import common
import quadlet_cases

# Another one, to look further: ORACLE_SEED=7.
SEED = int(os.environ.get("ORACLE_SEED", "5042"))
WORKERS = 2
LEAST = 1000


def dry_run(generator, folder, case):
    """What the generator says of one case: the services with their lines, and its messages."""
    where = folder / case["id"]
    for path, text in case["files"].items():
        file = where / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
    done = subprocess.run([generator, "-dryrun", "-no-kmsg-log"], env={"QUADLET_UNIT_DIRS": str(where), "PATH": "/usr/bin:/bin"}, capture_output=True, stdin=subprocess.DEVNULL)
    shutil.rmtree(where)
    services = []
    for line in done.stdout.decode(errors="replace").split("\n"):
        heading = re.fullmatch(r"---(.*\.service)---", line)
        if heading:
            services.append((heading[1], []))
        elif services:
            services[-1][1].append(line)
    return services, done.stderr.decode(errors="replace")


def unquoted(line):
    """The words of an ExecStart= line as Quadlet writes it: bare, or in double quotes with C escapes."""
    words, at = [], 0
    while at < len(line):
        if line[at] == " ":
            at += 1
            continue
        word, quoted = "", line[at] == '"'
        at += quoted
        while at < len(line) and line[at] != ('"' if quoted else " "):
            if line[at] == "\\":
                escape = line[at + 1]
                if escape == "x":
                    word, at = word + chr(int(line[at + 2 : at + 4], 16)), at + 4
                    continue
                word, at = word + {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v", "s": " "}.get(escape, escape), at + 2
                continue
            word, at = word + line[at], at + 1
        at += quoted
        words.append(word)
    return words


# Flags that stand alone among those that the cases lead to.
ALONE = {"--replace", "--rm", "-d", "--init", "--read-only", "--read-only-tmpfs", "--env-host", "-it", "--syslog", "--tls-verify", "--rootfs"}


def read_container(words):
    """Image, labels and arguments of a generated podman line, or why podman would refuse it."""
    words = list(words)
    at = words.index("run") + 1
    if any(word.startswith("--label") or word == "-c" for word in words[:at]):
        return {"refused": "podman itself has no such flag, or is told to go elsewhere"}
    labels = {}
    rootfs = False
    while at < len(words):
        word = words[at]
        if word == "--":
            at += 1
            break
        if not word.startswith("-") or word == "-":
            break
        at += 1
        name, value = word, None
        if word.startswith("--") and "=" in word:
            name, value = word.split("=", 1)
        elif word.startswith("-l") and len(word) > 2 and not word.startswith("--"):
            name, value = "-l", word[2:].removeprefix("=")
        if name.startswith("--label") and name not in ("--label", "--label-file"):
            return {"refused": "unknown flag"}
        if name in ALONE or name.startswith("--tls-verify"):
            rootfs |= name == "--rootfs"
            continue
        if value is None:
            if at >= len(words):
                return {"refused": "no value"}
            value, at = words[at], at + 1
        if name in ("--label", "-l"):
            key, _, rest = value.partition("=")
            if not key:
                return {"refused": "empty label"}
            labels[key] = rest
    if at >= len(words):
        return {"refused": "no image"}
    return {"image": words[at], "labels": labels, "arguments": words[at + 1 :], "rootfs": rootfs}


def real_units(services):
    """By source file: the service made of it, and its container."""
    units = {}
    for name, lines in services:
        source = next((line.split("=", 1)[1] for line in lines if line.startswith("SourcePath=")), "")
        section, start, pod = "", None, None
        for line in lines:
            if line.startswith("["):
                section = line
            elif section == "[Service]" and line.startswith("ExecStart="):
                start = line.split("=", 1)[1]
        if source.endswith(".container") and start is not None:
            units[pathlib.PurePath(source).name] = {"service": name, **read_container(unquoted(start))}
    return units


# Rules of ours that say: there will be no service.
REFUSALS = {"refused-quadlet-file", "unsupported-quadlet-key", "refused-unit"}
# Rules of ours that say: a service, but podman refuses its command.
BROKEN = {"refused-podman-command", "single-dash-label"}


def compare(tally, case, services, said, ours, normal):
    """One comparison for each `.container` that lies in the case's folder."""
    real = real_units(services)
    mine = {deployment["path"]: deployment for deployment in ours["deployments"]}
    for path in sorted(path for path in case["files"] if path.endswith(".container")):
        theirs, our = real.get(pathlib.PurePath(path).name), mine.get(path)
        shown = f"{case['id']} {path}: {json.dumps(case['files'], ensure_ascii=False)}"
        refused = our is None or bool(REFUSALS & set(our["rules"]))
        if theirs is None:
            why = [line for line in said.splitlines() if "Loading source" not in line]
            # On the host the other file may be there; that it is, is a condition of ours.
            missing = our and any("is installed beside the unit" in condition for condition in our["conditions"])
            if refused or missing or "missing-quadlet-reference" in our["rules"]:
                tally.same()
            else:
                tally.differs(shown, f"refused: {why}", our)
            continue
        if "refused" in theirs:
            tally.same() if our and our["verdict"] != "yes" else tally.differs(shown, theirs, our)
            continue
        if refused:
            tally.differs(shown, theirs, our)
            continue
        # systemd still puts in its specifiers; other than `%%` the cases have none here.
        labels = {key: value.replace("%%", "%") for key, value in theirs["labels"].items()}
        labels["PODMAN_SYSTEMD_UNIT"] = our["service"].replace("%i", "<?>")
        same_labels = labels == our["labels"]
        same_image = theirs["rootfs"] or normal(theirs["image"]) == our["image"]
        same_service = theirs["service"] == our["service"].replace("%i", "")
        if same_labels and same_image and same_service:
            tally.same()
        else:
            tally.differs(shown, dict(theirs, same=[same_labels, same_image, same_service]), our)


def main():
    generator, scratch = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
    cases = quadlet_cases.make(SEED)
    with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        answers = list(pool.map(lambda case: dry_run(generator, scratch, case), cases))
    ours = common.ask_ours([dict(case, ask="quadlet") for case in cases])
    # Our answers give images in normal form; so must be the real ones.
    images = sorted({unit["image"] for services, _ in answers for unit in real_units(services).values() if "image" in unit})
    references = common.ask_ours([{"id": image, "ask": "reference", "word": image} for image in images])
    tally = common.Tally("Quadlet containers")
    for case, (services, said) in zip(cases, answers):
        compare(tally, case, services, said, ours[case["id"]], lambda image: references[image]["reference"])
    sys.exit(0 if tally.close(LEAST) else 1)


if __name__ == "__main__":
    main()
