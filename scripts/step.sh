#!/usr/bin/env bash
# step.sh NAME CMD…: runs CMD under a heading and says how long it took, so that a slow step shows in any log.
set -euo pipefail
name=$1
shift
printf '\n== %s\n' "$name"
began=$SECONDS
code=0
"$@" || code=$?
if [ "$code" -eq 0 ]; then
  printf '== %s: done in %d s\n' "$name" $((SECONDS - began))
else
  printf '== %s: FAILED (exit %d) after %d s\n' "$name" "$code" $((SECONDS - began))
fi
exit "$code"
