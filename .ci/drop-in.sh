#!/usr/bin/env bash
# The crate, dropped into every kind of repository, as a launcher and as the whole copy:
# what was there goes on working; what was dropped in is committed whole, builds with
# --locked in a clone and verifies there; a second run changes not one byte; and what is
# taken back leaves nothing.
#   .ci/drop-in.sh XTASK [CASE...]
set -euo pipefail
ROOT=$(cd "$(dirname "$0")/.." && pwd)
XTASK=$(realpath "$1"); shift
ONLY=" $* "
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
export GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=a@example.org GIT_COMMITTER_NAME=A GIT_COMMITTER_EMAIL=a@example.org
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
unset CI GITHUB_ACTIONS GITHUB_REPOSITORY
# One target folder for all: what is proved is the drop-in, not the compiler. It must be
# a new one: the clones' files are all of one time, by which cargo would take them for old.
TARGET=$WORK/target
. "$ROOT/.ci/drop-in/repositories.sh"

# The tool's own repository as others would see it: committed, tagged, served from disk.
TOOL=$WORK/tool
mkdir "$TOOL"
git -C "$ROOT" ls-files -z --cached --others --exclude-standard | (cd "$ROOT" && tar -c --null --ignore-failed-read -T - 2>/dev/null) | tar -x -C "$TOOL"
VERSION=v$("$XTASK" --version | cut -d' ' -f2)
(cd "$TOOL" && git init -q -b main . && git add -A && git commit -q -m tool && git tag "$VERSION")
tool() { CARGO_MANIFEST_DIR=$TOOL/xtask "$XTASK" "$@"; }
SOURCE=file://$TOOL@$VERSION
way() { if [ "$1" = launcher ]; then echo "--source $SOURCE"; else echo --vendor; fi; }

fail() { echo "FAILED: $*" >&2; exit 1; }
wanted() { [ "$ONLY" = "  " ] || [[ "$ONLY" == *" $1 "* ]]; }
state() { find . -path ./.git -prune -o -path '*/target' -prune -o -type f -printf '%m ' -exec sha256sum {} + | sort -k2; }
commit() { git add -A && git commit -q --allow-empty -m "$1"; }
crate() { sed -n 's/.*--manifest-path \([^ ]*\)\/Cargo.toml.*/\1/p' .cargo/config.toml; }

start() { # NAME: an empty repository
    rm -rf "${WORK:?}/repo/$1" && mkdir -p "$WORK/repo/$1" && cd "$WORK/repo/$1" && git init -q -b main . && git remote add origin "https://github.com/acme/$1.git"
}

# Clones the repository and builds there. The clone's path and its files' times are
# always the same: cargo compiles once, and again only where a file is missing or new.
builds_in_a_clone() { # WAY ALIAS
    local clone=$WORK/clone-$1
    rm -rf "$clone" && git clone -q . "$clone"
    git -C "$clone" remote set-url origin "$(git remote get-url origin)"
    find "$clone" -path "$clone/.git" -prune -o -type f -exec touch -d @1700000000 {} +
    (cd "$clone" && CARGO_TARGET_DIR=$TARGET cargo "$2" verify --check --strict)
    [ -z "$(git -C "$clone" status --porcelain)" ] || fail "$1: building changed the clone"
}

prove() { # WAY ALIAS [INIT-ARGUMENTS...]: drop in, build in a clone, run again
    local way=$1 alias=$2; shift 2
    commit before
    # shellcheck disable=SC2046
    tool init $(way "$way") "$@" >"$WORK/log" 2>&1 || { cat "$WORK/log"; fail "$way: init"; }
    [ "$(wc -l <"$WORK/log")" -le 30 ] || { cat "$WORK/log"; fail "$way: the output does not fit a screen"; }
    commit after
    [ -z "$(git status --porcelain --ignored | grep -v /target/)" ] || fail "$way: something was not committed: $(git status --porcelain --ignored)"
    cat "$WORK/log" >"$WORK/log.first"
    builds_in_a_clone "$way" "$alias"
    # A second time changes nothing, whoever runs it.
    # shellcheck disable=SC2046
    tool init $(way "$way") "$@" >"$WORK/log" 2>&1 || { cat "$WORK/log"; fail "$way: the second init"; }
    (cd "$WORK/clone-$way" && CARGO_TARGET_DIR=$TARGET cargo "$alias" init) >"$WORK/log" 2>&1 || { cat "$WORK/log"; fail "$way: init by the crate itself"; }
    [ -z "$(git status --porcelain; git -C "$WORK/clone-$way" status --porcelain)" ] || { git diff | head -40; fail "$way: a second run changed something"; }
    if [ "$way" = launcher ]; then
        local files lines
        files=$(git ls-files "$(crate)" | wc -l) && lines=$(git ls-files "$(crate)" | xargs cat | wc -l)
        { [ "$files" -le 6 ] && [ "$lines" -le 700 ]; } || fail "a launcher of $files files and $lines lines"
    fi
    # A second-hand `init --remove` takes back all of it.
    tool init --remove >"$WORK/log" 2>&1 || { cat "$WORK/log"; [ "${LEAVES:-}" ] || fail "$way: --remove left something"; }
    [ "${LEAVES:-}" ] || [ -z "$(git diff --stat HEAD~1)$(git status --porcelain | grep '^??' || true)" ] || { git status --short; git diff --stat HEAD~1; fail "$way: --remove left something"; }
    git reset -q --hard
}

both() { # CASE MAKE [INIT-ARGUMENTS...]: the same repository, either way
    local name=$1 make=$2 way; shift 2
    wanted "$name" || return 0
    for way in launcher copy; do
        echo "-- $name, $way"
        start "$name" && $make && prove "$way" xtask "$@"
    done
}

# ---- ignore files -------------------------------------------------------------------
empty() { containerfile; }
both empty empty
for language in python ruby cpp android flutter node qt dotnet; do
    ignoring() { "ignore_$language" && containerfile; }
    both "ignore-$language" ignoring
done
nothing_but() { printf '/*\n!/src/\n!/xtask/\n!/.cargo/\n!/.github/\n!/.specify/\n!/deploy/\n!/.gitignore\n!/Containerfile\n' >.gitignore; containerfile; }
both ignore-all nothing_but

excluded() { # PATTERN PATH: said with pattern, file and line, exit 1, nothing lost
    start excluded && containerfile && printf '# ours\n%s\n' "$1" >.gitignore && commit before && cp .gitignore "$WORK/ignore.before"
    local code=0
    # shellcheck disable=SC2046
    tool init $(way launcher) >"$WORK/log" 2>&1 || code=$?
    [ $code = 1 ] || { cat "$WORK/log"; fail "$1: exit $code"; }
    { grep -q "git ignores $2" "$WORK/log" && grep -qF "by the pattern \`$1\` in .gitignore, line 2" "$WORK/log"; } || { cat "$WORK/log"; fail "$1: not said"; }
    cmp -s .gitignore "$WORK/ignore.before" || fail "$1: the ignore file was changed"
}
if wanted excluded; then
    echo "-- excluded from above"
    excluded 'xtask/' xtask/ && excluded '.cargo/' .cargo/ && excluded '/deploy' deploy/ && excluded 'xt*' xtask/
fi

# ---- Python -------------------------------------------------------------------------
python_tools() {
    [ -x "$WORK/venv/bin/python" ] || { python3 -m venv "$WORK/venv" && "$WORK/venv/bin/pip" install -q build setuptools wheel pre-commit-hooks codespell==2.4.3 typos==1.52.0 >/dev/null; }
}
packaged() { # what wheel and sdist list
    rm -rf "$WORK/dist" && (git clone -q . "$WORK/dist-src" && cd "$WORK/dist-src" && "$WORK/${VENV:-venv}/bin/python" -m build -q --no-isolation --outdir "$WORK/dist" . >"$WORK/build.log" 2>&1) || { cat "$WORK/build.log"; rm -rf "$WORK/dist-src"; return 1; }
    rm -rf "$WORK/dist-src"
    (cd "$WORK/dist" && for one in *.whl; do python3 -m zipfile -l "$one" | awk 'NR > 1 { print $1 }'; done && tar -tzf ./*.tar.gz) | sort
}
for form in plain backend flat cfg setup src told find; do
    wanted "python-$form" || continue
    python_tools
    for way in launcher copy; do
        echo "-- python-$form, $way"
        start "python-$form" && "python_$form" && containerfile app.py && commit before
        packaged >"$WORK/listing.before" || fail "python-$form: it cannot be packaged before"
        # shellcheck disable=SC2046
        tool init $(way $way) >"$WORK/log" 2>&1 || { cat "$WORK/log"; fail "python-$form: init"; }
        commit after
        packaged >"$WORK/listing.after" || fail "python-$form, $way: it cannot be packaged any more"
        diff "$WORK/listing.before" "$WORK/listing.after" || fail "python-$form, $way: another listing"
        case $form in
            src | told) [ -d xtask ] && [ -d deploy ] ;;
            *) [ -d .xtask ] && [ -d .deploy ] && [ ! -e xtask ] && [ ! -e deploy ] ;;
        esac || fail "python-$form: the wrong folders"
    done
done
# Backends that pack what git has: the wheel is the same; setuptools-scm's sdist gets nothing
# of the crate, and of hatchling's init says what leaves it out.
packing() { # FORM
    wanted "python-$1" || return 0
    python_tools
    # setuptools-scm changes what every setuptools project packs, wherever it is installed.
    local VENV=venv-packing
    [ -x "$WORK/$VENV/bin/python" ] || { python3 -m venv "$WORK/$VENV" && "$WORK/$VENV/bin/pip" install -q build setuptools wheel setuptools-scm hatchling >/dev/null; }
    for way in launcher copy; do
        echo "-- python-$1, $way"
        start "python-$1" && "python_$1" && containerfile app.py && commit before && packaged >"$WORK/listing.before" || fail "python-$1: it cannot be packaged before"
        # shellcheck disable=SC2046
        tool init $(way $way) >"$WORK/log" 2>&1 || { cat "$WORK/log"; fail "python-$1: init"; }
        [ "$1" = scm ] || {
            grep -qF 'hatchling packs every file' "$WORK/log" || fail "python-$1: the sdist is not told of"
            printf '\n[tool.hatch.build.targets.sdist]\nexclude = ["/xtask"]\n' >>pyproject.toml
        }
        commit after
        packaged >"$WORK/listing.after" || fail "python-$1, $way: it cannot be packaged any more"
        # The three files, the workflows and the alias are the repository's own.
        grep -v '/$\|/\.specify/\|/\.github/\|/\.cargo/\|/\.\?deploy/' "$WORK/listing.after" | sed 's/^[^/]*-1\.0[^/]*\.dev[^/]*/X/' >"$WORK/after"
        grep -v '/$' "$WORK/listing.before" | sed 's/^[^/]*-1\.0[^/]*\.dev[^/]*/X/' >"$WORK/before"
        diff "$WORK/before" "$WORK/after" || fail "python-$1, $way: another listing"
    done
}
packing scm && packing hatch
hidden() { python_plain && ignore_python && containerfile app.py; }
both python-hidden hidden

# ---- checks that a host has on every file ---------------------------------------------
if wanted checks; then
    python_tools
    for way in launcher copy; do
        echo "-- checks, $way"
        start checks && single_crate && containerfile && printf 'max_width = 80\nhard_tabs = false\n' >rustfmt.toml && printf '[files]\nextend-exclude = []\n' >_typos.toml && commit before
        # shellcheck disable=SC2046
        tool init $(way $way) >"$WORK/log" 2>&1 || { cat "$WORK/log"; fail "checks: init"; }
        git add -A
        git ls-files -z >"$WORK/files"
        bin=$WORK/venv/bin
        git ls-files -z '*.yml' '*.yaml' | xargs -0r "$bin/check-yaml" || fail "$way: check-yaml"
        for fixer in end-of-file-fixer trailing-whitespace-fixer check-added-large-files check-toml check-merge-conflict mixed-line-ending; do
            case $fixer in check-toml) git ls-files -z '*.toml' ;; *) cat "$WORK/files" ;; esac | xargs -0r "$bin/$fixer" || fail "$way: $fixer"
        done
        [ -z "$(git diff --name-only)" ] || fail "$way: a fixer changed $(git diff --name-only | head -5)"
        # Walking, and file by file as pre-commit calls them; their versions are pinned
        # because their dictionaries grow.
        "$bin/codespell" . && xargs -0 "$bin/codespell" <"$WORK/files" || fail "$way: codespell"
        "$bin/typos" . >"$WORK/log" && xargs -0 "$bin/typos" --force-exclude <"$WORK/files" >"$WORK/log" || { head -60 "$WORK/log"; fail "$way: typos"; }
        cargo fmt --all --check || fail "$way: cargo fmt"
        (cd xtask && cargo fmt --all --check) || fail "$way: cargo fmt in the crate"
    done
fi

# ---- Rust ----------------------------------------------------------------------------
service_still_builds() {
    CARGO_TARGET_DIR=$WORK/service-target cargo build --quiet --locked --offline
    CARGO_TARGET_DIR=$WORK/service-target cargo test --quiet --locked --offline >/dev/null
}
# What a Containerfile with `COPY Cargo.toml Cargo.lock src` sees: nothing of the crate.
copy_builds() {
    rm -rf "$WORK/image" && mkdir "$WORK/image" && cp -r Cargo.toml Cargo.lock "$@" "$WORK/image/"
    (cd "$WORK/image" && CARGO_TARGET_DIR=$WORK/image-target cargo build --quiet --locked --offline)
}
rust() { # CASE MAKE CHECK...
    local name=$1 make=$2 way; shift 2
    wanted "$name" || return 0
    for way in launcher copy; do
        echo "-- $name, $way"
        start "$name" && $make && containerfile target/service && LEAVES=${LEAVES:-} prove $way xtask
        # shellcheck disable=SC2046
        tool init $(way $way) >/dev/null 2>&1 && "$@"
    done
}
workspace() {
    mkdir -p app/src && printf '[workspace]\nmembers = ["*"]\nexclude = ["target", ".git"] # no crates\nresolver = "2"\n' >Cargo.toml && printf 'target\n' >.gitignore
    printf '[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\n' >app/Cargo.toml && echo 'fn main() {}' >app/src/main.rs
    cargo generate-lockfile --quiet --offline
}
workspace_works() { grep -q 'exclude = \["target", ".git", "xtask", .*"deploy"\] # no crates' Cargo.toml && service_still_builds && copy_builds app; }
members() {
    mkdir -p crates/a/src && printf '[workspace]\nmembers = ["crates/*"]\nresolver = "2"\n' >Cargo.toml && printf 'target\n' >.gitignore
    printf '[package]\nname = "a"\nversion = "0.1.0"\nedition = "2021"\n' >crates/a/Cargo.toml && echo '//! A.' >crates/a/src/lib.rs
    cargo generate-lockfile --quiet --offline
}
members_work() { git diff --quiet HEAD~1 -- Cargo.toml && service_still_builds; }
single_works() { service_still_builds && copy_builds src; }
nested() { mkdir -p services/api && (cd services/api && single_crate); }
nested_works() { (cd services/api && service_still_builds); }
rust single single_crate single_works
LEAVES=1 rust workspace workspace workspace_works
rust members members members_work
rust nested nested nested_works

if wanted own; then
    echo "-- own: another crate has the name"
    start own && containerfile
    mkdir -p xtask/src .cargo && printf '[package]\nname = "xtask"\nversion = "9.0.0"\nedition = "2021"\n[workspace]\n' >xtask/Cargo.toml && echo 'fn main() { println!("mine"); }' >xtask/src/main.rs
    printf '[alias]\nxtask = "run --quiet --manifest-path xtask/Cargo.toml --"\n' >.cargo/config.toml
    printf 'target\n' >.gitignore && (cd xtask && cargo generate-lockfile --quiet --offline)
    commit mine
    if tool init 2>"$WORK/log"; then fail "it took over another crate"; fi
    grep -q -- '--name' "$WORK/log" && [ -z "$(git status --porcelain)" ] || fail "own: not refused"
    # shellcheck disable=SC2046
    tool init $(way launcher) --name delivery >"$WORK/log" 2>&1 || { cat "$WORK/log"; fail "own: init"; }
    commit after && builds_in_a_clone launcher delivery
    [ "$(CARGO_TARGET_DIR=$WORK/own-target cargo xtask)" = mine ] || fail "own: the other crate is hidden"
fi

# ---- what stands around -----------------------------------------------------------------
configured() { containerfile && mkdir -p .cargo && printf '\xef\xbb\xbf# ours\r\n[build]\r\njobs = 2\r\n' >.cargo/config.toml && printf 'a\r\nb' >.gitignore; }
both configured configured
if wanted crlf; then
    for way in launcher copy; do
        echo "-- crlf, $way"
        start crlf && containerfile && git config core.autocrlf true && commit before
        # shellcheck disable=SC2046
        tool init $(way $way) >"$WORK/log" 2>&1 || { cat "$WORK/log"; fail "crlf: init"; }
        commit after
        git rm -q -r --cached . && git reset -q --hard # checks everything out again
        file deploy/crlf.service | grep -q CRLF || fail "crlf: git did not convert"
        printf '\n# a bot was here\n' >>xtask/Cargo.lock
        # shellcheck disable=SC2046
        tool init $(way $way) >"$WORK/log" 2>&1 || { cat "$WORK/log"; fail "crlf: an alarm"; }
        git checkout -q xtask/Cargo.lock
        [ -z "$(git status --porcelain)" ] || fail "crlf: something was rewritten: $(git status --short)"
    done
fi
if wanted obstacles; then
    echo "-- obstacles"
    stands_in_the_way() { # CODE WORDS
        local code=0
        # shellcheck disable=SC2046
        tool init $(way launcher) >"$WORK/log" 2>&1 || code=$?
        { [ $code = "$1" ] && grep -q -- "$2" "$WORK/log"; } || { cat "$WORK/log"; fail "obstacles: exit $code, \"$2\" expected"; }
    }
    start target && containerfile && mkdir .cargo && printf '[build]\ntarget = "thumbv7em-none-eabihf"\n' >.cargo/config.toml && stands_in_the_way 1 'thumbv7em-none-eabihf'
    start toolchain && containerfile && printf '[toolchain]\nchannel = "1.70.0"\n' >rust-toolchain.toml && stands_in_the_way 1 'Rust 1.70.0'
    start replaced && containerfile && mkdir -p .cargo vendored && printf '[source.crates-io]\nreplace-with = "vendored"\n[source.vendored]\ndirectory = "vendored"\n' >.cargo/config.toml && stands_in_the_way 0 'vendored'
    start flags && containerfile && RUSTFLAGS="-D warnings" stands_in_the_way 0 'reaches production'
fi
if wanted context; then
    echo "-- context"
    start context && printf 'FROM docker.io/library/python:3\nCOPY . /app\nEXPOSE 8000\n' >Dockerfile
    # shellcheck disable=SC2046
    tool init $(way launcher) >"$WORK/log" 2>&1 || { cat "$WORK/log"; fail "context: init"; }
    grep -qx 'xtask/target' .dockerignore && grep -q -- '--publish 8000:8000' deploy/context.service || fail "context: nothing is ignored"
fi

# ---- from one to another ------------------------------------------------------------------
if wanted conversions; then
    echo "-- a launcher drops in a launcher, a copy a copy"
    start first && containerfile && tool init --source "$SOURCE" >/dev/null 2>&1
    mkdir "$WORK/repo/second" && (cd "$WORK/repo/second" && git init -q -b main . && git remote add origin https://github.com/acme/second.git && containerfile)
    CARGO_TARGET_DIR=$TARGET cargo xtask init ../second >"$WORK/log" 2>&1 || { cat "$WORK/log"; fail "from a launcher"; }
    diff -r xtask ../second/xtask --exclude copy.toml || fail "another launcher"
    [ "$(CARGO_TARGET_DIR=$TARGET cargo xtask --version)" = "xtask ${VERSION#v} ($VERSION ($(git -C "$TOOL" rev-parse --short=7 HEAD)) of file://$TOOL)" ] || fail "--version: $(CARGO_TARGET_DIR=$TARGET cargo xtask --version)"

    echo "-- the lock is the one that cargo makes"
    cp xtask/Cargo.lock "$WORK/lock" && cargo metadata --quiet --offline --format-version 1 --manifest-path xtask/Cargo.toml >/dev/null
    cmp xtask/Cargo.lock "$WORK/lock" || fail "cargo rewrites the lock"

    echo "-- a launcher gets the whole copy, and is one again"
    CARGO_TARGET_DIR=$TARGET cargo xtask init --vendor >"$WORK/log" 2>&1 || { cat "$WORK/log"; fail "to a copy"; }
    head -1 "$WORK/log" | grep -q 'the whole crate is copied .* MB' && [ -d xtask/crates ] || fail "no copy"
    commit copy
    tool init --source "$SOURCE" >"$WORK/log" 2>&1 || { cat "$WORK/log"; fail "back to a launcher"; }
    diff -r xtask ../second/xtask --exclude copy.toml || fail "not the launcher that it was"

    echo "-- an edited copy shows its edits and is left alone"
    git checkout -q -- . && git clean -fdq
    echo '// mine' >>xtask/src/main.rs && touch xtask/src/extra.rs
    before=$(state)
    if tool init --source "$SOURCE" >"$WORK/log" 2>&1; then fail "it overwrote an edited copy"; fi
    grep -q 'src/main.rs (edited)' "$WORK/log" && grep -q '^+// mine' "$WORK/log" && grep -q 'src/extra.rs (added)' "$WORK/log" || { cat "$WORK/log"; fail "the edits are not shown"; }
    [ "$before" = "$(state)" ] || fail "something was written"
    tool init --source "$SOURCE" --force xtask >"$WORK/log" 2>&1 || { cat "$WORK/log"; fail "--force"; }
    [ "$(git ls-files --others --exclude-standard xtask; find xtask -name extra.rs)" = "" ] || fail "--force left something"
fi

if wanted private; then
    echo "-- a private repository over https"
    # shellcheck source=.ci/drop-in/private.sh
    . "$ROOT/.ci/drop-in/private.sh"
fi

if wanted upgrade; then
    echo "-- upgrade"
    # shellcheck source=.ci/drop-in/upgrade.sh
    . "$ROOT/.ci/drop-in/upgrade.sh"
fi

if wanted installed; then
    echo "-- an installed binary knows where it is from"
    (cd "$TOOL" && CARGO_TARGET_DIR=$TARGET cargo install --quiet --debug --locked --git "file://$TOOL" --tag "$VERSION" --root "$WORK/installed" xtask 2>"$WORK/log") || { cat "$WORK/log"; fail "cargo install"; }
    start installed && containerfile
    env -u CARGO_MANIFEST_DIR "$WORK/installed/bin/xtask" init >"$WORK/log" 2>&1 || { cat "$WORK/log"; fail "init by an installed binary"; }
    grep -q "a launcher of $VERSION" "$WORK/log" || { cat "$WORK/log"; fail "installed: no launcher"; }
    commit after && builds_in_a_clone launcher xtask
fi
echo "all repositories go on working"
