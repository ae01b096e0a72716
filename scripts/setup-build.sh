#!/usr/bin/env bash
# Makes sure that the program can be built on Debian 12: Rust is asked for, the C tools are installed.
# SQLite and the TLS library are compiled from C, so a linker alone is not enough.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

have cargo || die "Rust is missing. Install it (https://rustup.rs, or your own package), then try again."
need cc gcc libc6-dev
need make make
