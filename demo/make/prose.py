"""Word documents: the speech and the work priorities with automatic numbering."""
from pathlib import Path

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt
from world import DOCUMENTS, joined, measures_words, settle, tasks_from

TEXTS = Path(__file__).parent / "texts"

NUMBERING = """<w:abstractNum %s w:abstractNumId="90"><w:multiLevelType w:val="multilevel"/>
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:suff w:val="nothing"/><w:lvlText w:val="%%1、"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:suff w:val="nothing"/><w:lvlText w:val="（%%2）"/></w:lvl>
</w:abstractNum>"""


def new_document():
    """An empty document in the office's body face."""
    document = Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = "仿宋_GB2312", Pt(16)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "仿宋_GB2312")
    document.core_properties.author = "党政综合办"
    return document


def line(document, text, centre=False, bold=False, size=None):
    """One paragraph."""
    paragraph = document.add_paragraph()
    if centre:
        paragraph.alignment = 1
    run = paragraph.add_run(text)
    run.bold = bold
    if size:
        run.font.size = Pt(size)
    return paragraph


def speech():
    """The speech, from its text; the first line is the title, a line in （） stands below it."""
    document = new_document()
    for index, text in enumerate((TEXTS / "speech.txt").read_text("utf-8").splitlines()):
        if text:
            line(document, text, centre=index < 4, bold=text[1:2] == "、", size=22 if index == 0 else None)
    return document


def numbered(document, level, bold_text, text=""):
    """A paragraph whose ordinal is not typed but numbered by Word."""
    paragraph = document.add_paragraph()
    properties = paragraph._p.get_or_add_pPr()
    properties.append(parse_xml(
        f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="90"/></w:numPr>'))
    paragraph.add_run(bold_text).bold = True
    paragraph.add_run(text)


def add_numbering(document):
    """Adds the list 一、（一） to the numbering part."""
    part = document.part.numbering_part.element
    part.insert(0, parse_xml(NUMBERING % nsdecls("w")))
    part.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))


def limit_words(task):
    """The time limit as part of a sentence."""
    limit = task.get("deadline", "")
    if not limit or task.get("ask") == "open":
        return limit
    return limit + ("调度一次" if task.get("ask") == "recurring" else "完成")


def item_words(task):
    """What stands after the bold beginning of an item."""
    parts = [task.get("action", "").replace("；", "，"), task.get("requirement", ""), measures_words(task), limit_words(task)]
    text = "。" + "，".join(p.replace("；", "，") for p in parts if p) + "。"
    units = [f"牵头单位：{joined(task['lead'])}"]
    if "responsible" in task:
        units.append(f"责任单位：{joined(task['responsible'])}")
    if "assist" in task:
        units.append(f"配合单位：{joined(task['assist'])}")
    return text + f"（{'；'.join(units)}）"


def priorities(world):
    """The work priorities: one numbered heading an area, one numbered item a task."""
    texts = (TEXTS / "priorities.txt").read_text("utf-8").strip().split("\n")
    title, number, receivers, opening, *areas, closing, signature, day = texts
    document = new_document()
    add_numbering(document)
    line(document, number, centre=True)
    line(document, title, centre=True, size=22)
    line(document, receivers)
    line(document, opening)
    tasks = tasks_from(world, "要点")
    for entry in areas:
        area, heading, words = entry.split("|")
        numbered(document, 0, heading)
        line(document, words)
        for task in tasks:
            if task["area"] == area:
                numbered(document, 1, task["title"], item_words(task))
    line(document, closing)
    line(document, signature).alignment = 2
    line(document, day).alignment = 2
    return document


def make(world):
    """Writes both."""
    for name, document in [("01青石桥街道2026年工作动员大会讲话", speech()), ("02青石桥街道2026年工作要点", priorities(world))]:
        path = DOCUMENTS / f"{name}.docx"
        document.save(path)
        settle(path)
