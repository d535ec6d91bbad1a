"""Lines of a commune's history, as tables of another system write them."""

import csv
import io
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from openpyxl import Workbook

from dossiers.models import HistoryImport
from dossiers.past import COLUMNS
from dossiers.services.history import Result, correct, take_over
from dossiers.services.history.jobs import begin, finish
from kit.actor import Actor
from tests.cast import at

NOW = at("2026-11-26 10:00")
BY = Actor.system("Nhập hồ sơ cũ")
DONE = {
    "code": "000.18.H42-260601-0001", "procedure_code": "2.000815", "agency_code": "18172",
    "channel": "direct", "submitted_at": "2026-06-01T08:30", "received_at": "2026-06-01T08:45",
    "due_at": "2026-06-01T17:00", "finished_at": "2026-06-01T15:10", "returned_at": "2026-06-01T16:00",
    "outcome": "done", "owner_name": "Nguyễn Thị Lan", "owner_id": "042165001234", "phone": "0912 345 678",
}  # fmt: skip
OPEN = DONE | {
    "code": "000.18.H42-261124-0002", "procedure_code": "1.004837", "submitted_at": "2026-11-24T09:00",
    "received_at": "2026-11-24T09:00", "due_at": "2026-12-01T17:00", "finished_at": "", "returned_at": "",
    "outcome": "open",
}  # fmt: skip
REFUSED = DONE | {
    "code": "000.18.H42-260602-0003", "channel": "online", "received_at": "", "due_at": "",
    "returned_at": "", "outcome": "refused_at_intake",
}  # fmt: skip
LATE = DONE | {
    "code": "000.18.H42-260601-0004", "finished_at": "2026-06-03T10:00", "returned_at": "2026-06-03T10:30",
}  # fmt: skip


def line(base: dict[str, str] = DONE, **cells: str) -> dict[str, str]:
    """A line like `base` but for some cells."""
    return base | cells


def table(
    lines: Iterable[dict[str, str]], *, columns: Iterable[str] = COLUMNS, delimiter: str = ","
) -> bytes:
    """The lines as CSV in UTF-8."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(columns), delimiter=delimiter, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(lines)
    return out.getvalue().encode()


def sheet(lines: Iterable[dict[str, object]], path: Path) -> Path:
    """The lines as the first sheet of an Excel file."""
    book = Workbook()
    book.active.append(list(COLUMNS))
    for cells in lines:
        book.active.append([cells[name] for name in COLUMNS])
    book.save(path)
    return path


def bring(
    folder: Path, *lines: dict[str, str], content: bytes | None = None, at: datetime = NOW, **more: object
) -> Result:
    """Take the lines over, as the command does. Raises what `take_over` raises."""
    return _with(take_over, folder, lines, content, at, more)


def put_right(folder: Path, *lines: dict[str, str], reason: str = "Nhập nhầm ngày", at: datetime = NOW,
              **more: object) -> Result:  # fmt: skip
    """Correct the lines that differ."""
    return _with(correct, folder, lines, None, at, more | {"reason": reason})


def _with(verb, folder, lines, content, moment, more) -> Result:
    path = folder / "ho-so.csv"
    path.write_bytes(table(lines) if content is None else content)
    by = more.pop("by", BY)
    given = {"file": None, "name": path.name, "sha256": "0" * 64, "agency": None, "by": by, "at": moment}
    batch: HistoryImport = begin(**given | more)
    result = verb(path=path, batch=batch, by=by, at=moment)
    finish(batch, result, moment)
    return result
