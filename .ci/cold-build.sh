#!/usr/bin/env bash
# What a service repository pays for that drops the whole crate in, measured as it pays
# it: cold, from its own copy. Prints wall and CPU time and the ten dearest crates, and
# fails only for too many of them: seconds depend on who else works on the machine.
#   .ci/cold-build.sh XTASK
set -euo pipefail
XTASK=$(realpath "$1")
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
MOST=60

mkdir "$WORK/cold" && cd "$WORK/cold" && git init -q -b main . && git remote add origin https://github.com/acme/widget.git
echo 'FROM scratch' >Containerfile && "$XTASK" init --vendor >/dev/null
cd xtask
crates=$(cargo tree --locked --prefix none --edges normal,build --no-dedupe | sed 's/ (\*)$//' | sort -u | wc -l)
cargo fetch --quiet --locked
TIMEFORMAT='cold build: %R s wall, %U s user + %S s system'
time CARGO_TARGET_DIR=$WORK/target cargo build --quiet --locked --timings
echo "crates built: $crates (at most $MOST)"
# The report holds what it draws as JSON. One process reads it: in a pipe, the reader
# that has seen enough ends the writer by SIGPIPE, and `pipefail` ends the gate.
python3 - "$WORK/target/cargo-timings/cargo-timing.html" <<'PYTHON'
import json, sys
page = open(sys.argv[1], encoding="utf-8").read()
start = page.index("const UNIT_DATA = ") + len("const UNIT_DATA = ")
units, _ = json.JSONDecoder().raw_decode(page, start)
for unit in sorted(units, key=lambda unit: -unit["duration"])[:10]:
    print("  {duration:5.1f} s  {name} {target}".format(**unit))
PYTHON
[ "$crates" -le "$MOST" ]
