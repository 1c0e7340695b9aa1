#!/usr/bin/env bash
# Makes sure that Rust can build for wasm32-unknown-unknown. The build compiles the standard library itself (see
# toolchain.rs), so what is needed is its sources and a linker. The first way that works is kept:
#   1. the toolchain in use already has the sources, or rustup can fetch them;
#   2. Debian's `rustc-web` as the linked toolchain `sop-wasm`.
# Nothing is written down about the choice: the sources beside the toolchain tell it (see has_sources here and
# toolchain.rs). SOP_WASM_ROUTE=debian skips the first way, to try the second.
set -euo pipefail
cd "$(dirname "$0")"
. ./common.sh

toolchain=sop-wasm

# has_sources [+TOOLCHAIN]: does this toolchain hold the sources of the standard library?
has_sources() {
    local folder
    folder=$(rustc "$@" --print sysroot 2>/dev/null) || return 1
    [ -f "$folder/lib/rustlib/src/rust/library/Cargo.lock" ]
}

from_rustup() {
    command -v rustup >/dev/null || return 1
    # A closed network may hang instead of refusing.
    timeout 90 rustup component add rust-src >/dev/null 2>&1
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

if [ "${SOP_WASM_ROUTE:-}" != debian ]; then
    if has_sources; then exit 0; fi
    if has_sources "+$toolchain"; then exit 0; fi
    say "asking rustup for the sources of the standard library ..."
    if from_rustup && has_sources; then
        say "rustup brought them: $SECONDS s"
        exit 0
    fi
    say "rustup could not bring them ($SECONDS s); taking Debian's Rust instead"
elif has_sources "+$toolchain"; then
    exit 0
fi

if ! command -v rustup >/dev/null; then
    say "no rustup here: install it, or give this Rust the sources of its standard library"
    exit 1
fi
stage "installing Debian's Rust" install_rustc_web
stage "linking it as the toolchain $toolchain" link_toolchain
if ! has_sources "+$toolchain"; then
    say "the toolchain $toolchain still has no sources of the standard library"
    exit 1
fi
