# Runs inside the lab: publish.sh VERSION builds the widget and pushes it as :latest,
# from a store that is not the server's. Without --no-cache the old label would stay.
set -eu
podman="podman --root /var/lib/containers/ci --runroot /run/ci"
$podman build -q --no-cache -t localhost:5000/acme/widget:latest --build-arg VERSION="$1" /srv/ci/image >/dev/null
for try in 1 2 3 4 5 6 7 8 9 10; do
    $podman push -q localhost:5000/acme/widget:latest 2>/tmp/push.log && exit 0
    sleep 0.3
done
cat /tmp/push.log >&2
exit 1
