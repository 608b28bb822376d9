#!/usr/bin/env bash
# Whether a tag may be released: its form, the crates' version, and the changelog say the same.
#   .ci/release/check.sh TAG [ROOT]
set -euo pipefail
TAG=$1
cd "${2:-$(dirname "$0")/../..}"
fail() { echo "release: $*" >&2; exit 1; }

[[ $TAG =~ ^v[0-9]+\.[0-9]+\.[0-9]+(-rc\.[0-9]+)?$ ]] || fail "\`$TAG\` is not vX.Y.Z or vX.Y.Z-rc.N: launchers pin such tags, and bots raise them"
VERSION=${TAG#v}
for manifest in xtask/Cargo.toml xtask/crates/*/Cargo.toml; do
    stated=$(sed -n '/^version = "/{s/^version = "\(.*\)"$/\1/p;q}' "$manifest")
    [ "$stated" = "$VERSION" ] || fail "$manifest has version $stated, the tag says $VERSION"
done
# A pre-release is what stands under Unreleased.
[[ $VERSION == *-* ]] || grep -Eq "^## \[?${VERSION//./\\.}\]? - [0-9]{4}-[0-9]{2}-[0-9]{2}$" CHANGELOG.md ||
    fail "CHANGELOG.md has no section \"## $VERSION - YYYY-MM-DD\""
echo "$TAG may be released"
