# Runs inside the lab: ci.sh REPOSITORY SHA builds that commit and pushes it as :latest, from
# a store that is not the server's, with the labels that docker/metadata-action would give.
set -eu
repository=$1 sha=$2 place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
git --git-dir "/srv/forge/$repository.git" archive "$sha" | tar -C "$place" -xf -
cp /bin/busybox "$place/"
mkdir "$place/www"
printf '{"commit": "%s"}\n' "$sha" >"$place/www/version.json"
label=org.opencontainers.image
/srv/ci/podman build -q --no-cache -t localhost:5000/acme/widget:latest --label "$label.revision=$sha" \
    --label "$label.source=https://github.localhost/$repository" "$place" >/dev/null
/srv/ci/push
