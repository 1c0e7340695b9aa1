#!/usr/bin/env bash
# Brings Firefox and its driver for the end-to-end tests. Debian has no package of the driver, so cargo compiles it: once
# on a machine, for it stays with cargo's other programs. Ends with 1 and one line where Firefox cannot be had; nothing but
# the tests in Firefox needs it.
set -euo pipefail
cd "$(dirname "$0")"
. ./common.sh

geckodriver=0.37.1

without() {
    say "no tests in Firefox: $*"
    exit 1
}
# The tests need it to work, not to be quick.
compile_driver() { cargo install --quiet --locked --debug "geckodriver@$geckodriver" >/dev/null 2>&1; }

has_firefox() { command -v firefox >/dev/null || command -v firefox-esr >/dev/null; }

# What failed is not there afterwards, whatever it said.
if ! has_firefox; then
    stage "installing firefox-esr" install_debian "tests in Firefox" firefox-esr || true
    has_firefox || without "it could not be installed"
fi
if ! command -v geckodriver >/dev/null; then
    stage "compiling geckodriver $geckodriver" compile_driver || true
    [ -x "${CARGO_HOME:-$HOME/.cargo}/bin/geckodriver" ] || without "cargo could not compile geckodriver $geckodriver"
    command -v geckodriver >/dev/null || without "put cargo's folder of programs on the PATH, geckodriver lies there"
fi
