#!/usr/bin/env bash
# What a release has for Linux, made and used as people use it: the binary and its checksum,
# the wheel in a fresh virtual environment, the wheel as a pre-commit hook, and the action with
# a prebuilt binary. Prints how long the first result takes without Rust.
set -euo pipefail
ROOT=$(cd "$(dirname "$0")/.." && pwd)
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
export GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=a@example.org GIT_COMMITTER_NAME=A GIT_COMMITTER_EMAIL=a@example.org
fail() { echo "FAILED: $*" >&2; exit 1; }
MOST=60
TAG=v$(sed -n '/^version = "/{s/^version = "\(.*\)"$/\1/p;q}' "$ROOT/xtask/Cargo.toml")
TRIPLE=$(rustc -vV | sed -n 's/^host: //p')
DIST=$WORK/dist

python3 -m venv "$WORK/tools"
"$WORK/tools/bin/pip" install -q maturin==1.16.0 pre-commit==4.7.0

echo "-- the binary, with its checksum"
export SOURCE_URL=https://git.example.test/acme/tool.git
bash "$ROOT/.ci/release/build.sh" "$TAG" "$DIST"
(cd "$DIST" && sha256sum --check --quiet "xtask-$TAG-$TRIPLE.sha256")
"$DIST/xtask-$TAG-$TRIPLE" --version | grep -qF "xtask ${TAG#v} ($TAG (" || fail "the binary does not know its tag: $("$DIST/xtask-$TAG-$TRIPLE" --version)"

echo "-- the wheel"
PATH=$WORK/tools/bin:$PATH bash "$ROOT/.ci/release/wheel.sh" "$TAG" "$DIST"
wheel=$(echo "$DIST"/prodproof-"${TAG#v}"-py3-none-*.whl)
[ -f "$wheel" ] || fail "no wheel: $(ls "$DIST")"
git -C "$ROOT" diff --quiet -- Cargo.lock xtask/Cargo.lock || fail "a lock was changed"

repository() { # FOLDER: a service as people have it
    mkdir -p "$1" && cd "$1" && git init -q -b main . && git remote add origin https://github.com/acme/widget.git
    printf 'FROM docker.io/library/python:3\nEXPOSE 8000\n' >Containerfile && git add -A && git commit -q -m service
}
# Whoever has no Rust: neither cargo nor rustc on PATH.
bare() { PATH=$WORK/bare:/usr/bin:/bin HOME=$WORK/home "$@"; }
mkdir "$WORK/home"
PATH=/usr/bin:/bin command -v cargo >/dev/null && fail "this machine has cargo in /usr/bin: nothing is proved"

echo "-- the first result without Rust"
repository "$WORK/first"
start=$(date +%s.%N)
bare python3 -m venv "$WORK/user"
bare "$WORK/user/bin/pip" install -q --no-index --find-links "$DIST" prodproof
bare "$WORK/user/bin/xtask" verify >"$WORK/log" 2>&1 || true
grep -q 'no-constitution' "$WORK/log" || { cat "$WORK/log"; fail "no result"; }
took=$(python3 -c "import sys, time; print(f'{time.time() - float(sys.argv[1]):.1f}')" "$start")
echo "first result without Rust: $took s (at most $MOST)"
python3 -c "import sys; sys.exit(float(sys.argv[1]) > float(sys.argv[2]))" "$took" "$MOST" || fail "too slow"
# It knows where it is from, and says what it cannot do without cargo.
bare "$WORK/user/bin/xtask" init --dry-run >"$WORK/log" 2>&1 || { cat "$WORK/log"; fail "init --dry-run by the wheel"; }
grep -qF "a launcher of $TAG" "$WORK/log" || { cat "$WORK/log"; fail "the wheel does not know its source"; }

echo "-- the wheel as a pre-commit hook, from a local index"
repository "$WORK/hooked" && "$DIST/xtask-$TAG-$TRIPLE" init --source "$SOURCE_URL@$TAG" >/dev/null 2>&1 || true
cat >.pre-commit-config.yaml <<EOF
repos:
  - repo: local
    hooks:
      - id: constitution-verify
        name: constitution verify
        language: python
        additional_dependencies: [prodproof==${TAG#v}]
        entry: xtask verify --staged --strict
        always_run: true
        pass_filenames: false
EOF
git add -A
# The framework installs an empty package of its own beside it, which setuptools builds.
"$WORK/tools/bin/pip" download -q -d "$DIST" setuptools
hook() { PRE_COMMIT_HOME=$WORK/pre-commit PIP_FIND_LINKS=$DIST PIP_NO_INDEX=1 PATH=$WORK/bare:$WORK/tools/bin:/usr/bin:/bin pre-commit run constitution-verify; }
hook >"$WORK/log" 2>&1 || { cat "$WORK/log"; fail "the hook"; }
grep -q 'constitution verify.*Passed' "$WORK/log" || { cat "$WORK/log"; fail "the hook did not run"; }
sed -i 's/^    branches: .*/    branches: [elsewhere]/' .github/workflows/container-build.yml && git add -A
if hook >"$WORK/log" 2>&1; then fail "the hook let a broken chain pass"; fi
grep -q 'error\[' "$WORK/log" || { cat "$WORK/log"; fail "no finding in the hook"; }
git checkout -q HEAD -- . 2>/dev/null || true

echo "-- the action with a prebuilt binary"
python3 "$ROOT/.ci/peers/steps.py" "$ROOT/action.yml" "$WORK"
repository "$WORK/action" && "$DIST/xtask-$TAG-$TRIPLE" init --source "$SOURCE_URL@$TAG" >/dev/null 2>&1 || true
mkdir -p "$WORK/releases/$TAG"
take() { # RELEASES: the first two steps; prints what the second one says for the next ones
    rm -rf "$WORK/runner" && mkdir "$WORK/runner" && : >"$WORK/output"
    export GITHUB_ACTION_PATH=$ROOT GITHUB_OUTPUT=$WORK/output RUNNER_TEMP=$WORK/runner RUNNER_OS=Linux
    RUNNER_ARCH=$(case $TRIPLE in aarch64*) echo ARM64 ;; *) echo X64 ;; esac)
    export RUNNER_ARCH
    bash -eo pipefail "$WORK/step1.sh" >"$WORK/log" 2>&1
    CRATE=$(sed -n 's/^folder=//p' "$WORK/output") PREBUILT=true RELEASES=$1 bash -eo pipefail "$WORK/step2.sh" >"$WORK/log" 2>&1
}
cp "$DIST/xtask-$TAG-$TRIPLE" "$DIST/xtask-$TAG-$TRIPLE.sha256" "$WORK/releases/$TAG/"
take "file://$WORK/releases" || { cat "$WORK/log"; fail "the action refuses the right binary"; }
grep -qx 'taken=true' "$WORK/output" || { cat "$WORK/log"; fail "the action does not take the right binary"; }
cmp "$WORK/runner/xtask-binary/xtask" "$DIST/xtask-$TAG-$TRIPLE"
(ARGUMENTS=--strict GITHUB_STEP_SUMMARY=$WORK/summary.md bash -eo pipefail "$WORK/step4.sh") >"$WORK/log" 2>&1 || { cat "$WORK/log"; fail "the prebuilt binary does not verify"; }
# Another binary than the checksum is for is refused, and nothing is left to be run.
echo >>"$WORK/releases/$TAG/xtask-$TAG-$TRIPLE"
if take "file://$WORK/releases"; then fail "the action takes a binary of another checksum"; fi
grep -q '::error::' "$WORK/log" && [ ! -e "$WORK/runner/xtask-binary/xtask" ] || { cat "$WORK/log"; fail "not refused"; }
# Without a checksum, or without a release, it is built.
rm "$WORK/releases/$TAG/xtask-$TAG-$TRIPLE.sha256"
for releases in "file://$WORK/releases" "file://$WORK/nowhere"; do
    take "$releases" || { cat "$WORK/log"; fail "an absent release is an error"; }
    grep -q taken "$WORK/output" && fail "taken from nowhere"
    grep -q 'it is built' "$WORK/log" || { cat "$WORK/log"; fail "not said"; }
done
echo "the release's parts are as said"
