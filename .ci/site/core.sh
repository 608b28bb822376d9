#!/usr/bin/env bash
# core.sh OUT: builds the core for a browser, as OUT (a .wasm file), and the rules with their
# pages beside it, as rules.json.
#
# Where rustc has the target wasm32-unknown-unknown (`rustup target add`), with that one.
# Elsewhere, as root on Debian, with the compiler of Debian's packages, which have the
# target, in a system of its own below WASM_SYSTEM; crates come from `cargo vendor`.
# Where the sources of std are there (rust-src of 1.85), std is built as well: for size, and
# without words for panics. That is a tenth of the whole.
set -euo pipefail
cd "$(dirname "$0")/../.."
out=$1
target=wasm32-unknown-unknown
build=(build --quiet --locked --profile wasm --target "$target" -p prodproof-wasm --lib --no-default-features)
small=(-Zbuild-std=std,panic_abort -Zbuild-std-features=panic_immediate_abort,optimize_for_size)
# Places of panics are for people with a terminal.
flags=-Zlocation-detail=none

mkdir -p "$(dirname "$out")"
cargo run --quiet --locked -p prodproof-wasm --example rules >"$(dirname "$out")/rules.json"

sysroot=$(rustc --print sysroot)
if [ -d "$sysroot/lib/rustlib/$target/lib" ]; then
    # Later versions have another switch for it.
    grep -qs '^panic_immediate_abort' "$sysroot/lib/rustlib/src/rust/library/sysroot/Cargo.toml" && build+=("${small[@]}")
    RUSTC_BOOTSTRAP=1 RUSTFLAGS=$flags cargo "${build[@]}"
    built=${CARGO_TARGET_DIR:-target}/$target/wasm/prodproof_wasm.wasm
else
    system=${WASM_SYSTEM:-/var/cache/prodproof-wasm}
    source=$system/usr/lib/rustlib/src/rust/library/sysroot/Cargo.toml
    if [ ! -e "$source" ]; then
        command -v debootstrap >/dev/null ||
            { apt-get update -qq && apt-get install -y -qq --no-install-recommends debootstrap >/dev/null; }
        mirror=$(awk '/^URIs:/ { print $2; exit }' /etc/apt/sources.list.d/debian.sources)
        rm -rf "$system" && mkdir -p "$system"
        debootstrap --variant=minbase \
            --include=gcc,libc6-dev,rustc,rust-src,cargo,libstd-rust-dev-wasm32,lld,ca-certificates \
            trixie "$system" "$mirror" >"$system.log" 2>&1 || {
            # Its configuration of apt may be missing in there: the rest with the host's.
            cp /etc/apt/apt.conf.d/* "$system/etc/apt/apt.conf.d/" 2>/dev/null || true
            DEBIAN_FRONTEND=noninteractive chroot "$system" apt-get -f install -y -qq >>"$system.log" 2>&1
        }
    fi
    rm -rf "$system/src" && mkdir -p "$system/src/repo" "$system/root/.cargo"
    git ls-files -z --cached --others --exclude-standard | tar -cf - --null -T - | tar -xmf - -C "$system/src/repo"
    # std's own dependencies as well; its manifest is read by unstable cargo only.
    RUSTC_BOOTSTRAP=1 cargo vendor --quiet --locked --sync "$source" "$system/src/vendor" >"$system.log" 2>&1 ||
        { cat "$system.log"; exit 1; }
    printf '[source.crates-io]\nreplace-with = "vendored"\n[source.vendored]\ndirectory = "/src/vendor"\n' \
        >"$system/root/.cargo/config.toml"
    chroot "$system" env HOME=/root RUSTC_BOOTSTRAP=1 RUSTFLAGS="$flags" CARGO_TARGET_DIR=/target \
        CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=wasm-ld \
        sh -c 'cd /src/repo && exec cargo "$@"' sh "${build[@]}" "${small[@]}" --offline
    built=$system/target/$target/wasm/prodproof_wasm.wasm
fi
# Smaller still by a few hundredths, and faster to compile in the browser. Nothing lies in the
# first kilobyte of memory: rustc puts the stack there, which grows down to it (wasm-ld's
# `--stack-first`), and null is never read.
if command -v wasm-opt >/dev/null; then
    wasm-opt -Oz --converge --low-memory-unused --enable-bulk-memory --enable-sign-ext --enable-mutable-globals \
        --enable-nontrapping-float-to-int --enable-reference-types --enable-multivalue \
        "$built" -o "$out"
else
    cp "$built" "$out"
fi
