#!/usr/bin/env bash
# The binary of a release for one system, with its checksum; nothing is uploaded.
#   .ci/release/build.sh TAG FOLDER [TRIPLE]
set -euo pipefail
source "$(dirname "$0")/source.sh"
cd "$(dirname "$0")/../.."
cargo build --quiet --release --locked --package xtask --target "$TRIPLE"
NAME=xtask-$TAG-$TRIPLE
cp "${CARGO_TARGET_DIR:-target}/$TRIPLE/release/xtask" "$FOLDER/$NAME"
cd "$FOLDER"
if command -v sha256sum >/dev/null; then sha256sum "$NAME"; else shasum -a 256 "$NAME"; fi >"$NAME.sha256"
cat "$NAME.sha256"
