"""Generated makefiles: what `make -n` prints of `docker push`, against what we follow.

Every recipe pushes one name made of variables, so that each way in which make reads
variables, conditions, includes, patterns and calls of itself shows in a name.
"""

import pathlib
import random
import subprocess
import sys
import tempfile

from common import Tally, ask_ours

CASES = 1500
NAMES = ["A", "B", "C", "D", "REG"]
WORDS = ["q", "w1", "x-y", "z.z", "v2"]


def value(rng, depth=0):
    """A word without blanks, as a makefile may spell it."""
    name = rng.choice(NAMES)
    kinds = [
        lambda: rng.choice(WORDS),
        lambda: f"$({name})",
        lambda: f"${{{name}}}",
        lambda: f"$({name}:1=2)",
        lambda: f"$(shell echo {rng.choice(WORDS)})",
        lambda: f"$(strip  {rng.choice(WORDS)} )",
        lambda: f"$(or $({name}),{rng.choice(WORDS)})",
        lambda: f"$(if $({name}),yes,no)",
        lambda: f"$(subst w,u,$({name}))",
        lambda: f"$(firstword $({name}) x) ".strip(),
        lambda: f"$(lastword x $({name}))",
        lambda: f"$(addprefix p,$({name}))$(addsuffix s,$({name}))",
        lambda: f"$(patsubst %1,%9,$({name}))",
        lambda: f"$(notdir a/b/{rng.choice(WORDS)})",
        lambda: f"$(foreach i,{rng.choice(WORDS)},$(i)-$({name}))",
        lambda: value(rng, depth + 1) + value(rng, depth + 1) if depth < 2 else "e",
    ]
    return rng.choice(kinds)()


def assignment(rng):
    how = rng.choice(["=", ":=", "?=", ":=", "=", "::="])
    name = rng.choice(NAMES)
    text = value(rng)
    # A variable that names itself never ends.
    if how in ("=", "?=") and "$" in text:
        how = ":="
    export = "export " if rng.random() < 0.1 else ""
    comment = " # said" if rng.random() < 0.1 else ""
    return f"{export}{name} {how} {text}{comment}".replace(" #", "#") if comment else f"{export}{name} {how} {text}"


def condition(rng):
    name = rng.choice(NAMES)
    word = rng.choice(["ifeq", "ifneq", "ifdef", "ifndef"])
    if word in ("ifdef", "ifndef"):
        return f"{word} {name}"
    other = rng.choice(WORDS + [""])
    return rng.choice([f"{word} ($({name}),{other})", f'{word} "$({name})" "{other}"'])


def makefile(rng):
    lines = []
    # Every name has a value: what nobody sets is unknown to us, and empty to make.
    for name in NAMES:
        lines.append(f"{name} {rng.choice(['=', ':=', '?='])} {rng.choice(WORDS)}")
    for _ in range(rng.randint(1, 6)):
        if rng.random() < 0.35:
            lines += [condition(rng), assignment(rng)]
            if rng.random() < 0.4:
                lines += ["else " + condition(rng), assignment(rng)]
            if rng.random() < 0.6:
                lines += ["else", assignment(rng)]
            lines.append("endif")
        elif rng.random() < 0.1:
            lines.append("include more.mk" if rng.random() < 0.5 else "-include none.mk")
        else:
            lines.append(assignment(rng))
    lines.append(".PHONY: one two three")
    push = lambda: rng.choice(["", "@"]) + f"docker push {value(rng)}:$@"
    lines += [f"one: {rng.choice(['', 'two', 'three | two', 'p-1 two'])}", "\t" + push()]
    lines += [f"two: {rng.choice(['', 'three', 'p-2'])}"] + ["\t" + push() for _ in range(rng.randint(0, 2))]
    lines += ["three:" + rng.choice([" ; " + push(), "\n\t" + push()])]
    lines += ["p-%:" + rng.choice(["", " three"]), f"\tdocker push {value(rng)}:$*"]
    if rng.random() < 0.3:
        lines.append(f"two: {rng.choice(NAMES)} = own")
    return "\n".join(lines) + "\n"


def real(folder, goals, env):
    done = subprocess.run(
        ["make", "-n", *goals], cwd=folder, env={"PATH": "/usr/bin:/bin", **env}, capture_output=True, text=True, timeout=20
    )
    pushes = [line.split(None, 2)[2].strip() for line in done.stdout.splitlines() if line.startswith("docker push ")]
    return done.returncode, pushes


def main():
    rng = random.Random(2027)
    cases, truths = [], {}
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for number in range(CASES):
            files = {"Makefile": makefile(rng), "more.mk": f"{rng.choice(NAMES)} := more\n"}
            for name, text in files.items():
                (folder / name).write_text(text)
            goals = rng.choice([[], ["one"], ["two"], ["p-7"], ["two", "three"], ["one", "p-1"]])
            goals = goals + [f"{rng.choice(NAMES)}=given"] if rng.random() < 0.3 else goals
            env = {rng.choice(NAMES): "outside"} if rng.random() < 0.3 else {}
            truths[number] = real(folder, goals, env)
            text = " ".join(["make", *goals])
            cases.append({"id": number, "ask": "script", "text": text, "files": files, "env": env})
    ours = ask_ours(cases, "oracle-workflow")
    tally = Tally("makefiles")
    for case in cases:
        code, pushes = truths[case["id"]]
        answer = ours[case["id"]]
        found = [name for name, _ in answer["pushes"]]
        # The same name twice is one publication.
        wanted = list(dict.fromkeys(pushes))
        if code != 0:
            if answer["opaque"]:
                tally.because("make refuses the file, and our tool does not follow it")
            else:
                tally.differs(case, f"make fails with {code}", answer)
        elif answer["opaque"] and not found:
            tally.because("our tool does not follow the file, and says so")
        elif any("<?>" in str(name) for name in found):
            tally.because("what a shell gives is not taken apart by our functions, and unknown")
        elif found == wanted and all(certain for _, certain in answer["pushes"]):
            tally.same()
        else:
            tally.differs(case, wanted, answer)
    return tally.close(CASES * 9 // 10)


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
