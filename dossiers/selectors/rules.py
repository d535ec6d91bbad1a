"""The law's values that a dossier asks for, in the units that the heart computes in."""

from datetime import date, timedelta

from agencies.models import Agency
from agencies.selectors import law_value


def intake_is_plain(agency: Agency, on: date) -> bool:
    """Does the intake clock run in plain hours, nights and holidays included? (law.md R02)"""
    return law_value("intake_unit", on, agency) == "plain"


def intake_hours(agency: Agency, on: date) -> int:
    """Hours within which an online dossier is answered (law.md R02: 8)."""
    return int(law_value("accept_limit", on, agency))


def due_soon(agency: Agency, on: date) -> timedelta:
    """How much working time before the end a clock is "due soon" (domain.md 8)."""
    return timedelta(minutes=int(law_value("due_soon", on, agency)))


def supplements_allowed(agency: Agency, on: date) -> int:
    """How often a supplement may be asked in one stage without a leader's leave (law.md R01)."""
    return int(law_value("max_supplement", on, agency))


def form_set(agency: Agency, on: date) -> str:
    """Which set of forms the agency prints on that day (law.md §2.1)."""
    return str(law_value("form_set", on, agency))


def draft_lifetime(agency: Agency | None, on: date) -> timedelta:
    """How long a draft is kept after it was last touched (domain.md 24)."""
    return timedelta(hours=int(law_value("draft_hours", on, agency)))


def max_file_bytes(agency: Agency | None, on: date) -> int:
    """A file must be smaller than this (letter 1: 50 MB)."""
    return int(law_value("max_file_mb", on, agency)) * 1024 * 1024


def return_reminder_days(agency: Agency, on: date) -> int:
    """Working days after which a person is reminded to fetch the result (domain.md 16)."""
    return int(law_value("return_reminder_days", on, agency))


def supplement_days(agency: Agency, on: date) -> int:
    """Working days within which the citizen should complete the dossier (law.md §3.2)."""
    return int(law_value("supplement_wait_close", on, agency))
