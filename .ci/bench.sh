#!/usr/bin/env bash
# What `verify` costs beside others, as a table in CPU milliseconds (user and system, medians
# of whole processes in turn): its own, that of the git processes that it starts,
# actionlint, zizmor, `git status`, `git grep`. What is not installed has a dash. Prints;
# fails for nothing that is slow.
#   .ci/bench.sh XTASK [REPOSITORY...]     without any: that of the incident
set -euo pipefail
XTASK=$(realpath "$1") && shift
HERE=$(cd "$(dirname "$0")/.." && pwd)
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
if [ $# -eq 0 ]; then
    mkdir "$WORK/incident" && cp -R "$HERE/tests/cases/incident/base/." "$WORK/incident"
    git -C "$WORK/incident" init -q -b main
    git -C "$WORK/incident" remote add origin https://github.com/acme/widget.git
    git -C "$WORK/incident" add -A
    git -C "$WORK/incident" -c user.name=A -c user.email=a@example.org commit -q -m first
    set -- "$WORK/incident"
fi
# Tells the CPU time of each process by its name, where there is a compiler for it.
cat >"$WORK/told.c" <<'C'
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>
__attribute__((destructor)) static void told(void) {
    struct rusage used;
    char line[256];
    const char *path = getenv("TOLD");
    int file = path ? open(path, O_WRONLY | O_APPEND | O_CREAT, 0644) : -1;
    if (file < 0) return;
    getrusage(RUSAGE_SELF, &used);
    int size = snprintf(line, sizeof line, "%s %f\n", program_invocation_short_name,
        used.ru_utime.tv_sec + used.ru_stime.tv_sec + (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6);
    if (write(file, line, size) < 0) _exit(1);
}
C
cc -O -shared -fPIC -o "$WORK/told.so" "$WORK/told.c" 2>/dev/null || true
python3 - "$WORK" "$XTASK" "$@" <<'PY'
import os, platform, shutil, statistics, subprocess, sys

work, xtask, repositories = sys.argv[1], sys.argv[2], sys.argv[3:]
RUNS = int(os.environ.get("RUNS", "5"))
told = os.path.join(work, "told.so")
clean = {name: value for name, value in os.environ.items() if not name.startswith("GITHUB_")} | {"CI": "true"}


def cpu(command, folder, extra={}):
    child = subprocess.Popen(command, cwd=folder, env=clean | extra, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    used = os.wait4(child.pid, 0)[2]
    return 1000 * (used.ru_utime + used.ru_stime)


def verify(folder):
    """Its own, and that of what it has started."""
    log = os.path.join(work, "log")
    if os.path.exists(log):
        os.remove(log)
    extra = {"LD_PRELOAD": told, "TOLD": log} if os.path.exists(told) else {}
    whole = cpu([xtask, "verify", "--check"], folder, extra)
    if not os.path.exists(log):
        return None, whole
    own = sum(float(line.split()[1]) for line in open(log) if line.startswith(os.path.basename(xtask)[:15]))
    return 1000 * own, whole


others = {
    "actionlint": ["actionlint", "-shellcheck=", "-pyflakes="],
    "zizmor": ["zizmor", "--offline", "--quiet", "."],
    "git status": ["git", "status", "--porcelain"],
    "git grep": ["git", "grep", "-q", "nothing that stands anywhere"],
}
print(f"{platform.machine()}, {os.cpu_count()} cores, {RUNS} runs; CPU milliseconds, medians")
head = ["repository", "files", "own", "whole", *others, "own / actionlint", "whole / actionlint", "whole / zizmor"]
print("| " + " | ".join(head) + " |\n|" + " --- |" * len(head))
for folder in repositories:
    seen = {name: [] for name in ["own", "whole", *others]}
    for run in range(RUNS + 1):
        own, whole = verify(folder)
        costs = {"own": own, "whole": whole}
        for name, command in others.items():
            costs[name] = cpu(command, folder) if shutil.which(command[0]) else None
        # The first warms up.
        for name, cost in costs.items() if run else ():
            if cost is not None:
                seen[name].append(cost)
    median = {name: statistics.median(costs) for name, costs in seen.items() if costs}
    ratio = lambda a, b: f"{median[a] / median[b]:.2f}" if a in median and median.get(b) else "-"
    files = subprocess.run(["git", "ls-files"], cwd=folder, capture_output=True, text=True).stdout.count("\n")
    cells = [os.path.basename(folder.rstrip("/")), str(files)]
    cells += [f"{median[name]:.1f}" if name in median else "-" for name in seen]
    cells += [ratio("own", "actionlint"), ratio("whole", "actionlint"), ratio("whole", "zizmor")]
    print("| " + " | ".join(cells) + " |", flush=True)
PY
