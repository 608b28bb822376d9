#!/usr/bin/env bash
# site.sh BINARY: the playground and the pages, built, held against the binary and used
# in a real browser. Prints their sizes; above the budget it fails.
set -euo pipefail
cd "$(dirname "$0")/.."
binary=$(realpath "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

need=()
command -v chromium >/dev/null || need+=(chromium)
command -v node >/dev/null || need+=(nodejs npm)
command -v wasm-opt >/dev/null || need+=(binaryen)
command -v zopfli >/dev/null || need+=(zopfli)
[ -d /usr/share/fonts/truetype/dejavu ] || need+=(fonts-dejavu-core)
if [ ${#need[@]} -gt 0 ]; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${need[@]}" >/dev/null
fi

# A copy, so that the checkout stays as it is.
mkdir "$work/repo"
git ls-files -z --cached --others --exclude-standard | tar -cf - --null -T - | tar -xf - -C "$work/repo"
(cd "$work/repo/site" && npm ci --silent --no-audit --no-fund)
bash .ci/site/core.sh "$work/core.wasm"

echo "-- as it is published"
(cd "$work/repo/site" && node build.mjs "$work/core.wasm" | tee "$work/sizes")
awk '{ for (i = 1; i < NF; i++) { if ($i == "core" && $(i+1) > 1400) exit 1; if ($i == "styles" && $(i+1) > 250) exit 1 } }' \
    "$work/sizes" || { echo "above the budget"; exit 1; }

echo "-- the same answers as the binary's"
node "$work/repo/site/test/answers.mjs" "$work/core.wasm" "$binary"

echo "-- in a browser"
(cd "$work/repo/site" &&
    FORGE_API=http://127.0.0.1:8931 FORGE_RAW=http://127.0.0.1:8931 SITE_DIST="$work/dist" node build.mjs "$work/core.wasm" >/dev/null &&
    node test/page.mjs "$work/dist" "$(command -v chromium)")
