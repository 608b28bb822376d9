"""Quadlet source files: what Quadlet's own generator makes of them, against what our tool says.

Usage: quadlet.py GENERATOR SCRATCH_DIR
"""

import collections
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

SEED = 5042
WORKERS = 2
LEAST = 1000


def dry_run(generator, folder, case):
    """What the generator says of one case: (services by name, its messages, exit status)."""
    where = folder / case["id"]
    for path, text in case["files"].items():
        file = where / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
    done = subprocess.run([generator, "-dryrun", "-no-kmsg-log"], env={"QUADLET_UNIT_DIRS": str(where), "PATH": "/usr/bin:/bin"}, capture_output=True, stdin=subprocess.DEVNULL)
    shutil.rmtree(where)
    services, name = {}, None
    for line in done.stdout.decode(errors="replace").split("\n"):
        heading = re.fullmatch(r"---(.*\.service)---", line)
        if heading:
            name = heading[1]
            services[name] = []
        elif name:
            services[name].append(line)
    return services, done.stderr.decode(errors="replace"), done.returncode


def main():
    generator, scratch = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
    cases = quadlet_cases.make(SEED)
    with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        answers = list(pool.map(lambda case: dry_run(generator, scratch, case), cases))
    if len(sys.argv) > 3:
        pathlib.Path(sys.argv[3]).write_text("".join(json.dumps({"case": c, "services": a[0], "said": a[1], "rc": a[2]}) + "\n" for c, a in zip(cases, answers)))
    print(collections.Counter(a[2] for a in answers), len(cases))


if __name__ == "__main__":
    main()
