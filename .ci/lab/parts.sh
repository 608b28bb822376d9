# Sourced by the oracles and the lab: how the real parts get onto a Debian 12 machine.
#
# Sets ROOT (the repository) and PARTS (where parts and scratch data live, never in git).

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
PARTS=${PARTS:-$ROOT/target/oracles}
mkdir -p "$PARTS"

# say WORDS: one line on standard error, so that standard output stays the report.
say() { printf '%s\n' "$*" >&2; }

# skip WHY: says that a part can't run here. In CI that is a failure, because a proof
# that silently did not run is worse than none.
skip() {
    say "SKIPPED: $*"
    if [ "${CI:-}" = true ] || [ "${LAB:-}" = required ]; then
        say "failing: in CI, or with LAB=required, a skip counts as a failure (LAB=skip says otherwise)"
        exit 1
    fi
    exit 0
}

# packages NAME...: installs what is missing and upgrades nothing: upgrading systemd
# under a running build machine has broken apt half way. A half configured system and
# a lock held by someone else are waited for and mended.
packages() {
    local missing=() name try
    for name; do
        dpkg-query -W -f '${db:Status-Status}\n' "$name" 2>/dev/null | grep -qx installed || missing+=("$name")
    done
    [ ${#missing[@]} -eq 0 ] && return 0
    [ "$(id -u)" = 0 ] || skip "not root, so ${missing[*]} can't be installed"
    say "installing ${missing[*]}"
    for try in 1 2 3; do
        if {
            apt-get -o DPkg::Lock::Timeout=300 update -q
            DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -q -y \
                --no-install-recommends --no-upgrade "${missing[@]}"
        } >"$PARTS/apt.log" 2>&1 </dev/null; then
            return 0
        fi
        DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -y -f install >>"$PARTS/apt.log" 2>&1 </dev/null || true
    done
    tail -20 "$PARTS/apt.log" >&2
    say "can't install ${missing[*]}"
    exit 1
}

# quadlet_generator: prints the path of Quadlet's generator. Debian 12's podman has none,
# so trixie's package is unpacked beside the system; the generator needs only libc.
quadlet_generator() {
    local dir=$PARTS/quadlet mirror apt
    if [ ! -x "$dir/podman/usr/libexec/podman/quadlet" ]; then
        say "unpacking trixie's podman for its Quadlet generator"
        mkdir -p "$dir/lists/partial" "$dir/cache/archives/partial"
        mirror=$(awk '/^URIs:/ { print $2; exit }' /etc/apt/sources.list.d/debian.sources)
        printf 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] %s trixie main\n' "$mirror" >"$dir/trixie.list"
        apt=(-o "Dir::Etc::SourceList=$dir/trixie.list" -o Dir::Etc::SourceParts=/nonexistent
            -o "Dir::State::Lists=$dir/lists" -o "Dir::Cache=$dir/cache" -o APT::Sandbox::User=root
            -o Acquire::Languages=none -o Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false)
        (
            cd "$dir"
            rm -f podman_*.deb
            apt-get "${apt[@]}" -q update && apt-get "${apt[@]}" -q download podman
        ) >"$dir/apt.log" 2>&1 </dev/null || {
            tail -20 "$dir/apt.log" >&2
            say "can't download trixie's podman"
            return 1
        }
        rm -rf "$dir/unpacked"
        dpkg -x "$dir"/podman_*.deb "$dir/unpacked"
        rm -rf "$dir/podman"
        mv "$dir/unpacked" "$dir/podman"
        rm -rf "$dir/lists" "$dir/cache" "$dir"/podman_*.deb
    fi
    printf '%s\n' "$dir/podman/usr/libexec/podman/quadlet"
}
