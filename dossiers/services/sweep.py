"""The sweep: what has just become late and what is due soon, marked exactly once (architecture.md, rule 4).

Every batch locks its rows, skipping those somebody holds, and commits alone: two workers never mark one
clock twice, and a kill loses nothing but the batch, which the next sweep finds again. A run is locked
together with its dossier, as every other change of a run is, so that no officer's click is overtaken.
"""

from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from accounts.access import officers_with, told_for
from accounts.models import User
from accounts.permissions import Permission
from agencies.models import Agency, Unit
from dossiers.models import Dossier, StepRun
from dossiers.selectors.queues import uncollected
from dossiers.services.finish import place_of_result
from dossiers.services.lateness import mark_dossier, mark_intake, mark_runs
from dossiers.services.many import update_many
from dossiers.services.messages import say_due, tell
from dossiers.services.unanswered import close_lapsed
from dossiers.states import Clock, ResultMethod, State
from dossiers.workflow import ROLE_PERMISSION
from kit.clock import local, local_date
from notifications.services import enqueue

BATCH = 500
SHOWN = 10  # codes in a notice about many


def sweep(*, at: datetime) -> dict[str, int]:
    """Mark everything whose time has come by `at`; returns how many of each."""
    return {
        "run_late": _drain(_late_runs, _mark_late_runs, at),
        "intake_late": _drain(_late_intakes, _each(_mark_late_intake), at),
        "dossier_late": _drain(_late_dossiers, _each(_mark_late_dossier), at),
        "run_soon": _drain(_soon_runs, _each(_mark_soon_run), at),
        "intake_soon": _drain(_soon_intakes, _each(_mark_soon_intake), at),
        "dossier_soon": _drain(_soon_dossiers, _each(_mark_soon_dossier), at),
        "reminded": _drain(_waiting_results, _each(_remind), at),
        "unanswered": close_lapsed(at=at),
    }


def _drain(find: Callable[[datetime], QuerySet], mark: Callable[[list, datetime], None], at: datetime) -> int:
    total = 0
    while True:
        with transaction.atomic():
            rows = list(find(at)[:BATCH])
            mark(rows, at)
        total += len(rows)
        if len(rows) < BATCH:
            return total


def _runs() -> QuerySet[StepRun]:
    rows = StepRun.objects.select_for_update(of=("self", "dossier"), skip_locked=True)
    return rows.select_related("dossier", "unit", "assignee", "step", "leg__agency").filter(
        clock=Clock.RUNNING
    )


def _dossiers() -> QuerySet[Dossier]:
    return Dossier.objects.select_for_update(of=("self",), skip_locked=True)


def _late_runs(at: datetime) -> QuerySet[StepRun]:
    return _runs().filter(late_marked_at__isnull=True, due_at__lt=at).order_by("due_at", "pk")


def _mark_late_runs(runs: list[StepRun], at: datetime) -> None:
    """A whole batch in a handful of statements: a storm makes thousands late in one minute."""
    mark_runs(runs=runs, at=at)
    update_many(runs, ("late_marked_at",))
    for officer, late in _by_officer(runs, at).items():
        if officer.email:
            _tell_officer(officer, late, at)


def _by_officer(runs: list[StepRun], at: datetime) -> dict[User, list[StepRun]]:
    """Who has which run, and who stands in for them; while nobody has one, everybody in its unit who may."""
    members, holders = cache(_members), cache(told_for)
    found: dict[User, list[StepRun]] = {}
    for run in runs:
        where, on = run.leg.agency, local_date(at)
        told = (
            holders(run.assignee, where, on) if run.assignee else members(run.step.role, where, run.unit, on)
        )
        for officer in told:
            found.setdefault(officer, []).append(run)
    return found


def _members(role: str, agency: Agency, unit: Unit, on: date) -> list[User]:
    return list(officers_with(ROLE_PERMISSION[role], agency, unit, on=on))


def _tell_officer(officer: User, late: list[StepRun], at: datetime) -> None:
    """One plain notice, at once (domain.md 27); of several runs in one."""
    run, many = late[0], len(late) > 1
    one = {
        "code": run.dossier.code,
        "step": run.step.name,
        "due": say_due(run.due_at),
        "holder": run.assignee.full_name if run.assignee else run.unit.name,
    }
    codes = ", ".join(run.dossier.code for run in late[:SHOWN])
    several = {"count": len(late), "codes": codes + (" và các hồ sơ khác" if len(late) > SHOWN else "")}
    enqueue(
        channel="email",
        address=officer.email,
        template_key="officers_late" if many else "officer_late",
        values=several if many else one,
        dedupe_key=f"late:run:{run.pk}:{run.due_at.isoformat()}:{officer.pk}",
        at=at,
        reference="" if many else run.dossier.code,
    )


def _each(mark: Callable[[Any, datetime], None]) -> Callable[[list, datetime], None]:
    """Marks the rows of a batch one by one."""

    def mark_all(rows: list, at: datetime) -> None:
        for row in rows:
            mark(row, at)

    return mark_all


def _late_intakes(at: datetime) -> QuerySet[Dossier]:
    rows = _dossiers().filter(intake_clock=Clock.RUNNING, intake_late_marked_at__isnull=True)
    return rows.filter(intake_due_at__lt=at).order_by("intake_due_at", "pk")


def _mark_late_intake(dossier: Dossier, at: datetime) -> None:
    mark_intake(dossier=dossier, at=at)
    dossier.save(update_fields=["intake_late_marked_at"])


def _late_dossiers(at: datetime) -> QuerySet[Dossier]:
    """Statutory lateness begins with the local day after the due date (domain.md 3)."""
    midnight = local(at).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = _dossiers().filter(clock=Clock.RUNNING, late_marked_at__isnull=True)
    return rows.filter(due_at__lt=midnight).order_by("due_at", "pk")


def _mark_late_dossier(dossier: Dossier, at: datetime) -> None:
    mark_dossier(dossier=dossier, at=at)
    dossier.save(update_fields=["late_marked_at", "owes_apology"])


def _soon_runs(at: datetime) -> QuerySet[StepRun]:
    rows = _runs().filter(soon_marked_at__isnull=True, soon_at__lte=at, due_at__gte=at)
    return rows.order_by("soon_at", "pk")


def _mark_soon_run(run: StepRun, at: datetime) -> None:
    run.soon_marked_at = at
    run.save(update_fields=["soon_marked_at"])


def _soon_intakes(at: datetime) -> QuerySet[Dossier]:
    rows = _dossiers().filter(intake_clock=Clock.RUNNING, intake_soon_marked_at__isnull=True)
    return rows.filter(intake_soon_at__lte=at, intake_due_at__gte=at).order_by("intake_soon_at", "pk")


def _mark_soon_intake(dossier: Dossier, at: datetime) -> None:
    dossier.intake_soon_marked_at = at
    dossier.save(update_fields=["intake_soon_marked_at"])
    if dossier.state != State.NEW:
        return
    for officer in officers_with(Permission.RECEIVE, dossier.receiving_agency, on=local_date(at)):
        if officer.email:
            _tell_intake_soon(officer, dossier, at)


def _tell_intake_soon(officer: User, dossier: Dossier, at: datetime) -> None:
    """Two working hours are left to answer: told at once, once."""
    enqueue(
        channel="email", address=officer.email, template_key="officer_intake_soon", at=at,
        values={"code": dossier.code, "due": say_due(dossier.intake_due_at)},
        dedupe_key=f"intake-soon:{dossier.pk}:{dossier.intake_due_at.isoformat()}:{officer.pk}",
        reference=dossier.code,
    )  # fmt: skip


def _soon_dossiers(at: datetime) -> QuerySet[Dossier]:
    rows = _dossiers().filter(clock=Clock.RUNNING, soon_marked_at__isnull=True, soon_at__lte=at)
    return rows.filter(due_at__gte=at).order_by("soon_at", "pk")


def _mark_soon_dossier(dossier: Dossier, at: datetime) -> None:
    dossier.soon_marked_at = at
    dossier.save(update_fields=["soon_marked_at"])


def _waiting_results(at: datetime) -> QuerySet[Dossier]:
    rows = _dossiers().select_related("receiving_agency", "version")
    waiting = rows.filter(uncollected(at), reminded_at__isnull=True)
    # What goes by post is fetched by nobody: the desk sees it on its list, the citizen can do nothing.
    return waiting.exclude(result_method=ResultMethod.POST).order_by("remind_at", "pk")


def _remind(dossier: Dossier, at: datetime) -> None:
    """The result has lain at the desk for some working days: one kind reminder (domain.md 16)."""
    dossier.reminded_at = at
    dossier.save(update_fields=["reminded_at"])
    tell(dossier=dossier, key="return_reminder", at=at, values={"place": place_of_result(dossier)})
