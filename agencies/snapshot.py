"""A published calendar as JSON, and back into the frozen calendar that working time counts with. No database.

{"hours": [{"from": "2025-07-01", "to": null, "week": {"mon": ["07:30-11:30", "13:00-17:00"]}}],
 "days": [{"date": "2026-11-24", "kind": "off", "sessions": null, "name": "…", "basis": "…"}]}
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, time
from typing import Any

from agencies.worktime.calendar import Calendar, DayRule, HoursSet
from agencies.worktime.errors import CalendarError
from agencies.worktime.sessions import Session, in_order

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SESSION = re.compile(r"(([01]\d|2[0-3]):[0-5]\d)-(([01]\d|2[0-3]):[0-5]\d)", re.ASCII)


def parse_sessions(texts: Iterable[str]) -> tuple[Session, ...]:
    """["07:30-11:30"] as sessions in order. CalendarError where one is malformed or two overlap."""
    return in_order(_session(text) for text in texts)


def parse_week(week: Mapping[str, Iterable[str]]) -> dict[int, tuple[Session, ...]]:
    """A week by day names as worktime takes it (0 = Monday). CalendarError also where no session is open."""
    if unknown := set(week) - set(WEEKDAYS):
        raise CalendarError(f"Không có ngày «{min(unknown)}» trong tuần.")
    parsed = {WEEKDAYS.index(day): parse_sessions(texts) for day, texts in week.items()}
    if not any(parsed.values()):
        raise CalendarError("Cần ít nhất một buổi làm việc trong tuần.")
    return parsed


def to_calendar(snapshot: Mapping[str, Any], *, name: str, version: int) -> Calendar:
    """The frozen calendar of a snapshot; `name` is the agency's, for messages."""
    hours = tuple(
        HoursSet(date.fromisoformat(row["from"]), _day(row["to"]), parse_week(row["week"]))
        for row in snapshot["hours"]
    )
    rules = [_rule(row) for row in snapshot["days"]]
    return Calendar(name=name, hours=hours, days={rule.day: rule for rule in rules}, version=version)


def _rule(row: Mapping[str, Any]) -> DayRule:
    sessions = None if row["sessions"] is None else parse_sessions(row["sessions"])
    return DayRule(date.fromisoformat(row["date"]), row["kind"], sessions, row["name"], row["basis"])


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _session(text: str) -> Session:
    match = _SESSION.fullmatch(text) if isinstance(text, str) else None
    if not match:
        raise CalendarError(f"«{text}» không phải là buổi làm việc dạng 07:30-11:30.")
    return Session(time.fromisoformat(match[1]), time.fromisoformat(match[3]))
