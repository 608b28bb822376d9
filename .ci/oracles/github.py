"""Expressions and workflow files, as GitHub's npm packages read them, against ours.

Usage: github.py FOLDER (with the packages and real.mjs)
"""

import json
import subprocess
import sys

import common
import github_expressions

SEED = 361

# Where the package is not what runs: the service and the runner are written in C#.
# actions/runner `src/Sdk/Expressions`, `src/Sdk/DTExpressions2`.
DOTNET = "the runner prints numbers as .NET's G15 does, the package as JavaScript does"


def ask_real(folder, cases):
    lines = "".join(json.dumps(case) + "\n" for case in cases)
    done = subprocess.run(["node", "real.mjs"], cwd=folder, input=lines.encode(), stdout=subprocess.PIPE, check=True)
    answers = {}
    for line in done.stdout.decode().splitlines():
        answer = json.loads(line)
        answers[answer["id"]] = answer
    return answers


def same_value(real, ours):
    """Alike, or None where one refuses and the other does not."""
    if "refused" in real or "refused" in ours:
        return ("refused" in real) == ("refused" in ours)
    if "fails" in real:
        # The run fails here; nothing that we say of a value would be right.
        return ours["truthy"] is None or any("<?>" in text for text in ours["texts"])
    return ours["texts"] == [real["text"]] and ours["truthy"] == real["truthy"]


def why_not(text, real, ours):
    if same_value(real["dotnet"], ours):
        return DOTNET
    return None


def expressions(folder):
    cases = github_expressions.make(SEED, 2000)
    real, ours = ask_real(folder, cases), common.ask_ours(cases, "oracle-workflow")
    tally = common.Tally("expressions")
    for case in cases:
        theirs, own = real[case["id"]], ours[case["id"]]
        if same_value(theirs, own):
            tally.same()
        elif reason := why_not(case["text"], theirs, own):
            tally.because(reason)
        else:
            tally.differs(case["text"], theirs, own)
    return tally.close(least=1500)


if __name__ == "__main__":
    folder = sys.argv[1]
    good = [expressions(folder)]
    sys.exit(0 if all(good) else 1)
