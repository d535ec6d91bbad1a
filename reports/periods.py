"""Periods that figures are asked for: the law's windows with their cut-off days, and the calendar's. Pure.

NĐ 09/2019 Đ12 (law.md §1.1): a month is counted from the 15th of the month before to the 14th, quarter III
from 15/6 to 14/9, a year from 15/12 to 14/12. The first days are values of the law and come as arguments.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from kit.clock import VN

ONE_DAY = timedelta(days=1)
LAST_INSTANT = timedelta(microseconds=1)
YEARS = range(1900, 2201)  # in which a period may lie


def read_day(text: str) -> date:
    """An ISO day that a period may begin or end on. Raises ValueError for anything else."""
    day = date.fromisoformat(text)
    if day.year not in YEARS:
        raise ValueError(f"{text!r}: the year must lie between {YEARS[0]} and {YEARS[-1]}")
    return day


class Kind(StrEnum):
    """What a period is called."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    OTHER = "other"


@dataclass(frozen=True, order=True)
class Period:
    """From the day `first` to the day `last`, both inside. `title`: 'Tháng 9/2026', 'Quý III/2026'."""

    first: date
    last: date
    kind: Kind = Kind.OTHER
    title: str = ""

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("a period ends on or after the day it begins")

    @property
    def end(self) -> datetime:
        """Its last instant: what was true then is what the period's report counts."""
        return datetime.combine(self.last + ONE_DAY, time(0), tzinfo=VN) - LAST_INSTANT

    @property
    def before(self) -> "Period":
        """The stretch of the same length that ends the day before it begins."""
        length = self.last - self.first
        return Period(self.first - ONE_DAY - length, self.first - ONE_DAY)

    def until(self, day: date) -> "Period":
        """The part of it up to `day`, where it still runs: nothing is late by an end that is to come."""
        return replace(self, last=max(self.first, min(self.last, day)))

    def say(self) -> str:
        """'Từ ngày 15/06/2026 đến ngày 14/09/2026'."""
        return f"Từ ngày {self.first:%d/%m/%Y} đến ngày {self.last:%d/%m/%Y}"


@dataclass(frozen=True)
class Windows:
    """The law's cut-offs: the day of the month on which a month begins, and the first days of the quarters.

    `quarters`: (month, day) of the first days of quarters I to IV; a year begins with quarter I. Where that
    lies late in the year it belongs to the year that follows.
    """

    month_day: int
    quarters: tuple[tuple[int, int], ...]

    @classmethod
    def read(cls, month_day: int, quarters: Sequence[str]) -> "Windows":
        """From the law's values: 15 and ["12-15", "03-15", "06-15", "09-15"]. Raises ValueError."""
        parts = tuple(tuple(int(number) for number in text.split("-")) for text in quarters)
        if len(parts) != 4 or not 1 <= month_day <= 28 or any(len(part) != 2 for part in parts):
            raise ValueError("four first days of quarters like 12-15, and a day of the month from 1 to 28")
        for month, day in parts:
            date(2001, month, day)
        return cls(month_day, parts)  # type: ignore[arg-type]

    def month(self, year: int, month: int) -> Period:
        """The window of a report month: 15/08–14/09 for month 9; from the 1st, the calendar's month."""
        named = date(year, month, 1)
        after = named.replace(day=self.month_day) if self.month_day > 1 else _next_month(named)
        return Period(_month_earlier(after), after - ONE_DAY, Kind.MONTH, f"Tháng {month}/{year}")

    def quarter(self, year: int, number: int) -> Period:
        """The window of quarter 1 to 4 of a report year."""
        first = self._first_day(year, number)
        after = self._first_day(year, number + 1) if number < 4 else self._first_day(year + 1, 1)
        title = f"Quý {('I', 'II', 'III', 'IV')[number - 1]}/{year}"
        return Period(first, after - ONE_DAY, Kind.QUARTER, title)

    def year(self, year: int) -> Period:
        """The window of a report year."""
        last = self._first_day(year + 1, 1) - ONE_DAY
        return Period(self._first_day(year, 1), last, Kind.YEAR, f"Năm {year}")

    def of_year(self, year: int) -> Iterator[Period]:
        """Everything that is reported of a year: twelve months, quarters I to III, the year (law.md §1.1)."""
        yield from (self.month(year, month) for month in range(1, 13))
        yield from (self.quarter(year, number) for number in (1, 2, 3))
        yield self.year(year)

    def ended(self, *, after: date, by: date) -> list[Period]:
        """The reported windows whose last day lies after the day `after` and before the day `by`."""
        years = range(after.year, by.year + 2)
        found = [period for year in years for period in self.of_year(year) if after < period.last < by]
        return sorted(found, key=lambda period: (period.last, period.first))

    def around(self, day: date) -> dict[Kind, Period]:
        """The month, quarter and year window that a day lies in."""
        found: dict[Kind, Period] = {}
        for year in (day.year, day.year + 1):
            quarters = (self.quarter(year, number) for number in (1, 2, 3, 4))
            months = (self.month(year, month) for month in range(1, 13))
            for period in (*months, *quarters, self.year(year)):
                if period.first <= day <= period.last:
                    found.setdefault(period.kind, period)
        return found

    def _first_day(self, year: int, number: int) -> date:
        month, day = self.quarters[number - 1]
        started_before = self.quarters[0] > self.quarters[1] and number == 1
        return date(year - 1 if started_before else year, month, day)


def calendar_month(day: date) -> Period:
    """The calendar's own month around a day."""
    first = day.replace(day=1)
    return Period(
        first, _next_month(first) - ONE_DAY, Kind.OTHER, f"Tháng {day.month}/{day.year} (theo lịch)"
    )


def _next_month(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)


def _month_earlier(day: date) -> date:
    return (day.replace(day=1) - ONE_DAY).replace(day=day.day)
