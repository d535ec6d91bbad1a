"""Writing the ledger of time: every row moves a clock, and the clock's due time is stored once, derived.

Only the services of this room call these functions, inside their transaction, with the dossier locked.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from agencies.models import Agency
from agencies.selectors import calendar_for
from agencies.worktime.limits import Limit, Unit
from dossiers.deadlines import Derived, duty_from, warn_from
from dossiers.models import ClockEntry, Dossier, Lateness, StepRun
from dossiers.selectors import rules
from dossiers.selectors.ledger import derived_with, run_derived_with
from dossiers.services.lateness import annul_dossier_lateness, mark_dossier_if_late, mark_intake_if_late
from dossiers.states import Clock, EntryKind, Target
from kit.actor import Actor
from kit.clock import local_date


def start_intake(*, dossier: Dossier, by: Actor, at: datetime, days: int | None = None) -> None:
    """The office has so many hours from now to answer (law.md R02), or so many working `days`."""
    agency, on = dossier.receiving_agency, local_date(at)
    if days is not None:
        plan = {"stretches": [_stretch(agency, Limit(Unit.WORKING_DAY, Decimal(days)))]}
    elif rules.intake_is_plain(agency, on):
        plan = {"fixed_due": (at + timedelta(hours=rules.intake_hours(agency, on))).isoformat()}
    else:
        hours = Decimal(rules.intake_hours(agency, on))
        plan = {"stretches": [_stretch(agency, Limit(Unit.WORKING_HOUR, hours))]}
    _write_intake(dossier, EntryKind.START, by, at, plan)


def stop_intake(*, dossier: Dossier, by: Actor, at: datetime) -> None:
    """The office has answered; an answer that came late is marked so."""
    mark_intake_if_late(dossier=dossier, at=at)
    _write_intake(dossier, EntryKind.STOP, by, at, {})


@dataclass(frozen=True)
class Cause:
    """Why a clock is moved, and who allowed it; all of it is kept with the row."""

    reason: str = ""
    reason_code: str = ""
    basis: str = ""
    approved_by: str = ""


def move_clock(
    *, dossier: Dossier, kind: EntryKind, by: Actor, at: datetime, cause: Cause = Cause(), **plan: Any
) -> Derived:
    """Write one row on the dossier's legal clock and store what follows.

    What starts the clock or lets it go on takes its plan from the dossier's legs; other kinds are given
    theirs: `stretches` for what is added, `fixed_due` for a day that people fix, `received_at`, `runs_on`.
    A pause, an end or a correction after the due day marks the lateness first. Raises LedgerError.
    """
    mark_dossier_if_late(dossier=dossier, at=at)
    if kind in (EntryKind.START, EntryKind.RESUME, EntryKind.RESTART):
        plan = {"stretches": plan_of(dossier)}
        if kind is EntryKind.START and rules.last_hour_waits(dossier.deciding_agency, local_date(at)):
            plan["last_hour"] = True
    row = _write(dossier, Target.DOSSIER, kind, by, at, plan_json(plan), cause=cause)
    before = dossier.due_at
    now = derived_with(dossier, row)
    _store_dossier(dossier, now, at)
    _settle(row, before, dossier.due_at)
    if kind is EntryKind.CORRECT:
        annul_dossier_lateness(dossier=dossier, entry=row, at=at)
    return now


def plan_json(plan: Mapping[str, Any]) -> dict[str, Any]:
    """A row's plan as JSON keeps it: moments as ISO text, nothing that says nothing."""
    told = ((name, value) for name, value in plan.items() if value)
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in told}


def added_stretch(agency: Agency, limit: Limit) -> list[dict[str, Any]]:
    """What a verification or an extension adds, in the agency's present calendar."""
    return [_stretch(agency, limit)]


def plan_of(dossier: Dossier) -> list[dict[str, Any]]:
    """The dossier's limits laid leg by leg, each with its agency's present calendar version."""
    limits = leg_limits(dossier)
    return [_stretch(leg.agency, limits[leg.ord]) for leg in dossier.legs.planned().select_related("agency")]


def open_run_clock(*, run: StepRun, by: Actor, at: datetime, minutes: int) -> None:
    """A run's promise: so many working minutes from now in its own office's calendar."""
    plan = {"minutes": minutes, **_calendar(run.leg.agency)}
    _write_run(run, EntryKind.START, by, at, plan)


def move_run_clock(*, run: StepRun, kind: EntryKind, by: Actor, at: datetime) -> None:
    """Pause, resume or stop a run's clock."""
    plan = _calendar(run.leg.agency) if kind == EntryKind.RESUME else {}
    _write_run(run, kind, by, at, plan)


def add_to_run(*, run: StepRun, kind: EntryKind, by: Actor, at: datetime, minutes: int) -> None:
    """A run that is not late gets more working minutes, because its dossier did (or less, corrected)."""
    _write_run(run, kind, by, at, {"minutes": minutes})
    run.allowance_minutes += minutes


def leg_limits(dossier: Dossier) -> dict[int, Limit]:
    """Each leg's own limit; a single leg takes the case's."""
    rows = dossier.version.legs.order_by("ord").values_list("ord", "limit")
    whole = rules.limit_of(dossier.case, dossier.deciding_agency, local_date(dossier.handled_from))
    return {ord_: Limit.from_dict(limit) if limit else whole for ord_, limit in rows}


def _stretch(agency: Agency, limit: Limit) -> dict[str, Any]:
    return {"limit": limit.to_dict(), **_calendar(agency)}


def _calendar(agency: Agency) -> dict[str, int]:
    return {"agency": agency.pk, "calendar": calendar_for(agency).version}


def _write_intake(dossier: Dossier, kind: EntryKind, by: Actor, at: datetime, plan: dict[str, Any]) -> None:
    row = _write(dossier, Target.INTAKE, kind, by, at, plan)
    before = dossier.intake_due_at
    now = derived_with(dossier, row)
    if kind == EntryKind.START:
        dossier.intake_from = now.clock_from
        dossier.intake_late_marked_at = dossier.intake_soon_marked_at = None
        dossier.intake_soon_at = _soon(
            dossier.receiving_agency, now.clock_from or at, now.due_at, rules.intake_alert
        )
    dossier.intake_clock, dossier.intake_due_at = now.clock, now.due_at
    _settle(row, before, now.due_at)


def _store_dossier(dossier: Dossier, now: Derived, at: datetime) -> None:
    if now.due_at != dossier.due_at and now.due_at is not None:
        dossier.late_marked_at = _marked_before(dossier, now.due_at)
        dossier.soon_marked_at = None
        dossier.soon_at = _soon(dossier.deciding_agency, now.clock_from or at, now.due_at)
        dossier.duty_at, dossier.duty_marked_at = _duty(dossier, now, now.clock_from or at), None
    dossier.clock, dossier.due_at, dossier.clock_from = now.clock, now.due_at, now.clock_from
    dossier.appointed_at = now.appointed
    if dossier.due_original is None:
        dossier.due_original = now.due_at
    for leg, window in zip(dossier.legs.planned(), now.windows, strict=True):
        if (leg.starts_at, leg.due_at) != (window.clock_from, window.due_at):
            leg.starts_at, leg.due_at = window.clock_from, window.due_at
            leg.save(update_fields=["starts_at", "due_at"])


def _marked_before(dossier: Dossier, due_at: datetime) -> datetime | None:
    """A clock that goes on to the due time it had missed already is not late a second time."""
    rows = Lateness.objects.filter(dossier=dossier, target=Target.DOSSIER, due_at=due_at)
    return rows.values_list("recorded_at", flat=True).first()


def _write_run(run: StepRun, kind: EntryKind, by: Actor, at: datetime, plan: dict[str, Any]) -> None:
    row = _write(run.dossier, Target.RUN, kind, by, at, plan, run=run)
    before = run.due_at
    now = run_derived_with(run, row)
    if now.clock == Clock.RUNNING and now.due_at != before and now.due_at is not None:
        run.soon_at = _soon(run.leg.agency, at, now.due_at, rules.step_due_soon)
        run.soon_marked_at = None
    run.clock = now.clock
    if now.clock != Clock.ENDED:
        run.due_at = now.due_at
    _settle(row, before, run.due_at)


def _soon(
    agency: Agency, start: datetime, due_at: datetime | None,
    setting: Callable[[Agency, date], timedelta] = rules.due_soon,
) -> datetime | None:  # fmt: skip
    if due_at is None:
        return None
    return warn_from(calendar_for(agency), start, due_at, setting(agency, local_date(start)))


def _duty(dossier: Dossier, now: Derived, start: datetime) -> datetime | None:
    """From when the unit has to finish or to apologise; never after a re-appointment: there is only one."""
    if now.due_at is None or now.appointed is not None:
        return None
    agency = dossier.deciding_agency
    days = rules.apology_days(agency, local_date(start))
    return duty_from(calendar_for(agency), start, now.due_at, days)


def _write(
    dossier: Dossier, target: Target, kind: EntryKind, by: Actor, at: datetime, plan: dict[str, Any],
    *, run: StepRun | None = None, cause: Cause = Cause(),
) -> ClockEntry:  # fmt: skip
    dossier.last_entry_no += 1
    return ClockEntry(
        dossier=dossier,
        target=target,
        run=run,
        no=dossier.last_entry_no,
        kind=kind,
        effective_at=at,
        plan=plan,
        reason=cause.reason,
        reason_code=cause.reason_code,
        basis=cause.basis,
        approved_by=cause.approved_by,
        asked_by=by.name,
    )


def _settle(row: ClockEntry, before: datetime | None, after: datetime | None) -> None:
    row.due_before, row.due_after = before, after
    row.save(force_insert=True)
