"""The sweep: what has just become late and what is due soon, marked exactly once (architecture.md, rule 4).

Every batch locks its rows, skipping those somebody holds, and commits alone: two workers never mark one
clock twice, and a kill loses nothing but the batch, which the next sweep finds again. A run is locked
together with its dossier, as every other change of a run is, so that no officer's click is overtaken.
"""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from accounts.access import officers_with, stand_in
from accounts.models import User
from dossiers.models import Dossier, StepRun
from dossiers.services.finish import place_of_result
from dossiers.services.lateness import mark_dossier, mark_intake, mark_run
from dossiers.services.messages import say_due, tell
from dossiers.states import Clock, State
from dossiers.workflow import ROLE_PERMISSION
from kit.clock import local, local_date
from notifications.services import enqueue

BATCH = 200


def sweep(*, at: datetime) -> dict[str, int]:
    """Mark everything whose time has come by `at`; returns how many of each."""
    return {
        "run_late": _drain(_late_runs, _mark_late_run, at),
        "intake_late": _drain(_late_intakes, _mark_late_intake, at),
        "dossier_late": _drain(_late_dossiers, _mark_late_dossier, at),
        "run_soon": _drain(_soon_runs, _mark_soon_run, at),
        "intake_soon": _drain(_soon_intakes, _mark_soon_intake, at),
        "dossier_soon": _drain(_soon_dossiers, _mark_soon_dossier, at),
        "reminded": _drain(_waiting_results, _remind, at),
    }


def _drain(find: Callable[[datetime], QuerySet], mark: Callable, at: datetime) -> int:
    total = 0
    while True:
        with transaction.atomic():
            rows = list(find(at)[:BATCH])
            for row in rows:
                mark(row, at)
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


def _mark_late_run(run: StepRun, at: datetime) -> None:
    mark_run(run=run, at=at)
    run.save(update_fields=["late_marked_at"])
    for officer in _holders(run, at):
        if officer.email:
            _tell_officer(officer, run, at)


def _holders(run: StepRun, at: datetime) -> list[User]:
    """Who has the run, and who stands in for them; while nobody has it, everybody in its unit who may."""
    if run.assignee is not None:
        away = stand_in(run.assignee, run.leg.agency, local_date(at))
        return [run.assignee, away.substitute] if away else [run.assignee]
    permission, on = ROLE_PERMISSION[run.step.role], local_date(at)
    return list(officers_with(permission, run.leg.agency, run.unit, on=on))


def _tell_officer(officer: User, run: StepRun, at: datetime) -> None:
    """One plain notice, at once (domain.md 27)."""
    enqueue(
        channel="email",
        address=officer.email,
        template_key="officer_late",
        values={
            "code": run.dossier.code,
            "step": run.step.name,
            "due": say_due(run.due_at),
            "holder": run.assignee.full_name if run.assignee else run.unit.name,
        },
        dedupe_key=f"late:run:{run.pk}:{run.due_at.isoformat()}:{officer.pk}",
        at=at,
        reference=run.dossier.code,
    )


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
    dossier.save(update_fields=["late_marked_at"])


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


def _soon_dossiers(at: datetime) -> QuerySet[Dossier]:
    rows = _dossiers().filter(clock=Clock.RUNNING, soon_marked_at__isnull=True, soon_at__lte=at)
    return rows.filter(due_at__gte=at).order_by("soon_at", "pk")


def _mark_soon_dossier(dossier: Dossier, at: datetime) -> None:
    dossier.soon_marked_at = at
    dossier.save(update_fields=["soon_marked_at"])


def _waiting_results(at: datetime) -> QuerySet[Dossier]:
    rows = _dossiers().select_related("receiving_agency", "version")
    waiting = rows.filter(state=State.DONE, reminded_at__isnull=True, remind_at__lte=at)
    return waiting.order_by("remind_at", "pk")


def _remind(dossier: Dossier, at: datetime) -> None:
    """The result has lain at the desk for some working days: one kind reminder (domain.md 16)."""
    dossier.reminded_at = at
    dossier.save(update_fields=["reminded_at"])
    tell(dossier=dossier, key="return_reminder", at=at, values={"place": place_of_result(dossier)})
