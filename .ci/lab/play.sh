# Runs inside the lab: play.sh UNIT OLD NEW puts UNIT (on standard input) on the server,
# starts it with version OLD, publishes NEW, and lets podman auto-update do its work.
# The last line of standard output is the version that then runs, or "nothing".
set -u
unit=$1 old=$2 new=$3 here=$(dirname "$0")
version() { podman inspect "$1" --format '{{index .Config.Labels "org.opencontainers.image.version"}}' 2>/dev/null || echo nothing; }
sh "$here/publish.sh" "$old" || exit 2
podman pull -q quay.io/acme/widget:latest >/dev/null || exit 2
cat >"/etc/systemd/system/$unit"
systemctl daemon-reload
systemctl start "${3:+${INSTANCE:-$unit}}" || echo "it did not start"
for try in $(seq 40); do
    [ "$(podman inspect widget --format '{{.State.Running}}' 2>/dev/null)" = true ] && break
    sleep 0.05
done
echo "before: $(version widget)"
sh "$here/publish.sh" "$new" || exit 2
podman auto-update --format '{{.Unit}} {{.Updated}}' 2>&1
echo "auto-update: exit status $?"
for try in $(seq 20); do
    [ "$(podman inspect widget --format '{{.State.Running}}' 2>/dev/null)" = true ] && break
    sleep 0.1
done
after=$(version widget)
systemctl stop "${INSTANCE:-$unit}"
systemctl reset-failed "${INSTANCE:-$unit}" 2>/dev/null
podman rm -fa >/dev/null 2>&1
rm "/etc/systemd/system/$unit"
echo "$after"
