# Runs inside the lab: loads and runs the units that lie in /srv/units.tar, and leaves a
# tar of what was recorded. /srv/rec/states says what systemd thinks of each.
set -u
mkdir -p /srv/rec /srv/env
tar -C / -xf /srv/units.tar
# One target wants them all, so that each is loaded once and stays loaded.
{ echo "[Unit]"; sed "s/^/Wants=/" /srv/names; } >/etc/systemd/system/cases.target
systemctl daemon-reload
systemctl start --no-block cases.target --job-mode=ignore-dependencies
systemctl list-units --all --plain --no-legend 'u*.service' >/srv/rec/states
# In portions, so that no command line grows too long.
xargs -d '\n' -n 50 systemctl start --no-block </srv/names >/srv/start.log 2>&1
for try in $(seq 600); do
    [ "$(systemctl list-jobs --no-legend 2>/dev/null | grep -c .)" = 0 ] && break
    sleep 0.1
done
sleep 0.3
tar -C /srv/rec -cf /srv/rec.tar .
