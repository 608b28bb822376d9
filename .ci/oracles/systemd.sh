#!/bin/bash
# `.service` files against a real systemd: which `systemd-analyze verify` refuses, which
# a systemd of the lab's loads, and what that one then runs.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
source "$here/../lab/parts.sh"
source "$ROOT/.ci/lab/lab.sh"
packages systemd podman
work=$PARTS/systemd
rm -rf "$work"
mkdir -p "$work"
python3 "$here/systemd.py" verify "$work"

[ "${LAB:-}" != skip ] || { say "SKIPPED as LAB=skip asks: what systemd loads and runs"; exit 0; }
packages dbus gcc libc6-dev
obstacle=$(lab_obstacle)
[ -z "$obstacle" ] || skip "what systemd loads and runs: $obstacle"
trap lab_down EXIT
cc -O1 -static -o "$work/recorder" "$here/recorder.c"
python3 "$here/systemd.py" make "$work"
lab_up "$PARTS/lab-systemd"
for file in units.tar names; do lab_in sh -c "cat >/srv/$file" <"$work/$file"; done
lab_in sh -c 'cat >/srv/podman && chmod 755 /srv/podman && rm -f /usr/bin/podman && mv /srv/podman /usr/bin/podman' <"$work/recorder"
lab_in sh -s <"$ROOT/.ci/lab/cases.sh"
lab_in cat /srv/rec.tar >"$work/rec.tar"
lab_down
python3 "$here/systemd.py" compare "$work"
