#!/usr/bin/env python3
"""The same assessment by Luoshi, DuckDB and Polars: time, memory, and whether the totals agree.

    python3 bench/assess_peers.py BINARY [UNITS] [ITEMS]

Makes a scheme of items of two kinds in turn (a capped share of the target, 功效系数 within the group) and a wide
CSV of values, has each program read the file, score, add up and rank within 300 groups or fewer, and compares.
DuckDB and Polars count in binary floating point: totals that lie on a half may differ in the last place, and the
table says how many do. Both come from PyPI into an environment of their own beside the values.
"""

import csv
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

PEERS = """
import sys, time, resource
which, path, items, out = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
began = time.perf_counter()
even, odd = range(0, items, 2), range(1, items, 2)
if which == "duckdb":
    import duckdb
    db = duckdb.connect()
    db.execute("set threads = 1")
    cell = lambda i: (
        f'round(10 * least(1.2, "{i}·实绩" / "{i}·目标"), 3)' if i % 2 == 0 else
        f'round(10 * (60 + 40 * ("{i}" - min("{i}") over g) / (max("{i}") over g - min("{i}") over g)) / 100, 3)')
    total = " + ".join(cell(i) for i in range(items))
    db.execute(f"copy (select 单位, t, rank() over (partition by 分组 order by t desc) r from (select 单位, 分组, "
               f"round({total}, 2) t from read_csv('{path}', all_varchar = false) window g as (partition by 分组))) "
               f"to '{out}' (header)")
else:
    import polars as pl
    f = pl.read_csv(path)
    number = lambda name: pl.col(name).cast(pl.Float64)
    share = [(pl.lit(10) * pl.min_horizontal(pl.lit(1.2), number(f"{i}·实绩") / number(f"{i}·目标"))).round(3) for i in even]
    place = [(pl.lit(10) * (60 + 40 * (number(str(i)) - number(str(i)).min().over("分组"))
             / (number(str(i)).max().over("分组") - number(str(i)).min().over("分组"))) / 100).round(3) for i in odd]
    t = f.select("单位", "分组", pl.sum_horizontal(share + place).round(2).alias("t"))
    t.with_columns(pl.col("t").rank("min", descending=True).over("分组").alias("r")).write_csv(out)
print(time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def scheme(items, groups):
    lines = ['[scheme]', 'id = "peers"', 'name = "2024年度综合考核"', 'year = 2024',
             'round_item = { places = 3, mode = "四舍五入" }', 'round_total = { places = 2, mode = "四舍五入" }']
    for group in range(groups):
        lines += ['[[group]]', f'id = "g{group}"', f'name = "第{group}组"']
    lines += ['[[dimension]]', 'id = "d"', 'name = "全部"']
    for item in range(items):
        lines += ['[[dimension.item]]', f'code = "{item}"', f'name = "指标{item}"', 'full = 10']
        lines += ['rule = "ratio"', 'cap_ratio = "1.2"'] if item % 2 == 0 else \
                 ['rule = "efficacy"', 'pool = "group"', 'base = "60"', 'span = "40"']
    lines += ['[rank]', 'scope = "同组"', 'method = "并列占位"']
    return "\n".join(lines) + "\n"


def values(path, units, items, groups):
    chance = random.Random(2024)
    heads = ["单位", "分组"]
    for item in range(items):
        heads += [f"{item}·实绩", f"{item}·目标"] if item % 2 == 0 else [str(item)]
    with open(path, "w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(heads)
        for unit in range(units):
            row = [f"单位{unit}", f"第{unit % groups}组"]
            for item in range(items):
                row.append(f"{chance.randrange(0, 20000) / 100:.2f}")
                if item % 2 == 0:
                    row.append(f"{chance.randrange(100, 15000) / 100:.2f}")
            out.writerow(row)


def luoshi(binary, folder):
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    began = time.perf_counter()
    done = subprocess.run([binary, "assess", folder / "scheme.toml", "--values", folder / "values.csv", "--json"],
                          check=False, capture_output=True)
    took = time.perf_counter() - began
    if done.returncode:
        sys.exit(done.stderr.decode()[:2000] + done.stdout.decode()[:500])
    answer = json.loads(done.stdout)
    memory = max(before, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) // 1024
    totals = {unit: (float(total), int(answer["ranks"][unit])) for unit, total in answer["totals"].items()}
    return totals, took, memory


def main():
    binary = sys.argv[1]
    units = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
    items = int(sys.argv[3]) if len(sys.argv) > 3 else 200
    groups = max(1, min(300, units // 33))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "scheme.toml").write_text(scheme(items, groups), encoding="utf-8")
        values(folder / "values.csv", units, items, groups)
        (folder / "peers.py").write_text(PEERS, encoding="utf-8")
        totals, took, memory = luoshi(binary, folder)
        venv.create(folder / "venv", with_pip=True)
        python = folder / "venv/bin/python"
        subprocess.run([python, "-m", "pip", "install", "-q", "duckdb", "polars"], check=True)
        print(f"| {units} units × {items} items, {groups} groups, file to ranks | seconds | ratio | peak MB "
              "| totals that differ | by at most | ranks that differ |")
        print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
        print(f"| Luoshi | {took:.2f} | 1.0 | {memory} | | | |")
        for peer in ("duckdb", "polars"):
            out = folder / f"{peer}.csv"
            done = subprocess.run([python, folder / "peers.py", peer, folder / "values.csv", str(items), out],
                                  check=True, capture_output=True, text=True,
                                  env={"POLARS_MAX_THREADS": "1", "PATH": "/usr/bin:/bin"})
            seconds, peak = done.stdout.split()
            with open(out, encoding="utf-8") as file:
                rows = {row["单位"]: (float(row["t"]), int(float(row["r"]))) for row in csv.DictReader(file)}
            apart = [abs(rows[unit][0] - total) for unit, (total, _) in totals.items()]
            far = sum(gap > 0.001 for gap in apart)
            ranks = sum(rows[unit][1] != rank for unit, (_, rank) in totals.items())
            print(f"| {peer} | {float(seconds):.2f} | {float(seconds) / took:.2f} | {peak} | {far} "
                  f"| {max(apart):.2f} | {ranks} |")


if __name__ == "__main__":
    main()
