"""A new calendar moves the due dates of open dossiers: in the background, batch by batch (domain.md 9).

Every batch locks the dossiers that nobody holds, commits alone and says how far it is in the same
transaction. A kill loses the batch at most; whoever goes on starts where the last commit ended. Nobody waits
longer than one batch takes.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from functools import cache

from django.db import connection, transaction

from accounts import notices
from accounts.models import User
from accounts.notices import Word
from agencies.models import Agency, CalendarVersion
from agencies.selectors import active_agencies, latest_version
from agencies.services import publish_calendar
from agencies.worktime.errors import CalendarError
from audit import services as audit
from dossiers.deadlines import Derived, LedgerError, duty_from, warn_from
from dossiers.models import (
    CalendarChange,
    ClockEntry,
    Dossier,
    Lateness,
    LatenessAnnulled,
    StepRun,
)
from dossiers.selectors import calendar_change as select
from dossiers.selectors import rules
from dossiers.selectors.calendar_change import BATCH, Book, Calendars, Moved
from dossiers.services import facts, officers
from dossiers.services.lateness import mark_dossier_if_late, mark_intake_if_late, mark_run_if_late, standing
from dossiers.services.many import update_many
from dossiers.states import EntryKind, Target
from kit.actor import Actor
from kit.clock import local_date
from kit.ping import ping

logger = logging.getLogger(__name__)
TASK = "dossiers.follow_calendars"
OPEN = CalendarChange.State.RUNNING
DOSSIER_FIELDS = (
    "due_at", "soon_at", "soon_marked_at", "late_marked_at", "duty_at", "duty_marked_at",
    "intake_due_at", "intake_soon_at", "intake_soon_marked_at", "intake_late_marked_at",
    "owes_apology", "last_entry_no",
)  # fmt: skip
RUN_FIELDS = ("due_at", "soon_at", "soon_marked_at", "late_marked_at")


def publish(
    *, agencies: Iterable[Agency], by: Actor, at: datetime, note: str, earlier: bool = False
) -> list[CalendarChange]:
    """Publish the calendars of these offices and send each new one through the open dossiers at once.

    Each office commits alone, its calendar together with its change: no schedule comes in between and
    begins it without the leave to bring days forward. Raises DomainError, CalendarError as publishing does.
    """
    return [change for agency in agencies if (change := _publish(agency, by, at, note, earlier))]


@transaction.atomic
def _publish(agency: Agency, by: Actor, at: datetime, note: str, earlier: bool) -> CalendarChange | None:
    version = publish_calendar(agency=agency, by=by, at=at, note=note)
    return begin(version=version, by=by, at=at, earlier=earlier)


@transaction.atomic
def begin(
    *, version: CalendarVersion, by: Actor, at: datetime, earlier: bool = False
) -> CalendarChange | None:
    """Send a published calendar through the open dossiers; None for an office's first one.

    Again for the same version: the change that is there already.
    """
    if version.no == 1:
        return None
    change, new = CalendarChange.objects.get_or_create(
        agency=version.agency, calendar_no=version.no,
        defaults={
            "earlier": earlier, "reason": version.note or "Lịch làm việc thay đổi", "asked_at": at,
            "actor_kind": by.kind, "actor_id": by.id, "actor_name": by.name, "actor_office": by.office,
            "total": select.touched(version.agency).count(),
        },
    )  # fmt: skip
    if new:
        transaction.on_commit(lambda: ping(TASK))
    return change


def plan(*, at: datetime) -> int:
    """Begin what was published and not begun: a command, a kill between the two. Returns how many."""
    begun = 0
    for agency in active_agencies():
        version = latest_version(agency)
        known = CalendarChange.objects.filter(agency=agency)
        if version is None or version.no == 1 or known.filter(calendar_no=version.no).exists():
            continue
        by = Actor(version.actor_kind, version.actor_id, version.actor_name, version.actor_office)
        begun += begin(version=version, by=by, at=at) is not None
    return begun


def run(*, clock: Callable[[], datetime]) -> int:
    """Work through everything that is open; returns how many batches were done.

    What somebody held every time is left for the next call.
    """
    done, stuck = 0, set()
    while True:
        with transaction.atomic():
            change = _next(stuck)
            if change is None:
                return done
            left_before = len(change.left_out)
            finished_pass = _batch(change, clock())
            if finished_pass and change.state == OPEN and len(change.left_out) >= left_before > 0:
                stuck.add(change.pk)
        done += 1


def _next(stuck: set[int]) -> CalendarChange | None:
    rows = CalendarChange.objects.select_for_update(of=("self",), skip_locked=True).select_related("agency")
    return rows.filter(state=OPEN).exclude(pk__in=stuck).order_by("asked_at", "pk").first()


def _batch(change: CalendarChange, at: datetime) -> bool:
    """The next dossiers, after the last one those that were held. True after a pass over the held ones."""
    keys = list(
        select.touched(change.agency).filter(pk__gt=change.position).values_list("pk", flat=True)[:BATCH]
    )
    again = not keys
    if again:
        keys, change.left_out = change.left_out[:BATCH], change.left_out[BATCH:]
    rows = (
        Dossier.objects.select_for_update(of=("self",), skip_locked=True).filter(pk__in=keys).order_by("pk")
    )
    held, moved = set(keys), 0
    calendars = Calendars()
    writer = _Writer(change, at, calendars)
    for book in select.books(rows, calendars):
        held.discard(book.dossier.pk)
        moved += writer.take(book, _moves(book, calendars, at, change))
    writer.write()
    change.left_out += sorted(held)
    if not again:
        change.position = keys[-1]
    change.seen += len(keys) - len(held)
    change.moved += moved
    if again and not change.left_out:
        _end(change, at)
    change.save()
    return again


def _moves(book: Book, calendars: Calendars, at: datetime, change: CalendarChange) -> list[Moved]:
    """A dossier whose clocks can't be counted stays as it is: it must not hold up all that come after it."""
    try:
        return select.moves(book, calendars, at, earlier=change.earlier)
    except (CalendarError, LedgerError):
        logger.exception("calendar change %s: dossier %s is not counted anew", change.pk, book.dossier.pk)
        return []


class _Writer:
    """Collects what the clocks of a batch become, and writes it in a handful of statements."""

    def __init__(self, change: CalendarChange, at: datetime, calendars: Calendars) -> None:
        self.change, self.at, self.calendars = change, at, calendars
        self._setting = cache(lambda rule, agency_id, on: rule(Agency(pk=agency_id), on))
        self.entries: list[ClockEntry] = []
        self.dossiers: dict[int, Dossier] = {}
        self.counted: list[Dossier] = []
        self.runs: list[StepRun] = []
        self.legs: list = []

    def take(self, book: Book, moved: list[Moved]) -> bool:
        """Move the clocks of one dossier in memory. Did its own day change?"""
        dossier = book.dossier
        for move in moved:
            dossier.last_entry_no += 1
            self.entries.append(self._row(dossier, move))
            self.dossiers[dossier.pk] = dossier
            _SETTERS[move.target](self, book, move)
        return any(move.target is not Target.RUN for move in moved)

    def write(self) -> None:
        """Ledger rows, clocks, facts and lateness of the batch."""
        ClockEntry.objects.bulk_create(self.entries)
        self._annul()
        update_many(list(self.dossiers.values()), DOSSIER_FIELDS)
        update_many(self.runs, RUN_FIELDS)
        update_many(self.legs, ("starts_at", "due_at"))
        real = [dossier for dossier in self.counted if not dossier.is_test]
        facts.record_many(dossiers=real, at=self.at, known_at=_database_now())

    def _row(self, dossier: Dossier, move: Moved) -> ClockEntry:
        return ClockEntry(
            dossier=dossier, target=move.target, run=move.run, no=dossier.last_entry_no,
            kind=EntryKind.CALENDAR, effective_at=move.effective_at, plan=move.plan, reason_code="calendar",
            reason=self.change.reason, asked_by=self.change.actor_name, approved_by=self.change.actor_name,
            change=self.change, due_before=move.before, due_after=move.after,
        )  # fmt: skip

    def _dossier(self, book: Book, move: Moved) -> None:
        dossier, now = book.dossier, move.state
        dossier.due_at, dossier.soon_marked_at = now.due_at, None
        dossier.soon_at = self._warn(dossier.deciding_agency_id, now.clock_from, now.due_at)
        dossier.duty_at, dossier.duty_marked_at = self._duty(dossier, now), None
        for leg, window in zip(book.legs, now.windows, strict=True):
            if (leg.starts_at, leg.due_at) != (window.clock_from, window.due_at):
                leg.starts_at, leg.due_at = window.clock_from, window.due_at
                self.legs.append(leg)
        self.counted.append(dossier)

    def _intake(self, book: Book, move: Moved) -> None:
        dossier, now = book.dossier, move.state
        dossier.intake_due_at, dossier.intake_soon_marked_at = now.due_at, None
        dossier.intake_soon_at = self._warn(
            dossier.receiving_agency_id, now.clock_from, now.due_at, rules.intake_alert
        )
        if dossier not in self.counted:
            self.counted.append(dossier)

    def _run(self, book: Book, move: Moved) -> None:
        run = move.run
        run.dossier, run.due_at, run.soon_marked_at = book.dossier, move.after, None
        run.soon_at = self._warn(run.leg.agency_id, move.state.since, move.after, rules.step_due_soon)
        self.runs.append(run)

    def _warn(
        self, agency_id: int, start: datetime, due_at: datetime,
        rule: Callable[[Agency, date], timedelta] = rules.due_soon,
    ) -> datetime:  # fmt: skip
        calendar = self.calendars.newest(agency_id)
        return warn_from(calendar, start, due_at, self._setting(rule, agency_id, local_date(start)))

    def _duty(self, dossier: Dossier, now: Derived) -> datetime | None:
        if now.appointed is not None:
            return None
        agency_id, start = dossier.deciding_agency_id, now.clock_from
        days = self._setting(rules.apology_days, agency_id, local_date(start))
        return duty_from(self.calendars.newest(agency_id), start, now.due_at, days)

    def _annul(self) -> None:
        """A clock late by its old day is late no longer, or is so by the new one; nothing is un-sent."""
        latest: dict[tuple[int, str, int | None], ClockEntry] = {
            (entry.dossier_id, entry.target, entry.run_id): entry for entry in self.entries
        }
        late = standing(Lateness.objects.filter(dossier__in=list(self.dossiers)))
        for row in late:
            entry = latest.get((row.dossier_id, row.target, row.run_id))
            if entry is not None and row.due_at == entry.due_before:
                LatenessAnnulled.objects.create(lateness=row, entry=entry)
                self._mark_anew(row)

    def _mark_anew(self, row: Lateness) -> None:
        dossier = self.dossiers[row.dossier_id]
        if row.target == Target.DOSSIER:
            dossier.late_marked_at, dossier.owes_apology = None, False
            mark_dossier_if_late(dossier=dossier, at=self.at)
        elif row.target == Target.INTAKE:
            dossier.intake_late_marked_at = None
            mark_intake_if_late(dossier=dossier, at=self.at)
        else:
            run = next(run for run in self.runs if run.pk == row.run_id)
            run.late_marked_at = None
            mark_run_if_late(run=run, at=self.at)


_SETTERS = {Target.DOSSIER: _Writer._dossier, Target.INTAKE: _Writer._intake, Target.RUN: _Writer._run}


def _end(change: CalendarChange, at: datetime) -> None:
    change.state, change.ended_at = CalendarChange.State.DONE, at
    concerned = _concerned(change, local_date(at))
    notices.tell(words=[_word(change, officer, count) for officer, count in concerned.items()], at=at)
    by = Actor(change.actor_kind, change.actor_id, change.actor_name, change.actor_office)  # type: ignore[arg-type]
    audit.record(
        action="calendar.follow", by=by, at=at, object_type="agency", object_id=change.agency_id,
        summary=f"Tính lại hạn theo lịch số {change.calendar_no}: {change.moved} hồ sơ đổi ngày hẹn",
        data={"change": change.pk, "seen": change.seen, "moved": change.moved},
    )  # fmt: skip


def _concerned(change: CalendarChange, on: date) -> Counter[User]:
    """Who has what moved, or stands in there, with how many dossiers; of a unit queue everybody in it."""
    moved = ClockEntry.objects.filter(change=change).values("dossier_id")
    runs = StepRun.objects.filter(dossier__in=moved, closed_at__isnull=True)
    found: Counter[User] = Counter()
    hearers = officers.Hearers(on)
    for run in runs.select_related("assignee", "unit", "step", "leg__agency").order_by("pk"):
        found.update(hearers.of_run(run))
    return found


def _word(change: CalendarChange, officer: User, count: int) -> Word:
    """One digest each; the next words come with the day's work."""
    return Word(
        officer, change.agency, "officer_calendar", {"count": count, "reason": change.reason},
        once=f"calendar:{change.pk}:{officer.pk}", path=officers.queue_path("mine"),
    )  # fmt: skip


def _database_now() -> datetime:
    """After the locks were won: facts are known in the order of the locks."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]
