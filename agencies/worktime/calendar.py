"""When an office is open: hours by weekday and season, days off, make-up days, closures."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Literal, Self

from agencies.worktime.errors import CalendarError
from agencies.worktime.reading import read_calendar
from agencies.worktime.sessions import Session, in_order
from kit.clock import WEEKDAYS, say_date

MONDAY = 0
CLOSED_FOR = {
    "off": ("nghỉ lễ: {}", "ngày nghỉ"),
    "closure": ("đóng cửa: {}", "đóng cửa"),
    "make_up": ("ngày làm bù chưa có giờ làm việc: {}", "ngày làm bù chưa có giờ làm việc"),
}


@dataclass(frozen=True)
class HoursSet:
    """Office hours in force from `valid_from` to `valid_to`, both days included (None: no end).

    `weekdays` maps 0 (Monday) … 6 (Sunday) to that day's sessions; a missing weekday is closed.
    """

    valid_from: date
    valid_to: date | None
    weekdays: Mapping[int, tuple[Session, ...]]

    def __post_init__(self) -> None:
        object.__setattr__(self, "weekdays", {day: in_order(s) for day, s in self.weekdays.items()})

    def covers(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def overlaps(self, other: Self) -> bool:
        return self.covers(other.valid_from) or other.covers(self.valid_from)


@dataclass(frozen=True)
class DayRule:
    """What is special about one day.

    `sessions` are the hours of just this day; None means closed, or on a make-up day Monday's hours.
    """

    day: date
    kind: Literal["off", "make_up", "closure"]
    sessions: tuple[Session, ...] | None
    reason: str
    basis: str = ""

    def __post_init__(self) -> None:
        if self.sessions is not None:
            object.__setattr__(self, "sessions", in_order(self.sessions))


@dataclass(frozen=True)
class OpenDay:
    """One day as the arithmetic sees it; moments are Vietnam's clock without a zone."""

    sessions: tuple[Session, ...]
    stretches: tuple[tuple[datetime, datetime], ...]
    total: timedelta

    @classmethod
    def on(cls, day: date, sessions: tuple[Session, ...]) -> Self:
        stretches = tuple((datetime.combine(day, s.start), datetime.combine(day, s.end)) for s in sessions)
        return cls(sessions, stretches, sum((end - start for start, end in stretches), timedelta()))

    def before(self, moment: datetime) -> timedelta:
        """Open time of this day that lies before the moment."""
        return sum((min(end, moment) - start for start, end in self.stretches if start < moment), timedelta())

    def used_up(self, amount: timedelta) -> datetime:
        """The moment at which `amount` (above zero, at most `total`) of this day's open time is used up."""
        for start, end in self.stretches:
            if amount <= end - start:
                return start + amount
            amount -= end - start
        raise ValueError("more than the day holds")


@dataclass(frozen=True)
class Calendar:
    """An office's working time, frozen: the same question has the same answer for ever.

    `name` is the office's name, for errors. Raises CalendarError when two hours sets are in force on
    one day, or one of them has no session at all (domain.md 11).
    """

    name: str
    hours: tuple[HoursSet, ...]
    days: Mapping[date, DayRule]
    version: int = 0
    _open_days: dict[date, OpenDay] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for number, hours in enumerate(self.hours):
            if not any(hours.weekdays.values()):
                raise CalendarError(
                    f"{self.name}: bộ giờ làm việc từ {hours.valid_from:%d/%m/%Y} không có buổi làm việc nào."
                )
            if any(hours.overlaps(other) for other in self.hours[number + 1 :]):
                raise CalendarError(f"{self.name}: có ngày thuộc hai bộ giờ làm việc cùng lúc.")

    @classmethod
    def from_json(cls, data: Any, *, name: str) -> Self:
        """A calendar from the decoded content of a calendar file; CalendarError names the wrong key."""
        content = read_calendar(data, name=name)
        hours = HoursSet(date.min, None, content.weekdays)
        rules = [DayRule(day, "off", None, "") for day in content.days_off]
        rules += [DayRule(day, "make_up", sessions, "") for day, sessions in content.make_up.items()]
        return cls(name, (hours,), {rule.day: rule for rule in rules})

    def sessions(self, day: date) -> tuple[Session, ...]:
        """The sessions of a day, in order; CalendarError where no hours set covers it."""
        return self.open_day(day).sessions

    def is_working(self, day: date) -> bool:
        return bool(self.open_day(day).sessions)

    def why_closed(self, day: date) -> str:
        """Why nobody is there: 'Chủ nhật', 'nghỉ lễ: Ngày Văn hóa Việt Nam'; '' on a working day."""
        if self.is_working(day):
            return ""
        rule = self.days.get(day)
        if rule is None:
            return WEEKDAYS[day.weekday()]
        named, nameless = CLOSED_FOR[rule.kind]
        return named.format(rule.reason) if rule.reason else nameless

    def open_day(self, day: date) -> OpenDay:
        """The day ready for arithmetic, worked out once; CalendarError where no hours set covers it."""
        known = self._open_days.get(day)
        if known is None:
            known = self._open_days[day] = OpenDay.on(day, self._sessions(day))
        return known

    def _sessions(self, day: date) -> tuple[Session, ...]:
        weekdays = self._hours_on(day).weekdays
        rule = self.days.get(day)
        if rule is None:
            return weekdays.get(day.weekday(), ())
        if rule.sessions is not None:
            return rule.sessions
        return weekdays.get(MONDAY, ()) if rule.kind == "make_up" else ()

    def _hours_on(self, day: date) -> HoursSet:
        for hours in self.hours:
            if hours.covers(day):
                return hours
        raise CalendarError(f"{self.name}: chưa khai báo giờ làm việc cho {say_date(day)}.")
