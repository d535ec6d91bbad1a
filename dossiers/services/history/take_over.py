"""The verb: a file of history becomes dossiers, in one transaction, or nothing happens at all."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import connection, transaction

from agencies.services import reserve_numbers
from audit import services as audit
from documents import tables
from documents.refusal import Refused
from dossiers.models import HistoryImport
from dossiers.past import Fault
from dossiers.services.history.places import Places
from dossiers.services.history.stage import Faults, Staged, stage
from dossiers.services.history.write import Writer
from kit.actor import Actor
from kit.clock import local_date
from kit.errors import DomainError

Progress = Callable[[str, int, int], None]  # stage in words, how many lines, of how many
CHECKING, WRITING = "Kiểm tra từng dòng", "Ghi hồ sơ"


class BadHistory(DomainError):
    """The file has faults: nothing was taken over. `faults` are the first, `count` says how many in all."""

    def __init__(self, faults: list[Fault], count: int, lines: int) -> None:
        super().__init__(f"Tệp có {count} lỗi nên chưa nhập dòng nào.", code="history_faults")
        self.faults = sorted(faults, key=lambda fault: fault.line)  # as one goes through the file
        self.count, self.lines = count, lines


@dataclass(frozen=True)
class Result:
    """How many lines the file had, became dossiers, and were here already."""

    lines: int
    imported: int
    skipped: int


def quiet(stage: str, done: int, total: int) -> None:
    """Tell nobody."""


@transaction.atomic
def take_over(
    *, path: Path, batch: HistoryImport, by: Actor, at: datetime, progress: Progress = quiet
) -> Result:
    """Check every line of the file at `path`, then write them all as dossiers of `batch`.

    An equal line is skipped; nothing that is here is ever changed; nobody is sent a message. Raises
    BadHistory with every fault by line and column, Refused (documents) where the file can't be read at all.
    """
    places, faults = Places(batch.agency), Faults()
    total = max(tables.count_lines(path) - 1, 1)
    staged = stage(
        tables.read(path), places=places, now=at, faults=faults,
        progress=lambda done: progress(CHECKING, done, total),
    )  # fmt: skip
    if faults.count:
        raise BadHistory(faults.kept, faults.count, staged.lines)
    writer = Writer(batch, places, faults, by=by, at=at, known_at=_database_now())
    imported = writer.write(lambda done: progress(WRITING, done, staged.lines - staged.skipped))
    if faults.count:  # a calendar without hours for an open dossier: seen only when its clock is laid out
        raise BadHistory(faults.kept, faults.count, staged.lines)
    _keep_numbers_clear(places, at)
    _audit(batch, staged, imported, by, at)
    return Result(staged.lines, imported, staged.skipped)


def read_faults(error: Refused, name: str) -> list[Fault]:
    """A file that can't be read at all, as a fault of its first line."""
    return [Fault(1, "", error.sentence(name))]


def _database_now() -> datetime:
    """Since when the new facts are known: the database's clock, once the dossiers' table is locked.

    Whoever fixes a moment of figures waits for us then (dossiers.selectors.facts.settle).
    """
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE dossiers_dossier IN ROW SHARE MODE")
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def _keep_numbers_clear(places: Places, at: datetime) -> None:
    """The old system gave out numbers today as well: ours go on after them (domain.md 12)."""
    for agency in places.agencies.values():
        if places.only is None or agency.pk == places.only.pk:
            reserve_numbers(agency=agency, on=local_date(at), codes=_codes_of_day(agency.pk, at))


def _codes_of_day(agency_id: int, at: datetime) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.code FROM history_stage s JOIN dossiers_dossier d USING (code)"
            " WHERE d.receiving_agency_id = %s AND s.code LIKE %s ORDER BY s.code",
            [agency_id, f"%{local_date(at):%y%m%d}%"],
        )
        return [code for (code,) in cursor.fetchall()]


def _audit(batch: HistoryImport, staged: Staged, imported: int, by: Actor, at: datetime) -> None:
    audit.record(
        action="dossier.import",
        by=by,
        at=at,
        object_type="history_import",
        object_id=batch.pk,
        summary=f"Nhập {imported} hồ sơ từ hệ thống cũ, bỏ qua {staged.skipped} hồ sơ đã có",
        data={"file": batch.sha256, "lines": staged.lines, "imported": imported, "skipped": staged.skipped},
    )
