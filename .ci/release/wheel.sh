#!/usr/bin/env bash
# The same binary as a Python wheel; maturin must be on PATH.
#   .ci/release/wheel.sh TAG FOLDER [TRIPLE]
set -euo pipefail
TAG=$1 FOLDER=$(mkdir -p "$2" && realpath "$2")
TRIPLE=${3:-$(rustc -vV | sed -n 's/^host: //p')}
cd "$(dirname "$0")"
if [ "${SOURCE_URL:-}" ]; then
    XTASK_SOURCE="git+$SOURCE_URL?tag=$TAG#$(git rev-parse HEAD)"
    export XTASK_SOURCE
fi
maturin build --quiet --release --locked --target "$TRIPLE" --out "$FOLDER"
