#!/usr/bin/env python3
"""Fills fuzz/corpus with the files of the tests and of the demo world, as each target takes them.

The targets docx and xlsx take the parts of the container, parted by a zero byte (fuzz/README.md).
Long parts are cut: with seeds of a hundred kilobytes the fuzzer tries two inputs a second.
"""

import json
import pathlib
import zipfile

HERE = pathlib.Path(__file__).parent
FILES = [
    *sorted((HERE / "../crates/luoshi-docs/tests/data/read").iterdir()),
    *sorted((HERE / "../demo/documents").iterdir()),
    *sorted((HERE / "../demo/upload").iterdir()),
]
WORD = ["document", "styles", "numbering", "footnotes", "header1"]
BOOK = ["worksheets/sheet1", "sharedStrings", "styles"]
# Bytes of a part, and of a whole seed.
PART, WHOLE = 6_000, 24_000
# Spellings of time limits.
LINES = HERE / "../crates/luoshi-core/tests/data/date-spellings.tsv"
ENDINGS = {
    "xls": [".xls"], "pdf": [".pdf"], "html": [".html", ".xls"], "csv": [".csv"],
    "text": [".txt", ".csv"], "markdown": [".txt", ".md"], "tables": [".csv"],
}


def parts(file, folder, names):
    with zipfile.ZipFile(file) as box:
        there = set(box.namelist())
        pieces = [box.read(n)[:PART] if n in there else b"" for n in (f"{folder}/{x}.xml" for x in names)]
    return b"\0".join(pieces)


def seed(target, name, data):
    folder = HERE / "corpus" / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"seed-{name}").write_bytes(data)


for file in FILES:
    if file.suffix == ".docx":
        seed("docx", file.stem, parts(file, "word", WORD))
    if file.suffix == ".xlsx":
        seed("xlsx", file.stem, parts(file, "xl", BOOK))
    for target, endings in ENDINGS.items():
        if file.suffix in endings and file.stat().st_size <= WHOLE:
            seed(target, file.stem, file.read_bytes())
for number, line in enumerate(LINES.read_text(encoding="utf-8").splitlines()):
    if line and not line.startswith("#"):
        seed("limits", str(number), line.split("\t")[0].encode())
# Prose: the beginning of the documents that the scoreboard is measured with.
for line in (HERE / "../crates/luoshi-docs/tests/corpus/dev.jsonl").read_text(encoding="utf-8").splitlines()[:40]:
    document = json.loads(line)
    seed("extract", document["id"], document["text"][: PART // 3].encode())
# Schemes, the values that go with one of them, and the cases of the rule kinds.
for file in (HERE / "../crates/luoshi-core/tests/assess/schemes").glob("*.toml"):
    seed("scheme", file.stem, file.read_bytes())
for number, line in enumerate((HERE / "../crates/luoshi-core/tests/assess/vectors.jsonl").read_text(encoding="utf-8").splitlines()):
    case = json.loads(line)
    given = json.dumps(case["given"], ensure_ascii=False)
    seed("kinds", str(number), f"{case['rule_kind']}\n{given}".encode())
FACTS = {
    "1.1": {"actual": "2", "target": "1"}, "2.1": {"numerator": "98", "denominator": "100", "excluded": "1"},
    "2.2": {"done": {"机构与责任": "10", "应急演练": 3}}, "2.3": {"actual": "61.30", "target": "52.00"},
    "较大以上事故": {"events": [{"magnitude": "3", "flags": ["重大活动安保期"]}]},
    "重复问题": {"events": [{"issue": "甲", "flags": ["上级查出"]}, {"issue": "甲"}]},
    "经验推广": {"honours": [{"level": "省", "matter": "某经验"}, {"level": "市", "matter": "某经验"}]},
    "举报查实率修正": {"variables": {"举报查实率": "62", "全市平均查实率": "50"}},
}
UNITS = ["云梯街道", "北湖街道", "麦浦街道"]
VALUES = {item: {unit: facts for unit in UNITS} for item, facts in FACTS.items()}
VALUES["2.1"]["北湖街道"] = "缺项"
WHOLE_JSON = {"units": [{"name": unit, "coefficient": "1.02", "attributes": {"人口": 3100}} for unit in UNITS], "values": VALUES}
seed("values", "json", json.dumps(WHOLE_JSON | {"matters": {UNITS[0]: ["重大以上事故"]}}, ensure_ascii=False).encode())
HEADINGS = "单位,分组,难度系数,否决事项,1.1·实绩,1.1·目标,2.1·应办数,2.1·办结数,2.2·机构与责任,2.2·应急演练,2.3·实绩,2.3·目标,经验推广·省"
seed("values", "columns", f"{HEADINGS}\n云梯街道,镇(街道),105%,,3,2,100,98%,10,3,61.3,52,1\n北湖街道,,1,,缺项,,未报,,5,2,40,50,0\n".encode())
ROWS = "指标,单位,事项,级别,规模,标记,日期,次数,变量,数值,清单项,完成情况"
seed("values", "rows", f"{ROWS}\n较大以上事故,云梯街道,,,3,重大活动安保期,,1,,,,\n举报查实率修正,云梯街道,,,,,,,举报查实率,62,,\n举报查实率修正,云梯街道,,,,,,,全市平均查实率,50,,\n2.2,云梯街道,,,,,,,,,应急演练,3\n".encode())
seed("values", "wide", "单位,1.1,1.2\n云梯街道,3,缺项\n北湖街道,98%,未报\n".encode())
seed("values", "long", "指标,单位,事项,级别,次数\n1.1,云梯街道,事故,市,1\n".encode())
# Tables of indicators: an example as separated values, rows of wordings, and schemes to export.
TABLE = HERE / "../examples/assess/annex-2026.csv"
seed("annex", "csv", TABLE.read_bytes())
WORDINGS = (HERE / "../crates/luoshi-docs/tests/data/assess/wordings.tsv").read_text(encoding="utf-8").splitlines()
WORDINGS = [line.split("\t") for line in WORDINGS if line.strip() and not line.startswith("#")]
for number, (full, role, name, text, *_) in enumerate(WORDINGS):
    rows = f"类别,指标,分值,计分办法,备注\n{role},{name},{full},\"{text}\",无\n"
    seed("annex", f"wording-{number}", rows.encode())
for file in (HERE / "../crates/luoshi-core/tests/assess/schemes").glob("*.toml"):
    if file.stat().st_size <= WHOLE:
        seed("annex", f"scheme-{file.stem}", b"s" + file.read_bytes())
# Tables out of words: the first words of every target are names and marks, so any bytes make a table.
for number in range(8):
    cells = [bytes([0, (7 * number + n) % 256]) + b"\xff" + bytes([n % 3 == 2]) for n in range(60)]
    seed("annex", f"table-{number}", b"t" + b"".join(cells))
