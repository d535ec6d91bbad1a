"""Imports asked for at the desk: a file is kept, a worker takes it over, the officer watches."""

from collections.abc import Callable
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from agencies.models import Agency
from documents import disk
from documents.models import IN_QUARANTINE, FileState, StoredFile
from documents.refusal import INFECTED, Refused
from documents.selectors import open_file
from documents.services import destroy, store_table
from dossiers.models import HistoryImport
from dossiers.past import Fault
from dossiers.services.history.correct import clean_reason, correct
from dossiers.services.history.take_over import BadHistory, Result, read_faults, take_over
from kit.actor import Actor
from kit.jobs import Teller, first_free, told
from kit.ping import ping

TASK = "dossiers.import_history"
MOST_ATTEMPTS = 3
MAX_BYTES = 200 * 1024 * 1024
OPEN = (HistoryImport.State.WAITING, HistoryImport.State.RUNNING)


@transaction.atomic
def ask(
    *, upload: UploadedFile, agency: Agency, by: Actor, at: datetime, reason: str | None = None
) -> HistoryImport:
    """Keep the file and put its import in the queue; with a `reason` its dossiers are corrected instead.

    Raises Invalid: {"file": …} where it is no table, {"reason": …} for an empty or too long one.
    """
    said = "" if reason is None else clean_reason(reason)
    transaction.on_commit(lambda: ping(TASK))
    stored = store_table(upload=upload, by=by, at=at, max_bytes=MAX_BYTES)
    return begin(
        file=stored, name=stored.original_name, sha256=stored.sha256, agency=agency, by=by, at=at, reason=said
    )


def begin(
    *, file: StoredFile | None, name: str, sha256: str, agency: Agency | None, by: Actor, at: datetime,
    reason: str = "",
) -> HistoryImport:  # fmt: skip
    """The row of one import; `agency` None where the file may speak of every agency in use."""
    return HistoryImport.objects.create(
        agency=agency, file=file, file_name=name, sha256=sha256, reason=reason, asked_at=at,
        actor_kind=by.kind, actor_id=by.id, actor_name=by.name, actor_office=by.office,
    )  # fmt: skip


def run_next(*, clock: Callable[[], datetime]) -> bool:
    """Take over the oldest file that nobody is at work on; False where there is none.

    All or nothing: a worker that dies leaves nothing behind but the row, and the next one starts it again,
    at most three times. A file in quarantine waits for its verdict; one with malicious code is refused.
    """
    pending = HistoryImport.objects.filter(state__in=OPEN).select_related("agency", "file")
    pending = pending.exclude(file__state=FileState.OK, file__scan_state__in=IN_QUARANTINE)
    return first_free(pending.order_by("asked_at", "pk"), lambda batch: _run(batch, clock))


def finish(batch: HistoryImport, result: Result, at: datetime) -> None:
    """The file is in."""
    batch.state = HistoryImport.State.DONE
    batch.row_count, batch.imported, batch.skipped = result.lines, result.imported, result.skipped
    _end(batch, at)


def refuse(batch: HistoryImport, faults: list[Fault], count: int, lines: int, at: datetime) -> None:
    """The file has faults; the first ones are kept with it."""
    batch.state = HistoryImport.State.FAULTY
    batch.faults = [[fault.line, fault.field, fault.expected] for fault in faults]
    batch.fault_count, batch.row_count = count, lines
    _end(batch, at)


def _run(batch: HistoryImport, clock: Callable[[], datetime]) -> None:
    if batch.attempts >= MOST_ATTEMPTS or batch.file is None:
        batch.state = HistoryImport.State.BROKEN
        _end(batch, clock())
        return
    with told(batch, clock) as teller:
        outcome = _try(batch, clock(), teller)
    if isinstance(outcome, Result):
        finish(batch, outcome, clock())
    else:
        refuse(batch, outcome.faults, outcome.count, outcome.lines, clock())


def _try(batch: HistoryImport, at: datetime, teller: Teller) -> Result | BadHistory:
    if batch.file.is_infected:
        return BadHistory(read_faults(Refused(INFECTED), batch.file_name), count=1, lines=0)
    open_file(batch.file).close()  # proves that it is still what was handed in
    path, verb = disk.absolute(batch.file.path), correct if batch.reason else take_over
    try:
        return verb(path=path, batch=batch, by=_actor(batch), at=at, progress=teller)
    except BadHistory as bad:
        return bad
    except Refused as refused:
        return BadHistory(read_faults(refused, batch.file_name), count=1, lines=0)


def _end(batch: HistoryImport, at: datetime) -> None:
    """Nobody needs the file any more: what it says is in the dossiers, or has to be corrected first."""
    batch.ended_at, batch.progress, batch.stage = at, 100, ""
    file, batch.file = batch.file, None
    batch.save()
    if file is not None:
        destroy(file=file, by=_actor(batch), at=at)


def _actor(batch: HistoryImport) -> Actor:
    return Actor(batch.actor_kind, batch.actor_id, batch.actor_name, batch.actor_office)  # type: ignore[arg-type]
