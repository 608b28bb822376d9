"""`.service` files: what a real systemd makes of them, against what our tool says.

Usage: systemd.py make DIR      writes the cases for the lab
       systemd.py compare DIR   compares what the lab recorded
"""

import collections
import concurrent.futures
import io
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile

import common
import systemd_units

SEED = 25239
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
    return re.fullmatch(spelled, words[0], re.DOTALL) is not None and matches(rest, words[1:])


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
    if not loads and any(as_bytes(text) != text.encode("utf-8", "ignore") for text in case["files"].values()):
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
    environment = ours["environment"]
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
    states, runs = recorded(where)
    cases = systemd_units.make(SEED)
    ours = common.ask_ours([as_json(case) for case in cases])
    tally = common.Tally("service units, loaded and run")
    for case in cases:
        compare(tally, case, states.get(case["unit"], "not found"), runs.get(case["unit"], []), ours[case["id"]])
    sys.exit(0 if tally.close(LEAST) else 1)


if __name__ == "__main__":
    main()
