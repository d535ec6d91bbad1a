"""The ledger of a dossier, read back from its rows and derived anew."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from agencies.models import Agency
from agencies.selectors import calendar_version
from agencies.worktime.calendar import Calendar
from agencies.worktime.limits import Limit
from dossiers.deadlines import Derived, Entry, Plan, Stretch, derive
from dossiers.explaining import explain
from dossiers.models import ClockEntry, Dossier, StepRun
from dossiers.promises import RunDerived, RunEntry, derive_run
from dossiers.states import EntryKind, Target

SUPPLEMENT = "supplement"  # the reason code of a pause for the citizen's papers


def entries_of(dossier: Dossier, target: Target) -> list[Entry]:
    """The rows of the dossier's own clock or of its intake clock, oldest first."""
    rows = ClockEntry.objects.filter(dossier=dossier, target=target).order_by("no")
    return [entry_of(row) for row in rows]


def derived(dossier: Dossier, target: Target = Target.DOSSIER) -> Derived:
    """The clock as its rows say; equals what is stored on the dossier."""
    return derive(entries_of(dossier, target))


def why(dossier: Dossier, target: Target = Target.DOSSIER) -> list[str]:
    """Vietnamese lines that explain the due date to officer and citizen alike."""
    return explain(entries_of(dossier, target))


def run_derived(run: StepRun) -> RunDerived:
    """The clock of a run as its rows say; equals what is stored on the run."""
    rows = ClockEntry.objects.filter(run=run).order_by("no")
    return derive_run(run_entry_of(row) for row in rows)


def derived_with(dossier: Dossier, row: ClockEntry) -> Derived:
    """The clock as it will be once `row` is written; before a dossier's first row there are none to read."""
    before = entries_of(dossier, Target(row.target)) if row.no > 1 else []
    return derive([*before, entry_of(row)])


def run_derived_with(run: StepRun, row: ClockEntry) -> RunDerived:
    """A run's clock as it will be once `row` is written."""
    rows = ClockEntry.objects.filter(run=run).order_by("no")
    return derive_run(run_entry_of(r) for r in (*rows, row))


def promised_at_reception(dossier: Dossier) -> datetime | None:
    """The due time that Mẫu 01 bears: the first promise, or the one that corrected it."""
    rows = ClockEntry.objects.filter(dossier=dossier, target=Target.DOSSIER, kind=EntryKind.CORRECT)
    corrected = rows.order_by("-no").values_list("due_after", flat=True).first()
    return corrected or dossier.due_original


CalendarAt = Callable[[int, int], Calendar]


def calendar_at(agency_id: int, number: int) -> Calendar:
    """The published calendar of that number."""
    return calendar_version(Agency(pk=agency_id), number)


def entry_of(row: ClockEntry, calendars: CalendarAt = calendar_at) -> Entry:
    """A stored row as the pure ledger knows it; whoever reads many rows gives `calendars` that remember."""
    return Entry(
        kind=EntryKind(row.kind),
        effective_at=row.effective_at,
        plan=read_plan(row.plan.get("stretches", []), calendars),
        fixed_due=_moment(row.plan.get("fixed_due")),
        earlier=row.plan.get("earlier", False),
        runs_on=row.plan.get("runs_on", False),
        received_at=_moment(row.plan.get("received_at")),
        last_hour=row.plan.get("last_hour", False),
        words=_words(row),
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _words(row: ClockEntry) -> str:
    """Why, as citizen and officer may read it. What was asked of the citizen stands in the request itself."""
    if row.reason_code == SUPPLEMENT:
        return "chờ bổ sung hồ sơ"
    return "; ".join(part.strip().rstrip(".") for part in (row.reason, row.basis) if part.strip())


def run_entry_of(row: ClockEntry, calendars: CalendarAt = calendar_at) -> RunEntry:
    """A stored row of a run as the pure ledger knows it."""
    calendar = None
    if "calendar" in row.plan:
        calendar = calendars(row.plan["agency"], row.plan["calendar"])
    return RunEntry(
        kind=EntryKind(row.kind),
        effective_at=row.effective_at,
        allowance=timedelta(minutes=row.plan.get("minutes", 0)),
        calendar=calendar,
        earlier=row.plan.get("earlier", False),
    )


def read_plan(stretches: Iterable[dict[str, Any]], calendars: CalendarAt = calendar_at) -> Plan:
    """The plan that a ledger row keeps: limits with the calendar versions in force when it was written."""
    return tuple(
        Stretch(Limit.from_dict(part["limit"]), calendars(part["agency"], part["calendar"]))
        for part in stretches
    )
