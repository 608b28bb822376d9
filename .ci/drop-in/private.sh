# The tool's repository behind https and a password, as a company has it. Sourced by
# .ci/drop-in.sh. git's `insteadOf` makes a public-looking name of the loopback server.
ROBOT=robot PASSWORD=the-robots-own-word
BEFORE=${CARGO_HOME:-}
SERVED=$WORK/served
mkdir "$SERVED" && git clone -q --bare "$TOOL" "$SERVED/tool.git"
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout "$WORK/key.pem" -out "$WORK/cert.pem" 2>/dev/null
python3 "$ROOT/.ci/drop-in/git_server.py" "$SERVED" "$WORK/cert.pem" "$WORK/key.pem" "$ROBOT:$PASSWORD" >"$WORK/port" 2>"$WORK/server.log" &
SERVER=$!
trap 'kill $SERVER; rm -rf "$WORK"' EXIT
for _ in $(seq 50); do [ -s "$WORK/port" ] && break; sleep 0.1; done
PORT=$(cat "$WORK/port")
PRIVATE=https://git.example.test/acme/tool.git
reached() { # COMMAND...: the name leads to the server, which this machine trusts
    GIT_SSL_CAINFO=$WORK/cert.pem GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=url.https://localhost:$PORT/.insteadOf GIT_CONFIG_VALUE_0=https://git.example.test/acme/ "$@"
}
allowed() { # COMMAND...: and it knows the password
    GIT_SSL_CAINFO=$WORK/cert.pem CARGO_NET_GIT_FETCH_WITH_CLI=true GIT_CONFIG_COUNT=2 \
        GIT_CONFIG_KEY_0=url.https://localhost:$PORT/.insteadOf GIT_CONFIG_VALUE_0=https://git.example.test/acme/ \
        GIT_CONFIG_KEY_1=credential.helper GIT_CONFIG_VALUE_1="!printf 'username=$ROBOT\npassword=$PASSWORD\n' #" "$@"
}
export CARGO_HOME=$WORK/private-home
mkdir -p "$CARGO_HOME" && ln -s "${BEFORE:-$HOME/.cargo}/registry" "$CARGO_HOME/registry"
git -C "$TOOL" remote add origin "https://$ROBOT:$PASSWORD@git.example.test/acme/tool.git"

said() { grep -qF -- "$1" "$WORK/log" || { cat "$WORK/log"; fail "private: \"$1\" is not said"; }; }
no_secret() { if grep -rqF "$PASSWORD" . "$WORK/log"; then grep -rF "$PASSWORD" . "$WORK/log"; fail "private: the password was written"; fi; }

# Who may not read it gets the copy, and the reason on the first line.
start refused && containerfile
reached tool init >"$WORK/log" 2>&1 || { cat "$WORK/log"; fail "private: init"; }
sed -n '/^fetching /!{p;q}' "$WORK/log" | grep -q "whole crate is copied .*cargo cannot fetch" || { cat "$WORK/log"; fail "private: no reason"; }
said "init --source $PRIVATE@$VERSION" && no_secret
[ -d xtask/crates ] || fail "private: no copy"

# Asked for in words it is never replaced by a copy: cargo's words are a warning.
start asked && containerfile
reached tool init --source "$PRIVATE@$VERSION" >"$WORK/log" 2>&1 || { cat "$WORK/log"; fail "private: init --source"; }
said 'warning: cargo cannot fetch' && no_secret
[ ! -e xtask/crates ] || fail "private: a copy that nobody asked for"

# Who may read it gets the launcher, and is told what CI needs.
start allowed && containerfile
allowed tool init >"$WORK/log" 2>&1 || { cat "$WORK/log"; fail "private: init"; }
said "a launcher of $VERSION" && said "$PRIVATE is not readable by everybody" && said 'CARGO_NET_GIT_FETCH_WITH_CLI=true' && said 'init --vendor' && no_secret
grep -qF "git = \"$PRIVATE\"" xtask/Cargo.toml || fail "private: another URL"
cargo metadata --quiet --locked --offline --format-version 1 --manifest-path xtask/Cargo.toml >/dev/null || fail "private: it was not fetched"

# A password on the command line is not written down, and that is said.
start worded && containerfile
allowed tool init --source "https://$ROBOT:$PASSWORD@git.example.test/acme/tool.git@$VERSION" >"$WORK/log" 2>&1 || { cat "$WORK/log"; fail "private: a password in --source"; }
said 'user and password of --source are not written down' && no_secret
git -C "$TOOL" remote remove origin
kill $SERVER
trap 'rm -rf "$WORK"' EXIT
if [ "$BEFORE" ]; then CARGO_HOME=$BEFORE; else unset CARGO_HOME; fi
