# Sourced, by what builds a release: TAG FOLDER [TRIPLE], and where the library can be had.
# With SOURCE_URL set, the binary knows it: what it drops in pins that.
TAG=$1 FOLDER=$(mkdir -p "$2" && realpath "$2")
TRIPLE=${3:-$(rustc -vV | sed -n 's/^host: //p')}
if [ "${SOURCE_URL:-}" ]; then
    XTASK_SOURCE="git+$SOURCE_URL?tag=$TAG#$(git -C "$(dirname "${BASH_SOURCE[0]}")" rev-parse HEAD)"
    export XTASK_SOURCE
fi
