"""The sweep: what has just become late and what is due soon, marked exactly once (architecture.md, rule 4).

Every batch locks its rows, skipping those somebody holds, and commits alone: two workers never mark one
clock twice, and a kill loses nothing but the batch, which the next sweep finds again. A run is locked
together with its dossier, as every other change of a run is, so that no officer's click is overtaken.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from accounts import notices
from dossiers.models import Dossier, Question, StepRun
from dossiers.selectors import duty
from dossiers.selectors.questions import OPEN
from dossiers.selectors.queues import uncollected
from dossiers.services import officers, questions
from dossiers.services.finish import place_of_result
from dossiers.services.lateness import mark_dossier, mark_intake, mark_runs
from dossiers.services.many import update_many
from dossiers.services.messages import tell
from dossiers.services.unanswered import close_lapsed
from dossiers.states import Clock, ResultMethod, State
from kit.clock import local, local_date

BATCH = 500


def sweep(*, at: datetime) -> dict[str, int]:
    """Mark everything whose time has come by `at`; returns how many of each."""
    return {
        "run_late": _drain(_late_runs, _mark_late_runs, at),
        "intake_late": _drain(_late_intakes, _mark_late_intakes, at),
        "dossier_late": _drain(_late_dossiers, _mark_late_dossiers, at),
        "question_late": _drain(_late_questions, _mark_late_questions, at),
        "run_soon": _drain(_soon_runs, _mark_soon_runs, at),
        "intake_soon": _drain(_soon_intakes, _mark_soon_intakes, at),
        "dossier_soon": _drain(_soon_dossiers, _mark_soon_dossiers, at),
        "duty": _drain(_due_duties, _mark_duties, at),
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
    rows = Dossier.objects.select_for_update(of=("self",), skip_locked=True)
    return rows.select_related("receiving_agency", "deciding_agency")


def _late_runs(at: datetime) -> QuerySet[StepRun]:
    return _runs().filter(late_marked_at__isnull=True, due_at__lt=at).order_by("due_at", "pk")


def _mark_late_runs(runs: list[StepRun], at: datetime) -> None:
    """A whole batch in a handful of statements: a storm makes thousands late in one minute."""
    mark_runs(runs=runs, at=at)
    update_many(runs, ("late_marked_at",))
    keys = ("officer_late", "officers_late")
    notices.tell(words=officers.run_words(runs, keys, "late", "overdue", local_date(at)), at=at)


def _each(mark: Callable[[Any, datetime], None]) -> Callable[[list, datetime], None]:
    """Marks the rows of a batch one by one."""

    def mark_all(rows: list, at: datetime) -> None:
        for row in rows:
            mark(row, at)

    return mark_all


def _late_intakes(at: datetime) -> QuerySet[Dossier]:
    rows = _dossiers().filter(intake_clock=Clock.RUNNING, intake_late_marked_at__isnull=True)
    return rows.filter(intake_due_at__lt=at).order_by("intake_due_at", "pk")


def _mark_late_intakes(dossiers: list[Dossier], at: datetime) -> None:
    for dossier in dossiers:
        mark_intake(dossier=dossier, at=at)
    update_many(dossiers, ("intake_late_marked_at",))
    keys = ("officer_intake_late", "officers_intake_late")
    _tell_receivers(dossiers, keys, "intake-late", "overdue", at)


def _tell_receivers(
    dossiers: list[Dossier], keys: tuple[str, str], kind: str, many: str, at: datetime
) -> None:
    """Of those that nobody has taken in yet; what else is answered late stands in its own list."""
    new = [dossier for dossier in dossiers if dossier.state == State.NEW]
    notices.tell(words=officers.intake_words(new, keys, kind, many, local_date(at)), at=at)


def _late_dossiers(at: datetime) -> QuerySet[Dossier]:
    """Statutory lateness begins with the local day after the due date (domain.md 3)."""
    midnight = local(at).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = _dossiers().filter(clock=Clock.RUNNING, late_marked_at__isnull=True)
    return rows.filter(due_at__lt=midnight).order_by("due_at", "pk")


def _mark_late_dossiers(dossiers: list[Dossier], at: datetime) -> None:
    for dossier in dossiers:
        mark_dossier(dossier=dossier, at=at)
    update_many(dossiers, ("late_marked_at", "owes_apology"))
    keys = ("officer_overdue", "officers_overdue")
    words = officers.dossier_words(dossiers, keys, "late", "overdue", local_date(at))
    notices.tell(words=words, at=at)


def _late_questions(at: datetime) -> QuerySet[Question]:
    """Locked together with their dossier, whose lock is theirs too."""
    rows = Question.objects.select_for_update(of=("self", "dossier"), skip_locked=True)
    rows = rows.select_related("dossier", "agency", "to_user", "to_unit", "asked_by")
    return rows.filter(OPEN, late_marked_at__isnull=True, due_at__lt=at).order_by("due_at", "pk")


def _mark_late_questions(found: list[Question], at: datetime) -> None:
    for question in found:
        question.late_marked_at = at
    update_many(found, ("late_marked_at",))
    notices.tell(words=questions.late_words(found, local_date(at)), at=at)


def _soon_runs(at: datetime) -> QuerySet[StepRun]:
    rows = _runs().filter(soon_marked_at__isnull=True, soon_at__lte=at, due_at__gte=at)
    return rows.order_by("soon_at", "pk")


def _mark_soon_runs(runs: list[StepRun], at: datetime) -> None:
    for run in runs:
        run.soon_marked_at = at
    update_many(runs, ("soon_marked_at",))
    keys = ("officer_soon", "officers_soon")
    notices.tell(words=officers.run_words(runs, keys, "soon", "soon", local_date(at)), at=at)


def _soon_intakes(at: datetime) -> QuerySet[Dossier]:
    rows = _dossiers().filter(intake_clock=Clock.RUNNING, intake_soon_marked_at__isnull=True)
    return rows.filter(intake_soon_at__lte=at, intake_due_at__gte=at).order_by("intake_soon_at", "pk")


def _mark_soon_intakes(dossiers: list[Dossier], at: datetime) -> None:
    """Two working hours are left to answer: told at once, once."""
    for dossier in dossiers:
        dossier.intake_soon_marked_at = at
    update_many(dossiers, ("intake_soon_marked_at",))
    keys = ("officer_intake_soon", "officers_intake_soon")
    _tell_receivers(dossiers, keys, "intake-soon", "waiting", at)


def _soon_dossiers(at: datetime) -> QuerySet[Dossier]:
    rows = _dossiers().filter(clock=Clock.RUNNING, soon_marked_at__isnull=True, soon_at__lte=at)
    return rows.filter(due_at__gte=at).order_by("soon_at", "pk")


def _mark_soon_dossiers(dossiers: list[Dossier], at: datetime) -> None:
    """Marked only: what has to be told of the whole dossier is the duty to finish or to apologise."""
    for dossier in dossiers:
        dossier.soon_marked_at = at
    update_many(dossiers, ("soon_marked_at",))


def _due_duties(at: datetime) -> QuerySet[Dossier]:
    rows = _dossiers().filter(duty.stands(at), duty_marked_at__isnull=True, due_at__gte=at)
    return rows.order_by("duty_at", "pk")


def _mark_duties(dossiers: list[Dossier], at: datetime) -> None:
    """One working day is left: finish, or apologise and appoint a new day in time (law.md R11)."""
    for dossier in dossiers:
        dossier.duty_marked_at = at
    update_many(dossiers, ("duty_marked_at",))
    keys = ("officer_duty", "officers_duty")
    words = officers.dossier_words(dossiers, keys, "duty", "soon", local_date(at), place=duty.PLACE)
    notices.tell(words=words, at=at)


def _waiting_results(at: datetime) -> QuerySet[Dossier]:
    rows = _dossiers().select_related("version")
    waiting = rows.filter(uncollected(at), reminded_at__isnull=True)
    # What goes by post is fetched by nobody: the desk sees it on its list, the citizen can do nothing.
    return waiting.exclude(result_method=ResultMethod.POST).order_by("remind_at", "pk")


def _remind(dossier: Dossier, at: datetime) -> None:
    """The result has lain at the desk for some working days: one kind reminder (domain.md 16)."""
    dossier.reminded_at = at
    dossier.save(update_fields=["reminded_at"])
    tell(dossier=dossier, key="return_reminder", at=at, values={"place": place_of_result(dossier)})
