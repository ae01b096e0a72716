# Shared by the measurements beside it: sourced, never run.
# shellcheck shell=bash

# Without it a failure inside $(…) would go unseen.
shopt -s inherit_errexit
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../scripts/lib.sh"

# Every load loop is bounded, and goes to this machine only.
SECONDS_EACH=${SECONDS_EACH:-8}

# table_head, measure: one line of a Markdown table per page and number of connections.
table_head() {
  printf '| page | connections | requests/s | p50 ms | p99 ms | CPU ms/request | bytes | errors |\n'
  printf '|---|---|---|---|---|---|---|---|\n'
}

# measure NAME PID URL HEADER CONNECTIONS: a warm run of wrk against a loopback address.
measure() {
  local name=$1 pid=$2 url=$3 header=$4 connections=$5 log before after
  case $url in http://127.0.0.1:*) ;; *) die "only loopback is measured, not $url" ;; esac
  log=$(mktemp)
  wrk -t1 -c"$connections" -d2s -H "$header" "$url" >/dev/null
  before=$(cpu_ms "$pid")
  wrk -t1 -c"$connections" -d"${SECONDS_EACH}s" --timeout 10s --latency -H "$header" "$url" >"$log"
  after=$(cpu_ms "$pid")
  wrk_row "$name" "$connections" $((after - before)) "$(page_bytes "$url" "$header")" "$log"
  rm -f "$log"
}

# wrk prints latencies in us, ms or s, whichever is short.
wrk_row() {
  awk -v name="$1" -v connections="$2" -v cpu="$3" -v bytes="$4" '
    function ms(t) { return t ~ /us$/ ? t / 1000 : t ~ /ms$/ ? t + 0 : t ~ /m$/ ? t * 60000 : t * 1000 }
    $1 == "50%" { p50 = ms($2) }
    $1 == "99%" { p99 = ms($2) }
    $2 == "requests" && $3 == "in" { n = $1 }
    $1 == "Requests/sec:" { rate = $2 }
    /Non-2xx or 3xx/ { bad = $NF }
    /Socket errors/ { bad += $4 + $6 + $8 + $10 }
    END {
      if (n == 0) { print "no request was answered: " name > "/dev/stderr"; exit 1 }
      printf "| %s | %d | %.1f | %.1f | %.1f | %.2f | %d | %d |\n", name, connections, rate, p50, p99, cpu / n, bytes, bad
    }' "$5"
}

page_bytes() { curl -fsS -H "$2" -o /dev/null -w '%{size_download}' "$1"; }

# cpu_ms PID: processor time of the process so far, threads included, ended children too.
# The name in parentheses may hold spaces, so the fields are counted after it.
cpu_ms() {
  sed 's/.*) //' "/proc/$1/stat" | awk -v hz="$(getconf CLK_TCK)" '{ print int(($12 + $13 + $14 + $15) * 1000 / hz) }'
}

rss_mb() { awk '/^VmRSS/ { printf "%.0f\n", $2 / 1024 }' "/proc/$1/status"; }

now_ms() { date +%s%3N; }

# wait_for URL SECONDS PID: prints the milliseconds until the address first answers 200.
wait_for() {
  local began
  began=${BEGAN:-$(now_ms)}
  while ! curl -fs -o /dev/null "$1"; do
    kill -0 "$3" 2>/dev/null || die "the server ended before it answered"
    [ $(($(now_ms) - began)) -lt $(($2 * 1000)) ] || die "$1 did not answer in $2 s"
    sleep 0.01
  done
  echo $(($(now_ms) - began))
}

free_port() {
  local port
  while :; do
    port=$((20000 + RANDOM % 12000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
  done
  echo "$port"
}

# cookies FILE: what curl kept, as one header's value. HttpOnly cookies stand behind a mark that looks like a comment.
cookies() { sed 's/^#HttpOnly_//' "$1" | awk '!/^#/ && NF >= 7 { printf "%s%s=%s", sep, $6, $7; sep = "; " }'; }

# machine: what a reader needs to judge a figure by.
machine() {
  printf -- '- date: %s\n' "$(date -u +%Y-%m-%d)"
  printf -- '- machine: %s, %s cores, %s memory\n' \
    "$(awk -F': ' '/model name/ { print $2; exit }' /proc/cpuinfo)" "$(nproc)" "$(free -h | awk '/^Mem/ { print $2 }')"
  printf -- '- system: %s, Linux %s\n' "$(sed -n 's/^PRETTY_NAME="\(.*\)"/\1/p' /etc/os-release)" "$(uname -r)"
  printf -- '- load before: %s\n' "$(cut -d' ' -f1-3 /proc/loadavg)"
}
