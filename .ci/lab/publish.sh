# Runs inside the lab: publish.sh VERSION builds the widget and pushes it as :latest,
# from a store that is not the server's. Without --no-cache the old label would stay.
set -eu
/srv/ci/podman build -q --no-cache -t localhost:5000/acme/widget:latest --build-arg VERSION="$1" /srv/ci/image >/dev/null
/srv/ci/push
