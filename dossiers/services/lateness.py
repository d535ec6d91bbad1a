"""Marking what has become late, dated when it did, exactly once (domain.md 2, 3, 7)."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from dossiers.deadlines import becomes_late, is_late_by_date
from dossiers.models import ClockEntry, Dossier, Lateness, LatenessAnnulled, StepRun
from dossiers.states import Clock, Source, Target


def mark_run(*, run: StepRun, at: datetime) -> None:
    """The run passed its due minute: it belongs to the unit and the person who hold it."""
    mark_runs(runs=[run], at=at)


def mark_runs(*, runs: Sequence[StepRun], at: datetime) -> None:
    """`mark_run` for many: the rows are to be saved by the caller."""
    for run in runs:
        run.late_marked_at = at
    Lateness.objects.bulk_create(
        Lateness(
            dossier_id=run.dossier_id, target=Target.RUN, run=run, due_at=run.due_at,
            became_late_at=run.due_at, unit_id=run.unit_id, holder_id=run.assignee_id,
        )
        for run in runs
    )  # fmt: skip


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
    # Whoever had the letter is owed no second one, though the clock may have started anew since; what
    # another system was late with before us is not ours to apologise for.
    had_letter = dossier.issued_forms.filter(key="apology").exists()
    dossier.owes_apology = not had_letter and dossier.source != Source.IMPORT
    # A day that was corrected away and back again has its row already.
    Lateness.objects.get_or_create(
        dossier=dossier,
        target=Target.DOSSIER,
        due_at=dossier.due_at,
        defaults={"became_late_at": becomes_late(dossier.due_at)},
    )


def mark_dossier_if_late(*, dossier: Dossier, at: datetime) -> None:
    """The clock ends or pauses late and before the sweep: the lateness stays, whatever comes after."""
    late = dossier.clock == Clock.RUNNING and is_late_by_date(dossier.due_at, at)
    if late and not dossier.late_marked_at:
        mark_dossier(dossier=dossier, at=at)


def annul_dossier_lateness(*, dossier: Dossier, entry: ClockEntry, at: datetime) -> None:
    """The due time was moved to a day that has not passed: an earlier lateness no longer counts.

    Nothing is deleted, nothing un-sent (domain.md 9). Where the new day has passed as well, the clock stays
    late, by the new day.
    """
    late = list(standing(Lateness.objects.filter(dossier=dossier, target=Target.DOSSIER)))
    if not late or dossier.due_at is None or late[-1].due_at == dossier.due_at:
        return
    LatenessAnnulled.objects.bulk_create(LatenessAnnulled(lateness=row, entry=entry) for row in late)
    dossier.late_marked_at, dossier.owes_apology = None, False
    mark_dossier_if_late(dossier=dossier, at=at)


def standing(rows: QuerySet[Lateness]) -> QuerySet[Lateness]:
    """Those that nothing has annulled, the oldest first."""
    return rows.filter(annulled__isnull=True).order_by("became_late_at", "pk")
