#!/bin/sh
# pid1.sh DIR CGROUP: becomes a systemd in private pid, mount, uts, ipc, net and cgroup
# namespaces. What it writes goes to a tmpfs that only its mount namespace knows.
set -eu
mkdir "$2"
echo $$ >"$2/cgroup.procs"
exec unshare --pid --fork --kill-child --mount --uts --ipc --net --cgroup --propagation private --mount-proc sh -eu -c '
D=$1
mount -t tmpfs -o mode=755 lab "$D"
mkdir "$D/upper" "$D/work" "$D/root" "$D/containers"
mount -t overlay overlay -o lowerdir=/,upperdir="$D/upper",workdir="$D/work" "$D/root"
cd "$D/root"
mount -t proc proc proc
mount --bind proc/sys proc/sys
mount -o remount,bind,ro proc/sys
mount -t sysfs -o ro sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs -o mode=755 tmpfs dev
for n in null zero full random urandom tty fuse; do
    [ -e /dev/$n ] && { : >dev/$n; mount --bind /dev/$n dev/$n; }
done
mkdir dev/pts dev/shm dev/mqueue
mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts dev/pts
ln -s pts/ptmx dev/ptmx
mount -t tmpfs tmpfs dev/shm
mount -t mqueue mqueue dev/mqueue
ln -s /proc/self/fd dev/fd
ln -s /proc/self/fd/0 dev/stdin
ln -s /proc/self/fd/1 dev/stdout
ln -s /proc/self/fd/2 dev/stderr
: >dev/console
# An overlay can not lie on an overlay: the containers get the tmpfs itself.
mkdir -p var/lib/containers
mount --bind "$D/containers" var/lib/containers
mount -t tmpfs -o mode=755 tmpfs run
mount -t tmpfs -o mode=1777 tmpfs tmp
# Nothing updates by itself while the lab is watching.
mkdir -p etc/systemd/system srv
ln -sf /dev/null etc/systemd/system/podman-auto-update.timer
rm -rf etc/systemd/system/timers.target.wants
mkdir -p etc/containers
ip link set lo up 2>/dev/null || true
hostname lab
mkdir -p old
pivot_root . old
umount -l /old
mount --make-rshared /
exec env -i container=lab PATH=/usr/sbin:/usr/bin:/sbin:/bin TERM=dumb /lib/systemd/systemd --system --log-target=kmsg --show-status=no --unit=basic.target
' sh "$1"
