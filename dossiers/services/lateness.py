"""Marking what has become late, dated when it did, exactly once (domain.md 2, 3, 7)."""

from datetime import datetime, time, timedelta

from dossiers.models import Dossier, Lateness, StepRun
from dossiers.states import Target
from kit.clock import VN, local_date


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


def mark_intake(*, dossier: Dossier, at: datetime) -> None:
    """Nobody answered within the intake limit (law.md R03)."""
    dossier.intake_late_marked_at = at
    Lateness.objects.create(
        dossier=dossier,
        target=Target.INTAKE,
        due_at=dossier.intake_due_at,
        became_late_at=dossier.intake_due_at,
    )


def mark_dossier(*, dossier: Dossier, at: datetime) -> None:
    """The dossier's day passed: statutory lateness is by local date (domain.md 3)."""
    dossier.late_marked_at = at
    Lateness.objects.create(
        dossier=dossier,
        target=Target.DOSSIER,
        due_at=dossier.due_at,
        became_late_at=becomes_late(dossier.due_at),
    )


def becomes_late(due_at: datetime) -> datetime:
    """The first moment at which a dossier due then is late by law: the next local midnight."""
    return datetime.combine(local_date(due_at) + timedelta(days=1), time(0), tzinfo=VN)


def is_late_by_date(due_at: datetime | None, moment: datetime) -> bool:
    """Late by the law's measure, on that day?"""
    return due_at is not None and local_date(moment) > local_date(due_at)
