"""Stopped clocks: what is left of a limit at a pause, and the due time when it goes on (domain.md 5, 6).

A restart needs nothing of this: it is `limits.due` anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from agencies.worktime.arithmetic import (
    MINUTE,
    add_working,
    minutes_between,
    next_opening,
    working_day_from,
    working_days_between,
)
from agencies.worktime.calendar import Calendar
from agencies.worktime.errors import LimitError
from agencies.worktime.explanation import Explanation
from agencies.worktime.limits import (
    Due,
    Limit,
    Measure,
    close_after,
    close_on_or_after,
    due,
    last_day,
    tell_start,
    tell_stretch,
)
from kit.clock import local, say_minutes, say_moment


@dataclass(frozen=True)
class Pause:
    """A stopped clock: from `start` to `end`. Raises LimitError when it ends before it starts."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise LimitError(f"Lần tạm dừng từ {say_moment(self.start)} kết thúc trước khi bắt đầu.")


@dataclass(frozen=True)
class Remaining:
    """What is left of a limit at a pause: open time as timedelta, or days as int, never below zero.

    `ran_out` is the old due time of a limit that was over before the pause: pausing gives nothing back.
    """

    kind: Measure
    amount: timedelta | int
    ran_out: datetime | None = None

    def say(self) -> str:
        """'3 giờ 20 phút làm việc', '2 ngày làm việc', '5 ngày'; nothing left: 'không còn'."""
        if self.ran_out:
            return f"không còn (đã hết hạn lúc {say_moment(self.ran_out)})"
        if not self.amount:
            return "trong ngày" if self.kind is Measure.SAME_DAY else "không còn"
        if isinstance(self.amount, timedelta):
            return f"{say_minutes(self.amount // MINUTE)} làm việc"
        return f"{self.amount} ngày làm việc" if self.kind is Measure.WORKING_DAYS else f"{self.amount} ngày"


def remaining(
    cal: Calendar,
    limit: Limit,
    clock_from: datetime,
    due_at: datetime,
    paused_at: datetime,
    *,
    before: Remaining | None = None,
) -> Remaining:
    """What is left at `paused_at` of the stretch that runs from `clock_from` to `due_at`.

    `before` is what was left when this stretch began, None for the first: a limit in calendar days or
    months needs it to know its last day before that was moved off a closed day.
    """
    kind = limit.measure
    if _ran_out(kind, due_at, paused_at):
        return Remaining(kind, timedelta() if kind is Measure.WORKING_TIME else 0, ran_out=due_at)
    if kind is Measure.WORKING_TIME:
        return Remaining(kind, max(minutes_between(cal, paused_at, due_at), timedelta()))
    if kind is Measure.SAME_DAY:
        return Remaining(kind, 0)
    day_zero, due_day = local(clock_from).date(), local(due_at).date()
    used_to = max(day_zero, local(paused_at).date())
    if kind is Measure.WORKING_DAYS:
        return Remaining(kind, working_days_between(cal, used_to, due_day))
    last = _unmoved_last_day(cal, limit, day_zero, due_day, before)
    return Remaining(kind, max((last - used_to).days, 0))


def due_after_resume(cal: Calendar, limit: Limit, left: Remaining, resumed_at: datetime) -> Due:
    """The due time when the clock goes on with what was left; the resume day is day 0.

    Days: none left is due at the close of the resume day. Same day: as if received at the resume, cut-off
    and all. A limit that had run out before the pause keeps its old due time.
    """
    start = next_opening(cal, resumed_at)
    if left.ran_out:
        return Due(start, left.ran_out)
    if left.kind is Measure.WORKING_TIME:
        return Due(start, add_working(cal, start, left.amount))
    if left.kind is Measure.WORKING_DAYS:
        return Due(start, close_after(cal, start.date(), left.amount))
    if left.kind is Measure.CALENDAR_DAYS:
        return Due(start, close_on_or_after(cal, start.date() + timedelta(days=left.amount)))
    return due(cal, limit, resumed_at)


def due_with_pauses(
    cal: Calendar,
    limit: Limit,
    received_at: datetime,
    pauses: Sequence[Pause],
    *,
    explain: Explanation | None = None,
) -> Due:
    """The due time of a limit through all its pauses, each resumed; `clock_from` is that of the last stretch.

    Raises LimitError for pauses that overlap, are out of order, or start before the reception.
    """
    _check_order(received_at, pauses)
    told = explain if explain is not None else Explanation()
    now, left = due(cal, limit, received_at), None
    tell_start(told, cal, limit, received_at, now.clock_from)
    for pause in pauses:
        last = _last_day_of_stretch(limit, now, left)
        left = remaining(cal, limit, now.clock_from, now.due_at, pause.start, before=left)
        tell_stretch(told, cal, limit.measure, now.clock_from, min(pause.start, now.due_at), last)
        told.note(f"Tạm dừng từ {say_moment(pause.start)} đến {say_moment(pause.end)}: còn {left.say()}")
        now = due_after_resume(cal, limit, left, pause.end)
    if left is None or not left.ran_out:
        tell_stretch(
            told, cal, limit.measure, now.clock_from, now.due_at, _last_day_of_stretch(limit, now, left)
        )
    return Due(now.clock_from, now.due_at, explain)


def _check_order(received_at: datetime, pauses: Sequence[Pause]) -> None:
    earliest, name = received_at, "lúc nhận"
    for pause in pauses:
        if pause.start < earliest:
            raise LimitError(f"Lần tạm dừng từ {say_moment(pause.start)} bắt đầu trước {name}.")
        earliest, name = pause.end, "khi lần trước kết thúc"


def _ran_out(kind: Measure, due_at: datetime, paused_at: datetime) -> bool:
    # By the minute where the limit is counted in minutes, by local date where in days (domain.md 3).
    if kind is Measure.WORKING_TIME:
        return paused_at > due_at
    return local(paused_at).date() > local(due_at).date()


def _unmoved_last_day(
    cal: Calendar, limit: Limit, day_zero: date, due_day: date, before: Remaining | None
) -> date:
    # A due time set by hand or extended meanwhile no longer follows from the limit: it counts as it is.
    last = day_zero + timedelta(days=before.amount) if before else last_day(limit, day_zero)
    return last if working_day_from(cal, last) == due_day else due_day


def _last_day_of_stretch(limit: Limit, now: Due, left: Remaining | None) -> date | None:
    if limit.measure is not Measure.CALENDAR_DAYS:
        return None
    day_zero = now.clock_from.date()
    return day_zero + timedelta(days=left.amount) if left else last_day(limit, day_zero)
