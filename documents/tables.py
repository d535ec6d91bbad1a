"""Tables from outside, row by row: CSV in UTF-8 and the first sheet of an Excel file; memory stays flat."""

import csv
import datetime as dt
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO
from xml.etree.ElementTree import ParseError

from openpyxl import Workbook, load_workbook

from documents import archives
from documents.refusal import BROKEN, WRONG_TABLE, Refused

CSV = "text/csv"
XLSX = archives.XLSX
LONGEST_CELL = 10_000  # characters; longer ones are no cell of a table
LONGEST_LINE = 1_000_000  # characters of a CSV line, so that none fills the memory
WIDEST = 200  # columns of a sheet that are looked at
_ZIP_START = b"PK\x03\x04"
_DELIMITERS = ",;\t"
Row = tuple[int, list[str]]
# What the reader of Excel files raises for a file whose parts contradict each other.
_DAMAGED = (
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    OSError,
    ParseError,
    zipfile.BadZipFile,
)


def media_type(path: Path) -> str:
    """CSV or XLSX, from the first bytes. Raises Refused for an Excel file that is damaged or a bomb."""
    with path.open("rb") as file:
        head = file.read(8192)
    if head.startswith(_ZIP_START):
        archives.examine_workbook(path)
        return XLSX
    if b"\x00" in head or head.startswith((b"%PDF-", b"\xd0\xcf\x11\xe0")):
        raise Refused(WRONG_TABLE)
    return CSV


def count_lines(path: Path) -> int:
    """About how many lines the table has, its heading included: for a progress bar."""
    if media_type(path) == XLSX:
        return _count_rows(path)
    with path.open("rb") as file:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b""))


def _count_rows(path: Path) -> int:
    try:
        with _workbook(path) as book:
            return book.worksheets[0].max_row or 0
    except _DAMAGED as error:
        raise Refused(BROKEN) from error


@contextmanager
def _workbook(path: Path) -> Iterator[Workbook]:
    """The book, read as it is asked for; the file is closed whatever is found in it."""
    with path.open("rb") as file:
        book = load_workbook(file, read_only=True, data_only=True)
        try:
            yield book
        finally:
            book.close()


def read(path: Path) -> Iterator[Row]:
    """Line number (from 1) and cells of every row that is not empty, as text; dates as ISO.

    The first row is the heading: empty cells to the right of its last word are left out in every row. Bytes
    that are no UTF-8 come as lone surrogates (`is_text` tells). Raises Refused where nothing can be read.
    """
    return _as_wide_as_heading(_sheet(path) if media_type(path) == XLSX else _lines(path))


def is_text(cell: str) -> bool:
    """Was the cell written in UTF-8, and is it short enough to be a cell?"""
    try:
        cell.encode()
    except UnicodeEncodeError:
        return False
    return len(cell) <= LONGEST_CELL and "\x00" not in cell


def _as_wide_as_heading(rows: Iterator[Row]) -> Iterator[Row]:
    width = 0
    for line, cells in rows:
        while len(cells) > width and not cells[-1].strip():
            cells.pop()
        width = width or len(cells)
        yield line, cells


def _lines(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        first = file.readline(LONGEST_LINE)
        file.seek(0)
        reader = csv.reader(_short_lines(file), delimiter=max(_DELIMITERS, key=first.count), strict=True)
        begins = 1
        try:
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    yield begins, cells
                begins = reader.line_num + 1
        except csv.Error as error:
            raise Refused(
                f"không đúng dạng CSV từ dòng {begins} (thừa hoặc thiếu dấu nháy, hoặc có ô quá dài)."
            ) from error


def _short_lines(file: TextIO) -> Iterator[str]:
    number = 0
    while text := file.readline(LONGEST_LINE):
        number += 1
        if len(text) == LONGEST_LINE and not text.endswith(("\n", "\r")):
            raise Refused(f"có dòng {number} quá dài, không phải một dòng của bảng.")
        yield text


def _sheet(path: Path) -> Iterator[Row]:
    try:
        yield from _rows_of_sheet(path)
    except _DAMAGED as error:
        raise Refused(BROKEN) from error


def _rows_of_sheet(path: Path) -> Iterator[Row]:
    with _workbook(path) as book:
        width, sheet = 0, book.worksheets[0]
        sheet.reset_dimensions()  # rows are as wide as their own cells, whatever the sheet says of itself
        for line, row in enumerate(sheet.iter_rows(values_only=True), start=1):
            cells = [_cell(value) for value in row[:WIDEST]]
            while cells and not cells[-1]:
                cells.pop()
            if cells:
                width = width or len(cells)
                yield line, cells + [""] * (width - len(cells))


def _cell(value: Any) -> str:
    """A cell as one would have typed it: whole numbers without a point, a day at midnight as a day.

    Excel keeps moments as fractions of a day: to the nearest second they are what was typed.
    """
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        is_day = value.time() == dt.time()
        if is_day:
            return value.date().isoformat()
        return (value + dt.timedelta(microseconds=500_000)).isoformat(timespec="seconds")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat() if isinstance(value, dt.date) else str(value).strip()
