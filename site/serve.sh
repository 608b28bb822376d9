#!/usr/bin/env bash
# serve.sh [PORT]: builds the site and serves it on this machine.
set -euo pipefail
cd "$(dirname "$0")"
bash ../.ci/site/core.sh dist/core.wasm
npm ci --silent --no-audit --no-fund
node build.mjs
exec node serve.mjs "$@"
