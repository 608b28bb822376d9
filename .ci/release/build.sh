#!/usr/bin/env bash
# The binary of a release for one system, with its checksum; nothing is uploaded.
#   .ci/release/build.sh TAG FOLDER [TRIPLE]
# With SOURCE_URL set, the binary knows where its library can be had: what it drops in pins that.
set -euo pipefail
TAG=$1 FOLDER=$(mkdir -p "$2" && realpath "$2")
TRIPLE=${3:-$(rustc -vV | sed -n 's/^host: //p')}
cd "$(dirname "$0")/../.."
if [ "${SOURCE_URL:-}" ]; then
    XTASK_SOURCE="git+$SOURCE_URL?tag=$TAG#$(git rev-parse HEAD)"
    export XTASK_SOURCE
fi
cargo build --quiet --release --locked --package xtask --target "$TRIPLE"
NAME=xtask-$TAG-$TRIPLE
cp "${CARGO_TARGET_DIR:-target}/$TRIPLE/release/xtask" "$FOLDER/$NAME"
cd "$FOLDER"
if command -v sha256sum >/dev/null; then sha256sum "$NAME"; else shasum -a 256 "$NAME"; fi >"$NAME.sha256"
cat "$NAME.sha256"
