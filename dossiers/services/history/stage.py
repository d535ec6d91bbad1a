"""The first pass over a history file: every line read and checked, kept in a table of this transaction."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from io import StringIO
from itertools import islice

from django.db import connection

from documents import tables
from documents.tables import LONGEST_CELL, is_text
from dossiers import past
from dossiers.models import HistoryRow
from dossiers.past import COLUMNS, Fault, Past
from dossiers.services.history.places import Places
from kit.clock import local
from kit.masking import hide

BATCH = 2_000
KEPT_FAULTS = 500
_INDEX = HistoryRow._meta.get_field("digest_index")
Progress = Callable[[int], None]

_TABLE = """
    CREATE TEMPORARY TABLE history_stage (
        line integer NOT NULL, code text NOT NULL, digest text NOT NULL, mark text NOT NULL, row text NOT NULL
    ) ON COMMIT DROP
"""
_TWICE = """
    SELECT line, first_line FROM (
        SELECT line, min(line) OVER (PARTITION BY code) AS first_line FROM history_stage
    ) AS numbered WHERE line > first_line ORDER BY line
"""
_KNOWN = """
    SELECT s.line, d.source FROM history_stage s JOIN dossiers_dossier d USING (code)
    WHERE NOT EXISTS (SELECT 1 FROM newest_row n WHERE n.dossier_id = d.id AND n.mark = s.mark)
    ORDER BY s.line
"""
_NEWEST = """
    CREATE TEMPORARY TABLE newest_row ON COMMIT DROP AS
    SELECT DISTINCT ON (r.dossier_id) r.dossier_id, r.digest_index AS mark FROM dossiers_historyrow r
    JOIN dossiers_dossier d ON d.id = r.dossier_id JOIN history_stage s ON s.code = d.code
    ORDER BY r.dossier_id, r.known_at DESC, r.id DESC
"""
_DROP_EQUAL = """
    DELETE FROM history_stage s USING dossiers_dossier d, newest_row n
    WHERE d.code = s.code AND n.dossier_id = d.id AND n.mark = s.mark
"""
_REST = "SELECT line, digest, row FROM history_stage ORDER BY line"


@dataclass
class Faults:
    """Every fault is counted, the first ones are kept."""

    kept: list[Fault] = field(default_factory=list)
    count: int = 0

    def add(self, found: Iterable[Fault]) -> None:
        for fault in found:
            self.count += 1
            if len(self.kept) < KEPT_FAULTS:
                self.kept.append(replace(fault, expected=hide(fault.expected)))  # a cell may be quoted


@dataclass(frozen=True)
class Staged:
    """How many lines the file has, and how many of them were already here, equal."""

    lines: int
    skipped: int


def stage(
    rows: Iterable[tables.Row],
    *,
    places: Places,
    now: datetime,
    faults: Faults,
    progress: Progress,
    check: Callable[[], Iterable[Fault]] | None = None,
) -> Staged:
    """Check every line by itself, then against the others and against what is here.

    What remains in the table is new. `faults` is filled; with any of them nothing may be written. `check`
    says what a known code may not meet; it has to call `compare`. Without it every known code is a fault.
    """
    _run("DROP TABLE IF EXISTS pg_temp.history_stage, pg_temp.newest_row")
    now = local(now)  # moments in one zone are compared ten times as fast
    _run(_TABLE)
    lines = _read(iter(rows), places, now, faults, progress)
    faults.add(_twice())
    _run("CREATE INDEX ON history_stage (code)")
    _run("ANALYZE history_stage")
    faults.add((check or _different)())
    return Staged(lines, skipped=_run(_DROP_EQUAL))


Lines = list[tuple[int, str, str]]


def batches(size: int) -> Iterator[Lines]:
    """What is `staged`, so many lines at a time."""
    lines = staged()
    while batch := list(islice(lines, size)):
        yield batch


def staged() -> Iterator[tuple[int, str, str]]:
    """Line, digest and row (as JSON) of everything that is new, in the order of the file."""
    yield from rows_of(_REST)


def compare() -> None:
    """Find the newest line behind each known code: what is equal to it is skipped."""
    _run(_NEWEST)


def rows_of(sql: str) -> Iterator[tuple]:
    """The rows of a question about the staged lines, a few at a time."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql)
        while batch := cursor.fetchmany(BATCH):
            yield from batch


def _read(
    rows: Iterator[tables.Row], places: Places, now: datetime, faults: Faults, progress: Progress
) -> int:
    header = _header(next(rows, None), faults)
    lines, waiting = 0, StringIO()
    for line, cells in rows if header else ():
        lines += 1
        if found := _checked(line, cells, header, places, now, faults):
            waiting.write(_copy_line(line, found))
        if lines % BATCH == 0:
            _copy(waiting)
            progress(lines)
    _copy(waiting)
    if header and not lines:
        faults.add([Fault(1, "", "tệp không có dòng hồ sơ nào dưới dòng tiêu đề.")])
    return lines


def _header(row: tables.Row | None, faults: Faults) -> list[str]:
    """The names of the columns, in the file's own order; empty where the file can't be read by them."""
    if row is None:
        faults.add([Fault(1, "", f"tệp trống; dòng đầu cần các cột {', '.join(COLUMNS)}.")])
        return []
    line, cells = row
    names = [cell.strip().lower() for cell in cells]
    wrong = [Fault(line, name, "thiếu cột này ở dòng tiêu đề.") for name in COLUMNS if name not in names]
    wrong += [_not_used(line, number, name) for number, name in enumerate(names, 1) if name not in COLUMNS]
    wrong += [Fault(line, name, "cột có hai lần.") for name in COLUMNS if names.count(name) > 1]
    faults.add(wrong)
    return [] if wrong else names


def _not_used(line: int, number: int, name: str) -> Fault:
    """A column that is no column of a history; one whose name can't be shown is told by its number."""
    shown = name[:40] if name and is_text(name) else ""
    said = "cột không dùng; hãy xóa hoặc sửa tên cột."
    return Fault(line, shown, said if shown else f"cột thứ {number} không có tên đọc được; hãy sửa hoặc xóa.")


def _checked(
    line: int, cells: list[str], header: list[str], places: Places, now: datetime, faults: Faults
) -> Past | None:
    if len(cells) != len(header):
        faults.add([Fault(line, "", f"có {len(cells)} ô, cần {len(header)} ô như dòng tiêu đề.")])
        return None
    values = dict(zip(header, cells, strict=True))
    if odd := [Fault(line, name, _unreadable(values[name])) for name in header if not is_text(values[name])]:
        faults.add(odd)
        return None
    found, wrong = past.read(values, line=line, now=now)
    wrong = wrong or places.faults(found, line)
    faults.add(wrong)
    return None if wrong else found


def _unreadable(cell: str) -> str:
    if len(cell) > LONGEST_CELL:
        return "có nội dung quá dài, không phải một ô của bảng."
    return "có ký tự không đọc được; lưu tệp dạng CSV UTF-8."


def _twice() -> Iterator[Fault]:
    for line, first in rows_of(_TWICE):
        yield Fault(line, "code", f"mã này đã có ở dòng {first}; mỗi hồ sơ chỉ một dòng.")


def _different() -> Iterator[Fault]:
    compare()
    for line, source in rows_of(_KNOWN):
        if source == "import":
            said = "hồ sơ này đã được nhập với nội dung khác; bỏ dòng này, hoặc đính chính hồ sơ đã nhập."
        else:
            said = "hồ sơ mang mã này được nộp trên hệ thống, không nhập đè được; bỏ dòng này."
        yield Fault(line, "code", said)


def _copy_line(line: int, found: Past) -> str:
    row = found.as_json()
    escaped = row.replace("\\", "\\\\")
    digest = found.digest or past.digest(row)
    return f"{line}\t{found.code}\t{digest}\t{_INDEX.make(digest)}\t{escaped}\n"


def _copy(waiting: StringIO) -> None:
    waiting.seek(0)
    with connection.cursor() as cursor:
        cursor.cursor.copy_expert("COPY history_stage FROM STDIN", waiting)
    waiting.seek(0)
    waiting.truncate()


def _run(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.rowcount
