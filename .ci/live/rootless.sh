# Runs inside the lab, after setup.sh: a user `app` whose services run without a session.
set -eu
useradd --create-home --shell /bin/sh app
usermod -p '*' app
# podman's users may see no proc of which a part is hidden, and must own their cgroups.
mkdir -p /run/fullproc
mount -t proc proc /run/fullproc
chown app /sys/fs/cgroup /sys/fs/cgroup/cgroup.procs /sys/fs/cgroup/cgroup.subtree_control
home=/home/app
mkdir -p "$home/.config/containers" "$home/.ssh" "$home/.config/systemd/user"
printf '[storage]\ndriver = "vfs"\n' >"$home/.config/containers/storage.conf"
cp /root/.ssh/authorized_keys "$home/.ssh/"
mkdir -p /etc/systemd/user
cp -r /etc/systemd/system/podman-auto-update.timer.d /etc/systemd/user/
chown -R app: "$home"
loginctl enable-linger app
for try in $(seq 100); do [ -S "/run/user/$(id -u app)/bus" ] && exit; sleep 0.1; done
exit 1
