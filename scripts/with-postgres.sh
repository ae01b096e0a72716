#!/usr/bin/env bash
# with-postgres.sh CMD…: runs CMD beside a PostgreSQL cluster of its own and removes the cluster afterwards.
#
# The cluster lives in a temporary folder, listens on a free loopback port and on a socket in that folder, trusts
# every local connection and does not sync to disk: for tests only. CMD finds it in LUOSHI_TEST_POSTGRES, and in
# PGHOST, PGPORT, PGUSER and PGDATABASE, so that a bare `psql` connects too. The exit code is CMD's.
#
# PostgreSQL refuses to run as root: root lends it to the system user `pgtest`, anybody else runs it as themselves.
# A guard process cleans up, whatever becomes of this script, kill -9 included.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

[ $# -gt 0 ] || die "usage: with-postgres.sh CMD…"
bin=$(postgres_bin) || die "no PostgreSQL server here; run scripts/setup-test.sh"
dir=$(mktemp -d "${TMPDIR:-/tmp}/luoshi-pg.XXXXXX")
chmod 755 "$dir"
server=$dir/server
mkdir -m 700 "$server"

unprivileged=()
if [ "$(id -u)" -eq 0 ]; then
  # Two runs at once may both try to make the user; the second finds it there.
  id pgtest >/dev/null 2>&1 || useradd --system --no-create-home --shell /usr/sbin/nologin pgtest || id pgtest >/dev/null
  chown -R pgtest: "$dir"
  unprivileged=(setpriv --reuid=pgtest --regid="$(id -g pgtest)" --clear-groups --no-new-privs)
fi

in_server() { (cd "$server" && HOME=$server exec "${unprivileged[@]}" "$@"); }

# The guard holds the reading end of a pipe whose only writer is this script. When the script ends, in whatever
# way, the pipe closes and the guard stops the command's process group and the server, and removes the folder.
# shellcheck disable=SC2016 # the guard's text expands in the guard
start_guard() {
  mkfifo "$dir/alive"
  setsid bash -c '
    trap "" INT TERM HUP
    dir=$1; shift
    cat "$dir/alive" >/dev/null
    group=$(cat "$dir/command" 2>/dev/null) && kill -TERM -- "-$group" 2>/dev/null
    [ -f "$dir/server/data/postmaster.pid" ] && cd / && "$@" -D "$dir/server/data" -m immediate -w -t 20 stop
    rm -rf "$dir"
  ' guard "$dir" "${unprivileged[@]}" "$bin/pg_ctl" </dev/null >/dev/null 2>&1 &
  guard=$!
  exec {alive}>"$dir/alive"
}

# shellcheck disable=SC2317 # called by the trap
finish() {
  local code=$?
  trap '' INT TERM HUP
  trap - EXIT
  exec {alive}>&-
  wait "$guard" 2>/dev/null || true
  exit "$code"
}

free_port() {
  local port
  while :; do
    port=$((20000 + RANDOM))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
  done
  printf '%s\n' "$port"
}

settings() {
  cat <<END
listen_addresses = '127.0.0.1'
unix_socket_directories = '$server'
max_connections = 200
max_locks_per_transaction = 256
fsync = off
synchronous_commit = off
full_page_writes = off
shared_buffers = 256MB
max_wal_size = 2GB
timezone = 'UTC'
END
}

start_server() {
  in_server "$bin/initdb" -D data -U luoshi -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$dir/initdb.log" 2>&1 ||
    { cat "$dir/initdb.log" >&2 && die "initdb failed"; }
  settings >>"$server/data/postgresql.conf"
  local try
  for try in 1 2 3 4 5; do
    port=$(free_port)
    # The port was free a moment ago; another process may have been quicker, hence the tries.
    if in_server "$bin/pg_ctl" -D data -l log -w -t 30 -s start -o "-p $port" >/dev/null 2>&1 {alive}>&-; then
      return
    fi
    grep -q 'could not bind\|could not create any TCP' "$server/log" || break
  done
  tail -n 20 "$server/log" >&2 || true
  die "PostgreSQL did not start (try $try)"
}

start_guard
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP
start_server

export PGHOST=127.0.0.1 PGPORT=$port PGUSER=luoshi PGDATABASE=luoshi
in_server "$bin/createdb" -h 127.0.0.1 -p "$port" -U luoshi luoshi
export LUOSHI_TEST_POSTGRES="postgres://luoshi@127.0.0.1:$port/luoshi"

# In a process group of its own, so that all of it can be stopped; `wait` lets the traps run at once.
set -m
"$@" <&0 {alive}>&- &
command=$!
set +m
printf '%s\n' "$command" >"$dir/command"
code=0
wait "$command" || code=$?
exit "$code"
