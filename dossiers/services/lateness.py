"""Marking what has become late, dated when it did, exactly once (domain.md 2, 3, 7)."""

from datetime import datetime

from dossiers.deadlines import becomes_late, is_late_by_date
from dossiers.models import Dossier, Lateness, StepRun
from dossiers.states import Clock, Target


def mark_run(*, run: StepRun, at: datetime) -> None:
    """The run passed its due minute: it belongs to the unit and the person who hold it."""
    run.late_marked_at = at
    Lateness.objects.create(
        dossier=run.dossier,
        target=Target.RUN,
        run=run,
        due_at=run.due_at,
        became_late_at=run.due_at,
        unit=run.unit,
        holder=run.assignee,
    )


def mark_run_if_late(*, run: StepRun, at: datetime) -> None:
    """What the sweep would have marked, marked by whoever closes or pauses the run before it comes."""
    if run.clock == Clock.RUNNING and run.due_at and at > run.due_at and not run.late_marked_at:
        mark_run(run=run, at=at)


def mark_intake(*, dossier: Dossier, at: datetime) -> None:
    """Nobody answered within the intake limit (law.md R03)."""
    dossier.intake_late_marked_at = at
    Lateness.objects.create(
        dossier=dossier,
        target=Target.INTAKE,
        due_at=dossier.intake_due_at,
        became_late_at=dossier.intake_due_at,
    )


def mark_intake_if_late(*, dossier: Dossier, at: datetime) -> None:
    """The answer came late and before the sweep (law.md R03: "tiếp nhận quá hạn")."""
    due_at = dossier.intake_due_at
    running = dossier.intake_clock == Clock.RUNNING and due_at is not None
    if running and at > due_at and not dossier.intake_late_marked_at:
        mark_intake(dossier=dossier, at=at)


def mark_dossier(*, dossier: Dossier, at: datetime) -> None:
    """The dossier's day passed: statutory lateness is by local date (domain.md 3)."""
    dossier.late_marked_at = at
    Lateness.objects.create(
        dossier=dossier,
        target=Target.DOSSIER,
        due_at=dossier.due_at,
        became_late_at=becomes_late(dossier.due_at),
    )


def mark_dossier_if_late(*, dossier: Dossier, at: datetime) -> None:
    """The clock ends or pauses late and before the sweep: the lateness stays, whatever comes after."""
    late = dossier.clock == Clock.RUNNING and is_late_by_date(dossier.due_at, at)
    if late and not dossier.late_marked_at:
        mark_dossier(dossier=dossier, at=at)
