"""Tables from outside, row by row: CSV in UTF-8 and the first sheet of an Excel file; memory stays flat."""

import csv
import datetime as dt
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from documents import archives
from documents.refusal import BROKEN, WRONG_TABLE, Refused

CSV = "text/csv"
XLSX = archives.XLSX
LONGEST_CELL = 10_000  # characters; longer ones are no cell of a table
_ZIP_START = b"PK\x03\x04"
_DELIMITERS = ",;\t"
Row = tuple[int, list[str]]


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
        book = load_workbook(path, read_only=True)
        try:
            return book.worksheets[0].max_row or 0
        finally:
            book.close()
    with path.open("rb") as file:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b""))


def read(path: Path) -> Iterator[Row]:
    """Line number (from 1) and cells of every row that is not empty, as text; dates as ISO.

    Bytes that are no UTF-8 come as lone surrogates (`is_text` tells). Raises Refused where nothing can be
    read.
    """
    return _sheet(path) if media_type(path) == XLSX else _lines(path)


def is_text(cell: str) -> bool:
    """Was the cell written in UTF-8, and is it short enough to be a cell?"""
    try:
        cell.encode()
    except UnicodeEncodeError:
        return False
    return len(cell) <= LONGEST_CELL and "\x00" not in cell


def _lines(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        first = file.readline()
        file.seek(0)
        reader = csv.reader(file, delimiter=max(_DELIMITERS, key=first.count), strict=True)
        try:
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    yield reader.line_num, cells
        except csv.Error as error:
            raise Refused(f"có dòng {reader.line_num + 1} không đúng dạng CSV (thiếu dấu nháy).") from error


def _sheet(path: Path) -> Iterator[Row]:
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (KeyError, ValueError, OSError, zipfile.BadZipFile) as error:
        raise Refused(BROKEN) from error
    try:
        for line, row in enumerate(book.worksheets[0].iter_rows(values_only=True), start=1):
            cells = [_cell(value) for value in row]
            while cells and not cells[-1]:
                cells.pop()
            if cells:
                yield line, cells
    finally:
        book.close()


def _cell(value: Any) -> str:
    """A cell as one would have typed it: whole numbers without a point, a day at midnight as a day."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        is_day = value.time() == dt.time()
        return value.date().isoformat() if is_day else value.isoformat(timespec="seconds")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat() if isinstance(value, dt.date) else str(value).strip()
