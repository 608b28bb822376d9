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
# The report holds what it draws as JSON.
grep -h '^const UNIT_DATA' -A100000 "$WORK"/target/cargo-timings/cargo-timing.html |
    sed -n '1s/^const UNIT_DATA = //; /^\]/{s/;.*//;p;q}; p' |
    python3 -c '
import json, sys
units = sorted(json.load(sys.stdin), key=lambda unit: -unit["duration"])
for unit in units[:10]:
    print("  {duration:5.1f} s  {name} {target}".format(**unit))'
[ "$crates" -le "$MOST" ]
