#!/usr/bin/env bash
# assess.sh: measures the assessment engine and writes bench/assess.md: large runs, one changed value, explanation,
# growth (benches/assess.rs), the same arithmetic by DuckDB and Polars (assess_peers.py, from PyPI), and by formulas of a
# workbook in LibreOffice Calc (assess_calc.py; left out where it is not installed).
# shellcheck disable=SC2016 # backticks are Markdown here
set -euo pipefail
# shellcheck source=bench/lib.sh
. "$(dirname "$0")/lib.sh"

target=${CARGO_TARGET_DIR:-$root/target}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

main() {
  cd "$root"
  cargo build --release --locked --bin luoshi
  cargo bench --locked -p luoshi-core --bench assess --no-run
  {
    printf '# Bench report of the assessment engine\n\nMade by `bench/assess.sh`.\n\n'
    machine
    printf -- '- program: %s, rustc %s\n\n## The engine\n\n' "$(git describe --always --dirty)" "$(rustc --version | cut -d' ' -f2)"
    cargo bench --locked -p luoshi-core --bench assess 2>/dev/null
    printf '\n## The same arithmetic elsewhere\n\n'
    printf 'From the CSV file to ranks, one thread each; Luoshi exactly, the others in binary floating point.\n\n'
    python3 bench/assess_peers.py "$target/release/luoshi" 10000 200
    printf '\n## As an office does it\n\n'
    printf 'Values on one sheet, formulas for points, totals and ranks on others; Calc counts in binary floating point.\n\n'
    python3 bench/assess_calc.py "$target/release/luoshi" 1000
  } >"$scratch/report.md"
  cp "$scratch/report.md" bench/assess.md
  say "bench/assess.md written"
}

main
