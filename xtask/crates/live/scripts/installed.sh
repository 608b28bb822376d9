#!/bin/sh
# Looks at units on this host for `cargo xtask live`, as the only thing that one key can do.
#
#   install -m 755 xtask-probe /usr/local/libexec/xtask-probe
#
# and in ~/.ssh/authorized_keys of the user whose units these are, before the key:
#
#   restrict,command="/usr/local/libexec/xtask-probe" ssh-ed25519 AAAA…
#
# What the key's owner sends to be run is not run: of the command only the names of units
# are taken, and standard input is not read.

set -f
case ${SSH_ORIGINAL_COMMAND-} in
'') ;;
'sh -s -- '*)
    # shellcheck disable=SC2046 # one word for each name
    set -- $(printf '%s' "${SSH_ORIGINAL_COMMAND#sh -s -- }" | tr -d "'")
    ;;
*)
    echo 'this key only asks for units: sh -s -- NAME…' >&2
    exit 1
    ;;
esac
