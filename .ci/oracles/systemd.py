"""`.service` files: what a real systemd makes of them, against what our tool says.

Usage: systemd.py verify DIR    asks `systemd-analyze verify`, which needs no lab
       systemd.py make DIR      writes the cases for the lab
       systemd.py compare DIR   compares what the lab recorded
"""

import collections
import concurrent.futures
import io
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile

import common
import systemd_units

# Another one, to look further: ORACLE_SEED=7.
SEED = int(os.environ.get("ORACLE_SEED", "25239"))
LEAST = 1000
UNITS = "etc/systemd/system/"


def as_bytes(text):
    """Test texts hold bytes that are no UTF-8 as lone surrogates."""
    return text.encode("utf-8", "surrogateescape")


def as_json(case):
    """The case for our tool. A text that is no UTF-8 is one that it is never handed."""
    texts = {path: text for path, text in case["files"].items() if as_bytes(text) == text.encode("utf-8", "ignore")}
    return {"id": case["id"], "ask": "service", "file": next(iter(case["files"])), "files": texts}


def make(where):
    cases = systemd_units.make(SEED)
    with tarfile.open(where / "units.tar", "w") as tar:
        for case in cases:
            for path, text in case["files"].items():
                info = tarfile.TarInfo(path.lstrip("/") if path.startswith("/") else UNITS + path)
                info.size = len(as_bytes(text))
                tar.addfile(info, io.BytesIO(as_bytes(text)))
    (where / "names").write_text("".join(case["unit"] + "\n" for case in cases))


# `verify` fails for a warning too; only these say that the unit is refused.
REFUSED = re.compile(r"bad unit file setting|fatal error|failed to load properly|Refusing|not found", re.IGNORECASE)


def verify(where):
    """Every third case, written out, through `systemd-analyze verify`: refused or not."""
    cases = [case for case in systemd_units.make(SEED)[::3] if "@" not in case["unit"] and not any(path.startswith("/") for path in case["files"])]

    def refused(case):
        folder = where / "verify" / case["id"]
        for path, text in case["files"].items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(as_bytes(text))
        command = ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", str(folder / case["unit"])]
        done = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL)
        said = done.stderr.decode(errors="replace")
        return done.returncode != 0 and REFUSED.search(said) is not None, said

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(refused, cases))
    shutil.rmtree(where / "verify")
    ours = common.ask_ours([as_json(case) for case in cases])
    tally = common.Tally("service units, verified")
    for case, (real, said) in zip(cases, answers):
        files = case["files"].values()
        shown = f"{case['id']} {case['unit']}: {json.dumps(case['files'], ensure_ascii=False)}"
        if real == ("refused" in ours[case["id"]]):
            tally.same()
        elif any(as_bytes(text) != text.encode("utf-8", "ignore") for text in files):
            tally.because(NOT_TEXT)
        elif "podman" not in "".join(files):
            tally.because(NOT_ASKED)
        else:
            tally.differs(shown, said, ours[case["id"]])
    return tally.close(500)


def recorded(where):
    """What systemd did: by unit, its load state and the commands that it ran."""
    states, runs = {}, collections.defaultdict(list)
    with tarfile.open(where / "rec.tar") as tar:
        for member in tar.getmembers():
            if not member.isfile():
                continue
            name, data = member.name.removeprefix("./"), tar.extractfile(member).read()
            if name == "states":
                for line in data.decode().splitlines():
                    unit, load = line.split()[:2]
                    states[unit] = load
            else:
                words, env = [], {}
                for piece in data.decode("utf-8", "surrogateescape").split("\0")[:-1]:
                    if piece.startswith("\x01ENV "):
                        key, value = piece[5:].split("=", 1)
                        env[key] = value
                    else:
                        words.append(piece)
                runs[name[:-3]].append((name, words, env))
    return states, {unit: [(w, e) for _, w, e in sorted(found)] for unit, found in runs.items()}


def matches(pattern, words):
    """Whether words fit ours, in which a piece that only the host knows stands between
    two \\x01: `?` for any text in a word, `*` for any number of words."""
    if not pattern:
        return not words
    first, rest = pattern[0], pattern[1:]
    if first == "\x01*\x01":
        return any(matches(rest, words[n:]) for n in range(len(words) + 1))
    if not words:
        return False
    spelled = ".*".join(re.escape(piece) for piece in first.split("\x01?\x01"))
    # Our texts are UTF-8; where an escape makes something else, they say so with one sign.
    word = as_bytes(words[0]).decode("utf-8", "replace")
    return re.fullmatch(spelled, word, re.DOTALL) is not None and matches(rest, words[1:])


def fits(command, run):
    """Whether a command of ours is what systemd ran. The recorder tells no program path."""
    words, _ = run
    return matches(command[1:], words[1:])


# Files in which a unit says less to our model than to systemd, and why that is so.
NOT_ASKED = "nothing in it says podman, so that it is no deployment to judge"
NOT_TEXT = "not UTF-8: the reader of files says so before the model is asked"
FROM_A_FILE = "an EnvironmentFile= of the host changes a variable; that it does not is a condition of ours"


def compare(tally, case, state, runs, ours):
    shown = f"{case['id']} {case['unit']}: {json.dumps(case['files'], ensure_ascii=False)}"
    loads = state == "loaded"
    if any(as_bytes(text) != text.encode("utf-8", "ignore") for text in case["files"].values()):
        return tally.because(NOT_TEXT)
    if not loads and "podman" not in "".join(case["files"].values()):
        return tally.because(NOT_ASKED)
    if loads == ("refused" in ours):
        return tally.differs(shown, state, ours)
    if not loads:
        return tally.same()
    commands = [c for c in ours["commands"] if c[0].endswith("podman")]
    if not runs:
        # It was loaded, but could not start; what it would have run stays untold.
        return tally.because("loaded, but systemd ran nothing (no such file, user or program)") if not ours.get("starts", False) else tally.differs(shown, "ran nothing", ours)
    # The recorder notes only these.
    environment = {key: value for key, value in ours["environment"].items() if key.startswith("T_") or key == "PODMAN_SYSTEMD_UNIT"}
    if ours["files"] and any(environment.get(key) != value for _, env in runs for key, value in env.items()):
        return tally.because(FROM_A_FILE)
    if len(commands) != len(runs) or not all(fits(c, r) for c, r in zip(commands, runs)):
        return tally.differs(shown, runs, ours)
    for _, env in runs:
        for key in env.keys() | environment.keys():
            pattern = environment.get(key, "\x02")
            if not matches([pattern], [env.get(key, "" if "\x01" in pattern else "\x03")]):
                return tally.differs(shown, runs, ours)
    tally.same()


def main():
    where = pathlib.Path(sys.argv[2]).resolve()
    if sys.argv[1] == "make":
        make(where)
        return
    if sys.argv[1] == "verify":
        sys.exit(0 if verify(where) else 1)
    states, runs = recorded(where)
    cases = systemd_units.make(SEED)
    ours = common.ask_ours([as_json(case) for case in cases])
    tally = common.Tally("service units, loaded and run")
    for case in cases:
        compare(tally, case, states.get(case["unit"], "not found"), runs.get(case["unit"], []), ours[case["id"]])
    sys.exit(0 if tally.close(LEAST) else 1)


if __name__ == "__main__":
    main()
