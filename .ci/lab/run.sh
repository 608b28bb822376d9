#!/bin/bash
# The incident, end to end: a real systemd, a registry on loopback, podman, and our
# verdicts before each update. Skipped aloud where it can't run; in CI, or with
# LAB=required, a skip is a failure. LAB=skip leaves it out on purpose.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
source "$here/parts.sh"
source "$here/lab.sh"
[ "${LAB:-}" != skip ] || { say "SKIPPED as LAB=skip asks: the lab"; exit 0; }
packages systemd dbus podman runc conmon netavark buildah docker-registry busybox-static
obstacle=$(lab_obstacle)
[ -z "$obstacle" ] || skip "the lab: $obstacle"
trap lab_down EXIT
lab_up "$PARTS/lab"
lab_in mkdir -p /run/lab
for script in setup publish play; do lab_in sh -c "cat >/run/lab/$script.sh" <"$here/$script.sh"; done
lab_in sh /run/lab/setup.sh
python3 "$here/incident.py" "$LAB_INIT"
lab_down

# Pods, Quadlet files and manifests, with podman 5 in the place of Debian 12's.
rm -rf "$PARTS/lab5"
mkdir -p "$PARTS/lab5/opt"
podman5 "$PARTS/lab5/opt/podman5" /opt/podman5
cp "$(quadlet_generator)" "$PARTS/lab5/opt/podman5/quadlet"
lab_up "$PARTS/lab-pods"
lab_in mkdir -p /run/lab
for script in setup setup5 publish play; do lab_in sh -c "cat >/run/lab/$script.sh" <"$here/$script.sh"; done
tar -C "$PARTS/lab5" -cf - opt | lab_in tar -C / -xf -
lab_in sh /run/lab/setup.sh
lab_in sh /run/lab/setup5.sh
python3 "$here/incident.py" "$LAB_INIT" pods
