# Runs inside the lab: a registry on loopback that answers for quay.io/acme, a server's
# podman, and a second store that plays the build machine.
set -eu
mkdir -p /etc/containers/registries.conf.d /srv/widget /srv/ci/image /srv/registry
cat >/etc/containers/containers.conf <<'C'
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
pids_limit = 0
netns = "host"
log_driver = "k8s-file"
[engine]
runtime = "runc"
cgroup_manager = "systemd"
events_logger = "file"
C
cat >/etc/containers/registries.conf.d/lab.conf <<'C'
[[registry]]
prefix = "quay.io/acme"
location = "localhost:5000/acme"
insecure = true
[[registry]]
location = "localhost:5000"
insecure = true
C
cat >/srv/registry.yml <<'C'
version: 0.1
log: {level: error}
storage: {filesystem: {rootdirectory: /srv/registry}}
http: {addr: "127.0.0.1:5000"}
C
cat >/etc/systemd/system/lab-registry.service <<'C'
[Service]
ExecStart=/usr/bin/docker-registry serve /srv/registry.yml
C
printf 'TOKEN=secret\n' >/etc/widget.env
# CI: podman with a store that is not the server's, and a push that the registry's own start
# may outlast.
cat >/srv/ci/podman <<'C'
#!/bin/sh
exec podman --root /var/lib/containers/ci --runroot /run/ci "$@"
C
cat >/srv/ci/push <<'C'
#!/bin/sh
for try in 1 2 3 4 5 6 7 8 9 10; do
    /srv/ci/podman push -q localhost:5000/acme/widget:latest 2>/tmp/push.log && exit 0
    sleep 0.3
done
cat /tmp/push.log >&2
exit 1
C
chmod 755 /srv/ci/podman /srv/ci/push
cp /bin/busybox /srv/ci/image/
cat >/srv/ci/image/Containerfile <<'C'
FROM scratch
ARG VERSION
LABEL org.opencontainers.image.version="${VERSION}"
COPY busybox /bin/busybox
ENTRYPOINT ["/bin/busybox"]
CMD ["sh", "-c", "trap 'exit 0' TERM; while :; do sleep 0.1; done"]
C
systemctl daemon-reload
systemctl start dbus.service lab-registry.service
