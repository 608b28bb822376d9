#!/bin/bash
# Generated `podman run` lines: image, labels, arguments and refusals as podman itself
# has them, against ours. Needs root; nothing runs, nothing is fetched but packages.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
source "$here/../lab/parts.sh"
packages podman buildah conmon busybox-static
[ "$(id -u)" = 0 ] || skip "podman run lines: it needs root"
rm -rf "$PARTS/podman"
mkdir -p "$PARTS/podman"
python3 "$here/podman.py" "$PARTS/podman"
