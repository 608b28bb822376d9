"""What the oracles share: asking our tool, and telling alike from different.

An oracle makes cases, asks the real part and asks `oracle-deployment` or
`oracle-workflow` (binaries of the tests package, which speak JSON lines), and compares. A difference is either
explained in the oracle, with its reason, or the oracle fails.
"""

import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


def ask_ours(cases, name="oracle-deployment"):
    """Our answers by case id. Each case is one JSON line, as is each answer."""
    build = ["cargo", "build", "-q", "--locked", "-p", "xtask-tests", "--bin", name]
    subprocess.run(build, cwd=ROOT, check=True)
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    binary = os.environ.get(name.upper().replace("-", "_"), target / "debug" / name)
    lines = "".join(json.dumps(case) + "\n" for case in cases)
    done = subprocess.run([binary], input=lines.encode(), stdout=subprocess.PIPE, check=True)
    answers = {}
    for line in done.stdout.decode().splitlines():
        answer = json.loads(line)
        answers[answer["id"]] = answer
    missing = [case["id"] for case in cases if case["id"] not in answers]
    if missing:
        sys.exit(f"our tool left {len(missing)} cases unanswered, first {missing[0]}")
    return answers


class Tally:
    """Counts what is alike, explained and different, and prints the differences."""

    def __init__(self, what, show=int(os.environ.get("ORACLE_SHOW", "20"))):
        self.what, self.show = what, show
        self.alike, self.different = 0, 0
        self.explained = {}

    def same(self):
        self.alike += 1

    def because(self, reason):
        self.explained[reason] = self.explained.get(reason, 0) + 1

    def differs(self, case, real, ours):
        self.different += 1
        if self.different <= self.show:
            print(f"DIFFERENT {case}\n    real: {real}\n    ours: {ours}")

    def close(self, least):
        """Prints the sum, and says whether all is well. `least`: how many must be alike."""
        total = self.alike + self.different + sum(self.explained.values())
        print(f"{total} {self.what}: {self.alike} alike, {sum(self.explained.values())} explained, {self.different} different")
        for reason, count in sorted(self.explained.items()):
            print(f"    explained, {count}: {reason}")
        if self.alike < least:
            print(f"    fewer than {least} alike: the oracle itself is broken")
        sys.stdout.flush()
        return self.different == 0 and self.alike >= least
