#!/usr/bin/env bash
# Brings what the end-to-end tests drive and read with: Chromium, its driver, and poppler for printed sheets.
# The app itself needs none of them.
set -euo pipefail
cd "$(dirname "$0")"
. ./common.sh

# A browser may go by another name where it was not Debian that brought it.
missing=()
command -v chromium >/dev/null || command -v google-chrome >/dev/null || missing+=(chromium)
command -v chromedriver >/dev/null || missing+=(chromium-driver)
command -v pdftotext >/dev/null || missing+=(poppler-utils)

if [ "${#missing[@]}" -gt 0 ]; then
    stage "installing ${missing[*]}" install_debian "end-to-end tests" "${missing[@]}"
fi
