"""Expressions and workflow files, as GitHub's npm packages read them, against ours.

Usage: github.py FOLDER (with the packages and real.mjs)
"""

import json
import re
import subprocess
import sys

import common
import github_expressions
import github_workflows

SEED = 361

# Where the package is not what runs: GitHub's service and the runner are written in C#
# (actions/runner `src/Sdk/DTExpressions2`), and our tool follows them.
DOTNET = "the runner is .NET: numbers as G15 prints them, every doubled quote undoubled"
FAILS = "it fails when it runs; of the part that fails our tool says that it knows nothing"
PACKAGE_ONLY = [
    (r"\b0b[01]|\b0B|\b0X", "numbers as JavaScript has them; the runner reads decimal, 0x and 0o"),
    (r",\s*\)", "a comma behind the last argument; the runner refuses it"),
    ("\u00a0", "a no-break space is white space for .NET, not for the package"),
    ("(?i)'[ßſ]' ?== ?'s", "JavaScript's upper case of one letter can be two, .NET's can't"),
    (r"\{\d+[^}\d][^}]*\}", "format specifiers: the runner refuses them, the package ignores them"),
    (r'"10": 3', "JavaScript puts names that are numbers first"),
    (r"^case\(.*\.\*.*\)\.z$", "which of `case`'s values it is, our tool does not follow to a filtered array"),
    ("1e400", "a number beyond all measure is unknown to our tool"),
]


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
    if "fails" in real and ours.get("hole"):
        return FAILS
    for pattern, reason in PACKAGE_ONLY:
        if re.search(pattern, text):
            return reason
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


def events(real):
    """The package's events, spelled as ours."""
    out = {}
    for name, body in real["events"].items():
        if name == "schedule":
            crons = [entry["cron"] for entry in body] if isinstance(body, list) else []
            out[name] = {"crons": crons} if crons else {}
        elif name in ("workflow_dispatch", "workflow_call"):
            out[name] = {}
        else:
            out[name] = {key: value for key, value in body.items() if value or key != "workflows"}
    return out


STATUS = re.compile(r"(?i)\b(success|failure|cancelled|always)\s*\(")


def guards(real, ours):
    """Whether the package's effective condition says what ours says."""
    if real is None:
        return not ours.get("always") and not ours.get("error")
    if "error" in ours:
        return False
    bare = re.sub(r"'(?:[^']|'')*'", "''", real)
    asks = bool(STATUS.search(bare.removeprefix("success() && ("))) if real.startswith("success() && (") else bool(STATUS.search(bare))
    # Text around an expression comes as `format`; a `format('{0}'` is the case's own.
    always = re.match(r"(success\(\) && \()?format\('(?!\{0\}',)", real)
    return asks == ours["status"] and bool(always) == ours["always"]


def jobs_alike(real, ours):
    if [job["id"] for job in real] != [job["id"] for job in ours]:
        return False
    return all(
        a["needs"] == b["needs"] and guards(a["if"], b["if"]) and len(a["steps"]) == len(b["steps"]) and all(map(guards, a["steps"], b["steps"]))
        for a, b in zip(real, ours)
    )


# Where the package says less, or more, than GitHub does. Each has to be found in the
# case, what the package says or what we say, spelled one below the other.
EXPLAINED_WORKFLOWS = [
    (r"real: .*raw\.indexOf is not a function", "a key that is true or false, not text: the package breaks down"),
    (r"ours: \['`on` names no event'\]", "nothing can ever start it; the package leaves it to the service"),
    (r"ours: \['`(branches|tags|paths)` and `\1-ignore` exclude each other'", "docs: a filter and its -ignore form exclude each other; the package leaves it to the service"),
    (r"ours: \['`[a-z]+` has only patterns with `!`", "docs: a list of only negative patterns is refused; the package leaves it to the service"),
    (r"ours: \['the pattern `.*` is broken", "patterns are not looked into by the package"),
    (r"1\.5 \* \* \* \*[^$]*ours: \['`cron`", "a field of cron is a whole number; JavaScript reads 1.5 too"),
    (r"real: .*Unexpected value 'repository_dispatch'\"\]", "the package's schema has a wrong word for it (`repository-dispatch-string`)"),
    (r"on: \{issues: \{types", "activity types of events that say nothing about a publication are not checked"),
    (r"real: .*100000000000000000000", DOTNET),
    (r"ours: \[\"?'?job `.` has no `steps`", "the service wants steps, the package doesn't"),
    (r"real: .*format\('\s+\{0\}", "the package takes a block's raw text, so that every one with an expression seems to have text around it"),
    (r"real: .*depends on unknown job 'A'\.\"\]", "the service finds jobs whatever their case, the package doesn't"),
    (r"real: .*Unexpected value 'background'\"\]", "steps in the background are behind a switch of the package"),
]


def workflows(folder):
    cases = github_workflows.make(SEED, 1200)
    real, ours = ask_real(folder, cases), common.ask_ours(cases, "oracle-workflow")
    tally = common.Tally("workflow files")
    for case in cases:
        theirs, own = real[case["id"]], ours[case["id"]]
        faults = own["refused"] + own["doubts"]
        if theirs["errors"] or faults:
            alike, spelled, own_spelled = bool(theirs["errors"]) == bool(faults), theirs["errors"] or "taken", faults or "taken"
        elif events(theirs) != own["events"]:
            alike, spelled, own_spelled = False, events(theirs), own["events"]
        else:
            alike, spelled, own_spelled = jobs_alike(theirs["jobs"], own["jobs"]), theirs["jobs"], own["jobs"]
        all_of_it = f"{case['text']}\nreal: {spelled}\nours: {own_spelled}"
        if alike:
            tally.same()
        elif reason := next((reason for pattern, reason in EXPLAINED_WORKFLOWS if re.search(pattern, all_of_it)), None):
            tally.because(reason)
        else:
            tally.differs(f"{case['id']}:\n{case['text']}", spelled, own_spelled)
    return tally.close(least=500)


if __name__ == "__main__":
    folder = sys.argv[1]
    good = [expressions(folder), workflows(folder)]
    sys.exit(0 if all(good) else 1)
