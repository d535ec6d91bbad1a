"""The runs of the backup as rows: one at a time in the whole house, each with how it went."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F

from audit.services import record
from keeping.backup import restic
from keeping.backup.bring_back import Restored
from keeping.backup.database import Address
from keeping.backup.errors import BackupFailed
from keeping.backup.prove import prove
from keeping.backup.save import save
from keeping.models import BackupRun
from kit.actor import Actor
from kit.clock import local
from kit.jobs import held

Clock = Callable[[], datetime]
TRIES = 3  # a night
ONE_HOUSE = 0  # the lock is not of a row: there is one repository
KILLED = "Bị ngắt giữa chừng (máy tắt hoặc tiến trình bị dừng)."
BUSY = "Một lượt sao lưu khác đang chạy. Thử lại sau ít phút."
PROVEN = "{tables} bảng, {rows} dòng, {files}/{files_of} tệp khớp. {book}"


def back_up(*, by: Actor, clock: Clock, new: bool = False) -> BackupRun:
    """Make a backup now, then let the repository forget what is too old. The run says how it went.

    `new`: the operator says that this is a new repository. The house's first one is made without asking.

    Raises BackupFailed only while another run is at it: any other failure is a row.
    """
    with _alone(clock()):
        return _back_up(by, clock, new)


def prove_newest(*, by: Actor, clock: Clock) -> BackupRun:
    """Restore the newest backup beside the house and compare; the run says what was equal."""
    with _alone(clock()):
        return _prove(by, clock)


def nightly(*, clock: Clock) -> list[BackupRun]:
    """What the night asks for and was not done: a backup, and the proof that it comes back.

    Called every few minutes; a failure is tried again, three times a night. Two workers never both work.
    """
    now = clock()
    since = night_of(now)
    try:
        with _alone(now):
            works = ((BackupRun.Kind.BACKUP, _back_up), (BackupRun.Kind.PROOF, _prove))
            return [work(Actor.system(), clock) for kind, work in works if _wanted(kind, since)]
    except BackupFailed:
        return []  # busy: whoever has the lock does it


def night_of(now: datetime) -> datetime:
    """The moment since which the present night's work is due: the last BACKUP_AT that has come."""
    there = local(now)
    begins = datetime.combine(there.date(), time.fromisoformat(settings.BACKUP_AT), there.tzinfo)
    return begins if begins <= there else begins - timedelta(days=1)


def address() -> Address:
    """The house's own database, as this process sees it."""
    return connection.settings_dict


def _wanted(kind: str, since: datetime) -> bool:
    states = list(BackupRun.objects.filter(kind=kind, started_at__gte=since).values_list("state", flat=True))
    return BackupRun.State.DONE not in states and len(states) < TRIES


def _back_up(by: Actor, clock: Clock, new: bool = False) -> BackupRun:
    first = not BackupRun.objects.filter(state=BackupRun.State.DONE).exists()
    run = _begin(BackupRun.Kind.BACKUP, by, clock())
    try:
        saved, made = save(address(), new=new or first, at=run.started_at)
        restic.forget(days=settings.BACKUP_KEEP_DAYS, weeks=settings.BACKUP_KEEP_WEEKS,
                      months=settings.BACKUP_KEEP_MONTHS)  # fmt: skip
    except Exception as failed:
        return _failed(run, failed, by, clock())
    told = {"snapshot": saved.id, "size": saved.size, "added": saved.added, "rows": made.rows}
    return _end(run, BackupRun.State.DONE, "", by, clock(), **told)


def _prove(by: Actor, clock: Clock) -> BackupRun:
    run = _begin(BackupRun.Kind.PROOF, by, clock())
    try:
        proven = prove(settings.BACKUP_SCRATCH or address())
    except Exception as failed:
        return _failed(run, failed, by, clock())
    message = PROVEN.format(**{name: _said(value) for name, value in vars(proven).items()})
    told = {"snapshot": proven.snapshot, "rows": proven.rows, "files": proven.files}
    return _end(run, BackupRun.State.DONE, message, by, clock(), **told)


@transaction.atomic
def write_restore(restored: Restored, *, by: Actor, started_at: datetime, at: datetime) -> BackupRun:
    """The house that came back remembers that it did, and which copy it is."""
    # In the copy, the run that made it is still running: by now we know how it ended.
    itself = BackupRun.objects.filter(kind=BackupRun.Kind.BACKUP, state=BackupRun.State.RUNNING)
    itself.update(state=BackupRun.State.DONE, finished_at=F("started_at"), snapshot=restored.snapshot,
                  rows=restored.manifest.rows)  # fmt: skip
    run = _begin(BackupRun.Kind.RESTORE, by, started_at)
    told = {"snapshot": restored.snapshot, "rows": restored.manifest.rows, "files": restored.files}
    return _end(run, BackupRun.State.DONE, "", by, at, **told)


def _said(value: int | str) -> str:
    """A number with its dots."""
    return f"{value:,}".replace(",", ".") if isinstance(value, int) else value


@contextmanager
def _alone(now: datetime) -> Iterator[None]:
    """Hold the house's one lock. Raises BackupFailed while somebody else has it."""
    with held(BackupRun, ONE_HOUSE) as mine:
        if not mine:
            raise BackupFailed(BUSY, code="busy")
        # Nobody else has the lock, so what still says "running" was killed.
        BackupRun.objects.filter(state=BackupRun.State.RUNNING).update(
            state=BackupRun.State.FAILED, finished_at=now, message=KILLED
        )
        yield


def _begin(kind: str, by: Actor, at: datetime) -> BackupRun:
    return BackupRun.objects.create(
        kind=kind,
        started_at=at,
        actor_kind=by.kind,
        actor_id=by.id,
        actor_name=by.name,
        actor_office=by.office,
    )


def _failed(run: BackupRun, failed: Exception, by: Actor, at: datetime) -> BackupRun:
    """Whatever it was, the administrator reads of it: a night without a backup must not pass in silence."""
    words = failed.message if isinstance(failed, BackupFailed) else f"Lỗi: {type(failed).__name__}: {failed}"
    return _end(run, BackupRun.State.FAILED, words, by, at)


@transaction.atomic
def _end(run: BackupRun, state: str, message: str, by: Actor, at: datetime, **told: Any) -> BackupRun:
    run.state, run.message, run.finished_at = state, message[:500], max(at, run.started_at)
    for name, value in told.items():
        setattr(run, name, value)
    run.save()
    record(
        action=f"keeping.{run.kind}", by=by, at=run.finished_at, object_type="backup", object_id=run.pk,
        summary=f"{run.get_kind_display()}: {run.get_state_display().lower()}.",
    )  # fmt: skip
    return run
