#!/usr/bin/env python3
"""The same assessment by Luoshi and by LibreOffice Calc: time, and whether points, totals and ranks agree.

    python3 bench/assess_calc.py BINARY [UNITS] [ITEMS]

Makes a scheme of items of eighteen kinds in turn, values for units in groups of about 33, and a workbook as an
office writes it: values on one sheet, points by formulas on the next (peer groups by MINIFS, MAXIFS, AVERAGEIFS,
COUNTIFS), totals and ranks on the third. Calc opens it, calculates everything anew and saves it, in a process of
its own; its own clock takes the three times. Left out of the kinds of bench/assess are matters with
names, which no formula over a row of values says, and standard scores. Without LibreOffice it says so and does nothing.
"""

import csv
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

from assess_peers import luoshi

FIRST = 2  # first row with a unit, as the sheets count

# Of each kind: the rule in a scheme file; the columns of values, each with its name and how it is drawn; the formula
# of the points. In a formula {0}, {1} … are the cells of the unit's values, {r0} … their whole columns, {g} and {G}
# the unit's group and the column of groups. Columns named = are formulas over those before.
HUNDREDTHS = lambda least, most: lambda chance: f"{chance.randrange(least * 100, most * 100) / 100:.2f}"
WHOLE = lambda least, most: lambda chance: str(chance.randrange(least, most))
AMOUNT, TARGET, LARGE = HUNDREDTHS(0, 200), HUNDREDTHS(1, 150), HUNDREDTHS(0, 10_000)
PLACE = "60+40*({0}-MINIFS({r0},{G},{g}))/(MAXIFS({r0},{G},{g})-MINIFS({r0},{G},{g}))"
ABOVE, SAME = 'COUNTIFS({G},{g},{r0},">"&{0})', "COUNTIFS({G},{g},{r0},{0})"
KINDS = [
    ('rule = "ratio"\ncap_ratio = "1.2"',
     [("实绩", AMOUNT), ("目标", TARGET)], "10*MIN(1.2,{0}/{1})"),
    ('rule = "efficacy"\npool = "group"\nbase = "60"\nspan = "40"',
     [("", LARGE)], f"10*({PLACE})/100"),
    ('rule = "base_step"\nmeasure = "absolute"\n'
     'over = { per = "1", points = "0.1", cap = "2", partial = "whole" }\n'
     'under = { per = "1", points = "0.1", floor = "0", partial = "proportional" }',
     [("实绩", AMOUNT), ("目标", TARGET)], "IF({0}>={1},10+MIN(2,0.1*INT({0}-{1})),MAX(0,10-0.1*({1}-{0})))"),
    ('rule = "ladder"\nbands = [{ op = ">=", bound = "100", score = "10" }, { op = ">=", bound = "60", score = "6" }]\n'
     'otherwise = "0"',
     [("", HUNDREDTHS(0, 130))], "IF({0}>=100,10,IF({0}>=60,6,0))"),
    ('rule = "rate"\nempty = "full"\ntarget_rate = "98"\npoints_per_percent_point = "0.1"',
     [("办结数", WHOLE(0, 90)), ("应办数", WHOLE(90, 110))], "10-0.1*MAX(0,98-{0}/{1}*100)"),
    ('rule = "rank_decrement"\npool = "group"\nstep_percent = "0.5"\nties = "average"',
     [("", LARGE)], f"10*(1-0.005*({ABOVE}+({SAME}-1)/2))"),
    ('rule = "relative_to_best"\npool = "group"',
     [("", LARGE)], "10*{0}/MAXIFS({r0},{G},{g})"),
    ('rule = "piecewise_linear"\npoints = [["0", "0"], ["60", "5"], ["100", "9"], ["130", "10"]]',
     [("", HUNDREDTHS(0, 140))],
     "IF({0}<=60,{0}*5/60,IF({0}<=100,5+({0}-60)*4/40,IF({0}<=130,9+({0}-100)/30,10)))"),
    ('rule = "mix"\npool = "group"\nbase = "60"\nspan = "40"\n'
     'weights = { total = "4", increment = "3", growth = "3" }\ngrowth_when_last_is_zero = "0"',
     [("本年", LARGE), ("上年", HUNDREDTHS(1, 10_000)), ("=", "{0}-{1}"), ("=", "({0}-{1})/{1}*100")],
     "10*(" + "+".join(f"{weight}*({PLACE})".replace("{0}", own).replace("{r0}", whole)
                       for weight, own, whole in ((4, "{0}", "{r0}"), (3, "{2}", "{r2}"), (3, "{3}", "{r3}")))
     + ")/10/100"),
    ('raters = { options = { "满意" = "100", "基本满意" = "75", "不满意" = "0" }, exclude = ["不了解"] }',
     [("满意", WHOLE(1, 60)), ("基本满意", WHOLE(0, 30)), ("不满意", WHOLE(0, 5)), ("不了解", WHOLE(0, 4))],
     "10*({0}*100+{1}*75)/({0}+{1}+{2})/100"),
    ('rule = "deduct_by_level"\ntable = { "省" = "2", "市" = "1", "县" = "0.5" }\nsame_matter = "highest"\ncap = "5"',
     [("省", WHOLE(0, 2)), ("市", WHOLE(0, 3)), ("县", WHOLE(0, 4))], "10-MIN(5,2*{0}+{1}+0.5*{2})"),
    ('rule = "honour_bonus"\ntable = { "省" = "1", "市" = "0.5", "县" = "0.2" }\nsame_matter = "highest"\ncap = "1"',
     [("省", WHOLE(0, 2)), ("市", WHOLE(0, 2)), ("县", WHOLE(0, 3))], "MIN(1,{0}+0.5*{1}+0.2*{2})"),
    ('rule = "versus_average"\npool = "group"\nbase = "8"\nper = "100"\nup_points = "0.1"\nup_cap = "2"\n'
     'down_points = "0.1"\nfloor = "0"',
     [("", LARGE)],
     "IF({0}>=AVERAGEIFS({r0},{G},{g}),8+MIN(2,({0}-AVERAGEIFS({r0},{G},{g}))/100*0.1),"
     "MAX(0,8-(AVERAGEIFS({r0},{G},{g})-{0})/100*0.1))"),
    ('rule = "control_limit"\nmeasure = "percent_of_target"\ndirection = "lower_better"\n'
     'under = { per = "1", points = "0.2", floor = "0", partial = "started" }',
     [("实绩", AMOUNT), ("目标", TARGET)], "MAX(0,10-0.2*ROUNDUP(MAX(0,{0}/{1}*100-100),0))"),
    ('formula = "限于((查实率 - 50) * 0.1 + 5, 0, 10)"',
     [("查实率", HUNDREDTHS(0, 100))], "MIN(10,MAX(0,({0}-50)*0.1+5))"),
    ('rule = "rank_band"\npool = "group"\n'
     'bands = [{ through_rank = 6, score = "10" }, { through_rank = 20, score = "8" }]\notherwise = "6"',
     [("", LARGE)], f"IF({ABOVE}+1<=6,10,IF({ABOVE}+1<=20,8,6))"),
    ('periods = { calendar = "quarter", combine = "weighted", weights = ["15", "25", "25", "35"], missing = "skip" }',
     [(str(quarter), HUNDREDTHS(0, 10)) for quarter in range(1, 5)], "({0}*15+{1}*25+{2}*25+{3}*35)/100"),
    ('rule = "pass_fail"\nop = ">="\nfail_score = "2"',
     [("实绩", AMOUNT), ("目标", TARGET)], "IF({0}>={1},10,2)"),
]

MACRO = """Sub Recalculate(source As String, target As String, points As String, totals As String, told As String)
  On Error Goto Failed
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden"
  hidden(0).Value = True
  began = GetSystemTicks()
  doc = StarDesktop.loadComponentFromURL(ConvertToURL(source), "_blank", 0, hidden())
  loaded = GetSystemTicks()
  doc.calculateAll()
  counted = GetSystemTicks()
  Dim form(1) As New com.sun.star.beans.PropertyValue
  form(0).Name = "FilterName"
  form(0).Value = "Calc MS Excel 2007 XML"
  doc.storeToURL(ConvertToURL(target), form())
  saved = GetSystemTicks()
  form(0).Value = "Text - txt - csv (StarCalc)"
  form(1).Name = "FilterOptions"
  form(1).Value = "44,34,76,1,,0,false,false,false,false,false,2"
  doc.storeToURL(ConvertToURL(points), form())
  form(1).Value = "44,34,76,1,,0,false,false,false,false,false,3"
  doc.storeToURL(ConvertToURL(totals), form())
  doc.close(True)
  Say(told, (loaded - began) &amp; " " &amp; (counted - loaded) &amp; " " &amp; (saved - counted))
  Exit Sub
Failed:
  Say(told, "failed: " &amp; Error$)
End Sub

Sub Say(told As String, text As String)
  number = FreeFile
  Open told For Output As #number
  Print #number, text
  Close #number
End Sub
"""


def kind(item):
    return KINDS[item % len(KINDS)]


def scheme(items, groups):
    lines = ['[scheme]', 'id = "calc"', 'name = "2024年度综合考核"', 'year = 2024',
             'round_item = { places = 2, mode = "四舍五入" }', 'round_total = { places = 2, mode = "四舍五入" }']
    for group in range(groups):
        lines += ['[[group]]', f'id = "g{group}"', f'name = "第{group}组"']
    lines += ['[[dimension]]', 'id = "d"', 'name = "全部"']
    for item in range(items):
        lines += ['[[dimension.item]]', f'code = "{item}"', f'name = "指标{item}"', 'full = 10', 'marker = "办公室"',
                  kind(item)[0]]
    lines += ['[rank]', 'scope = "同组"', 'method = "并列占位"']
    return "\n".join(lines) + "\n"


def values(units, items, groups):
    """Headings and rows of the values, without the columns that only the workbook has."""
    chance = random.Random(2024)
    heads = ["单位", "分组"]
    for item in range(items):
        heads += [f"{item}·{name}" if name else str(item) for name, _ in kind(item)[1] if name != "="]
    rows = []
    for unit in range(units):
        row = [f"单位{unit}", f"第{unit % groups}组"]
        for item in range(items):
            row += [draw(chance) for name, draw in kind(item)[1] if name != "="]
        rows.append(row)
    return heads, rows


def letters(column):
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def holes(columns, row, last):
    """What the holes of a formula are: cells of a row, and whole columns of the values."""
    cells = [f"数据.{letters(c)}{row}" for c in columns]
    whole = {f"r{n}": f"数据.${letters(c)}${FIRST}:${letters(c)}${last}" for n, c in enumerate(columns)}
    return cells, whole | {"g": f"数据.$B{row}", "G": f"数据.$B${FIRST}:$B${last}"}


def filled(pattern, columns, row, last):
    cells, names = holes(columns, row, last)
    return pattern.format(*cells, **names).replace("数据.", "数据!")


def sheets(heads, rows, items):
    """Three sheets as rows of cells: text, numbers, and formulas as ("=…",)."""
    last = FIRST + len(rows) - 1
    columns, width = [], 2
    for item in range(items):
        columns.append(list(range(width, width + len(kind(item)[1]))))
        width += len(kind(item)[1])
    data, points, totals = [["单位", "分组"]], [["单位", "分组"]], [["单位", "分组", "总分", "名次"]]
    for item in range(items):
        data[0] += [f"{item}·{name}" for name, _ in kind(item)[1]]
        points[0].append(f"指标{item}")
    for at, given in enumerate(rows):
        row, left = FIRST + at, iter(given[2:])
        line, scored = given[:2], given[:2]
        for item in range(items):
            for name, made in kind(item)[1]:
                line = line + [(filled(made, columns[item], row, last),) if name == "=" else float(next(left))]
            scored = scored + [(f"ROUND({filled(kind(item)[2], columns[item], row, last)},2)",)]
        data.append(line)
        points.append(scored)
        end = letters(1 + items)
        totals.append(given[:2] + [
            (f"ROUND(SUM(得分!C{row}:{end}{row}),2)",),
            (f'COUNTIFS($B${FIRST}:$B${last},B{row},$C${FIRST}:$C${last},">"&C{row})+1',)])
    return [("数据", data), ("得分", points), ("总分", totals)]


# Functions that the file format knows under a longer name.
LATER = ("MINIFS", "MAXIFS")


def sheet_xml(rows):
    out = ['<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>']
    for number, row in enumerate(rows, 1):
        out.append(f'<row r="{number}">')
        for column, cell in enumerate(row):
            place = f"{letters(column)}{number}"
            if isinstance(cell, tuple):
                formula = cell[0]
                for name in LATER:
                    formula = formula.replace(f"{name}(", f"_xlfn.{name}(")
                out.append(f'<c r="{place}"><f>{escape(formula)}</f></c>')
            elif isinstance(cell, float):
                out.append(f'<c r="{place}"><v>{cell!r}</v></c>')
            else:
                out.append(f'<c r="{place}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>')
        out.append("</row>")
    out.append("</sheetData></worksheet>")
    return "".join(out)


def workbook(path, parts):
    types = "http://schemas.openxmlformats.org/package/2006/content-types"
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    form = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    numbers = range(1, len(parts) + 1)
    files = {
        "[Content_Types].xml": f'<Types xmlns="{types}"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{form}.sheet.main+xml"/>' + "".join(
            f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{form}.worksheet+xml"/>'
            for n in numbers) + "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{relations}"><Relationship Id="rId1" Type="{office}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        f'xmlns:r="{office}"><sheets>' + "".join(
            f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, (name, _) in zip(numbers, parts))
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{relations}">' + "".join(
            f'<Relationship Id="rId{n}" Type="{office}/worksheet" Target="worksheets/sheet{n}.xml"/>'
            for n in numbers) + "</Relationships>",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, text in files.items():
            out.writestr(name, '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + text)
        for n, (_, rows) in zip(numbers, parts):
            out.writestr(f"xl/worksheets/sheet{n}.xml",
                         '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + sheet_xml(rows))


# Calc writes names of sheets into names of files.
WORLD = {**os.environ, "LC_ALL": "C.UTF-8"}


def office(folder):
    """A profile of LibreOffice's own with the macro in it; what starts the program with it."""
    profile = folder / "profile"
    start = ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--norestore", "--nologo"]
    # The first start makes the profile and would write over the macro.
    subprocess.run([*start, "--terminate_after_init"], check=True, capture_output=True, timeout=300, env=WORLD)
    library = profile / "user/basic/Standard"
    library.mkdir(parents=True, exist_ok=True)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    (library / "Bench.xba").write_text(
        f'{head}<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">\n'
        '<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Bench" '
        f'script:language="StarBasic">{MACRO}</script:module>\n', encoding="utf-8")
    (library / "script.xlb").write_text(
        f'{head}<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">\n'
        '<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" '
        'library:readonly="false" library:passwordprotected="false"><library:element library:name="Bench"/>'
        '</library:library>\n', encoding="utf-8")
    return start


def recalculated(folder):
    """Seconds to load, to calculate and to save, by the clock of Calc; points and totals by unit."""
    start = office(folder)
    files = [folder / name for name in ("calc.xlsx", "saved.xlsx", "points.csv", "totals.csv", "told.txt")]
    call = ",".join(f'"{file}"' for file in files)
    done = subprocess.run([*start, f"macro:///Standard.Bench.Recalculate({call})"], check=False,
                          capture_output=True, text=True, timeout=3600, env=WORLD)
    told = files[4].read_text(encoding="utf-8").strip() if files[4].exists() else done.stderr
    try:
        times = [int(part) / 1000 for part in told.split()]
    except ValueError:
        sys.exit(f"LibreOffice did not calculate the workbook: {told[:500]}")
    answers = []
    for name in files[2:4]:
        # Calc puts the name of the sheet behind that of the file.
        name = next(folder.glob(f"{name.stem}*.csv"))
        with open(name, encoding="utf-8", newline="") as file:
            answers.append({row[0]: row[2:] for row in list(csv.reader(file))[1:]})
    return times, answers


def apart(ours, theirs):
    """How far two numbers are from each other; a cell without a number is far from everything."""
    try:
        return abs(float(ours) - float(theirs))
    except (TypeError, ValueError):
        return float("inf")


def main():
    binary = sys.argv[1]
    units = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000
    items = int(sys.argv[3]) if len(sys.argv) > 3 else 2 * len(KINDS)
    groups = max(1, units // 33)
    if not shutil.which("soffice"):
        print("LibreOffice Calc was not measured: soffice is not installed.")
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "scheme.toml").write_text(scheme(items, groups), encoding="utf-8")
        heads, rows = values(units, items, groups)
        with open(folder / "values.csv", "w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([heads, *rows])
        workbook(folder / "calc.xlsx", sheets(heads, rows, items))
        totals, took, _ = luoshi(binary, folder)
        points = luoshi_points(binary, folder)
        (load, count, save), (scored, summed) = recalculated(folder)
    cells = [(item, apart(points[str(item)][unit], scored[unit][item])) for unit in totals for item in range(items)]
    gaps = [apart(total, summed[unit][0]) for unit, (total, _) in totals.items()]
    ranks = sum(summed[unit][1] != str(rank) for unit, (_, rank) in totals.items())
    wrong = sorted({item % len(KINDS) for item, gap in cells if gap > 0.005})
    if wrong:
        print("kinds with other points:", ", ".join(KINDS[n][0].splitlines()[0] for n in wrong), file=sys.stderr)
    version = subprocess.run(["soffice", "--version"], check=True, capture_output=True, text=True).stdout.split()[1]
    print(f"| {units} units × {items} items, {groups} groups | seconds | ratio | points that differ "
          "| totals that differ | by at most | ranks that differ |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    print(f"| Luoshi, file to ranks | {took:.2f} | 1.0 | | | | |")
    print(f"| LibreOffice Calc {version}, calculating alone | {count:.2f} | {count / took:.1f} "
          f"| {sum(gap > 0.005 for _, gap in cells)} of {len(cells)} | {sum(gap > 0.001 for gap in gaps)} "
          f"| {max(gaps):.2f} | {ranks} |")
    whole = load + count + save
    print(f"| the same with opening ({load:.2f}) and saving ({save:.2f}) | {whole:.2f} | {whole / took:.1f} | | | | |")


def luoshi_points(binary, folder):
    done = subprocess.run([binary, "assess", folder / "scheme.toml", "--values", folder / "values.csv", "--json"],
                          check=True, capture_output=True)
    return json.loads(done.stdout)["item_scores"]


if __name__ == "__main__":
    main()
