# A repository raised from one release to the next, for real: the newer one is built and run.
# Sourced by .ci/drop-in.sh.
NEWER=v0.99.0
git -C "$TOOL" checkout -q -b newer
# The newer release: another version in every crate, one template changed, one rule more.
(cd "$TOOL" && sed -i "s/^version = \"${VERSION#v}\"/version = \"${NEWER#v}\"/; s/\(path = .*version = \)\"${VERSION#v}\"/\1\"${NEWER#v}\"/" xtask/Cargo.toml xtask/crates/*/Cargo.toml)
(cd "$TOOL" && sed -i "/^name = \"\(xtask\|prodproof.*\)\"\$/{n;s/${VERSION#v}/${NEWER#v}/}" xtask/Cargo.lock Cargo.lock xtask/crates/scaffold/templates/launcher/Cargo.lock.in)
(cd "$TOOL" && sed -i 's/^name: verify$/name: verify it/; s/^    runs-on: ubuntu-latest$/    runs-on: ubuntu-24.04/' xtask/crates/scaffold/templates/verify.yml.in)
(cd "$TOOL" && sed -i 's/B004 TAG_ONLY_TRIGGER "tag-only-trigger" Error \(".*"\)/B004 TAG_ONLY_TRIGGER "tag-only-trigger" Error \1 since "0.99.0"/' xtask/crates/rules/src/rules/workflow/tag_only_trigger.rs && grep -q 'since "0.99.0"' xtask/crates/rules/src/rules/workflow/tag_only_trigger.rs)
git -C "$TOOL" commit -qam newer && git -C "$TOOL" tag "$NEWER" && git -C "$TOOL" checkout -q main
upgrade() { CARGO_TARGET_DIR=$TARGET "$@" >"$WORK/log" 2>&1; }
said() { grep -qF -- "$1" "$WORK/log" || { cat "$WORK/log"; fail "upgrade: \"$1\" is not said"; }; }

start upgrade && containerfile && tool init --source "$SOURCE" --port 9090:90 >/dev/null 2>&1 && commit first
sed -i 's/cancel-in-progress: true/cancel-in-progress: false/' .github/workflows/verify.yml && git rm -q deploy/upgrade.service && commit edited
upgrade cargo xtask upgrade --check && fail "upgrade: nothing newer?"
said "$NEWER ("
before=$(state)
upgrade cargo xtask upgrade --dry-run || { cat "$WORK/log"; fail "upgrade --dry-run"; }
said '+name: verify it' && said '+    runs-on: ubuntu-24.04'
[ "$before" = "$(state)" ] || fail "upgrade --dry-run wrote something"
upgrade cargo xtask upgrade || [ $? = 1 ] || { cat "$WORK/log"; fail "upgrade"; }
said "a launcher of $NEWER" && said 'merge   .github/workflows/verify.yml' && said 'deploy/upgrade.service (it was deleted)'
grep -qF "tag = \"$NEWER\"" xtask/Cargo.toml && grep -qF "version = \"${NEWER#v}\"" xtask/copy.toml || fail "upgrade: the pin was not raised"
grep -q '^name: verify it$' .github/workflows/verify.yml && grep -q 'cancel-in-progress: false' .github/workflows/verify.yml && [ ! -e deploy ] || fail "upgrade: the files did not follow"
cp xtask/Cargo.lock "$WORK/lock" && cargo metadata --quiet --offline --format-version 1 --manifest-path xtask/Cargo.toml >/dev/null && cmp xtask/Cargo.lock "$WORK/lock" || fail "upgrade: the lock is not cargo's"
[ "$(CARGO_TARGET_DIR=$TARGET cargo xtask --version | cut -d' ' -f2)" = "${NEWER#v}" ] || fail "upgrade: another version runs"
commit upgraded && before=$(state)
upgrade cargo xtask upgrade || [ $? = 1 ]
said 'nothing to do' && [ "$before" = "$(state)" ] || fail "upgrade: a second one did something"

echo "-- a copy of the older version, edited and not"
start copied && containerfile && tool init --vendor >/dev/null 2>&1
# A record of 0.1.0 knew neither source nor answers.
sed -i '/^source = /d; /^\[asked\]/,/^$/d' xtask/copy.toml && commit first
echo '// mine' >>xtask/src/main.rs && before=$(state)
if upgrade tool upgrade --source "file://$TOOL" --to "$NEWER" .; then fail "upgrade: an edited copy was overwritten"; fi
said 'src/main.rs (edited)' && said '+// mine' && [ "$before" = "$(state)" ]
git checkout -q .
upgrade tool upgrade --source "file://$TOOL" --to "$NEWER" . || { cat "$WORK/log"; fail "upgrade of a copy"; }
said "a launcher of $NEWER" && [ ! -e xtask/crates ] || fail "upgrade: the copy is still there"
grep -q '^name: verify it$' .github/workflows/verify.yml || fail "upgrade of a copy: the files did not follow"

echo "-- a raised pin: the files follow, and a new rule is polite"
start raised && containerfile && tool init --source "$SOURCE" >/dev/null 2>&1 && commit first
sed -i "s/tag = \"$VERSION\"/tag = \"$NEWER\"/" xtask/Cargo.toml && cargo update --quiet --offline --manifest-path xtask/Cargo.toml prodproof 2>/dev/null || (cd xtask && cargo update --quiet prodproof)
sed -i 's/^    branches: .*//' .github/workflows/container-build.yml
upgrade cargo xtask verify || { cat "$WORK/log"; fail "upgrade: a new rule is no warning"; }
said 'warning[B004]' && said "files are those of $VERSION, and this is $NEWER"
if upgrade cargo xtask verify --strict; then fail "upgrade: --strict passes"; fi
said 'error[B004]'
git checkout -q .github && upgrade cargo xtask upgrade || { cat "$WORK/log"; fail "upgrade after a bot"; }
said 'upgrade .github/workflows/verify.yml'
git -C "$TOOL" tag -d "$NEWER" >/dev/null && git -C "$TOOL" branch -q -D newer
