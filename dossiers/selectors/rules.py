"""The law's values that a dossier asks for, in the units that the heart computes in."""

from dataclasses import replace
from datetime import date, time, timedelta

from agencies.models import Agency
from agencies.selectors import law_value
from agencies.worktime.limits import Limit, Unit
from procedures.models import Case, Version


def intake_is_plain(agency: Agency, on: date) -> bool:
    """Does the intake clock run in plain hours, nights and holidays included? (law.md R02)"""
    return law_value("intake_unit", on, agency) == "plain"


def intake_hours(agency: Agency, on: date) -> int:
    """Hours within which an online dossier is answered (law.md R02: 8)."""
    return int(law_value("accept_limit", on, agency))


def due_soon(agency: Agency, on: date) -> timedelta:
    """How much working time before the end a clock is "due soon" (domain.md 8)."""
    return timedelta(minutes=int(law_value("due_soon", on, agency)))


def intake_alert(agency: Agency, on: date) -> timedelta:
    """How much working time before its end an answer to a citizen is "due soon" (law.md R02)."""
    return timedelta(hours=int(law_value("intake_alert", on, agency)))


def step_due_soon(agency: Agency, on: date) -> timedelta:
    """How much working time before its end a step is "due soon" (domain.md 8)."""
    return timedelta(minutes=int(law_value("due_soon_step", on, agency)))


def transfer_cutoff(agency: Agency, on: date) -> time:
    """What is received after it is passed on at the beginning of the next working day (law.md R08)."""
    return time.fromisoformat(law_value("cutoff_transfer", on, agency))


def transfer_at_once(agency: Agency, on: date) -> timedelta:
    """How much working time "at once", or "at the beginning of the day", leaves for passing on (R08)."""
    return timedelta(minutes=int(law_value("transfer_minutes", on, agency)))


def last_hour_waits(agency: Agency, on: date) -> bool:
    """Does what comes in the last working hour of a day count from the next one? (law.md §3.2)"""
    return bool(law_value("last_hour_next_day", on, agency))


def appraisal_days(agency: Agency, on: date) -> int:
    """Working days from reception within which what is not eligible goes back (law.md R09)."""
    return int(law_value("return_after_appraisal", on, agency))


def supplements_allowed(agency: Agency, on: date) -> int:
    """How often a supplement may be asked in one stage without a leader's leave (law.md R01)."""
    return int(law_value("max_supplement", on, agency))


def stopping_reasons(agency: Agency, on: date) -> list[str]:
    """What stops the clock while a dossier waits for it, by the words of `reasons.HOLD_REASONS`."""
    return list(law_value("stop_clock_reasons", on, agency))


def reappointments_allowed(agency: Agency, on: date) -> int:
    """How often the day of the result may be appointed anew (law.md R12)."""
    return int(law_value("max_reappoint", on, agency))


def apology_days(agency: Agency, on: date) -> int:
    """Working days before the due day on which one has to finish or to apologise (law.md R11)."""
    return int(law_value("apology_before_due", on, agency))


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


def duties_are_separate(agency: Agency, on: date) -> bool:
    """May who handled a dossier not sign it? (law.md 13.3)"""
    return bool(law_value("separate_duties", on, agency))


def limit_of(case: Case, agency: Agency, on: date) -> Limit:
    """The case's limit for a dossier received on that day.

    A same-day case that was published with the general cut-off follows the general one in force on the day
    (Luật Hộ tịch, NĐ 23/2015); one published with a cut-off of its own keeps it.
    """
    limit = case.limit_value
    if limit.unit is not Unit.SAME_DAY or limit.cutoff != _cutoff(case.version.valid_from or on):
        return limit
    return replace(limit, cutoff=_cutoff(on, agency))


def _cutoff(on: date, agency: Agency | None = None) -> time:
    return time.fromisoformat(law_value("cutoff_sameday", on, agency))


def restarts_after_supplement(version: Version, agency: Agency, on: date) -> bool:
    """Does the clock start anew once a dossier is completed? By the version, else by the rule (R09)."""
    return (version.on_supplement or law_value("clock_on_supplement", on, agency)) == "restart"


def send_back_minimum(agency: Agency, on: date) -> int:
    """The least working minutes that a step gets when a dossier comes back to it (domain.md 7)."""
    return int(law_value("send_back_minimum", on, agency))


def undo_minutes(agency: Agency, on: date) -> int:
    """Minutes within which an officer may undo the last internal move (domain.md 21)."""
    return int(law_value("undo_minutes", on, agency))


def withdrawal_days(agency: Agency, on: date) -> int:
    """Working days within which an officer answers a request to withdraw (domain.md 15)."""
    return int(law_value("withdraw_confirm", on, agency))


def pledge(agency: Agency, on: date) -> str:
    """The sentence under every declaration (letter 1, step 8)."""
    return str(law_value("declaration_text", on, agency))
