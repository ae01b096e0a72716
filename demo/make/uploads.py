"""Five small files of very different kinds for the browser tests. None of their tasks is in the plan yet."""
import csv
import io
from pathlib import Path

from openpyxl import Workbook
from prose import line, new_document
from world import UPLOAD, settle

TEXTS = Path(__file__).parent / "texts"

FLOOD = [
    ("物资准备", "补充编织袋、铁锹等防汛物资，入库登记", "应急管理办", "财政所", "5月15日前", "阮志刚"),
    (None, "检修排涝泵站4座并试运行", "城市管理办", "应急管理办", "5月20日前", "毕春生"),
    (None, "建立物资调用联系表，发到各村（社区）", "应急管理办", "党政综合办", "4月底前", "阮志刚"),
    ("巡查排险", "清理古渡村、沙河村排水沟渠12公里", "农业农村办", "古渡村、沙河村", "汛期前", "管庆丰"),
    (None, "排查低洼易涝点18处，逐点明确责任人", "城市管理办", "各社区", "5月前", "钱立安"),
    (None, "核查地质灾害隐患点，更新转移清单", "应急管理办", "东岭村、西岭村", "5月底前", ""),
    ("值守演练", "组织街道级防汛演练1次", "应急管理办", "各村（社区）", "5月25日", "武铁军"),
    (None, "落实24小时值班和领导带班", "党政综合办", "机关各站办所", "6月1日至9月30日", "温国栋"),
]

FIRE = [
    ("1", "设置防火检查站6处并张贴禁火令", "应急管理办", "东岭村、西岭村、梅坞村", "3月10日前"),
    ("2", "组建30人以上的应急扑救队伍，配齐风力灭火机", "应急管理办", "农业农村办", "3月20日前"),
    ("3", "清理林区道路两侧可燃物5.6公里", "东岭村、西岭村", "农业农村办", "清明节前"),
    ("4", "签订防火承诺书，入户率达到100%", "各村", "应急管理办", "3月底前"),
    ("5", "防火期内每日巡山，发现火情10分钟内上报", "东岭村、西岭村、梅坞村", "应急管理办", "长期坚持"),
    ("6", "开展坟头祭祀用火集中劝导", "社区建设办", "各村（社区）", "4月4日前"),
]


def flood_table():
    """A small task table with a merged area column."""
    book = Workbook()
    sheet = book.active
    sheet.title = "防汛"
    sheet.append(["青石桥街道2026年防汛备汛任务表"])
    sheet.merge_cells("A1:G1")
    sheet.append(["序号", "类别", "工作任务", "责任单位", "配合单位", "完成时限", "责任人"])
    first = 3
    for number, (area, task, lead, helpers, limit, owner) in enumerate(FLOOD, 1):
        row = number + 2
        if area and row > first:
            sheet.merge_cells(start_row=first, start_column=2, end_row=row - 1, end_column=2)
            first = row
        sheet.append([number, area, task, lead, helpers, limit, owner])
    sheet.merge_cells(start_row=first, start_column=2, end_row=len(FLOOD) + 2, end_column=2)
    path = UPLOAD / "防汛备汛任务表.xlsx"
    book.save(path)
    settle(path)


def fire_csv():
    """A task table as GB18030 csv."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["序号", "工作任务", "牵头单位", "配合单位", "完成时限"])
    writer.writerows(FIRE)
    (UPLOAD / "森林防火任务.csv").write_bytes(out.getvalue().encode("gb18030"))


def speech():
    """A short speech."""
    document = new_document()
    for index, text in enumerate((TEXTS / "meeting.txt").read_text("utf-8").splitlines()):
        line(document, text, centre=index < 3, bold=text[1:2] == "、")
    path = UPLOAD / "二季度安全生产会议讲话.docx"
    document.save(path)
    settle(path)


def make(_world):
    """Writes four of the five; the pdf is made with the other letter."""
    speech()
    flood_table()
    fire_csv()
    (UPLOAD / "背街小巷整治实施方案.html").write_text((TEXTS / "lanes.html").read_text("utf-8"), "utf-8")
