"""Runs of steps: a promise of minutes, not a date (domain.md 7). Pure: no models, no clock.

A run's rows of the ledger give its due time and its state, as `dossiers.deadlines` does for a whole dossier.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from decimal import Decimal

from agencies.worktime.arithmetic import add_working, close_of, minutes_between, next_opening
from agencies.worktime.calendar import Calendar
from dossiers.deadlines import LedgerError, Window
from dossiers.states import Clock, EntryKind
from kit.clock import local


@dataclass(frozen=True)
class RunEntry:
    """One row of a run's ledger: `allowance` counts at the start, `calendar` where it starts or goes on.

    A calendar change gives the new `calendar`; `earlier` where it may bring the due time forward. A
    correction's `allowance` is what the step has more, or less where it is negative.
    """

    kind: EntryKind
    effective_at: datetime
    allowance: timedelta = timedelta(0)
    calendar: Calendar | None = None
    earlier: bool = False


@dataclass(frozen=True)
class RunDerived:
    """A run's clock. `left` is what it had when it last began or stopped; `since` when it last began.

    `overdue` keeps a due time that had passed before the pause.
    """

    clock: Clock = Clock.OFF
    due_at: datetime | None = None
    left: timedelta = timedelta(0)
    overdue: datetime | None = None
    since: datetime | None = None
    calendar: Calendar | None = field(default=None, repr=False)


def derive_run(entries: Iterable[RunEntry]) -> RunDerived:
    """The run's clock after all `entries`. Raises LedgerError for rows that cannot follow each other."""
    state = RunDerived()
    for entry in entries:
        state = follow_run(state, entry)
    return state


def follow_run(state: RunDerived, entry: RunEntry) -> RunDerived:
    """The run's clock after one more row. Raises as `derive_run`."""
    return _RUN_STEPS[entry.kind](state, entry)


def _run_start(state: RunDerived, entry: RunEntry) -> RunDerived:
    if state.clock != Clock.OFF or entry.calendar is None:
        raise LedgerError("the run has started already")
    due_at = run_due(entry.calendar, entry.effective_at, entry.allowance)
    return RunDerived(
        Clock.RUNNING, due_at, entry.allowance, since=entry.effective_at, calendar=entry.calendar
    )


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
    return replace(
        state, clock=Clock.RUNNING, due_at=due_at, since=entry.effective_at, calendar=entry.calendar
    )


def _run_add(state: RunDerived, entry: RunEntry) -> RunDerived:
    """The dossier was given more time; so is the step that has it."""
    if state.clock != Clock.RUNNING or state.calendar is None or state.overdue is not None:
        raise LedgerError("only a running run that is not overdue can be given time")
    left = state.left + entry.allowance
    return replace(state, left=left, due_at=add_working(state.calendar, state.due_at, entry.allowance))


def _run_calendar(state: RunDerived, entry: RunEntry) -> RunDerived:
    """The minutes since the run last began, counted anew in the new calendar (domain.md 9)."""
    if state.clock != Clock.RUNNING or entry.calendar is None:
        raise LedgerError("only a running run can be moved")
    moved = replace(state, calendar=entry.calendar)
    if state.overdue is not None:
        return moved
    due_at = run_due(entry.calendar, state.since, state.left)
    return moved if due_at < state.due_at and not entry.earlier else replace(moved, due_at=due_at)


def _run_correct(state: RunDerived, entry: RunEntry) -> RunDerived:
    """The dossier's limit was wrong: so much more or less since the run last began; what is late stays so."""
    if state.clock != Clock.RUNNING or state.calendar is None:
        raise LedgerError("only a running run can be corrected")
    if state.overdue is not None or entry.effective_at > state.due_at:
        return state
    left = max(state.left + entry.allowance, timedelta(0))
    return replace(state, left=left, due_at=run_due(state.calendar, state.since, left))


def _run_stop(state: RunDerived, entry: RunEntry) -> RunDerived:
    return replace(state, clock=Clock.ENDED)


_RUN_STEPS = {
    EntryKind.START: _run_start,
    EntryKind.PAUSE: _run_pause,
    EntryKind.RESUME: _run_resume,
    EntryKind.EXTEND: _run_add,
    EntryKind.VERIFY: _run_add,
    EntryKind.REAPPOINT: _run_add,
    EntryKind.CALENDAR: _run_calendar,
    EntryKind.CORRECT: _run_correct,
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


def transfer_minutes(
    calendar: Calendar, received_at: datetime, cutoff: time, at_once: timedelta, *, online: bool
) -> int:
    """Working minutes until what was received has to be passed on (law.md R08; NĐ 118/2025 Đ18.2).

    On paper the same day, until its close; after `cutoff`, or outside working time, at the beginning of the
    next working day. On line at once. What "at once" and "the beginning" leave is `at_once`.
    """
    moment = local(received_at)
    opening = next_opening(calendar, received_at)
    whole = minutes_between(calendar, opening, _end_of_transfer(calendar, moment, opening, cutoff, at_once))
    minutes = min(whole, at_once) if online else whole
    return max(minutes // timedelta(minutes=1), 1)


def _end_of_transfer(
    calendar: Calendar, moment: datetime, opening: datetime, cutoff: time, at_once: timedelta
) -> datetime:
    close = close_of(calendar, opening.date())
    if opening.date() > moment.date():
        return add_working(calendar, opening, at_once)
    if moment.time() <= cutoff:
        return close
    return add_working(calendar, next_opening(calendar, close), at_once)


def next_attempt(left_minutes: int, allowance_minutes: int, *, least: int) -> int:
    """Minutes for a step that comes back: what it had left, at least `least`, never afresh (domain.md 7)."""
    return max(left_minutes, min(least, allowance_minutes))
