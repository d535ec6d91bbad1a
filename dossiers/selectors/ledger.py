"""The ledger of a dossier, read back from its rows and derived anew."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from agencies.models import Agency
from agencies.selectors import calendar_version
from agencies.worktime.calendar import Calendar
from agencies.worktime.limits import Limit
from dossiers.deadlines import (
    Derived,
    Entry,
    Plan,
    RunDerived,
    RunEntry,
    Stretch,
    derive,
    derive_run,
    explain,
)
from dossiers.models import ClockEntry, Dossier, StepRun
from dossiers.states import EntryKind, Target


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


def entry_of(row: ClockEntry) -> Entry:
    """A stored row as the pure ledger knows it."""
    fixed = row.plan.get("fixed_due")
    return Entry(
        kind=EntryKind(row.kind),
        effective_at=row.effective_at,
        plan=read_plan(row.plan.get("stretches", [])),
        fixed_due=datetime.fromisoformat(fixed) if fixed else None,
    )


def run_entry_of(row: ClockEntry) -> RunEntry:
    """A stored row of a run as the pure ledger knows it."""
    calendar = None
    if "calendar" in row.plan:
        calendar = calendar_at(row.plan["agency"], row.plan["calendar"])
    return RunEntry(
        kind=EntryKind(row.kind),
        effective_at=row.effective_at,
        allowance=timedelta(minutes=row.plan.get("minutes", 0)),
        calendar=calendar,
    )


def read_plan(stretches: Iterable[dict[str, Any]]) -> Plan:
    """The plan that a ledger row keeps: limits with the calendar versions in force when it was written."""
    return tuple(
        Stretch(Limit.from_dict(part["limit"]), calendar_at(part["agency"], part["calendar"]))
        for part in stretches
    )


def calendar_at(agency_id: int, number: int) -> Calendar:
    """The published calendar of that number."""
    return calendar_version(Agency(pk=agency_id), number)
