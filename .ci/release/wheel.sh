#!/usr/bin/env bash
# The same binary as a Python wheel; maturin must be on PATH.
#   .ci/release/wheel.sh TAG FOLDER [TRIPLE]
set -euo pipefail
source "$(dirname "$0")/source.sh"
cd "$(dirname "$0")"
maturin build --quiet --release --locked --target "$TRIPLE" --out "$FOLDER"
