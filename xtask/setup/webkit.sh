#!/usr/bin/env bash
# Brings WebKitGTK with its driver, and the screen that nobody sees which it runs on, for the end-to-end tests. All come
# from Debian. Ends with 1 and one line where they cannot be had; nothing but the tests in WebKitGTK needs them.
set -euo pipefail
cd "$(dirname "$0")"
. ./common.sh

missing=()
command -v WebKitWebDriver >/dev/null || missing+=(webkit2gtk-driver)
command -v Xvfb >/dev/null || missing+=(xvfb)

if [ "${#missing[@]}" -gt 0 ]; then
    stage "installing ${missing[*]}" install_debian "tests in WebKitGTK" "${missing[@]}" || true
fi
for program in WebKitWebDriver Xvfb; do
    if ! command -v "$program" >/dev/null; then
        say "no tests in WebKitGTK: there is no $program"
        exit 1
    fi
done
