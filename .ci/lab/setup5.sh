# Runs inside the lab, after setup.sh: podman 5 and its Quadlet in the place of Debian 12's,
# and an image for the pods themselves, which would else be built from a program that
# nothing here has.
set -eu
cp /opt/podman5/podman /usr/bin/podman.new
mv /usr/bin/podman.new /usr/bin/podman
mkdir -p /etc/systemd/system-generators
cp /opt/podman5/quadlet /etc/systemd/system-generators/podman-system-generator
sed -i 's|^\[engine\]|[engine]\ninfra_image = "localhost/infra:1"\ninfra_command = "/bin/busybox sleep 1000000"|' /etc/containers/containers.conf
podman build -q --no-cache -t localhost/infra:1 --build-arg VERSION=infra /srv/ci/image >/dev/null
systemctl daemon-reload
podman --version
