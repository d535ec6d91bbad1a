"""A procedure's time limit, and the due time that follows from it.

Law: Civil Code 2015 arts. 147–148 (counting starts the next day; a last day off moves to the next
working day), Law on Civil Status and NĐ 23/2015 (same day, cut-off 15:00); domain.md "Time" 1–4.
"""

import calendar as months
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, Self

from agencies.worktime import arithmetic as clock
from agencies.worktime import explanation as words
from agencies.worktime.calendar import Calendar
from agencies.worktime.errors import LimitError
from agencies.worktime.explanation import Explanation
from kit.clock import local, say_moment


class Unit(StrEnum):
    """What a limit is written in."""

    SAME_DAY = "same_day"
    WORKING_HOUR = "working_hour"
    WORKING_DAY = "working_day"
    CALENDAR_DAY = "calendar_day"
    MONTH = "month"


class DayRuleEnd(StrEnum):
    """Where in its last day a limit in working days ends."""

    END_OF_DAY = "end_of_day"
    SAME_TIME = "same_time"


class Measure(StrEnum):
    """In what a running limit is used up, and what is left of it at a pause is counted."""

    SAME_DAY = "same_day"
    WORKING_TIME = "working_time"
    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"


MEASURES = {
    Unit.SAME_DAY: Measure.SAME_DAY,
    Unit.WORKING_HOUR: Measure.WORKING_TIME,
    Unit.WORKING_DAY: Measure.WORKING_DAYS,
    Unit.CALENDAR_DAY: Measure.CALENDAR_DAYS,
    Unit.MONTH: Measure.CALENDAR_DAYS,
}
# Ten years and more: beyond any procedure, a slip of the finger.
LONGEST = {
    Unit.SAME_DAY: 1,
    Unit.WORKING_HOUR: 30_000,
    Unit.WORKING_DAY: 3_660,
    Unit.CALENDAR_DAY: 3_660,
    Unit.MONTH: 120,
}
NAMES = {
    Unit.WORKING_HOUR: "giờ làm việc",
    Unit.WORKING_DAY: "ngày làm việc",
    Unit.CALENDAR_DAY: "ngày",
    Unit.MONTH: "tháng",
}


@dataclass(frozen=True)
class Limit:
    """A time limit. Same day needs a cut-off; only working days at the same clock time may be halves.

    Raises LimitError for an amount that is not above zero, not finite, too large or not whole, and for
    a cut-off or rule that does not belong to the unit.
    """

    unit: Unit
    amount: Decimal = Decimal(1)
    cutoff: time | None = None
    rule: DayRuleEnd = DayRuleEnd.END_OF_DAY

    def __post_init__(self) -> None:
        if not self.amount.is_finite() or not 0 < self.amount <= LONGEST[self.unit]:
            raise LimitError(f"Thời hạn phải lớn hơn 0 và không quá {LONGEST[self.unit]} ({self.unit}).")
        if self.rule is DayRuleEnd.SAME_TIME and self.unit is not Unit.WORKING_DAY:
            raise LimitError("Quy tắc same_time chỉ dùng cho thời hạn theo ngày làm việc.")
        if self.amount % self._smallest_part():
            raise LimitError(
                f"Thời hạn {self.amount} {self.unit} phải là số nguyên (nửa ngày chỉ với same_time)."
            )
        if (self.cutoff is not None) != (self.unit is Unit.SAME_DAY):
            raise LimitError("Thời hạn trong ngày phải có giờ chốt; thời hạn khác không có giờ chốt.")

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """A limit from plain values: unit, amount (1 if missing), cutoff 'HH:MM', rule. Raises LimitError."""
        try:
            unit = Unit(data.get("unit"))
            rule = DayRuleEnd(data.get("rule") or DayRuleEnd.END_OF_DAY)
            amount = Decimal(str(data.get("amount", 1)))
            cutoff = time.fromisoformat(data["cutoff"]) if data.get("cutoff") else None
        except (ValueError, TypeError, InvalidOperation) as error:
            raise LimitError(f"Thời hạn không đọc được: {dict(data)}.") from error
        return cls(unit, amount, cutoff, rule)

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON; from_dict gives the same limit back."""
        whole = self.amount == self.amount.to_integral_value()
        return {
            "unit": self.unit.value,
            "amount": int(self.amount) if whole else str(self.amount),
            "cutoff": self.cutoff.isoformat("auto" if self.cutoff.second else "minutes")
            if self.cutoff
            else None,
            "rule": self.rule.value,
        }

    @property
    def measure(self) -> Measure:
        same_time = self.rule is DayRuleEnd.SAME_TIME
        return Measure.WORKING_TIME if same_time else MEASURES[self.unit]

    def say(self) -> str:
        """'3 ngày làm việc', '0,5 ngày làm việc', 'trong ngày (nhận sau 15:00: ngày làm việc tiếp theo)'."""
        if self.cutoff:
            return f"trong ngày (nhận sau {self.cutoff:%H:%M}: ngày làm việc tiếp theo)"
        return f"{self.amount:f} {NAMES[self.unit]}".replace(".", ",")

    def _smallest_part(self) -> Decimal:
        if self.unit is Unit.WORKING_HOUR:
            return self.amount
        return Decimal("0.5") if self.rule is DayRuleEnd.SAME_TIME else Decimal(1)


LAST_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Due:
    """From when a limit runs (day 0 is this moment's day) and when it is used up, in Vietnam's time."""

    clock_from: datetime
    due_at: datetime
    explanation: Explanation | None = None


def clock_start(cal: Calendar, received_at: datetime) -> datetime:
    """From when the clock runs: the reception, or outside working time the next opening (domain.md 1)."""
    return clock.next_opening(cal, received_at)


def after_last_hour(cal: Calendar, received_at: datetime) -> datetime:
    """The reception, or the next day's opening where it fell in the last working hour of its day (§3.2)."""
    if clock.next_opening(cal, received_at) != local(received_at):
        return received_at
    close = clock.close_of(cal, local(received_at).date())
    if clock.minutes_between(cal, received_at, close) > LAST_HOUR:
        return received_at
    return clock.next_opening(cal, close)


def due(cal: Calendar, limit: Limit, received_at: datetime, *, explain: Explanation | None = None) -> Due:
    """The due time of a limit that starts with a reception; fills `explain` where given.

    Raises CalendarError where the calendar does not reach or holds no open minute.
    """
    start = clock_start(cal, received_at)
    due_at = _end(cal, limit, received_at, start)
    if explain is not None:
        tell_start(explain, cal, limit, received_at, start)
        tell_stretch(explain, cal, limit.measure, start, due_at, last_day(limit, start.date()))
    return Due(start, due_at, explain)


def extended(cal: Calendar, limit: Limit, due_at: datetime) -> datetime:
    """The due time moved on by a limit of its own (domain.md 10): day 0 is the due time's own day.

    Raises LimitError for a same-day limit, which cannot be added to anything.
    """
    if limit.unit is Unit.SAME_DAY:
        raise LimitError("Không thể gia hạn thêm bằng thời hạn trong ngày.")
    return _end(cal, limit, due_at, local(due_at))


def last_day(limit: Limit, day_zero: date) -> date | None:
    """The last day of a limit in calendar days or months, before it is moved off a closed day; else None.

    A month without that day ends on its own last day (Civil Code 2015 art. 148.3).
    """
    if limit.unit is Unit.CALENDAR_DAY:
        return day_zero + timedelta(days=int(limit.amount))
    if limit.unit is not Unit.MONTH:
        return None
    years, month = divmod(day_zero.month - 1 + int(limit.amount), 12)
    year = day_zero.year + years
    return date(year, month + 1, min(day_zero.day, months.monthrange(year, month + 1)[1]))


def close_after(cal: Calendar, day_zero: date, working_days: int) -> datetime:
    """The close of the working day number `working_days` after day 0 (with 0: of day 0 itself)."""
    return clock.close_of(cal, clock.nth_working_day(cal, day_zero, working_days))


def close_on_or_after(cal: Calendar, day: date) -> datetime:
    """The close of a last day, moved to the next working day where the office is closed on it."""
    return clock.close_of(cal, clock.working_day_from(cal, day))


def _end(cal: Calendar, limit: Limit, received_at: datetime, start: datetime) -> datetime:
    if limit.unit is Unit.WORKING_HOUR:
        return clock.add_working(cal, start, _hours(limit.amount))
    if limit.unit is Unit.SAME_DAY:
        return _same_day(cal, limit, local(received_at), start)
    if limit.rule is DayRuleEnd.SAME_TIME:
        return _same_time(cal, limit, start)
    if limit.unit is Unit.WORKING_DAY:
        return close_after(cal, start.date(), int(limit.amount))
    return close_on_or_after(cal, last_day(limit, start.date()))


def _same_day(cal: Calendar, limit: Limit, received: datetime, start: datetime) -> datetime:
    # Whoever comes in the break before the cut-off has come before it; whoever comes on a closed
    # day has come at the opening.
    came = received if received.date() == start.date() else start
    return close_after(cal, start.date(), 1 if came.time() > limit.cutoff else 0)


def _same_time(cal: Calendar, limit: Limit, start: datetime) -> datetime:
    # A half is half of the open time of the day in which it begins: a Saturday morning's half is two hours.
    days = int(limit.amount)
    end = clock.at_clock(cal, clock.nth_working_day(cal, start.date(), days), start) if days else start
    if limit.amount == days:
        return end
    half_from = clock.next_opening(cal, end)
    return clock.add_working(cal, half_from, cal.open_day(half_from.date()).total / 2)


def _hours(amount: Decimal) -> timedelta:
    return timedelta(microseconds=int(amount * 3_600_000_000))


def tell_start(
    told: Explanation, cal: Calendar, limit: Limit, received_at: datetime, start: datetime
) -> None:
    """Says the limit, and why the clock starts later than the reception where it does."""
    told.note(f"Thời hạn: {limit.say()}; nhận lúc {say_moment(received_at)}")
    if start != received_at:
        words.tell_closed_days(told, cal, local(received_at).date(), start.date())
        in_hours = clock.next_opening(cal, received_at) == local(received_at)
        when = "trong giờ làm việc cuối cùng của ngày" if in_hours else "ngoài giờ làm việc"
        told.note(f"Nhận {when}: tính từ {say_moment(start)}")


def tell_stretch(
    told: Explanation, cal: Calendar, measure: Measure, start: datetime, until: datetime, last: date | None
) -> None:
    """Says what is counted from `start` to `until`; `last` is a calendar limit's last day before it moves."""
    first, end = local(start).date(), local(until).date()
    if measure is Measure.WORKING_TIME:
        words.tell_open_time(told, cal, start, until)
    elif measure is Measure.CALENDAR_DAYS:
        words.tell_calendar_days(told, first, min(last or end, end))
        words.tell_closed_days(told, cal, last or end, end)
    elif measure is Measure.WORKING_DAYS or end > first:
        words.tell_working_days(told, cal, first, end)
    else:
        words.tell_open_time(told, cal, start, until)
