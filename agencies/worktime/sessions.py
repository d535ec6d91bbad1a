"""Sessions: the parts of a day in which an office is open."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time
from itertools import pairwise

from agencies.worktime.errors import CalendarError


@dataclass(frozen=True, order=True)
class Session:
    """One stretch of a day in which the office is open: from `start` up to, not including, `end`."""

    start: time
    end: time

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise CalendarError(f"Buổi làm việc {self} phải kết thúc sau khi bắt đầu.")

    def __str__(self) -> str:
        return f"{self.start:%H:%M}–{self.end:%H:%M}"


def in_order(sessions: Iterable[Session]) -> tuple[Session, ...]:
    """The sessions of one day, by their start; raises CalendarError where two of them overlap."""
    ordered = tuple(sorted(sessions))
    for earlier, later in pairwise(ordered):
        if later.start < earlier.end:
            raise CalendarError(f"Hai buổi làm việc {earlier} và {later} chồng lên nhau.")
    return ordered
