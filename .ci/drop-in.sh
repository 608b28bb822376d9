#!/usr/bin/env bash
# The crate, dropped into every kind of repository: what was there goes on working, the
# copy builds with --locked and verifies, and a second run changes not one byte.
#   .ci/drop-in.sh XTASK
set -euo pipefail
XTASK=$(realpath "$1")
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
export GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=a@example.org GIT_COMMITTER_NAME=A GIT_COMMITTER_EMAIL=a@example.org
# One target folder for all copies: what is proved is the drop-in, not the compiler.
TARGET=$WORK/target

state() { find . -path ./.git -prune -o -path '*/target' -prune -o -type f -printf '%m ' -exec sha256sum {} + | sort -k2; }

start() { # NAME: an empty repository
    echo "-- $1"
    mkdir -p "$WORK/$1" && cd "$WORK/$1" && git init -q -b main . && git remote add origin "https://github.com/acme/$1.git"
}

prove() { # ALIAS [INIT-ARGUMENTS...]: drop in, verify with the copy, run again
    local alias=$1; shift
    git add -A && git commit -q --allow-empty -m before
    "$XTASK" init "$@" >init.log || { cat init.log; return 1; }
    rm init.log
    CARGO_TARGET_DIR=$TARGET cargo "$alias" verify --check --strict
    local before after
    before=$(state)
    CARGO_TARGET_DIR=$TARGET cargo "$alias" init "$@" >/dev/null
    "$XTASK" init "$@" >/dev/null
    after=$(state)
    [ "$before" = "$after" ] || { echo "a second run changed something"; diff <(echo "$before") <(echo "$after"); return 1; }
    git add -A && git commit -q -m after
    [ -z "$(git status --porcelain)" ]
}

single_crate() {
    mkdir -p src tests && printf '[package]\nname = "service"\nversion = "0.1.0"\nedition = "2021"\n' >Cargo.toml
    printf '/target\n' >.gitignore
    printf '#[test]\nfn it_runs() {}\n' >tests/it.rs
    printf 'fn main() { println!("service"); }\n' >src/main.rs
    cargo generate-lockfile --quiet --offline
}

service_still_builds() {
    CARGO_TARGET_DIR=$WORK/service-target cargo build --quiet --locked --offline
    CARGO_TARGET_DIR=$WORK/service-target cargo test --quiet --locked --offline >/dev/null
}

# What a Dockerfile with `COPY Cargo.toml Cargo.lock src` sees: nothing of the crate.
copy_builds() {
    rm -rf "$WORK/image" && mkdir "$WORK/image" && cp -r Cargo.toml Cargo.lock "$@" "$WORK/image/"
    (cd "$WORK/image" && CARGO_TARGET_DIR=$WORK/image-target cargo build --quiet --locked --offline)
}

start empty
prove xtask

start python
mkdir templates tests && echo '<h1>{{ title }}</h1>' >templates/index.html && echo 'def test(): pass' >tests/test_app.py
printf 'print("hello")\n' >app.py && printf 'FROM docker.io/library/python:3\nCOPY app.py /\nEXPOSE 8000\n' >Dockerfile && printf 'tests\n' >.dockerignore
prove xtask
[ ! -e Cargo.toml ] && grep -qx 'xtask/target' .dockerignore && grep -q -- '--publish 8000:8000' deploy/python.service

start single
single_crate
prove xtask
service_still_builds && copy_builds src

start workspace
mkdir -p app/src && printf '[workspace]\nmembers = ["*"]\nexclude = ["target", ".git"] # no crates\nresolver = "2"\n' >Cargo.toml && printf 'target\n' >.gitignore
printf '[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\n' >app/Cargo.toml && echo 'fn main() {}' >app/src/main.rs
cargo generate-lockfile --quiet --offline
prove xtask
grep -q 'exclude = \["target", ".git", "xtask", .*"deploy"\] # no crates' Cargo.toml
service_still_builds && copy_builds app

start members
mkdir -p crates/a/src && printf '[workspace]\nmembers = ["crates/*"]\nresolver = "2"\n' >Cargo.toml && printf 'target\n' >.gitignore
printf '[package]\nname = "a"\nversion = "0.1.0"\nedition = "2021"\n' >crates/a/Cargo.toml && echo '//! A.' >crates/a/src/lib.rs
cargo generate-lockfile --quiet --offline
cp Cargo.toml "$WORK/members.toml"
prove xtask
cmp Cargo.toml "$WORK/members.toml"
service_still_builds

start nested
mkdir -p services/api && cd services/api && single_crate && cd ../..
prove xtask
(cd services/api && service_still_builds)

start own
mkdir -p xtask/src .cargo && printf '[package]\nname = "xtask"\nversion = "9.0.0"\nedition = "2021"\n[workspace]\n' >xtask/Cargo.toml && echo 'fn main() { println!("mine"); }' >xtask/src/main.rs
printf '[alias]\nxtask = "run --quiet --manifest-path xtask/Cargo.toml --"\n' >.cargo/config.toml
printf 'target\n' >.gitignore && (cd xtask && cargo generate-lockfile --quiet --offline)
git add -A && git commit -q -m mine
if "$XTASK" init 2>"$WORK/refused"; then echo "it took over another crate"; exit 1; fi
grep -q -- '--name' "$WORK/refused" && [ -z "$(git status --porcelain)" ]
prove delivery --name delivery
[ "$(CARGO_TARGET_DIR=$WORK/own-target cargo xtask)" = mine ]

start configured
mkdir -p .cargo && printf '\xef\xbb\xbf# ours\r\n[build]\r\njobs = 2\r\n' >.cargo/config.toml && printf 'a\r\nb' >.gitignore
cp .cargo/config.toml "$WORK/config.before"
prove xtask
head -c "$(stat -c %s "$WORK/config.before")" .cargo/config.toml | cmp - "$WORK/config.before"

echo "-- from copy to copy"
mkdir "$WORK/further" && (cd "$WORK/further" && git init -q -b main .)
(cd "$WORK/empty" && CARGO_TARGET_DIR=$TARGET cargo xtask init ../further >/dev/null)
(cd "$WORK/further" && CARGO_TARGET_DIR=$TARGET cargo xtask verify --check --strict)
diff -r "$WORK/empty/xtask" "$WORK/further/xtask"

echo "-- an edited copy is left alone"
echo '// mine' >>"$WORK/further/xtask/src/main.rs"
touch "$WORK/further/xtask/src/extra.rs"
cd "$WORK/further" && before=$(state)
sed -i 's/^# Written by/# Written long ago by/' "$WORK/empty/xtask/copy.toml"
# A source that differs from the copy: the crate at home, with another file.
cp -r "$WORK/empty/xtask" "$WORK/newer" && echo '//! New.' >"$WORK/newer/src/new.rs"
if CARGO_MANIFEST_DIR=$WORK/newer "$XTASK" init >"$WORK/out" 2>&1; then echo "it overwrote an edited copy"; exit 1; fi
grep -q 'src/main.rs (edited)' "$WORK/out" && grep -q 'src/extra.rs (added)' "$WORK/out"
[ "$before" = "$(state)" ]

echo "-- an untouched copy is upgraded"
cd "$WORK/python"
CARGO_MANIFEST_DIR=$WORK/newer "$XTASK" init >/dev/null
[ -f xtask/src/new.rs ]
echo "all repositories go on working"
