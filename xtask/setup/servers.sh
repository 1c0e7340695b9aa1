#!/usr/bin/env bash
# Brings Debian's nginx and Apache for the end-to-end tests. They are unpacked beside the build, not installed: no service
# starts, no port is taken, nothing of the machine changes. Ends with 1 and one line where they cannot be had; nothing but
# the tests of docs/servers needs them.
set -euo pipefail
cd "$(dirname "$0")"
. ./common.sh
mkdir -p ../../target/servers
cd ../../target/servers

packages=(nginx libnginx-mod-http-brotli-static apache2-bin libapr1 libaprutil1)

without() {
    say "no tests of web servers: $*"
    exit 1
}
works() {
    local program
    for program in nginx apache2; do
        # Apache brings two libraries of its own.
        LD_LIBRARY_PATH=$(echo "$PWD"/usr/lib/*-linux-gnu) "usr/sbin/$program" -v >/dev/null 2>&1 || return 1
    done
}
unpack() {
    # A fresh machine has no list of packages, or an old one.
    apt-get download -qq "${packages[@]}" 2>/dev/null || { apt-get update -qq && apt-get download -qq "${packages[@]}" 2>/dev/null; } || return 1
    local package
    for package in *.deb; do dpkg -x "$package" .; done
    rm -f ./*.deb
}

works && exit 0
command -v apt-get >/dev/null || without "no apt-get here"
stage "unpacking Debian's nginx and Apache" unpack || without "Debian's packages could not be fetched"
works || without "a library that they need is not here"
