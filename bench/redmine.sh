#!/usr/bin/env bash
# redmine.sh: measures Debian's Redmine 5 on SQLite, with 20,000 items, in the way bench/run.sh measures Luoshi.
# Installs Debian's packages (about 30 MB), fills its store once, serves it on a loopback port, runs bounded loops of
# wrk and stops it. Prints a Markdown section; bench/run.sh --with-redmine puts it into the report.
# `redmine.sh --remove` takes the packages and the store off the machine again.
set -euo pipefail
# shellcheck source=bench/lib.sh
. "$(dirname "$0")/lib.sh"

export ITEMS=${ITEMS:-20000} ADMIN_PASSWORD=bench-only-password
store=/var/lib/dbconfig-common/sqlite3/redmine/instances/default/redmine_default
scratch=$(mktemp -d)
server=

main() {
  [ "$(id -u)" -eq 0 ] || die "Debian's Redmine is set up by root; run this as root, on a machine of your own"
  if [ "${1:-}" = --remove ]; then
    remove
    return
  fi
  install_redmine
  seed
  serve
  login
  report
}

finish() {
  if [ -n "$server" ]; then
    kill -TERM "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
  fi
  rm -rf "$scratch"
}
trap finish EXIT

install_redmine() {
  have wrk || apt_install wrk
  have curl || apt_install curl
  dpkg -s redmine redmine-sqlite puma >/dev/null 2>&1 || apt_install redmine redmine-sqlite puma
  mkdir -p /var/cache/redmine/default/tmp
  chown -R www-data /var/cache/redmine/default /var/log/redmine
}

remove() {
  DEBIAN_FRONTEND=noninteractive apt-get purge -y -q redmine redmine-sqlite puma >/dev/null
  rm -rf /var/lib/dbconfig-common/sqlite3/redmine /var/cache/redmine
}

# As Debian's own user, in production mode, as an office would run it.
# It replaces the shell that calls it, so that $! of `redmine … &` is the server itself and can be measured.
redmine() {
  cd /usr/share/redmine
  exec setpriv --reuid=www-data --regid=www-data --init-groups \
    env HOME=/tmp X_DEBIAN_SITEID=default RAILS_ENV=production "$@"
}

seed() {
  local seed=$scratch/seed.rb
  cp "$(dirname "$0")/redmine_seed.rb" "$seed"
  chmod 755 "$scratch"
  local items
  items=$(redmine bin/rails runner 'puts Issue.count' 2>/dev/null | tail -n 1)
  [ "$items" = "$ITEMS" ] && return
  [ "$items" = 0 ] || die "Redmine's store has $items items already; bench/redmine.sh --remove clears it"
  say "filling Redmine's store"
  (redmine bin/rails runner "$seed") >&2
}

serve() {
  port=$(free_port)
  base=http://127.0.0.1:$port
  local began
  began=$(now_ms)
  redmine puma -e production -b "tcp://127.0.0.1:$port" -w 0 -t 5:5 config.ru >"$scratch/puma.log" 2>&1 &
  server=$!
  start_ms=$(BEGAN=$began wait_for "$base/login" 60 "$server")
  idle_mb=$(rss_mb "$server")
}

login() {
  local jar=$scratch/jar token
  token=$(curl -fsS -c "$jar" "$base/login" | sed -n 's/.*name="authenticity_token" value="\([^"]*\)".*/\1/p' | head -n 1)
  curl -fsS -b "$jar" -c "$jar" -o /dev/null --data-urlencode "authenticity_token=$token" \
    -d username=admin --data-urlencode "password=$ADMIN_PASSWORD" "$base/login"
  cookie="Cookie: $(cookies "$jar")"
  curl -fsS -H "$cookie" "$base/my/page" | grep -q 'class="logout"' || die "the log-in failed"
  # The API takes no session, only the key that the person's own page shows.
  api="X-Redmine-API-Key: $(curl -fsS -H "$cookie" "$base/my/api_key" | sed -n 's/.*<pre>\([0-9a-f]*\)<.*/\1/p')"
  curl -fsS -H "$api" "$base/issues.json?limit=1" | grep -q '"total_count":[1-9]' || die "the API answers no items"
}

report() {
  printf '## Redmine %s, Puma, SQLite, %s items\n\n' "$(dpkg-query -W -f '${Version}' redmine)" "$ITEMS"
  machine
  printf -- '- start to first page: %s ms; resident %s MB at rest' "$start_ms" "$idle_mb"
  printf '; store %s\n\n' "$(du -h "$store" | cut -f1)"
  table_head
  local c
  for c in 1 4; do
    measure "list, 25 of $ITEMS" "$server" "$base/issues?set_filter=1" "$cookie" "$c"
    measure "list, 25 of one unit" "$server" "$base/projects/unit-7/issues?set_filter=1" "$cookie" "$c"
    measure "one item" "$server" "$base/issues/1234" "$cookie" "$c"
    measure "list as JSON, 25" "$server" "$base/issues.json?set_filter=1" "$api" "$c"
  done
  printf '\nResident after the load: %s MB.\n' "$(rss_mb "$server")"
}

main "$@"
