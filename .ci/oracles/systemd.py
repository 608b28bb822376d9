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
UNITS = "etc/systemd/system/"


def as_bytes(text):
    """Test texts hold bytes that are no UTF-8 as lone surrogates."""
    return text.encode("utf-8", "surrogateescape")


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


def main():
    where = pathlib.Path(sys.argv[2]).resolve()
    if sys.argv[1] == "make":
        make(where)
        return
    states, runs = recorded(where)
    cases = systemd_units.make(SEED)
    print(collections.Counter(states.get(c["unit"]) for c in cases))
    print(len(cases), sum(1 for c in cases if c["unit"] in runs), sum(len(r) for r in runs.values()))


if __name__ == "__main__":
    main()
