#!/usr/bin/env bash
# Installs what `make test` needs on Debian 12, and nothing that is already there. Safe to run again and again.
# Needs root or sudo only when something is missing. No service is started and no database cluster is left behind.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

main() {
  "$root/scripts/setup-build.sh"
  need chromium chromium
  need pdftotext poppler-utils
  has_cjk_font || apt_install fonts-noto-cjk
  postgres_bin >/dev/null || install_postgres
  node_command >/dev/null || install_node
  install_node_packages
  install_rust_tools
}

# Without Chinese glyphs a screenshot shows boxes and a width test measures them.
has_cjk_font() {
  have fc-list && [ -n "$(fc-list ':lang=zh-cn' family)" ]
}

# Debian makes and starts a cluster of its own with the server; ours are temporary (with-postgres.sh), so it is
# told not to. Only a machine that has no PostgreSQL at all is touched, hence no setting of somebody is changed.
install_postgres() {
  apt_install postgresql-common
  as_root sed -i 's/^#\?create_main_cluster *=.*/create_main_cluster = false/' \
    /etc/postgresql-common/createcluster.conf
  apt_install postgresql-15
}

install_node() {
  need npm nodejs npm
  node_command >/dev/null && return
  local machine
  case $(uname -m) in
    x86_64) machine=x64 ;;
    aarch64) machine=arm64 ;;
    *) die "no Node 20 for $(uname -m) known here; please install Node 20 or newer" ;;
  esac
  say "installing Node 20 beside the tests, because the machine's is older"
  # A package of the Node project's own binaries; --prefix keeps it out of node_modules, which `npm ci` empties.
  npm install --loglevel=error --no-audit --no-fund --ignore-scripts --no-save --no-package-lock --prefix "$root/tests/browser/.node" \
    "node-linux-$machine@20" >/dev/null ||
    die "npm could not install Node 20; please install Node 20 or newer by hand"
  mkdir -p "$root/tests/browser/.node/bin"
  ln -sf "../node_modules/node-linux-$machine/bin/node" "$own_node"
  node_command >/dev/null || die "Node 20 did not install"
}

install_node_packages() {
  local folder=$root/tests/browser lock stamp
  stamp=$folder/node_modules/.lock-sha256
  lock=$(sha256sum <"$folder/package-lock.json")
  [ "$(cat "$stamp" 2>/dev/null)" = "$lock" ] && return
  need npm nodejs npm
  (cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null) ||
    die "npm ci failed in tests/browser"
  printf '%s\n' "$lock" >"$stamp"
}

install_rust_tools() {
  if ! cargo nextest --version >/dev/null 2>&1; then
    say "installing cargo-nextest from source (some minutes, once)"
    cargo install --locked --quiet cargo-nextest
  fi
  # A toolchain without rustup cannot add these; the Makefile then says that it left the step out.
  local part
  for part in fmt clippy; do
    cargo "$part" --version >/dev/null 2>&1 || rustup component add "${part/fmt/rustfmt}" >/dev/null 2>&1 || true
  done
}

main "$@"
