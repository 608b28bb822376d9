#!/bin/bash
# Expressions and workflow files: what GitHub's own npm packages make of them, against
# ours. The packages are fetched into a folder of their own; nothing of a case runs.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
source "$here/../lab/parts.sh"
# NodeSource's node brings its npm; Debian's needs its own, and then the two exclude each other.
{ command -v node && command -v npm; } >/dev/null || packages nodejs npm
command -v python3 >/dev/null || packages python3
VERSION=0.3.61
work=$PARTS/github-$VERSION
if [ ! -e "$work/parser.mjs" ]; then
    rm -rf "$work"
    mkdir -p "$work"
    (cd "$work" && echo '{"private": true}' >package.json &&
        npm install --silent --no-audit --no-fund \
            "@actions/expressions@$VERSION" "@actions/workflow-parser@$VERSION" esbuild@0.25 >npm.log 2>&1) ||
        { cat "$work/npm.log" >&2; exit 1; }
    # As it is, the parser needs a newer node: it imports JSON with an attribute.
    (cd "$work" && npx --no-install esbuild node_modules/@actions/workflow-parser/dist/index.js --bundle \
        --platform=node --format=esm --log-level=error --outfile=parser.tmp.mjs \
        --banner:js='import { createRequire } from "module"; const require = createRequire(import.meta.url);')
    mv "$work/parser.tmp.mjs" "$work/parser.mjs"
fi
cp "$here/github_real.mjs" "$work/real.mjs"
python3 "$here/github.py" "$work"
