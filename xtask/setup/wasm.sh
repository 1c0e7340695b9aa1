#!/usr/bin/env bash
# Makes sure that Rust can build for wasm32-unknown-unknown. The first way that works is kept:
#   1. the toolchain in use already has the target, or rustup can fetch it;
#   2. Debian's `rustc-web` as the linked toolchain `sop-wasm`, its standard library built here, once.
# Nothing is written down about the choice: the folder of the target's library tells it (see has_target here and
# toolchain.rs). SOP_WASM_ROUTE=debian skips the first way, to try the second.
set -euo pipefail
cd "$(dirname "$0")"
. ./common.sh

target=wasm32-unknown-unknown
toolchain=sop-wasm

# has_target [+TOOLCHAIN]: does this toolchain hold the target's standard library?
has_target() {
    local folder
    folder=$(rustc "$@" --print target-libdir --target "$target" 2>/dev/null) || return 1
    compgen -G "$folder/libstd-*.rlib" >/dev/null
}

from_rustup() {
    command -v rustup >/dev/null || return 1
    # A closed network may hang instead of refusing.
    timeout 60 rustup target add "$target" >/dev/null 2>&1
}

# rust-lld is a link to the lld of the LLVM that rustc-web was built with; the package names its number.
lld_package() {
    apt-cache depends rust-web-llvm | sed -n 's/.*Depends: llvm-\([0-9][0-9]*\).*/lld-\1/p' | head -n 1
}

install_rustc_web() {
    # Refreshes the package list, which the number of lld is read from.
    install_debian "Rust for wasm32" rustc-web cargo-web rust-web-src rust-web-llvm
    local lld
    lld=$(lld_package)
    if [ -z "$lld" ]; then
        say "cannot tell which lld rust-web-llvm needs: install the one its rust-lld links to"
        return 1
    fi
    install_debian "the wasm32 linker" "$lld"
}

link_toolchain() {
    local binary
    binary=$(dpkg -L rustc-web | grep '/bin/rustc$' | head -n 1)
    rustup toolchain link "$toolchain" "$(dirname "$(dirname "$binary")")"
}

# Debian ships the sources of the standard library but not the library for wasm32. Building an empty crate with
# -Zbuild-std makes it, and its files are laid where the compiler looks for them.
build_std() {
    local work folder
    work=$(mktemp -d)
    mkdir "$work/src"
    printf '[package]\nname = "empty"\nversion = "0.0.0"\nedition = "2021"\n[profile.release]\ncodegen-units = 1\n' >"$work/Cargo.toml"
    : >"$work/src/lib.rs"
    (
        cd "$work"
        # Of the project's own settings none may reach this build.
        unset CARGO_TARGET_DIR CARGO_BUILD_TARGET CARGO_ENCODED_RUSTFLAGS
        RUSTC_BOOTSTRAP=1 RUSTFLAGS=-Cembed-bitcode=yes cargo "+$toolchain" build --release --quiet \
            -Zbuild-std=std,panic_abort,proc_macro,test --target "$target"
    )
    folder=$(rustc "+$toolchain" --print target-libdir --target "$target")
    mkdir -p "$folder"
    find "$work/target/$target/release/deps" -name '*.rlib' ! -name 'libempty-*' -exec cp {} "$folder/" \;
    rm -rf "$work"
}

if [ "${SOP_WASM_ROUTE:-}" != debian ]; then
    if has_target; then exit 0; fi
    if has_target "+$toolchain"; then exit 0; fi
    say "asking rustup for $target ..."
    if from_rustup && has_target; then
        say "rustup brought $target: $SECONDS s"
        exit 0
    fi
    say "rustup could not bring $target ($SECONDS s); taking Debian's Rust instead"
elif has_target "+$toolchain"; then
    exit 0
fi

if ! command -v rustup >/dev/null; then
    say "no rustup here: install it, or give this Rust the target $target"
    exit 1
fi
stage "installing Debian's Rust" install_rustc_web
stage "linking it as the toolchain $toolchain" link_toolchain
stage "building the standard library for $target" build_std
if ! has_target "+$toolchain"; then
    say "the toolchain $toolchain still has no $target"
    exit 1
fi
