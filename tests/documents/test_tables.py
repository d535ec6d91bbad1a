"""Tables from outside: CSV and Excel, read row by row (CSV in UTF-8, first sheet of an .xlsx)."""

import datetime as dt
import io
import zipfile
from itertools import pairwise
from pathlib import Path

import pytest
from openpyxl import Workbook

from documents import tables
from documents.refusal import BROKEN, WRONG_TABLE, Refused

SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def put(tmp_path):
    """Write a file and give its path."""

    def write(content: bytes | str, name: str = "bang.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


@pytest.fixture
def book(tmp_path):
    """Save rows as the first sheet of an Excel file and give its path."""

    def save(*rows: list[object], name: str = "bang.xlsx") -> Path:
        made = Workbook()
        for row in rows:
            made.active.append(row)
        made.save(tmp_path / name)
        return tmp_path / name

    return save


def rows(path: Path) -> list[tuple[int, list[str]]]:
    return list(tables.read(path))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("a,b\n1,2\n", [(1, ["a", "b"]), (2, ["1", "2"])]),
        ("\ufeffa,b\n1,2\n", [(1, ["a", "b"]), (2, ["1", "2"])]),
        ("a;b\r\n1,5;2\r\n", [(1, ["a", "b"]), (2, ["1,5", "2"])]),
        ("a\tb\n1\t2", [(1, ["a", "b"]), (2, ["1", "2"])]),
        ("a,b\r1,2\r", [(1, ["a", "b"]), (2, ["1", "2"])]),
        ("a,b\n\n , \n1,2\n\n", [(1, ["a", "b"]), (4, ["1", "2"])]),
        ("a,b,,\n1,2,,\n", [(1, ["a", "b"]), (2, ["1", "2"])]),
        ("a,b\n1,2,\n3\n", [(1, ["a", "b"]), (2, ["1", "2"]), (3, ["3"])]),
        ("a,b\n1,\n", [(1, ["a", "b"]), (2, ["1", ""])]),
        ("a,b\n1,2,3\n", [(1, ["a", "b"]), (2, ["1", "2", "3"])]),
        ('a,b\n"1\n2",3\n4,5\n', [(1, ["a", "b"]), (2, ["1\n2", "3"]), (4, ["4", "5"])]),
        ('a,b\n"nói ""không""",2\n', [(1, ["a", "b"]), (2, ['nói "không"', "2"])]),
        ("", []),
        ("\n\n", []),
    ],
)  # fmt: skip
def test_a_csv_file_is_read_row_by_row_with_its_own_line_numbers(put, content, expected):
    assert rows(put(content)) == expected


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('a,b\n1,2\n3,"4\n5,6\n', "không đúng dạng CSV từ dòng 3 (thừa hoặc thiếu dấu nháy"),
        ('a,b\n"1"x,2\n', "không đúng dạng CSV từ dòng 2"),
        ("a,b\n" + "x" * 200_000 + ",1\n", "không đúng dạng CSV từ dòng 2"),
        ("a,b\n" + "x" * 1_500_000, "có dòng 2 quá dài"),
    ],
)
def test_a_csv_file_that_is_none_tells_from_which_line_on(put, content, said):
    with pytest.raises(Refused) as refused:
        rows(put(content))
    assert said in refused.value.sentence("bang.csv")
    assert refused.value.sentence("bang.csv").startswith("Tệp “bang.csv” ")


def test_bytes_that_are_no_utf8_and_hidden_signs_are_told_apart(put):
    path = put(b"a,b\n" + b"x" * 9000 + b",\xd5\xe1\ny,\x00\n")
    found = rows(path)
    assert [[tables.is_text(cell) for cell in cells] for _, cells in found] == [
        [True, True], [True, False], [True, False],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "told"),
    [("", True), ("Lê", True), ("x" * 10_000, True), ("x" * 10_001, False), ("\udc80", False), ("\0", False)],
)
def test_a_cell_is_short_text(cell, told):
    assert tables.is_text(cell) is told


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
        "code,channel\n1,2\n".encode("utf-16"),
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    ],
    ids=["pdf", "xls", "utf-16", "png"],
)
def test_what_is_no_table_is_refused_whatever_its_name(put, content):
    with pytest.raises(Refused) as refused:
        rows(put(content))
    assert refused.value.predicate == WRONG_TABLE


def test_cells_of_excel_come_as_one_would_have_typed_them(book):
    path = book(
        ["a", "b", "c", "d", "e", "f", "g", "h"],
        [
            18172, 2.000815, " Lê ", dt.datetime(2026, 6, 15, 8, 30), dt.datetime(2026, 6, 15),
            dt.date(2026, 6, 15), "0912345678", None,
        ],
    )  # fmt: skip
    assert rows(path)[1] == (
        2, ["18172", "2.000815", "Lê", "2026-06-15T08:30:00", "2026-06-15", "2026-06-15", "0912345678", ""],
    )  # fmt: skip


@pytest.mark.parametrize("minute", range(0, 60, 7))
def test_every_minute_of_excel_is_that_minute(book, minute):
    moment = dt.datetime(2026, 6, 15, 13, minute)
    days = (moment - dt.datetime(1899, 12, 30)) / dt.timedelta(days=1)
    made = Workbook()
    made.active.append(["a"])
    made.active.append([days])
    made.active["A2"].number_format = "yyyy-mm-dd hh:mm"
    out = book(["x"])
    made.save(out)
    assert rows(out)[1][1] == [moment.isoformat(timespec="seconds")]


def test_blank_rows_and_cells_to_the_right_are_left_out_of_a_sheet(book):
    path = book(["a", "b", None], [None, None], ["1", None, " "], [], ["1", "2", None, None])
    assert rows(path) == [(1, ["a", "b"]), (3, ["1", ""]), (5, ["1", "2"])]


def test_only_the_first_sheet_is_read(tmp_path):
    made = Workbook()
    made.active.append(["a"])
    made.create_sheet("Hướng dẫn").append(["b"])
    made.save(tmp_path / "hai.xlsx")
    assert rows(tmp_path / "hai.xlsx") == [(1, ["a"])]


def test_an_empty_first_sheet_has_no_rows(tmp_path):
    Workbook().save(tmp_path / "trong.xlsx")
    assert rows(tmp_path / "trong.xlsx") == []


def test_a_formula_comes_as_the_value_that_was_kept_with_it(book):
    assert rows(book(["a", "b"], ["=1+1", "x"]))[1] == (2, ["", "x"])  # nothing was kept with this one


def test_a_merged_heading_has_its_name_in_the_first_cell(tmp_path):
    made = Workbook()
    made.active.append(["a", "b", "c"])
    made.active.append(["1", "2", "3"])
    made.active.merge_cells("A1:B1")
    made.save(tmp_path / "gop.xlsx")
    assert rows(tmp_path / "gop.xlsx")[0] == (1, ["a", "", "c"])


def test_a_sheet_that_claims_every_column_is_read_in_no_time(book):
    path = repack(book(["a", "b"], ["1", "2"]), SHEET, b'ref="A1:B2"', b'ref="A1:XFD99"')
    assert rows(path) == [(1, ["a", "b"]), (2, ["1", "2"])]


def said_of(path: Path, read) -> str:
    """What the reading refuses with; empty where it gives something."""
    try:
        read(path)
    except Refused as refused:
        return refused.predicate
    return ""


@pytest.mark.parametrize(
    ("old", "new"),
    [(b"<row", b"<rowx"), (b"</sheetData>", b""), (b'r="1"', b'r="x"'), (b"</row>", b"")],
)
def test_a_damaged_sheet_is_refused_in_a_sentence_or_read(book, old, new):
    path = repack(book(["a", "b"], ["1", "2"]), SHEET, old, new)
    assert {said_of(path, rows), said_of(path, tables.count_lines)} <= {"", BROKEN}


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/_rels/workbook.xml.rels"])
@pytest.mark.parametrize("content", [b"", b"<a", b"<a/>"])
def test_a_workbook_with_a_part_of_nonsense_is_refused(book, part, content):
    path = replace_part(book(["a", "b"]), part, content)
    assert said_of(path, rows) in (BROKEN, "" if part == SHEET and content == b"<a/>" else BROKEN)
    assert said_of(path, tables.count_lines) in ("", BROKEN)


def test_a_file_cut_in_the_middle_is_refused(book):
    path = book(["a", "b"], *([str(n), "x"] for n in range(100)))
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(Refused) as refused:
        rows(path)
    assert refused.value.predicate == BROKEN


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path):
    with zipfile.ZipFile(tmp_path / "bom.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<a/>")
        archive.writestr("xl/workbook.xml", "<a/>")
        archive.writestr(SHEET, b"0" * 50_000_000)
    with pytest.raises(Refused, match="quá lớn"):
        rows(tmp_path / "bom.xlsx")


def test_a_word_file_is_no_table(tmp_path):
    with zipfile.ZipFile(tmp_path / "van-ban.xlsx", "w") as archive:
        archive.writestr("[Content_Types].xml", "<a/>")
        archive.writestr("word/document.xml", "<a/>")
    with pytest.raises(Refused) as refused:
        rows(tmp_path / "van-ban.xlsx")
    assert refused.value.predicate == WRONG_TABLE


@pytest.mark.parametrize("lines", [0, 1, 3])
def test_lines_are_counted_for_the_progress_bar(put, book, lines):
    assert tables.count_lines(put("x,y\n" * lines)) == lines
    assert tables.count_lines(book(*[["x"]] * lines)) == max(lines, 1)


def repack(path: Path, part: str, old: bytes, new: bytes) -> Path:
    with zipfile.ZipFile(path) as archive:
        content = archive.read(part)
    assert old in content
    return replace_part(path, part, content.replace(old, new))


def replace_part(path: Path, part: str, content: bytes) -> Path:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, old in (parts | {part: content}).items():
            archive.writestr(name, old)
    path.write_bytes(out.getvalue())
    return path


LAUGHS = """<?xml version="1.0"?><!DOCTYPE t [<!ENTITY a "ha ha ha ha ha ha ha ha ha ha">{}]>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
<row r="1"><c r="A1" t="inlineStr"><is><t>&i;</t></is></c></row></sheetData></worksheet>"""
GROWING = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in pairwise("abcdefghi"))
OUTSIDE = LAUGHS.replace("&i;", "&x;").format('<!ENTITY x SYSTEM "file:///etc/passwd">')


@pytest.mark.parametrize(
    "sheet", [LAUGHS.format(GROWING), OUTSIDE], ids=["grows without end", "reads our disk"]
)
def test_an_entity_that_grows_or_reads_elsewhere_is_refused(tmp_path, sheet):
    book = Workbook()
    book.active.append(["code"])
    whole, evil = tmp_path / "whole.xlsx", tmp_path / "evil.xlsx"
    book.save(whole)
    with zipfile.ZipFile(whole) as good, zipfile.ZipFile(evil, "w", zipfile.ZIP_DEFLATED) as bad:
        for name in good.namelist():
            bad.writestr(name, sheet if name == "xl/worksheets/sheet1.xml" else good.read(name))
    with pytest.raises(Refused):
        list(tables.read(evil))
