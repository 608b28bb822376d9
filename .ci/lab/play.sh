# Runs inside the lab: play.sh UNIT OLD NEW [SETUP]. The unit's files come as a tar on
# standard input. Starts UNIT with version OLD of the widget, publishes NEW, and lets
# podman auto-update do its work. The last line says which version then runs.
set -u
unit=$1 old=$2 new=$3 setup=${4:-true} here=$(dirname "$0") units=/etc/systemd/system quadlets=/etc/containers/systemd
running() { podman ps --format '{{.Labels}}' 2>/dev/null | grep -o 'org.opencontainers.image.version:[^] ]*' | cut -d: -f2 | grep -v infra | head -1; }
settle() {
    for try in $(seq "$1"); do
        [ -n "$(running)" ] && break
        sleep 0.1
    done
}
sh "$here/publish.sh" "$old" || exit 2
podman pull -q quay.io/acme/widget:latest >/dev/null || exit 2
tar -C "$units" -xf - || exit 2
# Quadlet reads a folder of its own, and manifests lie beside.
mkdir -p "$quadlets"
for file in "$units"/*; do
    case $file in *.service | *.d | *.wants | *.timer | *.target) ;; *) [ -f "$file" ] && [ ! -L "$file" ] && mv "$file" "$quadlets/" ;; esac
done
systemctl daemon-reload
sh -c "$setup" >/dev/null || exit 2
timeout 20 systemctl start "$unit" || echo "did not start"
settle 20
echo "before: $(running)"
sh "$here/publish.sh" "$new" || exit 2
timeout 60 podman auto-update --format '{{.Unit}} {{.Updated}}' 2>&1
echo "auto-update: exit status $?"
settle 20
# What comes up only to go down again is no update.
sleep 0.4
after=$(running)
systemctl stop "$unit" 2>/dev/null
systemctl reset-failed 2>/dev/null
podman pod rm -fa -t 0 >/dev/null 2>&1
podman rm -fa -t 0 >/dev/null 2>&1
rm -rf "$units"/widget* "$quadlets"
systemctl daemon-reload
echo "${after:-nothing}"
