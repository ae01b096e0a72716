"""Task tables: the big xlsx, its second version, the old xls, and the GB18030 csv."""
import copy
import csv
import io

import xlwt
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from world import DOCUMENTS, joined, measures_words, settle, sponsor_name, tasks_from

HAN = "一二三四五六七八九十"
COLUMNS = [
    ("序号", 5), ("工作领域", 10), ("目标任务", 30), ("工作举措", 34), ("量化指标", 22),
    ("一季度", 14), ("二季度", 14), ("三季度", 14), ("四季度", 14),
    ("完成时限", 12), ("责任领导", 9), ("牵头单位", 14), ("配合单位", 20), ("责任人", 9), ("备注", 12),
]
FIRST_QUARTER, LAST_QUARTER = 6, 9
TITLE = "青石桥街道2026年重点工作任务分解表"
EDGE = Border(*[Side(style="thin")] * 4)


def row_of(world, number, task):
    """One row in the order of COLUMNS; an empty cell where the plan has nothing."""
    quarters = [task["visible"][q] for q in ("q1", "q2", "q3", "q4")]
    helpers = task.get("responsible", []) + task.get("assist", [])
    content = task["title"]
    if "requirement" in task:
        content += "。" + task["requirement"]
    return [number, task["area"], content, task.get("action", "").replace("；", "\n"),
            measures_words(task), *quarters, task.get("deadline", ""), sponsor_name(world, task),
            joined(task["lead"]), joined(helpers), task.get("owner", ""), task.get("note", "")]


def by_area(tasks):
    """Tasks grouped by area, in the order in which the areas come."""
    areas = {}
    for task in tasks:
        areas.setdefault(task["area"], []).append(task)
    return areas


def write_head(sheet, day):
    """Title row, unit and date row, heading in two rows."""
    width = len(COLUMNS)
    sheet.cell(1, 1, TITLE).font = Font(name="方正小标宋简体", size=20)
    sheet.cell(1, 1).alignment = Alignment(horizontal="center", vertical="center")
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=width)
    sheet.cell(2, 1, "填报单位：青石桥街道党政综合办公室")
    sheet.cell(2, width - 2, f"填报日期：{day}")
    for column, (name, chars) in enumerate(COLUMNS, 1):
        quarter = FIRST_QUARTER <= column <= LAST_QUARTER
        sheet.cell(4 if quarter else 3, column, name)
        if not quarter:
            sheet.merge_cells(start_row=3, start_column=column, end_row=4, end_column=column)
        sheet.column_dimensions[sheet.cell(3, column).column_letter].width = chars
    sheet.cell(3, FIRST_QUARTER, "进度安排")
    sheet.merge_cells(start_row=3, start_column=FIRST_QUARTER, end_row=3, end_column=LAST_QUARTER)
    sheet.row_dimensions[1].height = 34
    for row in sheet.iter_rows(min_row=3, max_row=4, max_col=width):
        for cell in row:
            cell.font = Font(name="黑体", size=11)
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
            cell.border = EDGE


def write_section(sheet, row, index, area, count):
    """A line such as 二、产业发展（18项） across the whole table."""
    sheet.cell(row, 1, f"{HAN[index]}、{area}（{count}项）").font = Font(name="黑体", size=11)
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(COLUMNS))


def write_rows(sheet, world, tasks):
    """Section lines and data rows; the area cell is merged down each section."""
    row, number = 5, 1
    for index, (area, group) in enumerate(by_area(tasks).items()):
        write_section(sheet, row, index, area, len(group))
        first = row = row + 1
        for task in group:
            for column, value in enumerate(row_of(world, number, task), 1):
                cell = sheet.cell(row, column, value if column != 2 or row == first else None)
                cell.font = Font(name="宋体", size=10.5)
                cell.alignment = Alignment(wrap_text=True, vertical="center")
                cell.border = EDGE
            row, number = row + 1, number + 1
        sheet.merge_cells(start_row=first, start_column=2, end_row=row - 1, end_column=2)
    return row


def write_notes(sheet, row):
    """The lines below the table that are no tasks."""
    for offset, line in enumerate([
        "备注：1.牵头单位排在第一位的负总责，配合单位按职责抓好落实。",
        "2.各牵头单位每月28日前报送进展，没有变化的不报。",
        "填表人：苗雨桐　　审核人：温国栋",
    ]):
        sheet.cell(row + offset, 1, line)
        sheet.merge_cells(start_row=row + offset, start_column=1, end_row=row + offset, end_column=len(COLUMNS))


def find_row(sheet, words):
    """Row of the task that begins with these words."""
    return next(r for r in range(5, sheet.max_row + 1) if str(sheet.cell(r, 3).value or "").startswith(words))


def ditto_row(sheet):
    """First row with the same helping units as the row above."""
    def helpers(row):
        return sheet.cell(row, 13).value
    return next(r for r in range(6, sheet.max_row) if helpers(r) and helpers(r) == helpers(r - 1))


def roughen(sheet):
    """The marks that many hands leave in a table."""
    hidden = find_row(sheet, "统计业务规范化建设")
    sheet.row_dimensions[hidden].hidden = True
    late = find_row(sheet, "云川冷链物流园")
    sheet.cell(late, 10).fill = PatternFill("solid", fgColor="FFFF0000")
    sheet.cell(late, 3).comment = Comment("邵主任：每周五报一次现场照片", "苗雨桐")
    sheet.cell(find_row(sheet, "改造农村户厕"), 14).value = "管　庆　丰"
    sheet.cell(ditto_row(sheet), 13).value = "同上"
    sheet.cell(find_row(sheet, "建设停车位"), 13).value = "社区建设办\n各社区"
    sheet.cell(find_row(sheet, "服务业企业升规纳统"), 13).value = "市场监管所，财政所"
    sheet.cell(find_row(sheet, "村级道路硬化"), 15).value = "民生实事"
    sheet.cell(find_row(sheet, "防汛物资储备"), 10).value = "5月31日前 "
    sheet.cell(find_row(sheet, "改造中小学操场"), 10).value = "８月底前"


def task_table(world, tasks, path, day):
    """Writes the task table with an empty Sheet2, as WPS leaves it."""
    book = Workbook()
    sheet = book.active
    sheet.title = "任务分解表"
    write_head(sheet, day)
    write_notes(sheet, write_rows(sheet, world, tasks) + 1)
    roughen(sheet)
    sheet.freeze_panes = "D5"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 8
    sheet.print_title_rows = "3:4"
    book.create_sheet("Sheet2")
    book.properties.creator = "党政综合办"
    book.save(path)
    settle(path)


def revised(tasks):
    """The list after the April dispatch meeting: 5 changed, 2 added, 2 removed."""
    tasks = [copy.deepcopy(t) for t in tasks]
    find = {t["title"]: t for t in tasks}
    find["改造农村户厕"]["deadline"] = "10月底前"
    find["力争引进到位资金"]["measures"][0]["value"] = "5.5"
    find["力争引进到位资金"]["visible"]["q4"] = "5.5亿元"
    find["盘活工业园闲置低效用地"]["owner"] = "邵启航"
    find["新建口袋公园"]["title"] = "新建口袋公园和“口袋”健身点"
    find["澄川恒泽精密机械二期项目开工"]["deadline"] = "4月底前"
    gone = {"推动个体工商户转型升级为企业", "组织群众文体活动"}
    tasks = [t for t in tasks if t["title"] not in gone]
    visible = dict(q1="—", q2="确定点位", q3="建成投用", q4="运行评估")
    new = [
        dict(area="民生保障", title="建设户外劳动者驿站", requirement="可饮水、充电、避暑，全天开放",
             action="闲置门面改造；志愿者值守", lead=["社区建设办"], assist=["各社区"],
             sponsor="副主任（民生）", owner="麦嘉禾", deadline="8月底前", visible=visible, note="4月新增",
             measures=[dict(name="新建驿站", op="at_least", value="5", unit="处")]),
        dict(area="安全应急", title="电动自行车停放场所消防整改", requirement="室外停放，配灭火器和视频监控",
             action="逐棚核查；限期整改", lead=["应急管理办"], assist=["社区建设办", "派出所"],
             sponsor="武装部部长", owner="阮志刚", deadline="7月底前", visible=visible, note="4月新增",
             measures=[dict(name="整改车棚", op="at_least", value="36", unit="处")]),
    ]
    for task in new:
        last = max(i for i, t in enumerate(tasks) if t["area"] == task["area"])
        tasks.insert(last + 1, task)
    return tasks


OLD_HEAD = ["编号", "类别", "工作任务", "具体措施", "责任单位", "协办单位", "完成时间", "具体责任人", "备  注"]


def old_table(world, path):
    """The same office's older form: .xls, one heading row that is pasted again, numbering such as 1-1."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("2026")
    book.add_sheet("Sheet2")
    title = xlwt.easyxf("font: name 黑体, height 360; align: horiz centre, vert centre")
    head = xlwt.easyxf("font: name 黑体, bold on; align: horiz centre, wrap on; borders: left thin, right thin, top thin, bottom thin")
    body = xlwt.easyxf("align: wrap on, vert centre; borders: left thin, right thin, top thin, bottom thin")
    sheet.write_merge(0, 0, 0, 8, "青石桥街道2026年城市管理和生态环境工作任务分解表", title)
    for column, (name, chars) in enumerate(zip(OLD_HEAD, [6, 10, 40, 34, 14, 20, 12, 10, 10])):
        sheet.write(1, column, name, head)
        sheet.col(column).width = chars * 256
    row = 2
    for index, (area, group) in enumerate(by_area(tasks_from(world, "城管分解表")).items(), 1):
        if index > 1:
            for column, name in enumerate(OLD_HEAD):
                sheet.write(row, column, name, head)
            row += 1
        first = row
        for number, task in enumerate(group, 1):
            helpers = task.get("responsible", []) + task.get("assist", [])
            cells = [f"{index}-{number}", None, f"{task['title']}（{measures_words(task)}）", task.get("action", ""),
                     joined(task["lead"]), " ".join(helpers), task.get("deadline", "／"), task.get("owner", "—"), ""]
            for column, value in enumerate(cells):
                if column != 1:
                    sheet.write(row, column, value, body)
            row += 1
        sheet.write_merge(first, row - 1, 1, 1, area, body)
    sheet.write(row, 0, "合计", body)
    sheet.write(row, 2, f"{len(tasks_from(world, '城管分解表'))}项", body)
    sheet.write(row + 1, 0, "填表说明：协办单位之间用空格隔开。")
    book.save(str(path))


def ledger_csv(world, path):
    """The ledger of the law and order office as Excel on a Chinese Windows saves it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["青石桥街道2026年平安法治任务台账"] + [""] * 8)
    writer.writerow(["序号", "重点工作", "工作要求", "主要措施", "主要责任单位", "责任单位", "完成时限", "责任人", "量化指标"])
    for number, task in enumerate(tasks_from(world, "平安台账"), 1):
        helpers = task.get("responsible", []) + task.get("assist", [])
        writer.writerow([f"（{number}）", task["title"], task.get("requirement", ""), task.get("action", ""),
                         joined(task["lead"]), joined(helpers), task.get("deadline", ""), task.get("owner", ""),
                         measures_words(task)])
    path.write_bytes(out.getvalue().encode("gb18030"))


def make(world):
    """Writes all four."""
    tasks = tasks_from(world, "分解表")
    task_table(world, tasks, DOCUMENTS / "03青石桥街道2026年重点工作任务分解表.xlsx", "2026年2月26日")
    task_table(world, revised(tasks), DOCUMENTS / "10青石桥街道2026年重点工作任务分解表（4月调整）.xlsx", "2026年4月20日")
    old_table(world, DOCUMENTS / "04城市管理和生态环境任务分解表（旧版）.xls")
    ledger_csv(world, DOCUMENTS / "07平安法治任务台账.csv")
