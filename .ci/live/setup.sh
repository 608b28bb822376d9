# Runs inside the lab, after the lab's own setup.sh: GitHub on loopback, a production host
# `web1` behind an sshd, the only way to which is a bastion for those that have no other, and
# a developer `dev` who has gh, ssh, skopeo, curl and the tool, and no rights on web1 but a key's.
set -eu
keys=/srv/keys
mkdir -p "$keys" /srv/forge/acme /run/sshd /usr/local/libexec
printf '127.0.0.1 localhost github.localhost api.github.localhost widget.example.com web1\n' >/etc/hosts
printf '127.0.0.1 localhost web1.internal\n' >/srv/bastion.hosts
useradd --create-home --shell /bin/bash dev
useradd --create-home --shell /bin/sh jump
# Locked passwords lock keys out as well, without PAM.
for user in root jump dev; do usermod -p '*' "$user"; done
for name in web1 bastion all probe; do ssh-keygen -q -t ed25519 -N '' -f "$keys/$name"; done

sshd() {
    cat >"/srv/sshd-$1" <<C
Port $2
ListenAddress 127.0.0.1
HostKey $keys/$1
PidFile none
UsePAM no
PasswordAuthentication no
PermitRootLogin prohibit-password
StrictModes no
LogLevel VERBOSE
C
    cat >"/etc/systemd/system/lab-sshd-$1.service" <<C
[Service]
ExecStart=/usr/sbin/sshd -D -e -f /srv/sshd-$1
KillMode=process
C
}
sshd web1 22422
sshd bastion 2222
# Only the bastion knows that name.
echo 'BindReadOnlyPaths=/srv/bastion.hosts:/etc/hosts' >>/etc/systemd/system/lab-sshd-bastion.service
cat >/etc/systemd/system/lab-github.service <<'C'
[Service]
ExecStart=/usr/bin/python3 /run/lab/github.py /srv/forge 80
C

# web1: whoever may do all, and the key that can do nothing but look.
mkdir -p /root/.ssh /home/jump/.ssh
/srv/xtask live --print-probe >/usr/local/libexec/xtask-probe
chmod 755 /usr/local/libexec/xtask-probe
{
    cat "$keys/all.pub"
    printf 'restrict,command="/usr/local/libexec/xtask-probe" %s\n' "$(cat "$keys/probe.pub")"
} >/root/.ssh/authorized_keys
printf 'restrict,port-forwarding %s\n' "$(cat "$keys/all.pub")" >/home/jump/.ssh/authorized_keys

# The developer.
home=/home/dev
mkdir -p "$home/.ssh"
# As a login would make it.
install -d -m 700 -o dev /run/user/dev
cp "$keys/all" "$keys/probe" "$home/.ssh/"
cat >"$home/.ssh/base" <<'C'
Host bastion
    HostName localhost
    Port 2222
    User jump
Host web1
    Port 22422
    User root
Host *
    IdentitiesOnly yes
    IdentityFile ~/.ssh/all
C
{
    printf '[web1]:22422 %s\n' "$(cat "$keys/web1.pub")"
    printf '[web1.internal]:22422 %s\n' "$(cat "$keys/web1.pub")"
    printf '[localhost]:2222 %s\n' "$(cat "$keys/bastion.pub")"
} >"$home/.ssh/known_hosts"
# The developer's own way to the registry: web1's can fail alone.
mkdir -p "$home/.config/containers/registries.conf.d"
cp /etc/containers/registries.conf.d/lab.conf "$home/.config/containers/registries.conf.d/"
cp "$home/.ssh/base" "$home/.ssh/config"
chown -R dev: "$home"

# Both repositories, of which nothing is known yet.
git config --system safe.directory '*'
git config --system init.defaultBranch main
git config --system user.name dev
git config --system user.email dev@example.com
for name in widget widget-old; do git init -q --bare "/srv/forge/acme/$name.git"; done
chown -R dev: /srv/forge/acme/*.git

# podman's own timer, at a time that is far: only a play lets it fire.
rm -f /etc/systemd/system/podman-auto-update.timer
mkdir -p /etc/systemd/system/podman-auto-update.timer.d
printf '[Timer]\nOnCalendar=\nOnCalendar=%s\nRandomizedDelaySec=0\nAccuracySec=100ms\nPersistent=no\n' "$(date -u -d '+5 hours' '+%Y-%m-%d %H:%M:%S UTC')" \
    >/etc/systemd/system/podman-auto-update.timer.d/lab.conf
systemctl daemon-reload
systemctl start lab-github lab-sshd-web1 lab-sshd-bastion
systemctl enable --quiet --now podman-auto-update.timer
