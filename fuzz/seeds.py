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
