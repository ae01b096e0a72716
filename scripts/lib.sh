# Shared by the scripts beside it: sourced, never run.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }
die() {
  say "$*"
  exit 1
}
have() { command -v "$1" >/dev/null 2>&1; }

# as_root CMD…: runs it as root, through sudo where we are somebody else.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif have sudo; then
    sudo "$@"
  else
    die "needs root for: $* (neither root nor sudo here)"
  fi
}

# apt_install PACKAGE…: installs quietly; shows apt's own words only when it failed.
# The package lists are fetched only when apt does not know a package, so a warm machine asks no mirror.
apt_install() {
  have apt-get || die "this is no Debian; please install by hand: $*"
  local log
  log=$(mktemp)
  say "installing $*"
  if ! apt_try "$log" "$@"; then
    if ! { as_root apt-get update >"$log" 2>&1 && apt_try "$log" "$@"; }; then
      cat "$log" >&2
      rm -f "$log"
      die "apt could not install: $*"
    fi
  fi
  rm -f "$log"
}

apt_try() {
  local log=$1
  shift
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
    -o DPkg::Lock::Timeout=300 -o Dpkg::Options::=--force-confold "$@" >"$log" 2>&1 </dev/null
}

# need COMMAND PACKAGE…: installs the packages unless the command is there.
need() {
  local command=$1
  shift
  have "$command" || apt_install "$@"
}

# postgres_bin: prints the folder of the newest PostgreSQL server on this machine; fails when there is none.
postgres_bin() {
  local newest
  newest=$(find /usr/lib/postgresql -mindepth 3 -maxdepth 3 -path '*/bin/initdb' 2>/dev/null | sort -V | tail -n 1)
  if [ -n "$newest" ]; then
    dirname "$newest"
  elif have initdb && have postgres; then
    dirname "$(command -v initdb)"
  else
    return 1
  fi
}

# The browser tests want Node 20; Debian 12 has 18. Where the machine's own is too old, setup-test.sh puts one here.
own_node=$root/tests/browser/.node/bin/node

node_is_new() { [ "$("$1" -p 'Number(process.versions.node.split(".")[0]) >= 20' 2>/dev/null)" = true ]; }

# node_command: prints the node to use; fails when none is new enough.
node_command() {
  local candidate
  for candidate in node "$own_node"; do
    if have "$candidate" && node_is_new "$candidate"; then
      command -v "$candidate"
      return
    fi
  done
  return 1
}
