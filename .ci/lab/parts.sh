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

# foreign SUITE DIR PACKAGE...: downloads packages of another Debian suite and unpacks them
# into DIR, beside the system: apt's own state and the installed packages stay as they are.
foreign() {
    local suite=$1 dir=$2 mirror apt file
    shift 2
    mkdir -p "$dir/lists/partial" "$dir/cache/archives/partial" "$dir/debs"
    mirror=$(awk '/^URIs:/ { print $2; exit }' /etc/apt/sources.list.d/debian.sources)
    printf 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] %s %s main\n' "$mirror" "$suite" >"$dir/suite.list"
    apt=(-o "Dir::Etc::SourceList=$dir/suite.list" -o Dir::Etc::SourceParts=/nonexistent
        -o "Dir::State::Lists=$dir/lists" -o "Dir::Cache=$dir/cache" -o APT::Sandbox::User=root
        -o Acquire::Languages=none -o Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false)
    # By its suite, so that one of a low priority is taken too.
    if ! (cd "$dir/debs" && apt-get "${apt[@]}" -q update && apt-get "${apt[@]}" -q download "${@/%//$suite}") >"$dir/apt.log" 2>&1 </dev/null; then
        tail -20 "$dir/apt.log" >&2
        say "can't download $* of $suite"
        rm -rf "$dir"
        return 1
    fi
    for file in "$dir"/debs/*.deb; do dpkg -x "$file" "$dir/root"; done
    rm -rf "$dir/lists" "$dir/cache" "$dir/debs"
}

# quadlet_generator [SUITE]: prints the path of Quadlet's generator. Debian 12's podman has
# none, so that of another suite, trixie, is unpacked; the generator needs only libc.
quadlet_generator() {
    local suite=${1:-trixie} dir
    dir=$PARTS/quadlet-$suite
    if [ ! -x "$dir/root/usr/libexec/podman/quadlet" ]; then
        say "unpacking podman of $suite for its Quadlet generator"
        foreign "$suite" "$dir" podman || return 1
        # The generator is all that is wanted of it.
        rm -rf "$dir/root/usr/bin" "$dir/root/usr/share"
    fi
    printf '%s\n' "$dir/root/usr/libexec/podman/quadlet"
}

# newest_quadlet: the newest generator that the archives have and that runs here.
newest_quadlet() {
    local suite generator
    for suite in experimental sid trixie; do
        generator=$(quadlet_generator "$suite") || continue
        "$generator" --version >/dev/null 2>&1 && { printf '%s\n' "$generator"; return 0; }
    done
    return 1
}

# podman5 DIR [PLACE]: makes DIR a podman 5 that runs on Debian 12, with trixie's libraries
# beside it: DIR/podman. PLACE is where DIR will lie when it is run, if not there.
podman5() {
    local dir=$1 place=${2:-$1} parts=$PARTS/podman5
    packages patchelf
    if [ ! -d "$parts/root" ]; then
        say "unpacking trixie's podman with its libraries"
        foreign trixie "$parts" podman libc6 libsubid5 libsqlite3-0 libgpgme11t64 libassuan9 libgpg-error0 libseccomp2 || return 1
    fi
    mkdir -p "$dir"
    cp -a "$parts/root/usr/lib/x86_64-linux-gnu" "$dir/lib"
    cp "$parts/root/usr/bin/podman" "$dir/podman"
    # The old kind of path, which holds for the libraries' own libraries too.
    patchelf --force-rpath --set-interpreter "$place/lib/ld-linux-x86-64.so.2" --set-rpath "$place/lib" "$dir/podman"
}
