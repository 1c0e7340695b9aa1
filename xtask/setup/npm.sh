#!/usr/bin/env bash
# Brings wasm-opt (binaryen), esbuild and the fonts at their locked versions from npm.
set -euo pipefail
cd "$(dirname "$0")"
. ./common.sh
cd ../..

if ! command -v npm >/dev/null; then
    say "no npm here: install Node 18 or newer, then start again"
    exit 1
fi
# npm writes the lock it installed beside the packages; the same content means nothing to do.
installed() {
    [ -x node_modules/.bin/wasm-opt ] && [ -x node_modules/.bin/esbuild ] && [ -d node_modules/@fontsource ] && [ ! package-lock.json -nt node_modules/.package-lock.json ]
}
fetch() { npm ci --no-audit --no-fund --loglevel=error >/dev/null; }

installed || stage "npm ci (wasm-opt, esbuild, fonts)" fetch
