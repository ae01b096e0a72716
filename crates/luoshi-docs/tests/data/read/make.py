"""Makes the sample files beside this script. See README.md."""

import datetime
import pathlib
import subprocess
import tempfile
import zipfile

import docx
import openpyxl
import xlwt
from fontTools import subset
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas

FONT = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"
HERE = pathlib.Path(__file__).parent


def word():
    doc = docx.Document()
    doc.add_heading("青石镇2026年重点工作任务分解方案", 0)
    doc.add_heading("一、总体要求", 1)
    doc.add_paragraph("坚持稳中求进，把任务分到单位、\t落到人头。")
    doc.add_heading("二、重点任务", 1)
    doc.add_paragraph("修建环镇道路三公里", style="List Number")
    doc.add_paragraph("改造老旧管网", style="List Number")
    doc.add_paragraph("加强值班", style="List Bullet")
    table = doc.add_table(rows=4, cols=3)
    for row, words in enumerate([["工作任务", "责任单位", ""], ["", "牵头", "配合"], ["修路", "镇建设办", "镇财政所"], ["植树", "镇林业站", ""]]):
        for col, word_ in enumerate(words):
            if word_:
                table.cell(row, col).text = word_
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(0, 0).merge(table.cell(1, 0))
    doc.save(HERE / "plan.docx")
    # The template's thumbnail and second styles are most of the file and tell nothing.
    with zipfile.ZipFile(HERE / "plan.docx") as old:
        parts = {name: old.read(name) for name in old.namelist() if "thumb" not in name and "WithEffects" not in name}
    with zipfile.ZipFile(HERE / "plan.docx", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as new:
        for name, data in parts.items():
            new.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)


def workbook():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "任务"
    sheet.append(["青石镇2026年任务分解表"])
    sheet.append(["序号", "工作领域", "工作任务", "完成时限", "完成率", "备注"])
    sheet.append([1, "城建", "修建环镇道路", datetime.date(2026, 9, 30), 0.825, None])
    sheet.append([2, None, "改造管网", "2026年底", 1, "=1/0"])
    sheet.append([3, None, "绿化", datetime.datetime(2026, 6, 30, 18, 30), 0.5, "旧件"])
    sheet.append([2024.1, "农业", "水渠", "10月底", 12345678901.5, True])
    sheet.merge_cells("A1:F1")
    sheet.merge_cells("B3:B5")
    for row in range(3, 6):
        sheet.cell(row, 5).number_format = "0.0%"
        sheet.cell(row, 4).number_format = 'yyyy"年"m"月"d"日"'
    sheet.row_dimensions[5].hidden = True
    sheet.column_dimensions["F"].hidden = True
    sheet["C3"].comment = Comment("分管领导要求提前", "某人")
    sheet["C4"].fill = PatternFill("solid", fgColor="FFFF0000")
    book.create_sheet("Sheet2")
    other = book.create_sheet("村级")
    other["B2"] = "柳溪村"
    other.sheet_state = "hidden"
    book.create_chartsheet("图")
    book.save(HERE / "tasks.xlsx")


def old_workbook():
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("任务")
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    percent = xlwt.easyxf(num_format_str="0.0%")
    sheet.write_merge(0, 0, 0, 3, "青石镇2026年任务分解表")
    for col, word_ in enumerate(["序号", "工作任务", "完成时限", "完成率"]):
        sheet.write(1, col, word_)
    sheet.write_merge(2, 3, 0, 0, 1)
    sheet.write(2, 1, "修建环镇道路")
    sheet.write(2, 2, datetime.date(2026, 9, 30), day)
    sheet.write(2, 3, 0.825, percent)
    sheet.write(3, 1, "改造管网\n1.东街\n2.西街")
    sheet.write(3, 2, "2026年底")
    sheet.write(3, 3, 1, percent)
    sheet.row(3).hidden = True
    sheet.col(3).hidden = True
    book.add_sheet("Sheet2")
    book.save(str(HERE / "tasks.xls"))
    book = xlwt.Workbook(encoding="utf-8")
    book.dates_1904 = True
    sheet = book.add_sheet("日期")
    sheet.write(0, 0, "完成时限")
    sheet.write(1, 0, datetime.date(2026, 9, 30), day)
    book.save(str(HERE / "dates1904.xls"))


FIRST = [
    "　　各村、镇直各单位：为了把全年的工作安排落到实处，经镇党委研究同意，现把",
    "有关事项通知如下，请认真抓好贯彻执行。",
    "　　一、总体要求。坚持稳中求进，把任务分到单位、落到人头，确保年底前全部完",
    "成。",
    "　　二、重点任务。修建环镇道路三公里，由镇建设办牵头，镇财政所、柳溪村配合，",
]
SECOND = ["9月30日前完成。改造老旧管网五百米，由镇水务站负责。", "　　特此通知。"]


def head(page, number):
    page.setFont("STSong-Light", 9)
    page.drawString(72, 800, "青石镇人民政府文件")
    page.drawCentredString(297, 40, f"— {number} —")
    page.setFont("STSong-Light", 12)


def pdf(name, **options):
    page = canvas.Canvas(str(HERE / name), pagesize=A4, invariant=1, **options)
    head(page, 1)
    page.setFont("STSong-Light", 16)
    page.drawCentredString(297, 770, "通　　知")
    page.drawCentredString(297, 740, "关于做好2026年重点工作的安排")
    page.setFont("STSong-Light", 12)
    y = 700
    for line in FIRST:
        page.drawString(72, y, line)
        y -= 24
    page.showPage()
    head(page, 2)
    y = 760
    for line in SECOND:
        page.drawString(72, y, line)
        y -= 24
    page.drawString(72, y, "序号")
    page.drawString(172, y, "责任单位")
    page.drawString(72, y - 24, "1")
    page.drawString(172, y - 24, "镇建设办")
    page.showPage()
    head(page, 3)
    page.drawRightString(500, 760, "青石镇人民政府")
    page.drawRightString(500, 736, "2026年1月8日")
    page.showPage()
    page.save()


def scan():
    page = canvas.Canvas(str(HERE / "scan.pdf"), pagesize=A4, invariant=1)
    for _ in range(2):
        page.rect(72, 72, 400, 600, fill=1)
        page.showPage()
    page.save()


def printed():
    """A page printed by a browser: subset fonts, their characters in a table of their own."""
    body = (
        "<meta charset=utf-8><style>@font-face{font-family:small;src:url(small.otf)}@page{size:A4;margin:2.5cm}body{font:24px/2 small}p{text-indent:2em;text-align:justify;margin:0}"
        "h1{text-align:center;font-size:24px;letter-spacing:.5em}</style><h1>通知</h1>"
        + "<p>各村：现将修路、改造管网、值班三项工作分到单位，请各单位于9月30日前完成。</p>"
        + "<p>一、修路三公里，9月30日前完成。</p><p>二、改造管网 500 米，用 PE 管。</p>"
    )
    with tempfile.TemporaryDirectory() as folder:
        page = pathlib.Path(folder) / "page.html"
        page.write_text(body, encoding="utf-8")
        # A whole font leaves tables in the file that are larger than the page.
        subset.main([FONT, "--font-number=2", f"--text-file={page}", f"--output-file={folder}/small.otf", "--no-hinting"])
        subprocess.run(
            ["chromium", "--headless", "--no-sandbox", "--no-pdf-header-footer", "--disable-pdf-tagging", f"--print-to-pdf={HERE / 'printed.pdf'}", page.as_uri()],
            check=True,
            capture_output=True,
        )


pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
word()
workbook()
old_workbook()
pdf("notice.pdf")
pdf("locked.pdf", encrypt="geheim")
scan()
printed()

(HERE / "tasks.gbk.csv").write_bytes(
    "序号,工作任务,责任单位,备注\r\n1,\"修建环镇道路，三公里\",\"镇建设办\n镇财政所\",\r\n2,改造管网,镇水务站,\"称\"\"老管网\"\"\"\r\n".encode("gbk")
)
(HERE / "notice.gb18030.txt").write_bytes("关于做好2026年重点工作的通知\r\n\r\n　　各村：𬇙水村㎡要抓好落实。\r\n".encode("gb18030"))
(HERE / "saved.html.xls").write_bytes(
    (
        '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta http-equiv=Content-Type content="text/html; charset=gb2312">'
        "<style>td{mso-number-format:General}</style></head><body><table border=1><tr><td colspan=3>青石镇任务表</td></tr>"
        "<tr><td>序号</td><td>任务</td><td>单位</td></tr><tr><td rowspan=2>1</td><td>修路<br style='mso-data-placement:same-cell;'>架桥</td><td>建设办</td></tr>"
        "<tr style='display:none'><td>绿化</td><td>&nbsp;</td></tr></table></body></html>"
    ).encode("gbk")
)
(HERE / "page.gbk.html").write_bytes(
    (
        '<!DOCTYPE html><html><head><meta charset="gb2312"><title>通知_青石镇</title><script>var a="<p>no</p>";</script></head><body class="home nav-fixed">'
        '<div class="top-nav"><a href="/">首页</a><a href="/a">政务公开</a><a href="/b">互动交流</a></div>'
        '<div class="breadcrumb">当前位置：<a href="/">首页</a> &gt; 通知</div>'
        "<div class='content share-page'><h1>关于做好2026年\n重点工作的通知</h1><p>发布时间：2026-01-08　来源：镇政府办公室</p>"
        "<div class='bdsharebuttonbox'>分享到 微信 微博</div>"
        "<h2>一、总体要求</h2><p>&emsp;&emsp;坚持稳中求进，\n把任务分到单位。<br>　　第二段。</p>"
        "<ol><li>修建道路</li><li><p>改造管网</p></li></ol><ul><li>加强值班</li></ul>"
        "<table><thead><tr><th rowspan=2>任务</th><th colspan=2>单位</th></tr><tr><th>牵头</th><th>配合</th></tr></thead><tr><td>修路<td>建设办<td>财政所</table>"
        '<p>附件：<a href="/f/1.xlsx">任务分解表</a></p></div>'
        '<ul class="list"><li><a href="/1">甲县召开工作会议</a></li><li><a href="/2">乙县部署春耕</a></li><li><a href="/3">丙县开展检查</a></li></ul>'
        '<div id="commentBox">我要评论：<textarea>不要读</textarea></div><div class="tag-cloud">热点 民生</div>'
        "<div class=foot>版权所有：青石镇人民政府　某ICP备00000000号</div><p>Copyright &copy; 青石镇</p></body></html>"
    ).encode("gbk")
)
