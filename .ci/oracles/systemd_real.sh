# Runs inside the lab: loads and runs the units that lie in /srv/units.tar, and prints a
# tar of what was recorded. Lines of `UNIT LOADSTATE` go to /srv/rec/states.
set -u
mkdir -p /srv/rec /srv/env
tar -C / -xf /srv/units.tar
systemctl daemon-reload
# In portions, so that no command line grows too long.
xargs -d '\n' -n 50 systemctl show -p Id -p LoadState -p LoadError <"/srv/names" >/srv/rec/states 2>&1
xargs -d '\n' -n 50 systemctl start --no-block <"/srv/names" >/srv/start.log 2>&1
for try in $(seq 600); do
    [ "$(systemctl list-jobs --no-legend 2>/dev/null | grep -c .)" = 0 ] && break
    sleep 0.1
done
sleep 0.3
xargs -d '\n' -n 50 systemctl show -p Id -p Result -p ExecMainStatus <"/srv/names" >/srv/rec/results 2>&1
tar -C /srv/rec -cf /srv/rec.tar .
