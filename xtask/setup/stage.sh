#!/usr/bin/env bash
# stage.sh NAME COMMAND...: runs a command and says how long it took.
set -euo pipefail
. "$(dirname "$0")/common.sh"
stage "$@"
