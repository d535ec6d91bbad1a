"""The ledger of time, derived. Pure: no models, no clock.

A clock's rows (start, pause, resume, restart, stop) give its due time, its state and the explanation a
citizen can read; the same function serves reception, the officer's page and the proof that the stored due
date is the derived one (domain.md 1–7, "clock_entry").
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from decimal import Decimal

from agencies.worktime.arithmetic import add_working, minutes_between, next_opening
from agencies.worktime.calendar import Calendar
from agencies.worktime.explanation import Explanation
from agencies.worktime.limits import Limit, due, extended, last_day, tell_start, tell_stretch
from agencies.worktime.pauses import Remaining, due_after_resume, remaining
from dossiers.states import Clock, EntryKind
from kit.clock import VN, local, say_moment


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
    force at that moment. `fixed_due` replaces the computation where the limit is not in working time
    (an intake limit in plain hours), or where the day was promised elsewhere: then the plan stays beside it,
    for what comes after (a dossier taken over from another system, domain.md 31).
    """

    kind: EntryKind
    effective_at: datetime
    plan: Plan = ()
    fixed_due: datetime | None = None


@dataclass(frozen=True)
class Window:
    """The planned part of one leg: when its clock starts and when it is due."""

    clock_from: datetime
    due_at: datetime


@dataclass(frozen=True)
class Derived:
    """What the rows say: `due_at` is None while the clock stands still (domain.md 5).

    `left` is what remained at the last pause, of the limit of leg number `leg`.
    """

    clock: Clock = Clock.OFF
    due_at: datetime | None = None
    clock_from: datetime | None = None
    windows: tuple[Window, ...] = ()
    leg: int = 0
    left: Remaining | None = None
    plan: Plan = field(default=(), repr=False)


def derive(entries: Iterable[Entry]) -> Derived:
    """The clock after all `entries`, oldest first.

    Raises LedgerError for rows that cannot follow each other, CalendarError where a calendar has no hours.
    """
    state = Derived()
    last: datetime | None = None
    for entry in entries:
        if last is not None and entry.effective_at < last:
            raise LedgerError("a ledger row lies before its predecessor")
        state = _STEPS[entry.kind](state, entry)
        last = entry.effective_at
    return state


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
    return _anew(entry)


def _anew(entry: Entry) -> Derived:
    if entry.fixed_due is not None and entry.plan:
        windows: tuple[Window, ...] = _fit(lay(entry.plan, entry.effective_at), entry.fixed_due)
    elif entry.fixed_due is not None:
        windows = (Window(entry.effective_at, entry.fixed_due),)
    else:
        windows = lay(entry.plan, entry.effective_at)
    return Derived(Clock.RUNNING, windows[-1].due_at, windows[0].clock_from, windows, plan=entry.plan)


def _fit(windows: Sequence[Window], fixed_due: datetime) -> tuple[Window, ...]:
    """The planned windows under a promised end: none goes past it, the last one ends there."""
    cut = [Window(min(w.clock_from, fixed_due), min(w.due_at, fixed_due)) for w in windows]
    return (*cut[:-1], Window(cut[-1].clock_from, fixed_due))


def _pause(state: Derived, entry: Entry) -> Derived:
    if state.clock != Clock.RUNNING:
        raise LedgerError("only a running clock can be paused")
    leg = _leg_at(state.windows, entry.effective_at)
    stretch, window = state.plan[leg], state.windows[leg]
    before = state.left if leg == state.leg else None
    day_zero = _day_zero(state, leg)
    left = remaining(
        stretch.calendar, stretch.limit, day_zero, window.due_at, entry.effective_at, before=before
    )
    return replace(state, clock=Clock.STOPPED, due_at=None, leg=leg, left=left)


def _leg_at(windows: Sequence[Window], moment: datetime) -> int:
    """The leg in whose planned window the moment falls; past the last one, the last."""
    return next((i for i, w in enumerate(windows) if moment <= w.due_at), len(windows) - 1)


def _day_zero(state: Derived, leg: int) -> datetime:
    """The moment whose day is day 0 of a leg: where its clock started, or where the leg before is due."""
    follows = leg > (state.leg if state.left is not None else 0)
    return state.windows[leg - 1].due_at if follows else state.windows[leg].clock_from


def _resume(state: Derived, entry: Entry) -> Derived:
    if state.clock != Clock.STOPPED or state.left is None:
        raise LedgerError("only a stopped clock can go on")
    leg, plan = state.leg, entry.plan
    result = due_after_resume(plan[leg].calendar, plan[leg].limit, state.left, entry.effective_at)
    here = Window(result.clock_from, result.due_at)
    windows = (*state.windows[:leg], here, *_lay_on(plan[leg + 1 :], result.due_at))
    return replace(state, clock=Clock.RUNNING, due_at=windows[-1].due_at, windows=windows, plan=plan)


def _restart(state: Derived, entry: Entry) -> Derived:
    if state.clock != Clock.STOPPED:
        raise LedgerError("only a stopped clock can restart")
    return _anew(entry)


def _stop(state: Derived, entry: Entry) -> Derived:
    if state.clock not in (Clock.RUNNING, Clock.STOPPED):
        raise LedgerError("the clock does not run")
    return replace(state, clock=Clock.ENDED)


_STEPS = {
    EntryKind.START: _start,
    EntryKind.PAUSE: _pause,
    EntryKind.RESUME: _resume,
    EntryKind.RESTART: _restart,
    EntryKind.STOP: _stop,
}


def explain(entries: Sequence[Entry]) -> list[str]:
    """Why the clock is due then: every stretch counted, every day skipped; Vietnamese, one line each."""
    told = Explanation()
    state = Derived()
    for number, entry in enumerate(entries):
        state = _STEPS[entry.kind](state, entry)
        until = entries[number + 1].effective_at if number + 1 < len(entries) else None
        _TOLD[entry.kind](told, state, entry, until)
    return told.lines()


def _tell_start(told: Explanation, state: Derived, entry: Entry, until: datetime | None) -> None:
    if entry.kind == EntryKind.RESTART:
        told.note(f"Tính lại từ đầu từ {say_moment(entry.effective_at)}")
    if entry.fixed_due is not None:
        how = "Ngày hẹn trả ghi ở hệ thống trước đây:" if entry.plan else "Thời hạn tính liên tục, đến"
        told.note(f"{how} {say_moment(entry.fixed_due)}")
        return
    first = entry.plan[0]
    tell_start(told, first.calendar, first.limit, entry.effective_at, state.windows[0].clock_from)
    _tell_windows(told, state, 0, until)


def _tell_windows(told: Explanation, state: Derived, leg: int, until: datetime | None) -> None:
    for number in range(leg, len(state.windows)):
        stretch, window = state.plan[number], state.windows[number]
        if until is not None and until <= window.clock_from:
            return
        if number > leg:
            told.note(f"Chặng tiếp theo: {stretch.limit.say()}")
        end = min(window.due_at, until) if until is not None else window.due_at
        start = _day_zero(state, number)
        resumed = state.left is not None and number == state.leg
        last = None if resumed else last_day(stretch.limit, local(start).date())
        tell_stretch(told, stretch.calendar, stretch.limit.measure, start, end, last)


def _tell_pause(told: Explanation, state: Derived, entry: Entry, until: datetime | None) -> None:
    left = state.left.say() if state.left else ""
    told.note(f"Tạm dừng từ {say_moment(entry.effective_at)}: còn {left}")


def _tell_resume(told: Explanation, state: Derived, entry: Entry, until: datetime | None) -> None:
    told.note(f"Tính tiếp từ {say_moment(entry.effective_at)}")
    if state.left is not None and not state.left.ran_out:
        _tell_windows(told, state, state.leg, until)


def _tell_stop(told: Explanation, state: Derived, entry: Entry, until: datetime | None) -> None:
    told.note(f"Kết thúc lúc {say_moment(entry.effective_at)}")


_TOLD = {
    EntryKind.START: _tell_start,
    EntryKind.PAUSE: _tell_pause,
    EntryKind.RESUME: _tell_resume,
    EntryKind.RESTART: _tell_start,
    EntryKind.STOP: _tell_stop,
}


# Runs of steps: a promise of minutes, not a date (domain.md 7).


@dataclass(frozen=True)
class RunEntry:
    """One row of a run's ledger: `allowance` counts at the start, `calendar` where it starts or goes on."""

    kind: EntryKind
    effective_at: datetime
    allowance: timedelta = timedelta(0)
    calendar: Calendar | None = None


@dataclass(frozen=True)
class RunDerived:
    """A run's clock. `overdue` keeps a due time that had passed before the pause."""

    clock: Clock = Clock.OFF
    due_at: datetime | None = None
    left: timedelta = timedelta(0)
    overdue: datetime | None = None
    calendar: Calendar | None = field(default=None, repr=False)


def derive_run(entries: Iterable[RunEntry]) -> RunDerived:
    """The run's clock after all `entries`. Raises LedgerError for rows that cannot follow each other."""
    state = RunDerived()
    for entry in entries:
        state = _RUN_STEPS[entry.kind](state, entry)
    return state


def _run_start(state: RunDerived, entry: RunEntry) -> RunDerived:
    if state.clock != Clock.OFF or entry.calendar is None:
        raise LedgerError("the run has started already")
    due_at = run_due(entry.calendar, entry.effective_at, entry.allowance)
    return RunDerived(Clock.RUNNING, due_at, calendar=entry.calendar)


def _run_pause(state: RunDerived, entry: RunEntry) -> RunDerived:
    if state.clock != Clock.RUNNING or state.due_at is None or state.calendar is None:
        raise LedgerError("only a running run can be paused")
    if entry.effective_at > state.due_at:
        return replace(state, clock=Clock.STOPPED, due_at=None, overdue=state.due_at)
    left = minutes_between(state.calendar, entry.effective_at, state.due_at)
    return replace(state, clock=Clock.STOPPED, due_at=None, left=left)


def _run_resume(state: RunDerived, entry: RunEntry) -> RunDerived:
    if state.clock != Clock.STOPPED or entry.calendar is None:
        raise LedgerError("only a stopped run can go on")
    due_at = state.overdue or run_due(entry.calendar, entry.effective_at, state.left)
    return RunDerived(Clock.RUNNING, due_at, calendar=entry.calendar)


def _run_stop(state: RunDerived, entry: RunEntry) -> RunDerived:
    return replace(state, clock=Clock.ENDED)


_RUN_STEPS = {
    EntryKind.START: _run_start,
    EntryKind.PAUSE: _run_pause,
    EntryKind.RESUME: _run_resume,
    EntryKind.STOP: _run_stop,
}


def run_due(calendar: Calendar, opened_at: datetime, allowance: timedelta) -> datetime:
    """When a run opened at `opened_at` with this allowance of working time is due."""
    return add_working(calendar, next_opening(calendar, opened_at), allowance)


def allowances(calendar: Calendar, window: Window, shares: Sequence[Decimal]) -> list[int]:
    """Each step's promise in whole working minutes: its share of the leg's window (domain.md 7).

    Floored, so that the promises never add up to more than the whole; only where a share is less than a
    minute the step gets that minute.
    """
    whole = minutes_between(calendar, window.clock_from, window.due_at) / timedelta(minutes=1)
    return [max(int(Decimal(whole) * share), 1) for share in shares]


def next_attempt(left_minutes: int, allowance_minutes: int, *, least: int) -> int:
    """Minutes for a step that comes back: what it had left, at least `least`, never afresh (domain.md 7)."""
    return max(left_minutes, min(least, allowance_minutes))


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
