"""A due date in words: every stretch counted, every day skipped and why."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

from agencies.worktime.arithmetic import MINUTE, ONE_DAY
from agencies.worktime.calendar import Calendar
from kit.clock import VN, local, say_date, say_minutes


@dataclass(frozen=True)
class Entry:
    """One line; `day` is the day it is about (None for a remark)."""

    kind: Literal["counted", "skipped", "note"]
    day: date | None
    text: str


@dataclass
class Explanation:
    """Hand an empty one to a computation and it is filled while the answer is worked out."""

    entries: list[Entry] = field(default_factory=list)

    def note(self, text: str) -> None:
        self.entries.append(Entry("note", None, text))

    def counted(self, day: date, text: str) -> None:
        self.entries.append(Entry("counted", day, f"Tính {text}"))

    def skipped(self, cal: Calendar, day: date) -> None:
        self.entries.append(Entry("skipped", day, f"Bỏ qua {say_date(day)}: {cal.why_closed(day)}"))

    def lines(self) -> list[str]:
        """Vietnamese sentences, one each, in the order of the count."""
        return [entry.text for entry in self.entries]


def tell_closed_days(told: Explanation, cal: Calendar, first: date, before: date) -> None:
    """The closed days from `first` up to, not including, `before`."""
    for day in _days(first, before - ONE_DAY):
        if not cal.is_working(day):
            told.skipped(cal, day)


def tell_open_time(told: Explanation, cal: Calendar, start: datetime, until: datetime) -> None:
    """Every open stretch between two moments, and the closed days among them."""
    for day in _days(local(start).date(), local(until).date()):
        if not cal.is_working(day):
            told.skipped(cal, day)
        for opening, close in cal.open_day(day).stretches:
            begin, end = max(opening.replace(tzinfo=VN), start), min(close.replace(tzinfo=VN), until)
            if begin < end:
                span = f"{local(begin):%H:%M}–{local(end):%H:%M}"
                told.counted(day, f"{say_date(day)}, {span}: {_say(end - begin)}")


def tell_working_days(told: Explanation, cal: Calendar, day_zero: date, last: date) -> None:
    """The working days after `day_zero` up to and including `last`, numbered, and the closed ones."""
    told.note(f"Ngày 0 là {say_date(day_zero)}, chưa tính")
    number = 0
    for day in _days(day_zero + ONE_DAY, last):
        if not cal.is_working(day):
            told.skipped(cal, day)
            continue
        number += 1
        hours = ", ".join(str(session) for session in cal.sessions(day))
        told.counted(day, f"ngày làm việc {number}: {say_date(day)} ({hours})")


def tell_calendar_days(told: Explanation, day_zero: date, last: date) -> None:
    """The calendar days after `day_zero` up to and including `last`, as one stretch."""
    told.note(f"Ngày 0 là {say_date(day_zero)}, chưa tính")
    if last > day_zero:
        first = day_zero + ONE_DAY
        told.counted(first, f"{(last - day_zero).days} ngày, từ {say_date(first)} đến hết {say_date(last)}")


def _days(first: date, last: date) -> list[date]:
    return [first + ONE_DAY * i for i in range((last - first).days + 1)]


def _say(length: timedelta) -> str:
    return say_minutes(length // MINUTE)
