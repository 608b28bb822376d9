# Sourced: a real systemd as PID 1 in private namespaces, over a throw-away copy of the
# host's root. Needs root, a cgroup2 mount somewhere, overlayfs and util-linux.
#
#   lab_up DIR      boots it; DIR holds its log and its pids
#   lab_in CMD...   runs a command inside
#   lab_down        ends it; everything it wrote was in memory and is gone

LAB_HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

# lab_obstacle: prints why the lab can't run here, or nothing.
lab_obstacle() {
    [ "$(id -u)" = 0 ] || { echo "it needs root"; return; }
    [ -n "$(findmnt -n -o TARGET -t cgroup2)" ] || { echo "it needs a cgroup2 mount"; return; }
    command -v unshare nsenter >/dev/null || { echo "it needs unshare and nsenter"; return; }
    [ -x /lib/systemd/systemd ] || { echo "it needs systemd installed"; return; }
    unshare --pid --fork --mount --uts --ipc --net --cgroup true 2>/dev/null || { echo "namespaces are not allowed here"; return; }
    local cgroup
    cgroup=$(findmnt -f -n -o TARGET -t cgroup2)/lab-probe.$$
    mkdir "$cgroup" 2>/dev/null && rmdir "$cgroup" || { echo "cgroup2 can't be written"; return; }
}

lab_up() {
    LAB_DIR=$1
    mkdir -p "$LAB_DIR"
    LAB_CGROUP=$(findmnt -f -n -o TARGET -t cgroup2)/lab.$$
    # A limit in time, should the caller die without ending it.
    timeout -k 5 "${LAB_SECONDS:-900}" "$LAB_HERE/pid1.sh" "$LAB_DIR" "$LAB_CGROUP" >"$LAB_DIR/boot.log" 2>&1 </dev/null &
    LAB_PID=$!
    local try unshare
    for try in $(seq 600); do
        unshare=$(pgrep -P "$LAB_PID" | head -1) || true
        LAB_INIT=$([ -z "$unshare" ] || pgrep -P "$unshare" | head -1) || true
        if [ -n "$LAB_INIT" ] && lab_in systemctl is-system-running 2>/dev/null | grep -qE 'running|degraded'; then
            return 0
        fi
        kill -0 "$LAB_PID" 2>/dev/null || break
        sleep 0.05
    done
    cat "$LAB_DIR/boot.log" >&2
    echo "the lab did not boot" >&2
    lab_down
    return 1
}

lab_in() {
    nsenter -t "$LAB_INIT" -a env -i HOME=/srv PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@"
}

lab_down() {
    [ -n "${LAB_PID:-}" ] || return 0
    kill "$LAB_PID" 2>/dev/null || true
    wait "$LAB_PID" 2>/dev/null || true
    LAB_PID=
    # Its own cgroups, deepest first; they empty as the processes end.
    local try
    for try in $(seq 600); do
        [ -d "$LAB_CGROUP" ] || return 0
        find "$LAB_CGROUP" -depth -type d -exec rmdir {} + 2>/dev/null || true
        sleep 0.05
    done
}
