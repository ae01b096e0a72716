#!/usr/bin/env bash
# run.sh [--with-redmine] [--with-build]: measures Luoshi and writes bench/report.md.
#
# Builds the release binary, has it fill stores of 20,000 and 1,000,000 tasks (TASKS="…" for others), serves each on a
# loopback port and runs bounded loops of wrk. --with-redmine measures Redmine beside it (as root, see redmine.sh),
# --with-build times `make run` from nothing to a served page (about ten minutes).
#
# What the program cannot do yet is named as not measured, and the exit code is 1: a report with holes is not one.
# shellcheck disable=SC2016 # backticks are Markdown here
set -euo pipefail
# shellcheck source=bench/lib.sh
. "$(dirname "$0")/lib.sh"

TASKS=${TASKS:-20000 1000000}
target=${CARGO_TARGET_DIR:-$root/target}
bin=$target/release/luoshi
scratch=$(mktemp -d)
report=$scratch/report.md
server=
holes=0

main() {
  local redmine='' build=''
  while [ $# -gt 0 ]; do
    case $1 in
      --with-redmine) redmine=1 ;;
      --with-build) build=1 ;;
      *) die "usage: run.sh [--with-redmine] [--with-build]" ;;
    esac
    shift
  done
  need wrk wrk
  need curl curl
  (cd "$root" && cargo build --release --locked --bin luoshi)
  {
    printf '# Bench report\n\nMade by `make bench`; how and why: [README.md](README.md).\n\n'
    machine
    printf -- '- program: %s, rustc %s, release build\n\n' "$(git -C "$root" describe --always --dirty)" \
      "$(rustc --version | cut -d' ' -f2)"
  } >"$report"
  documents
  local tasks
  for tasks in $TASKS; do ledger "$tasks"; done
  [ -z "$build" ] || from_nothing
  [ -z "$redmine" ] || { "$root/bench/redmine.sh" | sed 's/^## /\n## /' >>"$report"; }
  cp "$report" "$root/bench/report.md"
  say "bench/report.md written"
  [ "$holes" -eq 0 ] || die "$holes parts could not be measured; the report names them"
}

finish() {
  stop_server
  rm -rf "$scratch"
}
trap finish EXIT

hole() {
  holes=$((holes + 1))
  printf '\nNot measured: %s\n' "$*" | tee -a "$report" >&2
}

# Settings of the person who measures must not reach the program that is measured.
luoshi() {
  local name clean=()
  for name in $(compgen -e LUOSHI_); do clean+=(-u "$name"); done
  exec env "${clean[@]}" "$bin" "$@"
}

# Reading and extraction run inside the program: no server, no disk.
documents() {
  printf '## Reading and understanding\n\n' >>"$report"
  (luoshi bench documents) >>"$report" 2>"$scratch/errors" || hole "luoshi bench documents: $(head -n 1 "$scratch/errors")"
  printf '\n## From upload to the ledger\n\n' >>"$report"
  (luoshi bench import) >>"$report" 2>"$scratch/errors" || hole "luoshi bench import: $(head -n 1 "$scratch/errors")"
}

ledger() {
  local tasks=$1 data=$scratch/data-$1 account header
  printf '\n## The ledger of %s tasks, SQLite\n\n' "$tasks" >>"$report"
  # Prints one JSON object with the login and password of somebody who may read all of it.
  if ! account=$( (luoshi bench fill --tasks "$tasks" --data "$data") 2>"$scratch/errors" | tail -n 1); then
    hole "luoshi bench fill --tasks $tasks: $(head -n 1 "$scratch/errors")"
    return
  fi
  start_server "$data"
  header="Cookie: $(log_in "$base" "$(json login "$account")" "$(json password "$account")")"
  {
    printf -- '- start to first answer: %s ms; resident %s MB at rest\n\n' "$start_ms" "$idle_mb"
    table_head
    local c
    for c in 1 4; do
      measure "ledger, 50 of $tasks" "$server" "$base/ledger" "$header" "$c"
    done
    printf '\nResident after the load: %s MB.\n' "$(rss_mb "$server")"
  } >>"$report"
  stop_server
}

start_server() {
  local port began
  port=$(free_port)
  base=http://127.0.0.1:$port
  began=$(now_ms)
  luoshi serve --data "$1" --listen "127.0.0.1:$port" >"$scratch/server.log" 2>&1 &
  server=$!
  start_ms=$(BEGAN=$began wait_for "$base/healthz" 60 "$server")
  sleep 2
  idle_mb=$(rss_mb "$server")
}

stop_server() {
  [ -n "$server" ] || return 0
  kill -TERM "$server" 2>/dev/null || true
  wait "$server" 2>/dev/null || true
  server=
}

json() { sed -n 's/.*"'"$1"'" *: *"\([^"]*\)".*/\1/p' <<<"$2"; }

# log_in BASE USER PASSWORD: fills the form by what its fields are for, and prints the cookies.
log_in() {
  local jar=$scratch/jar form inputs user_field password_field
  form=$(curl -fsS -c "$jar" "$1/login")
  inputs=$(grep -o '<input[^>]*>' <<<"$form")
  user_field=$(grep 'autocomplete="username"' <<<"$inputs" | attribute name)
  password_field=$(grep 'type="password"' <<<"$inputs" | attribute name)
  curl -fsS -b "$jar" -c "$jar" -o /dev/null -H "Origin: $1" --data-urlencode "$user_field=$2" \
    --data-urlencode "$password_field=$3" "$1/login"
  cookies "$jar"
}

attribute() { sed -n 's/.*[ "]'"$1"'="\([^"]*\)".*/\1/p' | head -n 1; }

# From a clean clone and an empty target folder to the first page of the demo. Downloads are not part of it.
from_nothing() {
  local clone=$scratch/clone port began seconds
  printf '\n## From nothing\n\n' >>"$report"
  git clone -q "$root" "$clone"
  port=$(free_port)
  (cd "$clone" && cargo fetch --locked --quiet)
  began=$(now_ms)
  setsid make -C "$clone" run LISTEN="127.0.0.1:$port" DATA="$scratch/demo" \
    CARGO_TARGET_DIR="$scratch/target" >"$scratch/make.log" 2>&1 &
  local group=$!
  if seconds=$(BEGAN=$began wait_for "http://127.0.0.1:$port/login" 1800 "$group"); then
    printf -- '- `make run` to a served page: %d s\n' $((seconds / 1000)) >>"$report"
  else
    hole "make run: $(tail -n 1 "$scratch/make.log")"
  fi
  kill -TERM -- "-$group" 2>/dev/null || true
  wait "$group" 2>/dev/null || true
}

main "$@"
