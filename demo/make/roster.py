"""The roster: units, posts, people and telephones in one workbook of two sheets."""
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from world import DOCUMENTS, holder, settle

KINDS = {"district": "区", "street": "街道", "area": "管区", "department": "站办所", "station": "派出机构（双管）",
         "village": "村", "community": "社区", "enterprise": "企业"}


def padded(name):
    """Names of two characters are set as wide as names of three."""
    return f"{name[0]}　{name[1]}" if len(name) == 2 else name


def unit_sheet(sheet, world):
    """Units with kind and parent."""
    sheet.title = "单位"
    sheet.append(["青石桥街道单位名录"])
    sheet.merge_cells("A1:F1")
    sheet.append(["序号", "单位简称", "单位全称", "单位类型", "上级单位", "其他叫法"])
    for number, unit in enumerate(world["unit"][1:], 1):
        parent = unit["parent"] if unit["kind"] != "street" else ""
        sheet.append([number, unit["short"], unit["name"], KINDS[unit["kind"]], parent,
                      "、".join(unit.get("aliases", []))])


def people_sheet(sheet, world):
    """Posts with their holders; the unit cell is merged over its posts."""
    sheet.title = "人员"
    sheet.append(["青石桥街道干部花名册"])
    sheet.merge_cells("A1:H1")
    sheet.append(["填报单位：党政综合办公室", "", "", "", "", "", "截止日期：2026年4月30日"])
    sheet.append(["序号", "单位", "姓名", "职务", "岗位类别", "任职时间", "联系电话", "备注"])
    phones = {person["name"]: person["phone"] for person in world["person"]}
    kinds = {"leader": "领导班子", "head": "负责人", "secretary": "村（社区）书记", "clerk": "工作人员"}
    order = {unit["short"]: index for index, unit in enumerate(world["unit"])}
    posts = sorted(world["post"], key=lambda post: order[post["unit"]])
    row, first, last_unit = 4, 4, None
    for number, post in enumerate(posts, 1):
        if post["unit"] != last_unit:
            merge_units(sheet, first, row - 1)
            first, last_unit = row, post["unit"]
        name = holder(post)
        since = post["holders"][-1]["from"].replace("-", ".")[:7] if name else ""
        sheet.append([number, post["unit"] if row == first else None, padded(name) if name else "（空缺）", post["title"],
                      kinds[post["kind"]], since, phones.get(name, ""), post.get("note", "")])
        row += 1
    merge_units(sheet, first, row - 1)


def merge_units(sheet, first, last):
    """Merges the unit cell over several posts."""
    if last > first:
        sheet.merge_cells(start_row=first, start_column=2, end_row=last, end_column=2)


def make(world):
    """Writes the roster."""
    book = Workbook()
    unit_sheet(book.active, world)
    people_sheet(book.create_sheet(), world)
    for sheet in book:
        sheet["A1"].font = Font(name="黑体", size=16)
        sheet["A1"].alignment = Alignment(horizontal="center")
        for column, width in zip("ABCDEFGH", [6, 16, 22, 24, 18, 14, 16, 24]):
            sheet.column_dimensions[column].width = width
    path = DOCUMENTS / "06青石桥街道干部花名册.xlsx"
    book.save(path)
    settle(path)
