#!/bin/bash
# `live`, from the commit to the process, with real parts: gh against a GitHub on loopback,
# a registry, sshd, systemd with podman and its updater, a site. Each play says before what
# is to be seen. Nothing listens outside of the lab's own network. Skipped as the lab is.
#
#   run.sh [XTASK [plain|quadlet|rootless]...]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
source "$here/../lab/parts.sh"
source "$here/../lab/lab.sh"
xtask=${1:-$ROOT/target/debug/xtask}
[ "${LAB:-}" != skip ] || { say "SKIPPED as LAB=skip asks: live"; exit 0; }
packages systemd dbus podman runc conmon netavark buildah docker-registry busybox-static \
    gh skopeo curl openssh-server openssh-client python3 git fish tcsh uidmap dbus-user-session libpam-systemd
obstacle=$(lab_obstacle)
[ -z "$obstacle" ] || skip "live: $obstacle"
trap lab_down EXIT
strip -o "$PARTS/live.xtask" "$xtask"

# into NAME: boots a lab, and what all plays need is in it.
into() {
    lab_up "$PARTS/$1"
    lab_in mkdir -p /run/lab /srv/start
    for script in setup setup5; do lab_in sh -c "cat >/run/lab/$script.sh" <"$here/../lab/$script.sh"; done
    for file in ci.sh github.py; do lab_in sh -c "cat >/run/lab/$file" <"$here/$file"; done
    lab_in sh -c 'cat >/srv/xtask && chmod 755 /srv/xtask' <"$PARTS/live.xtask"
    tar -C "$here/repo" -cf - . | lab_in tar -C /srv/start -xf -
    lab_in sh /run/lab/setup.sh
    lab_in sh -s <"$here/setup.sh"
}

# Debian 12's podman, and a unit of systemd's own kind.
plain() {
    into live
    python3 "$here/plays.py" "$LAB_INIT" plain
}

# A user's unit under that user's systemd.
rootless() {
    into live-rootless
    lab_in sh -s <"$here/rootless.sh"
    python3 "$here/plays.py" "$LAB_INIT" rootless
}

# A Quadlet file, and podman 5 in the place of Debian 12's.
quadlet() {
    rm -rf "$PARTS/lab5"
    mkdir -p "$PARTS/lab5/opt"
    podman5 "$PARTS/lab5/opt/podman5" /opt/podman5
    cp "$(quadlet_generator)" "$PARTS/lab5/opt/podman5/quadlet"
    into live-quadlet
    tar -C "$PARTS/lab5" -cf - opt | lab_in tar -C / -xf -
    lab_in sh /run/lab/setup5.sh
    lab_in sh -c 'rm /srv/start/deploy/widget.service && cat >/srv/start/deploy/widget.container' <"$here/widget.container"
    lab_in sed -i 's/widget.service/widget.container/' /srv/start/.specify/memory/constitution.md
    python3 "$here/plays.py" "$LAB_INIT" quadlet
}

plays=(plain quadlet rootless)
[ $# -lt 2 ] || plays=("${@:2}")
for play in "${plays[@]}"; do
    "$play"
    lab_down
done
