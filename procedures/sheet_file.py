"""The steps of the internal process sheet as an Excel table: written, and read back with every fault named.

The columns are those of law.md §2.9 with what the software needs besides; a table that is written and read
again gives the same steps.
"""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from agencies.models import Unit
from documents import tables
from documents.refusal import Refused
from kit.text import fold
from procedures import durations
from procedures.durations import BadDuration
from procedures.entry import entry_of
from procedures.models import Step, Version
from procedures.plain import duration

NAME, UNIT, TIME, OUTPUT = "Trình tự", "Trách nhiệm", "Thời gian", "Biểu mẫu/Kết quả"
ROLE, LEG, SKIP = "Vai trò", "Chặng", "Được bỏ qua"
COLUMNS = ("TT", NAME, UNIT, TIME, OUTPUT, ROLE, LEG, SKIP)
NEEDED = (NAME, UNIT, TIME, ROLE)
WIDTHS = (6, 44, 24, 14, 30, 16, 8, 13)
MOST_STEPS = 80
UNITS = {fold(label): value for value, label in Unit.KindKey.choices}
ROLES = {fold(label): value for value, label in Step.Role.choices}
YES = {"co", "x", "1"}
NO = {"", "khong", "0"}
HELP = (
    "Sửa ở trang “Các bước”, lưu lại rồi nhập vào hệ thống. Dòng đầu là tên cột, không đổi.",
    "Thời gian: viết như 4 giờ; 0,5 ngày; 2 ngày. Một ngày tính 8 giờ.",
    "Thời gian các bước của một chặng cộng lại bằng thời hạn của thủ tục.",
    f"Trách nhiệm là một trong: {', '.join(Unit.KindKey.labels)}.",
    f"Vai trò là một trong: {', '.join(Step.Role.labels)}.",
    "Được bỏ qua: ghi “Có” khi bước xử lý được bỏ qua khi có lý do.",
)


class BadTable(Exception):
    """The table can't be taken; `faults` are sentences with row and column, in the order of the rows."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__(" ".join(faults))
        self.faults = faults


def write(version: Version) -> bytes:
    """The steps of a whole version as an XLSX file, with a page that says how to fill it in."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    cell = {"font_name": "Times New Roman", "font_size": 12, "border": 1, "text_wrap": True, "valign": "top"}
    plain, head = book.add_format(cell), book.add_format({**cell, "bold": True, "align": "center"})
    sheet = book.add_worksheet("Các bước")
    for place, (title, width) in enumerate(zip(COLUMNS, WIDTHS, strict=True)):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, title, head)
    for line, texts in enumerate(_lines(version), start=1):
        for place, text in enumerate(texts):
            sheet.write_string(line, place, text, plain)
    sheet.freeze_panes(1, 2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    _write_help(book, plain)
    book.close()
    return out.getvalue()


def read(path: Path) -> list[dict[str, Any]]:
    """The steps of a table, with "hours" in place of their shares. Raises BadTable, Refused."""
    rows = tables.read(path)
    heading = next(rows, None)
    if heading is None:
        raise Refused("không có dòng nào. Hãy chọn lại tệp.")
    places = _places(heading[1])
    steps, faults = [], []
    for line, cells in rows:
        row = {name: cells[place].strip() if place < len(cells) else "" for name, place in places.items()}
        if any(row[name] for name in row if name != "TT"):
            step, wrong = _read_row(row)
            steps.append(step)
            faults += [f"Dòng {line}, cột “{column}”: {said}" for column, said in wrong]
        if len(steps) > MOST_STEPS:
            raise BadTable([f"Bảng có quá {MOST_STEPS} bước."])
    if not steps:
        raise BadTable(["Bảng chưa có bước nào dưới dòng tên cột."])
    if faults:
        raise BadTable(faults)
    return steps


def _lines(version: Version) -> Iterator[tuple[str, ...]]:
    entry = entry_of(version)
    for number, (step, row) in enumerate(zip(version.steps.all(), entry["steps"], strict=True), start=1):
        yield (
            f"B{number}",
            step.name,
            step.get_unit_kind_display(),
            durations.say(duration(entry, row)),
            step.output,
            step.get_role_display(),
            str(step.leg_ord),
            "Có" if step.may_skip else "Không",
        )


def _write_help(book: xlsxwriter.Workbook, style: Any) -> None:
    sheet = book.add_worksheet("Hướng dẫn")
    sheet.set_column(0, 0, 100)
    for line, text in enumerate(HELP):
        sheet.write_string(line, 0, text, style)


def _places(heading: Sequence[str]) -> dict[str, int]:
    found = {fold(text): place for place, text in enumerate(heading)}
    missing = [name for name in NEEDED if fold(name) not in found]
    if missing:
        raise BadTable([f"Dòng 1: thiếu cột “{name}”." for name in missing])
    return {name: found[fold(name)] for name in COLUMNS if fold(name) in found}


def _read_row(row: Mapping[str, str]) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """The step, and what is wrong with it by column."""
    step: dict[str, Any] = {"name": row[NAME], "output": row.get(OUTPUT, ""), "may_skip": False, "leg": 1}
    faults = [(NAME, "Nhập tên bước.")] if not row[NAME] else []
    for column, key, known in ((UNIT, "unit_kind", UNITS), (ROLE, "role", ROLES)):
        step[key] = known.get(fold(row[column]), "")
        if not step[key]:
            faults.append((column, f"“{row[column]}” cần là một trong: {_names(column)}."))
    try:
        step["hours"] = durations.parse(row[TIME])
    except BadDuration as wrong:
        faults.append((TIME, f"“{row[TIME]}” không đọc được. {wrong}"))
    leg, skip = row.get(LEG, "") or "1", fold(row.get(SKIP, ""))
    if leg.isascii() and leg.isdigit() and 1 <= int(leg[:4]) <= 20:
        step["leg"] = int(leg)
    else:
        faults.append((LEG, f"“{leg}” cần là số từ 1 đến 20."))
    if skip not in YES | NO:
        faults.append((SKIP, "Ghi “Có” hoặc “Không”."))
    return step | {"may_skip": skip in YES}, faults


def _names(column: str) -> str:
    labels: Iterable[str] = Unit.KindKey.labels if column == UNIT else Step.Role.labels
    return ", ".join(labels)
