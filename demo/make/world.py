"""The demo world as read from year.toml, and helpers that every document maker needs."""
import re
import tomllib
import zipfile
from pathlib import Path

DEMO = Path(__file__).resolve().parent.parent
DOCUMENTS = DEMO / "documents"
UPLOAD = DEMO / "upload"


def load():
    """year.toml as plain dictionaries."""
    with open(DEMO / "year.toml", "rb") as file:
        return tomllib.load(file)


def tasks_from(world, source):
    """Tasks whose text stands in the document with this key, in plan order."""
    return [task for task in world["task"] if source in task["sources"]]


def joined(units):
    """Units as an office writes them in a cell."""
    return "、".join(units)


def sponsor_name(world, task):
    """Name of the present holder of the sponsor's post, or an empty cell."""
    for post in world["post"]:
        if post["key"] == task.get("sponsor"):
            return holder(post) or ""
    return ""


def holder(post):
    """Present holder of a post, or None."""
    present = [h["person"] for h in post["holders"] if "to" not in h]
    return present[-1] if present else None


def measure_words(measure):
    """A measure as an office writes it: 到位资金不低于5.2亿元."""
    value, unit, name = measure["value"], measure["unit"], measure["name"]
    if measure["op"] == "growth":
        word = "下降" if value.startswith("-") else "增长"
        return f"{name}{word}{value.lstrip('-')}{unit}"
    if measure["op"] == "exact":
        return f"{name}{value}{unit}"
    if measure["op"] == "at_most":
        return f"{name}不超过{value}{unit}"
    floor = "不低于" if unit == "%" or unit.endswith("元") else "不少于"
    return name + floor + value + unit


def measures_words(task):
    """All measures of a task in one cell."""
    return "；".join(measure_words(m) for m in task["measures"])


def settle(path):
    """Rewrites an Office package with fixed times, so that a second run gives the same bytes."""
    with zipfile.ZipFile(path) as old:
        parts = [(info.filename, old.read(info)) for info in old.infolist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in parts:
            if name == "docProps/core.xml":
                data = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2026-02-26T01:00:00Z", data)
            new.writestr(zipfile.ZipInfo(name, (2026, 2, 26, 9, 0, 0)), data, zipfile.ZIP_DEFLATED)
