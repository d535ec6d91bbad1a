"""Reads a calendar file: checked value by checked value, every error naming the key."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from agencies.worktime.errors import CalendarError
from agencies.worktime.sessions import Session, in_order

WEEKDAY_KEYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SESSION = re.compile(r"([0-2]\d:[0-5]\d)-([0-2]\d:[0-5]\d)", re.ASCII)
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


@dataclass(frozen=True)
class CalendarContent:
    """A calendar file's content: hours by weekday, days off, make-up days (None: Monday's hours)."""

    weekdays: dict[int, tuple[Session, ...]]
    days_off: list[date]
    make_up: dict[date, tuple[Session, ...] | None]


def read_calendar(data: Any, *, name: str) -> CalendarContent:
    """Checks the decoded JSON of a calendar file. CalendarError names the file and the wrong key."""
    try:
        content = _read(data)
    except CalendarError as error:
        raise CalendarError(f"{name}: {error.message}") from error
    return content


def _read(data: Any) -> CalendarContent:
    top = _mapping(data, "calendar", ("hours", "days_off", "make_up"))
    weekdays = _read_hours(top.get("hours"))
    days_off = [_day(text, f"days_off[{i}]") for i, text in enumerate(_list(top, "days_off"))]
    make_up: dict[date, tuple[Session, ...] | None] = {}
    for i, entry in enumerate(_list(top, "make_up")):
        day, sessions = _read_make_up(entry, f"make_up[{i}]")
        if day in make_up or day in days_off:
            raise CalendarError(f"make_up[{i}]: {day} is listed twice or is also a day off")
        if sessions is None and not weekdays.get(0):
            raise CalendarError(f"make_up[{i}]: Monday has no hours; give this day's own hours")
        make_up[day] = sessions
    return CalendarContent(weekdays, days_off, make_up)


def _read_hours(value: Any) -> dict[int, tuple[Session, ...]]:
    hours = _mapping(value, "hours", WEEKDAY_KEYS)
    weekdays = {WEEKDAY_KEYS.index(key): _sessions(value, f"hours.{key}") for key, value in hours.items()}
    if not any(weekdays.values()):
        raise CalendarError("hours: no opening hours on any weekday")
    return weekdays


def _read_make_up(entry: Any, key: str) -> tuple[date, tuple[Session, ...] | None]:
    if isinstance(entry, str):
        return _day(entry, key), None
    given = _mapping(entry, key, ("date", "hours"))
    day = _day(given.get("date"), f"{key}.date")
    if "hours" not in given:
        return day, None
    sessions = _sessions(given["hours"], f"{key}.hours")
    if not sessions:
        raise CalendarError(f"{key}.hours: a make-up working day needs at least one session")
    return day, sessions


def _mapping(value: Any, key: str, known: tuple[str, ...]) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise CalendarError(f"{key}: an object with {', '.join(known)} is expected")
    for name in value:
        if name not in known:
            raise CalendarError(f"{key}: unknown key {name!r}; known are {', '.join(known)}")
    return value


def _list(top: Mapping[str, Any], key: str) -> list[Any]:
    value = top.get(key, [])
    if not isinstance(value, list):
        raise CalendarError(f"{key}: a list is expected")
    return value


def _sessions(value: Any, key: str) -> tuple[Session, ...]:
    if not isinstance(value, list):
        raise CalendarError(f'{key}: a list like ["07:30-11:30"] is expected')
    try:
        return in_order(_session(text, f"{key}[{i}]") for i, text in enumerate(value))
    except CalendarError as error:
        raise CalendarError(
            error.message if error.message.startswith(key) else f"{key}: {error.message}"
        ) from None


def _session(text: Any, key: str) -> Session:
    match = SESSION.fullmatch(text) if isinstance(text, str) else None
    try:
        start, end = (time.fromisoformat(part) for part in match.groups()) if match else (None, None)
    except ValueError:
        start = end = None
    if start is None or end is None:
        raise CalendarError(f"{key}: {text!r} is not a session like '07:30-11:30'")
    return Session(start, end)


def _day(text: Any, key: str) -> date:
    try:
        if isinstance(text, str) and DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise CalendarError(f"{key}: {text!r} is not a day like '2024-03-08'")
