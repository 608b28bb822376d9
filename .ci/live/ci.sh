# Runs inside the lab: ci.sh REPOSITORY SHA builds that commit and pushes it as :latest, from
# a store that is not the server's, with the labels that docker/metadata-action would give.
set -eu
repository=$1 sha=$2 place=$(mktemp -d) podman="podman --root /var/lib/containers/ci --runroot /run/ci"
trap 'rm -rf "$place"' EXIT
git --git-dir "/srv/forge/$repository.git" archive "$sha" | tar -C "$place" -xf -
cp /bin/busybox "$place/"
mkdir "$place/www"
printf '{"commit": "%s"}\n' "$sha" >"$place/www/version.json"
label=org.opencontainers.image
$podman build -q --no-cache -t localhost:5000/acme/widget:latest --label "$label.revision=$sha" \
    --label "$label.source=https://github.localhost/$repository" "$place" >/dev/null
for try in 1 2 3 4 5 6 7 8 9 10; do
    $podman push -q localhost:5000/acme/widget:latest 2>/tmp/push.log && exit 0
    sleep 0.3
done
cat /tmp/push.log >&2
exit 1
