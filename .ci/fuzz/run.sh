#!/usr/bin/env bash
# Fuzzes the targets of `tests/fuzz/targets.rs` with libFuzzer, guided by coverage.
#
#   .ci/fuzz/run.sh [SECONDS [TARGET...]]     20 seconds a target, all of them
#
# Stable Rust with RUSTC_BOOTSTRAP=1, no sanitizer: nothing here is unsafe, what is looked
# for is panics, wrong places, and inputs that take more than 10 s or 2 GB. A finding stops
# the run, with its input in target/fuzz-home/artifacts; once mended it goes into
# tests/fuzz/corpus. What the fuzzer learns stays in target/fuzz-home/corpus.
set -euo pipefail
cd "$(dirname "$0")/../.."
ROOT=$PWD
HOME_OF=$ROOT/target/fuzz-home
SECONDS_EACH=${1:-20}
[ $# -gt 0 ] && shift
ALL=$(sed -n 's/.*Target { name: "\([a-z]*\)".*/\1/p' tests/fuzz/targets.rs)
TARGETS=("$@")
[ $# -gt 0 ] || mapfile -t TARGETS <<<"$ALL"

command -v cargo-fuzz >/dev/null || cargo install --quiet --locked cargo-fuzz

mkdir -p "$HOME_OF/fuzz_targets"
BINS=""
for target in $ALL; do
    BINS+=$(printf '[[bin]]\\nname = "%s"\\npath = "fuzz_targets/%s.rs"\\ntest = false\\n\\n' "$target" "$target")'\n'
    sed "s|ROOT|$ROOT|; s|TARGET|$target|" .ci/fuzz/target.rs.in >"$HOME_OF/fuzz_targets/$target.rs"
done
sed "s|ROOT|$ROOT|; s|^BINS|$BINS|" .ci/fuzz/Cargo.toml.in >"$HOME_OF/Cargo.toml"
cp -n Cargo.lock "$HOME_OF/Cargo.lock"

export RUSTC_BOOTSTRAP=1 CARGO_TARGET_DIR=$ROOT/target/fuzz
fuzz() { cargo fuzz "$1" --fuzz-dir "$HOME_OF" -s none "${@:2}"; }
fuzz build
for target in "${TARGETS[@]}"; do
    mkdir -p "$HOME_OF/corpus/$target"
    log=$HOME_OF/$target.log
    if ! fuzz run "$target" "$HOME_OF/corpus/$target" "tests/fuzz/corpus/$target" -- \
        -max_total_time="$SECONDS_EACH" -timeout=10 -rss_limit_mb=2048 -max_len=4096 -verbosity=0 \
        -print_final_stats=1 >"$log" 2>&1; then
        tail -40 "$log"
        exit 1
    fi
    printf '%-14s %s runs\n' "$target" "$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")"
done
