"""What a new calendar does to open dossiers; the same answer for preview and change (domain.md 9)."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.db.models import Q, QuerySet

from agencies.models import Agency
from agencies.selectors import calendar_for, draft_calendar
from agencies.worktime.calendar import Calendar
from dossiers.deadlines import Derived, Entry, Stretch, derive, follow
from dossiers.models import CalendarChange, ClockEntry, Dossier, Leg, StepRun
from dossiers.promises import RunDerived, RunEntry, derive_run, follow_run
from dossiers.selectors.ledger import calendar_at, entry_of, run_entry_of
from dossiers.states import Clock, EntryKind, State, Target
from kit.clock import local_date

BATCH = 200
MOST_LOOKED_AT = 5_000  # dossiers of a preview: more would keep the officer waiting
SHOWN = 20
ONE_DAY = timedelta(days=1)
_PLANS = frozenset(
    {EntryKind.START, EntryKind.RESUME, EntryKind.RESTART, EntryKind.CALENDAR, EntryKind.CORRECT}
)


@dataclass(frozen=True)
class Book:
    """A dossier with its legs, its running step runs and its ledger."""

    dossier: Dossier
    legs: Sequence[Leg]
    runs: Sequence[StepRun]
    entries: Mapping[tuple[str, int | None], Sequence[ClockEntry]]


@dataclass(frozen=True)
class Moved:
    """One clock that the new calendar moves; `plan` is what its ledger row keeps."""

    target: Target
    run: StepRun | None
    before: datetime
    after: datetime
    state: Derived | RunDerived
    effective_at: datetime
    plan: dict[str, Any]


@dataclass(frozen=True)
class Shift:
    """One line of a preview: the dossier, and its day before and after."""

    code: str
    before: datetime
    after: datetime


@dataclass
class Preview:
    """How many open dossiers the calendar touches, which change, and by how much."""

    total: int
    seen: int = 0
    later: int = 0
    earlier: int = 0
    steps: int = 0
    days: Counter[int] = field(default_factory=Counter)  # calendar days of shift: how many dossiers
    shown: list[Shift] = field(default_factory=list)

    @property
    def moved(self) -> int:
        return self.later + self.earlier

    @property
    def shifts(self) -> list[tuple[str, int]]:
        """By how much, in words, with the number of dossiers; the smallest shift first."""
        return [(_say_shift(days), count) for days, count in sorted(self.days.items())]

    @property
    def whole(self) -> bool:
        """Was every dossier looked at?"""
        return self.seen >= self.total


def _say_shift(days: int) -> str:
    if not days:
        return "cùng ngày, khác giờ"
    return f"muộn hơn {days} ngày" if days > 0 else f"sớm hơn {-days} ngày"


def touched(agency: Agency) -> QuerySet[Dossier]:
    """Dossiers with a running clock that follows this agency's calendar; on the way only a step's runs."""
    here = Q(receiving_agency=agency) | Q(deciding_agency=agency)
    here |= Q(pk__in=Leg.objects.filter(agency=agency).values("dossier_id"))
    running = Q(clock=Clock.RUNNING) | Q(intake_clock=Clock.RUNNING)
    running |= Q(clock=Clock.OFF, state__in=(State.RECEIVED, State.PROCESSING))
    return Dossier.objects.filter(here, running).order_by("pk")


def office_changes(agency: Agency) -> QuerySet[CalendarChange]:
    """The calendars that went or go through the agency's dossiers, the newest first."""
    return CalendarChange.objects.filter(agency=agency).order_by("-asked_at", "-pk")


def preview(agency: Agency, at: datetime, calendar: Calendar | None = None) -> Preview:
    """What publishing now would do, with leave to bring days forward: the office decides about that itself.

    Raises CalendarError where the calendar leaves no open hour.
    """
    offered = Calendars({agency.pk: calendar or draft_calendar(agency)})
    keys = list(touched(agency).values_list("pk", flat=True))
    found = Preview(total=len(keys))
    for start in range(0, min(len(keys), MOST_LOOKED_AT), BATCH):
        for book in books(Dossier.objects.filter(pk__in=keys[start : start + BATCH]), offered):
            _count(found, book, moves(book, offered, at, earlier=True))
    return found


def _count(found: Preview, book: Book, moved: Sequence[Moved]) -> None:
    found.seen += 1
    found.steps += sum(move.target is Target.RUN for move in moved)
    whole = next((move for move in moved if move.target is not Target.RUN), None)
    if whole is None:
        return
    later = whole.after > whole.before
    found.later, found.earlier = found.later + later, found.earlier + (not later)
    found.days[(local_date(whole.after) - local_date(whole.before)) // ONE_DAY] += 1
    if len(found.shown) < SHOWN:
        dossier = book.dossier
        found.shown.append(Shift(dossier.code, whole.before, whole.after))


class Calendars:
    """Calendars by agency and number, each read once; `offered` ones stand for the newest of their agency."""

    def __init__(self, offered: Mapping[int, Calendar] | None = None) -> None:
        self.published = cache(calendar_at)
        self._newest = cache(lambda agency_id: calendar_for(Agency(pk=agency_id)))
        self._offered = offered or {}

    def newest(self, agency_id: int) -> Calendar:
        """The calendar to count in. Raises CalendarError where the agency has none."""
        return self._offered.get(agency_id) or self._newest(agency_id)


def books(rows: QuerySet[Dossier], calendars: Calendars) -> Iterator[Book]:
    """The dossiers of `rows` with all that their clocks hang on, in four queries."""
    dossiers = list(rows.select_related("deciding_agency", "receiving_agency", "version__procedure"))
    keys = [dossier.pk for dossier in dossiers]
    legs = _by_dossier(Leg.objects.filter(dossier__in=keys).planned().select_related("agency"))
    running = StepRun.objects.filter(dossier__in=keys, clock=Clock.RUNNING)
    runs = _by_dossier(running.select_related("leg__agency", "unit", "assignee").order_by("pk"))
    entries: dict[int, dict[tuple[str, int | None], list[ClockEntry]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for row in ClockEntry.objects.filter(dossier__in=keys).order_by("dossier_id", "no"):
        entries[row.dossier_id][row.target, row.run_id].append(row)
    for dossier in dossiers:
        yield Book(dossier, legs[dossier.pk], runs[dossier.pk], entries[dossier.pk])


def _by_dossier(rows: QuerySet) -> dict[int, list]:
    found: dict[int, list] = defaultdict(list)
    for row in rows:
        found[row.dossier_id].append(row)
    return found


def moves(book: Book, calendars: Calendars, at: datetime, *, earlier: bool) -> list[Moved]:
    """The clocks of a dossier that the newest calendars move. Nothing is written.

    `earlier`: may a day be brought forward? A day that people fixed never moves by itself.
    """
    dossier = book.dossier
    found = []
    for target, clock in ((Target.INTAKE, dossier.intake_clock), (Target.DOSSIER, dossier.clock)):
        if clock == Clock.RUNNING:
            found.append(_moved_clock(book.entries[target, None], target, calendars, at, earlier))
    found += [_moved_run(run, book.entries[Target.RUN, run.pk], calendars, at, earlier) for run in book.runs]
    return [move for move in found if move is not None]


def _moved_clock(
    rows: Sequence[ClockEntry], target: Target, calendars: Calendars, at: datetime, earlier: bool
) -> Moved | None:
    parts = next(
        (r.plan["stretches"] for r in reversed(rows) if r.kind in _PLANS and "stretches" in r.plan), []
    )
    newest = [part | {"calendar": calendars.newest(part["agency"]).version} for part in parts]
    if newest == parts:
        return None
    state = derive(entry_of(row, calendars.published) for row in rows)
    plan = tuple(
        Stretch(old.limit, calendars.newest(part["agency"]))
        for old, part in zip(state.plan, parts, strict=True)
    )
    moment = max(at, rows[-1].effective_at)
    after = follow(state, Entry(EntryKind.CALENDAR, moment, plan, earlier=earlier))
    if (after.due_at, after.windows) == (state.due_at, state.windows):
        return None
    kept = {"stretches": newest, "earlier": True} if earlier else {"stretches": newest}
    return Moved(target, None, state.due_at, after.due_at, after, moment, kept)


def _moved_run(
    run: StepRun, rows: Sequence[ClockEntry], calendars: Calendars, at: datetime, earlier: bool
) -> Moved | None:
    newest = calendars.newest(run.leg.agency_id)
    state = derive_run(run_entry_of(row, calendars.published) for row in rows)
    if state.calendar.version == newest.version:
        return None
    moment = max(at, rows[-1].effective_at)
    after = follow_run(state, RunEntry(EntryKind.CALENDAR, moment, calendar=newest, earlier=earlier))
    if after.due_at == state.due_at:
        return None
    kept: dict[str, Any] = {"agency": run.leg.agency_id, "calendar": newest.version}
    if earlier:
        kept["earlier"] = True
    return Moved(Target.RUN, run, state.due_at, after.due_at, after, moment, kept)
