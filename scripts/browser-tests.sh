#!/usr/bin/env bash
# browser-tests.sh [ARGS]: runs tests/browser/run.mjs with a Node that is new enough. ARGS: see `--help`.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

node=$(node_command) || die "no Node 20 or newer; run scripts/setup-test.sh"
# The screenshots in docs/ are kept small with a palette; only those who renew them need the tool.
[ -z "${UPDATE_SCREENSHOTS:-}" ] || need pngquant pngquant
exec "$node" "$root/tests/browser/run.mjs" "$@"
