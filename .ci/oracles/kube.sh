#!/bin/bash
# Kubernetes manifests: the containers that `podman kube play` itself makes of them and
# their labels, against ours; with Debian 12's podman 4.3 and with trixie's 5.4. Needs
# root; nothing runs, nothing is fetched but packages.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
source "$here/../lab/parts.sh"
packages podman buildah conmon netavark busybox-static
[ "$(id -u)" = 0 ] || skip "podman kube play: it needs root"
rm -rf "$PARTS/kube5-podman"
python3 "$here/kube.py" "$PARTS/kube"
podman5 "$PARTS/kube5-podman"
python3 "$here/kube.py" "$PARTS/kube5" "$PARTS/kube5-podman/podman"
