# Looks at units on a host, for `cargo xtask live`. Reads, and writes nothing.
# Every line of an answer begins with `|`, every line without is this script's own, so
# that nothing that is read here can be taken for more than text.

LC_ALL=C TZ=UTC PATH=$PATH:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
export LC_ALL TZ PATH
: "${XDG_RUNTIME_DIR:=/run/user/$(id -u)}"
export XDG_RUNTIME_DIR
set -f

# say NAME WORD…: what a program prints, what it complains about, and its exit code.
say() {
    name=$1
    shift
    printf '@ %s\n' "$name"
    {
        told=$(
            {
                out=$(limited "$@" </dev/null 2>&4; printf 'x%s' "$?")
                lines '|' "${out%x*}" >&3
                printf 'x%s' "${out##*x}"
            } 4>&1
        )
    } 3>&1
    lines '!' "${told%x*}"
    printf '= %s\n' "${told##*x}"
}

# lines MARK TEXT: each line of the text behind the mark.
lines() {
    [ -z "$2" ] || printf '%s\n' "${2%"$end"}" | sed "s/^/$1/"
}

end='
'

# A host that hangs over one question is to answer the others.
limited() {
    if command -v timeout >/dev/null 2>&1; then
        timeout 20 "$@"
    else
        "$@"
    fi
}

# property NAME: one of what was shown last.
property() {
    printf '%s\n' "$shown" | sed -n "s/^$1=//p" | head -n 1
}

manager() {
    case $1 in
    user) shift && systemctl --user "$@" ;;
    *) shift && systemctl "$@" ;;
    esac
}

what=Id,LoadState,ActiveState,SubState,Result,UnitFileState,FragmentPath,SourcePath,DropInPaths,NeedDaemonReload,ActiveEnterTimestamp,NRestarts,User
timer=LoadState,ActiveState,UnitFileState,NextElapseUSecRealtime,LastTriggerUSec
updater=LoadState,Result,ExecMainStatus,ExecMainStartTimestamp,ExecMainExitTimestamp

# system or user: whoever has the unit.
look() {
    scope='' found='' silent=''
    for one in system user; do
        shown=$(manager "$one" show "--property=$what" -- "$1" 2>/dev/null </dev/null) || {
            silent=$one
            continue
        }
        case $(property LoadState) in
        not-found) [ -n "$scope" ] || scope=$one ;;
        *) scope=$one found=yes && break ;;
        esac
    done
    # A user whose own manager is silent may have it all the same.
    [ -n "$found" ] || [ "$silent" != user ] || [ "$(id -u)" = 0 ] || scope=''
    printf '@ scope\n|%s\n= 0\n' "$scope"
    [ -n "$scope" ] || return 0
    flag=--system
    [ "$scope" = user ] && flag=--user
    say show systemctl "$flag" show "--property=$what" -- "$1"
    shown=$(manager "$scope" show "--property=$what" -- "$1" 2>/dev/null </dev/null)
    fragment=$(property FragmentPath)
    source=$(property SourcePath)
    for path in "$fragment" "$source"; do
        case $path in
        /*) text "$path" ;;
        esac
    done
    for path in $(property DropInPaths); do
        case $path in
        /*) text "$path" ;;
        esac
    done
    case $source in
    /*.container | /*.kube | /*.pod)
        set +f
        for path in "$source".d/*.conf; do
            [ -f "$path" ] && text "$path"
        done
        set -f
        ;;
    esac
    say timer systemctl "$flag" show "--property=$timer" -- podman-auto-update.timer
    say updater systemctl "$flag" show "--property=$updater" -- podman-auto-update.service
    containers "$1"
}

text() {
    printf '@ path\n|%s\n= 0\n' "$1"
    say file head -c 262144 -- "$1"
}

# What runs in the unit's name: of each container only what is told here, since its
# environment and its command may hold secrets.
containers() {
    ids=$(podman ps --all --no-trunc --filter "label=PODMAN_SYSTEMD_UNIT=$1" --format '{{.ID}}' 2>/dev/null </dev/null | head -n 16)
    [ -n "$ids" ] || ids=$(unlabelled)
    say asked podman ps --all --quiet --filter label=PODMAN_SYSTEMD_UNIT=none
    for id in $ids; do
        case $id in
        *[!0-9a-f]*) continue ;;
        esac
        say container podman container inspect --format '{"Name":{{json .Name}},"Image":{{json .Image}},"ImageName":{{json .ImageName}},"Status":{{json .State.Status}},"StartedAt":{{json .State.StartedAt}},"Labels":{{json .Config.Labels}}}' "$id"
        image=$(podman container inspect --format '{{.Image}}' "$id" 2>/dev/null </dev/null)
        case $image in
        '' | *[!0-9a-f:sh]*) continue ;;
        esac
        say image podman image inspect --format '{"Digest":{{json .Digest}},"RepoDigests":{{json .RepoDigests}},"Labels":{{json .Labels}},"Created":{{json .Created}}}' "$image"
    done
}

# The container whose monitor is the unit's main process, where no label tells.
unlabelled() {
    main=$(manager "$scope" show --property=MainPID -- "$asked" 2>/dev/null </dev/null | sed -n 's/^MainPID=//p')
    case $main in
    '' | 0 | *[!0-9]*) return 0 ;;
    esac
    for id in $(podman ps --no-trunc --format '{{.ID}}' 2>/dev/null </dev/null | head -n 64); do
        case $id in
        *[!0-9a-f]*) continue ;;
        esac
        monitor=$(podman container inspect --format '{{.State.ConmonPid}}' "$id" 2>/dev/null </dev/null)
        [ "$monitor" != "$main" ] || printf '%s\n' "$id"
    done
}

printf 'xtask-probe 1\n'
say hostname uname -n
say uid id -u
say user id -un
say systemd systemctl --version
say podman podman version --format '{{.Client.Version}}'
for unit in "$@"; do
    case $unit in
    '' | -* | *[!A-Za-z0-9:_.\\@-]*) continue ;;
    esac
    printf '@ unit\n|%s\n= 0\n' "$unit"
    asked=$unit
    look "$unit"
done
say linger loginctl show-user --property=Linger -- "$(id -un)"
say update podman auto-update --dry-run --format json
printf 'xtask-probe end\n'
