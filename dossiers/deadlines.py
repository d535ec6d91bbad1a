"""The ledger of time, derived. Pure: no models, no clock.

A clock's rows give its due time and its state; the same function serves reception, every later change, the
preview of a new calendar and the proof that the stored due date is the derived one (domain.md 1–10,
"clock_entry"). `dossiers.explaining` tells the same rows in words.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta

from agencies.worktime.arithmetic import (
    add_working,
    minutes_between,
    next_opening,
    opening_of,
    previous_working_day,
)
from agencies.worktime.calendar import Calendar
from agencies.worktime.limits import Limit, Measure, Unit, after_last_hour, due, extended
from agencies.worktime.pauses import Remaining, due_after_resume, remaining
from dossiers.states import Clock, EntryKind
from kit.clock import VN, local


class LedgerError(Exception):
    """The rows of a clock do not follow each other: a pause of a stopped clock, a row before the last."""


@dataclass(frozen=True)
class Stretch:
    """One leg's share of the whole limit, in its agency's calendar (domain.md 17)."""

    limit: Limit
    calendar: Calendar


Plan = tuple[Stretch, ...]


@dataclass(frozen=True)
class Entry:
    """One row of the ledger of a dossier's clock or of the intake clock.

    `plan` is given by what starts or continues the clock: the limits laid end to end, in the calendars in
    force at that moment. A calendar change gives the same limits in the new calendars, a verification or an
    extension the one stretch that it adds. `fixed_due` replaces the computation where the limit is not in
    working time (an intake limit in plain hours), where the day was promised elsewhere (a dossier taken over
    from another system, domain.md 31; the plan stays beside it for what comes after), and where people fix
    the day: a re-appointment, a correction.
    """

    kind: EntryKind
    effective_at: datetime
    plan: Plan = ()
    fixed_due: datetime | None = None
    earlier: bool = False  # a calendar change that may bring the due time forward (domain.md 9)
    runs_on: bool = False  # a pause for a reason that does not stop the clock
    received_at: datetime | None = None  # a correction of the moment of reception
    last_hour: bool = False  # what was received in a day's last hour counts from the next day
    words: str = ""  # the reason, for the explanation


@dataclass(frozen=True)
class Window:
    """The planned part of one leg: when its clock starts and when it is due."""

    clock_from: datetime
    due_at: datetime


@dataclass(frozen=True)
class Derived:
    """What the rows say: `due_at` is None while the clock stands still (domain.md 5).

    `due_at` is the date that lateness is compared with; `appointed` the new day of a re-appointment, which
    is another one where it came after the due time (domain.md 10). `left` is what remained at the last
    pause, of the limit of leg number `leg`. `fixed`: the due time was set by people, no calendar moves it.
    """

    clock: Clock = Clock.OFF
    due_at: datetime | None = None
    clock_from: datetime | None = None
    windows: tuple[Window, ...] = ()
    leg: int = 0
    left: Remaining | None = None
    appointed: datetime | None = None
    fixed: bool = False
    held: bool = False  # waiting, for a reason that does not stop the clock
    plan: Plan = field(default=(), repr=False)
    begun: "tuple[Derived, Entry] | None" = field(default=None, repr=False, compare=False)
    moves: tuple[Entry, ...] = field(default=(), repr=False, compare=False)
    rows: tuple[Entry, ...] = field(default=(), repr=False, compare=False)


def derive(entries: Iterable[Entry]) -> Derived:
    """The clock after all `entries`, oldest first.

    Raises LedgerError for rows that cannot follow each other, CalendarError where a calendar has no hours.
    """
    state = Derived()
    for entry in entries:
        state = follow(state, entry)
    return state


def follow(state: Derived, entry: Entry) -> Derived:
    """The clock after one more row. Raises as `derive`."""
    if state.rows and entry.effective_at < state.rows[-1].effective_at:
        raise LedgerError("a ledger row lies before its predecessor")
    after = _STEPS[entry.kind](state, entry)
    if entry.kind is EntryKind.CORRECT:
        return after  # its rows are the corrected ones
    return replace(after, rows=(*state.rows, entry))


def lay(plan: Plan, start: datetime) -> tuple[Window, ...]:
    """Limits end to end: the day on which one leg is due is day 0 of the next (domain.md 17)."""
    first, *later = plan
    result = due(first.calendar, first.limit, start)
    return (Window(result.clock_from, result.due_at), *_lay_on(later, result.due_at))


def _lay_on(plan: Sequence[Stretch], moment: datetime) -> list[Window]:
    windows: list[Window] = []
    for stretch in plan:
        due_at = extended(stretch.calendar, stretch.limit, moment)
        windows.append(Window(next_opening(stretch.calendar, moment), due_at))
        moment = due_at
    return windows


def _start(state: Derived, entry: Entry) -> Derived:
    if state.clock not in (Clock.OFF, Clock.ENDED):
        raise LedgerError("the clock runs already")
    return _anew(state, entry)


def _anew(state: Derived, entry: Entry) -> Derived:
    if entry.fixed_due is not None and entry.plan:
        windows: tuple[Window, ...] = _fit(lay(entry.plan, entry.effective_at), entry.fixed_due)
    elif entry.fixed_due is not None:
        windows = (Window(entry.effective_at, entry.fixed_due),)
    else:
        windows = lay(entry.plan, _counted_from(entry))
    return Derived(
        Clock.RUNNING, windows[-1].due_at, windows[0].clock_from, windows,
        fixed=entry.fixed_due is not None, plan=entry.plan, begun=(state, entry),
    )  # fmt: skip


def _counted_from(entry: Entry) -> datetime:
    if not entry.last_hour:
        return entry.effective_at
    return after_last_hour(entry.plan[0].calendar, entry.effective_at)


def _fit(windows: Sequence[Window], fixed_due: datetime) -> tuple[Window, ...]:
    """The planned windows under a promised end: none goes past it, the last one ends there."""
    cut = [Window(min(w.clock_from, fixed_due), min(w.due_at, fixed_due)) for w in windows]
    return (*cut[:-1], Window(cut[-1].clock_from, fixed_due))


def _pause(state: Derived, entry: Entry) -> Derived:
    if state.clock != Clock.RUNNING or state.held:
        raise LedgerError("only a running clock can be paused")
    if entry.runs_on:
        return replace(state, held=True)
    leg = leg_at(state.windows, entry.effective_at)
    stretch, window = state.plan[leg], state.windows[leg]
    before = state.left if leg == state.leg else None
    left = remaining(
        stretch.calendar, _counted(state, stretch.limit), day_zero(state, leg), window.due_at,
        entry.effective_at, before=before,
    )  # fmt: skip
    return replace(state, clock=Clock.STOPPED, due_at=None, leg=leg, left=left)


def _counted(state: Derived, limit: Limit) -> Limit:
    """How what is left is counted. A same-day limit that was extended is one of days from then on."""
    moved = state.fixed or any(move.kind in _ADDING for move in state.moves)
    return Limit(Unit.WORKING_DAY) if moved and limit.measure is Measure.SAME_DAY else limit


def leg_at(windows: Sequence[Window], moment: datetime) -> int:
    """The leg in whose planned window the moment falls; past the last one, the last."""
    return next((i for i, w in enumerate(windows) if moment <= w.due_at), len(windows) - 1)


def day_zero(state: Derived, leg: int) -> datetime:
    """The moment whose day is day 0 of a leg: where its clock started, or where the leg before is due."""
    follows = leg > (state.leg if state.left is not None else 0)
    return state.windows[leg - 1].due_at if follows else state.windows[leg].clock_from


def _resume(state: Derived, entry: Entry) -> Derived:
    if state.held:
        return replace(state, held=False)
    if state.clock != Clock.STOPPED or state.left is None:
        raise LedgerError("only a stopped clock can go on")
    leg, plan = state.leg, entry.plan
    result = due_after_resume(plan[leg].calendar, plan[leg].limit, state.left, entry.effective_at)
    here = Window(result.clock_from, result.due_at)
    windows = (*state.windows[:leg], here, *_lay_on(plan[leg + 1 :], result.due_at))
    return replace(
        state, clock=Clock.RUNNING, due_at=windows[-1].due_at, windows=windows, plan=plan,
        appointed=state.appointed if state.left.ran_out else None,
        fixed=False, begun=(state, entry), moves=(),
    )  # fmt: skip


def _restart(state: Derived, entry: Entry) -> Derived:
    if state.clock != Clock.STOPPED:
        raise LedgerError("only a stopped clock can restart")
    return _anew(state, entry)


def _stop(state: Derived, entry: Entry) -> Derived:
    if state.clock not in (Clock.RUNNING, Clock.STOPPED):
        raise LedgerError("the clock does not run")
    return replace(state, clock=Clock.ENDED, held=False)


def _add(state: Derived, entry: Entry) -> Derived:
    """A verification or an extension: the leg that runs ends later by a limit of its own (domain.md 10)."""
    _must_run(state)
    [stretch] = entry.plan
    leg = leg_at(state.windows, entry.effective_at)
    here = state.windows[leg]
    ends = extended(stretch.calendar, stretch.limit, here.due_at)
    later = _lay_on(state.plan[leg + 1 :], ends) if leg + 1 < len(state.plan) else []
    windows = (*state.windows[:leg], Window(here.clock_from, ends), *later)
    return replace(state, due_at=windows[-1].due_at, windows=windows, moves=(*state.moves, entry))


def _reappoint(state: Derived, entry: Entry) -> Derived:
    """A new day, fixed. Approved before the due time it is the compared one, after it the dossier is late
    and stays so (domain.md 10)."""
    _must_run(state)
    if entry.fixed_due is None or state.due_at is None:
        raise LedgerError("a re-appointment needs its new day")
    if entry.effective_at > state.due_at:
        return replace(state, appointed=entry.fixed_due)
    moved = _fix(state, entry.fixed_due)
    return replace(moved, appointed=entry.fixed_due)


def _fix(state: Derived, fixed_due: datetime) -> Derived:
    windows = _fit(state.windows, fixed_due)
    due_at = fixed_due if state.clock == Clock.RUNNING else state.due_at
    return replace(state, due_at=due_at, windows=windows, fixed=True)


def _calendar(state: Derived, entry: Entry) -> Derived:
    """The running stretch counted anew in the new calendars; a day fixed by people stays (domain.md 9)."""
    _must_run(state)
    if state.fixed or state.begun is None:
        return replace(state, plan=entry.plan or state.plan)
    anew = recount(state, entry.plan)
    if anew.due_at < state.due_at and not entry.earlier:
        return replace(state, plan=entry.plan)
    return replace(anew, appointed=state.appointed, held=state.held)


def recount(state: Derived, plan: Plan) -> Derived:
    """The running stretch as it would be, had it begun in the calendars of `plan`."""
    before, entry = state.begun
    anew = _STEPS[entry.kind](before, replace(entry, plan=plan))
    for move in state.moves:
        leg = leg_at(anew.windows, move.effective_at)
        stretch = Stretch(move.plan[0].limit, plan[leg].calendar)
        anew = _add(anew, replace(move, plan=(stretch,)))
    return anew


def _correct(state: Derived, entry: Entry) -> Derived:
    """What was wrong since the reception, counted anew: its moment, the limits, or the day by hand.

    Pauses and everything else that happened stay where they were.
    """
    if state.clock not in (Clock.RUNNING, Clock.STOPPED):
        raise LedgerError("the clock does not run")
    corrected = derive(_corrected(row, entry) for row in state.rows)
    return corrected if entry.fixed_due is None else _fix(corrected, entry.fixed_due)


def _corrected(row: Entry, correction: Entry) -> Entry:
    if row.kind not in _BEGINNING and row.kind is not EntryKind.CALENDAR:
        return row
    plan = correction.plan or row.plan
    began = correction.received_at if row.kind is EntryKind.START else None
    fixed = None if correction.plan or began else row.fixed_due
    return replace(row, plan=plan, fixed_due=fixed, effective_at=began or row.effective_at)


def planned(state: Derived) -> tuple[Window, ...]:
    """The windows as they were planned when the clock last started anew: before pauses and added time."""
    last = max(i for i, row in enumerate(state.rows) if row.kind in (EntryKind.START, EntryKind.RESTART))
    return derive(state.rows[: last + 1]).windows


def _must_run(state: Derived) -> None:
    if state.clock != Clock.RUNNING:
        raise LedgerError("only a running clock can be moved")


_STEPS = {
    EntryKind.START: _start,
    EntryKind.PAUSE: _pause,
    EntryKind.RESUME: _resume,
    EntryKind.RESTART: _restart,
    EntryKind.EXTEND: _add,
    EntryKind.VERIFY: _add,
    EntryKind.REAPPOINT: _reappoint,
    EntryKind.CALENDAR: _calendar,
    EntryKind.CORRECT: _correct,
    EntryKind.STOP: _stop,
}
_ADDING = frozenset({EntryKind.EXTEND, EntryKind.VERIFY})
_BEGINNING = frozenset({EntryKind.START, EntryKind.RESUME, EntryKind.RESTART})


# Lateness by the law's measure, and warnings.


def becomes_late(due_at: datetime) -> datetime:
    """The first moment at which a dossier due then is late by law: the next local midnight (domain.md 3)."""
    return datetime.combine(local(due_at).date() + timedelta(days=1), time(0), tzinfo=VN)


def is_late_by_date(due_at: datetime | None, moment: datetime) -> bool:
    """Late by the law's measure, on that day? A stopped clock (no due time) is not (domain.md 5)."""
    return due_at is not None and local(moment).date() > local(due_at).date()


def warn_from(calendar: Calendar, start: datetime, due_at: datetime, setting: timedelta) -> datetime:
    """From when a clock is "due soon": the smaller of the setting and a quarter of its time before the end.

    In working time (domain.md 8). A clock that goes on after its time was up warns at once: at `due_at`.
    """
    if due_at <= start:
        return due_at
    whole = minutes_between(calendar, start, due_at)
    ahead = min(setting, whole / 4)
    return add_working(calendar, next_opening(calendar, start), whole - ahead)


def duty_from(calendar: Calendar, start: datetime, due_at: datetime, days: int) -> datetime:
    """From when one has to finish, or to apologise in time: so many working days before the due day.

    At the opening of that day, so that the day is there to act in (law.md R11). A limit within which no such
    day begins after its start is told when half of its working time is used (domain.md 8).
    """
    if due_at <= start:
        return due_at
    day, first = local(due_at).date(), local(start).date()
    for _ in range(days):
        day = previous_working_day(calendar, day) if day > first else day
    if day > first:
        return opening_of(calendar, day)
    return add_working(calendar, next_opening(calendar, start), minutes_between(calendar, start, due_at) / 2)
