"""Generated scripts: which of their commands bash reaches, against what we say of them.

Every `docker push m/N` of a script is a marker of its own. A real bash runs the script in
several environments, in which questions (`curl`, variables) answer differently and
ordinary commands (`docker`, `work`) may fail, and notes the markers that it reaches. Held
against that:

- a marker that is reached is a push of ours, certain or possible: never gone;
- a marker that we call certain is reached in every environment in which the ordinary
  commands do their work and the script ends well;
- a script that we say fails never ends well.
"""

import os
import pathlib
import random
import shlex
import subprocess
import sys
import tempfile

from common import Tally, ask_ours

SCRIPTS = int(os.environ.get("ORACLE_SCRIPTS", "2000"))
SEED = int(os.environ.get("ORACLE_SEED", "2026"))
ENVIRONMENTS = 5
MARKERS = 32

# Read by bash before the script. Functions fail as programs do, and start faster. A bit
# of WORK and of ASK says what each call answers; `pgrep` is true two times at most.
PRELUDE = r"""
docker() { printf '%s ' "${2#m/}" >>"$TRACE"; return "${WORK:${2#m/}:1}"; }
work() { return "${WORK:$1:1}"; }
curl() { return "${ASK:${2#h/}:1}"; }
pgrep() {
    local name=POLL_$1
    declare -g "$name=$((${!name:-0} + 1))"
    [ "${!name}" -le 2 ] && return "${ASK:$1:1}"
    return 1
}
cat() { while IFS= read -r line; do echo "$line"; done; }
"""

# Of the step, of `shell: bash`, and of a template of one's own (GitHub's documentation of
# `jobs.<job_id>.steps[*].shell`).
SHELLS = {
    None: ["bash", "-e"],
    "bash": ["bash", "--noprofile", "--norc", "-eo", "pipefail"],
    "bash {0}": ["bash"],
    "bash -euo pipefail {0}": ["bash", "-euo", "pipefail"],
}


class Script:
    """One generated script. Bits are shared by name, so that guards may agree."""

    def __init__(self, rng):
        self.rng = rng
        self.marks = 0
        self.polls = 0
        self.counters = 0
        self.functions = []
        lines = []
        for number in range(rng.choice([0, 0, 1, 1, 2])):
            name = f"f{number}"
            lines += [f"{name}() {{", *indent(self.block(2, function=True)), "}"]
            self.functions.append(name)
        if rng.random() < 0.2:
            lines.append(self.trap())
        for _ in range(rng.randint(2, 6)):
            lines += self.statement(3)
        lines.append(self.mark())
        self.text = "\n".join(lines) + "\n"

    def mark(self):
        if self.marks >= MARKERS:
            return "true"
        self.marks += 1
        return f"docker push m/{self.marks - 1}"

    def computed(self):
        """A marker whose number the shell computes, or takes from where it was put."""
        if self.marks >= MARKERS:
            return "true"
        self.marks += 1
        n = self.marks - 1
        made = self.rng.choice(
            [
                f"k={n - 1}; (( k++ )) || true; docker push m/$k",
                f"k={n + 1}; let k-=1 || true; docker push m/$k",
                f"k=$(( {n} * 2 / 2 )); docker push m/$k",
                f"own() {{ local k=9{n}; k=8; }}; k={n}; own; docker push m/$k",
                f"own() {{ declare k; k=8{n}; }}; k={n}; own; docker push m/$k",
                f"printf -v k %s {n}; docker push m/$k",
                f"k=$(printf \"a=x\\nb={n}\\n\" | grep ^b= | cut -d= -f2); docker push m/$k",
                f"for ((k = {n}; k < {n + 1}; k++)); do docker push m/$k; done",
                f"declare -i k={n}+0; docker push m/$k",
                f"[[ m-{n} =~ ^m-([0-9]+)$ ]] && docker push m/${{BASH_REMATCH[1]}}",
            ]
        )
        return f"{{ {made}; }}"

    def asked(self):
        """A question to a known text."""
        rng = self.rng
        pattern = rng.choice(["^push$", "^pu", "sh$", "rel", ".", "p.sh", "^release", "[[:upper:]]", "x*", "p[a-z]*h"])
        flags = rng.choice(["-q", "-qE", "-qx", "-qv", "-qi", "-qw", "-qF", "-qP" if "[:" not in pattern else "-q"])
        return rng.choice(
            [
                f"echo \"$EVENT\" | grep {flags} '{pattern}'",
                f"grep {flags} -- '{pattern}' <<< \"$EVENT\"",
                f"printf '%s\\n' a \"$EVENT\" | grep {flags} -e '{pattern}' -e '^z'",
                f"echo \"$EVENT\" | grep -E '{pattern}|z' > /dev/null",
                f'[[ "$EVENT" =~ {rng.choice(["^pu", "^(push|release)$", "^p.+h$", "[0-9]", "^[[:lower:]]+$"])} ]]',
                f'(( {rng.randrange(3)} {rng.choice(["<", "==", ">=", "&&", "-"])} {rng.randrange(3)} ))',
            ]
        )

    def bit(self):
        return self.rng.randrange(MARKERS)

    def trap(self):
        rng = self.rng
        signal = rng.choice(["EXIT", "EXIT", "ERR", "0", "INT TERM", "EXIT INT"])
        body = rng.choice(
            [
                self.mark(),
                f"work {self.bit()}",
                "exit 0",
                f"{self.mark()}; exit 0",
                "exit 1",
                "rm -f none",
                f"if curl -sf h/{self.bit()}; then exit 0; fi",
            ]
        )
        return rng.choice([f"trap '{body}' {signal}", f"trap '{body}' {signal}", f"trap - {signal}"])

    def condition(self, depth):
        rng = self.rng
        plain = [
            lambda: f"curl -sf h/{self.bit()}",
            lambda: f"curl -sf h/{self.bit()}",
            lambda: f"! curl -sf h/{self.bit()}",
            lambda: f"work {self.bit()}",
            lambda: f'[ "$MODE" {rng.choice(["=", "!="])} {rng.choice(["a", "b"])} ]',
            lambda: f'[[ "$MODE" == {rng.choice(["a*", "b", "[ab]"])} ]]',
            lambda: '[ -n "$MODE" ]',
            lambda: '[ -z "$MODE" ]',
            lambda: f'[ "$EVENT" = {rng.choice(["push", "release"])} ]',
            lambda: f'test "$EVENT" {rng.choice(["=", "!="])} push',
            lambda: rng.choice(["true", "false"]),
            lambda: '[ "$(echo "$MODE")" = a ]',
            lambda: f"echo x | curl -sf h/{self.bit()}",
            lambda: f"curl -sf h/{self.bit()} | work {self.bit()}",
            self.asked,
            self.asked,
        ]
        if self.functions:
            plain += [lambda: rng.choice(self.functions), lambda: "! " + rng.choice(self.functions)]
        if depth > 0:
            plain += [
                lambda: f"{self.condition(0)} && {self.condition(0)}",
                lambda: f"{self.condition(0)} || {self.condition(0)}",
                lambda: f"( {self.condition(0)} )",
                lambda: f"( {self.inline(depth)} )",
                lambda: f"{{ {self.inline(depth)}; }}",
            ]
        return rng.choice(plain)()

    def inline(self, depth, loop=0, function=False):
        """A command on a line of its own."""
        rng = self.rng
        leave = ["exit", "exit 0", "exit 1", "exit $?"]
        if function:
            leave += ["return", "return 0", "return 1", "return $?"] * 2
        if loop:
            leave += ["break", "continue"] * 3
            leave += ["break 2", "continue 2"] * (loop > 1)
        kinds = [
            lambda: self.mark(),
            lambda: self.mark(),
            lambda: f"work {self.bit()}",
            lambda: f"curl -sf h/{self.bit()}",
            lambda: "echo done",
            self.computed,
        ]
        if depth > 0:
            inner = lambda: self.inline(depth - 1, loop, function)
            kinds += [
                lambda: rng.choice(leave),
                lambda: f"{self.condition(0)} && {inner()}",
                lambda: f"{self.condition(0)} || {inner()}",
                lambda: f"{self.condition(0)} && {inner()} || {inner()}",
                lambda: f"{self.condition(0)} || {{ {self.mark()}; {inner()}; }}",
                lambda: f"( {self.inline(depth - 1)}; {self.inline(depth - 1)} )",
                lambda: f"( {self.inline(depth - 1)}; {self.inline(depth - 1)} ) || true",
                lambda: f"{self.inline(depth - 1)} | {rng.choice(['cat', 'grep -q x', self.mark()])}",
                lambda: f"X=$( {self.inline(depth - 1)} )",
                lambda: f'echo "$( {self.inline(depth - 1)} )"',
                lambda: f"! {self.condition(0)}",
                lambda: rng.choice(["set -e", "set +e", "set -o pipefail", "set +o pipefail", "set +o errexit"]),
                lambda: f"eval '{self.inline(0)}'",
                lambda: f"bash -c '{self.inline(0)}; {rng.choice(['true', 'exit 1', 'exit 0'])}' || {inner()}",
                lambda: f"{self.inline(0)} & wait",
            ]
            if self.functions:
                call = lambda: rng.choice(self.functions)
                kinds += [call, lambda: f"{call()} || true", lambda: f"{call()} && {inner()}", lambda: f"X=$({call()})"]
        return rng.choice(kinds)()

    def block(self, depth, loop=0, function=False):
        lines = []
        for _ in range(self.rng.choice([1, 1, 2, 3])):
            lines += self.statement(depth, loop, function)
        return lines

    def statement(self, depth, loop=0, function=False):
        rng = self.rng
        if depth <= 0 or rng.random() < 0.45:
            return [self.inline(min(depth, 2), loop, function)]
        inside = lambda loops=loop: indent(self.block(depth - 1, loops, function))
        kind = rng.randrange(10)
        # Not behind `work &&`: what an ordinary command leads to is taken to happen.
        if kind == 9:
            return [f"MODE={rng.choice(['a', 'b', '$MODE'])}"]
        if kind <= 2:
            lines = [f"if {self.condition(1)}; then", *inside()]
            for _ in range(rng.choice([0, 0, 0, 1, 2])):
                lines += [f"elif {self.condition(1)}; then", *inside()]
            if rng.random() < 0.5:
                lines += ["else", *inside()]
            return [*lines, "fi"]
        if kind == 3:
            lines = [f'case "${rng.choice(["MODE", "MODE", "EVENT", "X"])}" in']
            for pattern in rng.sample(["a", "b", "a|b", "push", "[a-m]*", "''"], rng.randint(1, 3)):
                end = rng.choice([";;", ";;", ";;", ";;", ";&", ";;&"])
                lines += [f"{pattern})", *inside(), end]
            if rng.random() < 0.5:
                lines += ["*)", *inside(), ";;"]
            return [*lines, "esac"]
        if kind == 4:
            words = rng.choice(["a b", "a b c", '"$MODE"', "$LIST", "$LIST", "x $LIST", "$(echo a b)"])
            return [f"for {rng.choice(['MODE', 'X'])} in {words}; do", *inside(loop + 1), "done"]
        if kind == 5:
            self.polls += 1
            word, poll = rng.choice([("while", f"pgrep {self.polls % MARKERS}"), ("until", f"! pgrep {self.polls % MARKERS}")])
            if rng.random() < 0.3:
                poll = f"{poll} && {self.condition(0)}" if word == "while" else f"{poll} || {self.condition(0)}"
            return [f"{word} {poll}; do", *inside(loop + 1), "done"]
        if kind == 6:
            source = rng.choice(["printf 'a\\nb\\n' | while read -r X; do", 'echo "$LIST" | while read -r X; do'])
            return [source, *inside(1), "done" + rng.choice(["", " || true"])]
        if kind == 7:
            opening, closing = rng.choice([("(", ")"), ("(", ") || true"), ("(", ") | cat"), ("{", "}"), ("{", "} || true")])
            keep = opening == "{"
            body = self.block(depth - 1, loop if keep else 0, function if keep else False)
            return [opening, *indent(body), closing]
        self.counters += 1
        n = f"i{self.counters}"
        return [f"{n}=0", f"while [ ${n} -lt {rng.choice([1, 2, 3])} ]; do", f"    {n}=$(({n} + 1))", *inside(loop + 1), "done"]


def indent(lines):
    return ["    " + line for line in lines]


def environments(rng):
    """WORK and ASK, a bit a call: 0 is success. In the first ones all work is done."""
    for number in range(ENVIRONMENTS):
        works = number < 3
        yield {
            "WORK": "0" * MARKERS if works else "".join(rng.choice("0001") for _ in range(MARKERS)),
            "ASK": [lambda: "0" * MARKERS, lambda: "1" * MARKERS][number]() if number < 2 else "".join(rng.choice("01") for _ in range(MARKERS)),
            "MODE": rng.choice(["a", "b", ""]),
            "LIST": rng.choice(["", "p", "p q"]),
        }


def drive(folder, jobs):
    """Starts a shell that runs the jobs one after another."""
    lines = []
    for name, script, shell, env in jobs:
        given = {"PATH": "/usr/bin:/bin", "BASH_ENV": "prelude", "TRACE": f"{name}.trace", "EVENT": "push", "X": "x", **env}
        words = " ".join(f"{key}={shlex.quote(value)}" for key, value in given.items())
        lines.append(f"{words} {' '.join(SHELLS[shell])} {script} </dev/null >/dev/null 2>&1; echo {name} $?")
    # One that does not end is ended by the time that it takes.
    driver = folder / f"{jobs[0][0]}.driver"
    driver.write_text("ulimit -t 10\n" + "\n".join(lines) + "\n")
    # Its standard error is where it would tell of children that a signal ended.
    return subprocess.Popen(["bash", driver], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def main():
    rng = random.Random(SEED)
    cases, jobs, truths = [], [], {}
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "prelude").write_text(PRELUDE)
        for number in range(SCRIPTS):
            text = Script(rng).text
            shell = rng.choice(list(SHELLS) + [None, None])
            (folder / f"{number}.sh").write_text(text)
            for at, env in enumerate(environments(rng)):
                jobs.append((f"{number}-{at}", f"{number}.sh", shell, env))
            env = {"EVENT": "push", "X": "x"}
            cases.append({"id": number, "ask": "script", "text": text, "shell": shell, "files": {}, "env": env})
        workers = os.cpu_count() or 2
        drivers = [drive(folder, jobs[worker::workers]) for worker in range(workers)]
        codes = dict(line.split() for driver in drivers for line in driver.communicate()[0].splitlines())
        for name, _, _, env in jobs:
            trace = folder / f"{name}.trace"
            marks = set(trace.read_text().split()) if trace.exists() else set()
            truths.setdefault(int(name.split("-")[0]), []).append((env, int(codes[name]), marks))
    ours = ask_ours(cases, "oracle-workflow")
    tally = Tally("scripts")
    certain, possible, idle = 0, 0, 0
    for case in cases:
        answer = ours[case["id"]]
        pushes = {}
        for name, sure in answer["pushes"]:
            pushes[str(name).removeprefix("m/")] = sure or pushes.get(name, False)
        everything = any("<" in name or name == "None" for name in pushes) or answer["opaque"]
        wrong = []
        reached = set()
        for env, code, marks in truths[case["id"]]:
            reached |= marks
            gone = marks - pushes.keys()
            if gone and not everything:
                wrong.append(f"reaches {sorted(gone)}, of which we know nothing, with {env}")
            if code == 0 and set(env["WORK"]) == {"0"}:
                missed = {name for name, sure in pushes.items() if sure and "<" not in name} - marks
                if missed:
                    wrong.append(f"ends well without {sorted(missed)}, which we call certain, with {env}")
            if code == 0 and answer["fails"] is True:
                wrong.append(f"ends well, and we say that it fails, with {env}")
        certain += sum(pushes.values())
        possible += len(pushes) - sum(pushes.values())
        idle += len(pushes.keys() - reached)
        if wrong:
            print(case["text"]) if tally.different < tally.show else None
            tally.differs({"id": case["id"], "shell": case["shell"]}, wrong[0], answer)
        else:
            tally.same()
    print(f"{certain} markers certain, {possible} possible; {idle} of them were never reached")
    return tally.close(SCRIPTS * 9 // 10)


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
