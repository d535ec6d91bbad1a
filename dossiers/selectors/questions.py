"""Questions about dossiers: which wait for whom, who may answer and who may call off."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Min, Q, QuerySet

from accounts.access import Duties, Scope
from accounts.permissions import Permission
from dossiers.models import Dossier, Question
from dossiers.workflow import Action

OPEN = Q(answered_at__isnull=True, called_off_at__isnull=True)


def questions_of(dossier: Dossier) -> list[Question]:
    """Every question about the dossier, the first first. One query."""
    rows = dossier.questions.select_related("to_user", "to_unit__agency", "agency", "asked_by")
    return list(rows.order_by("no"))


def for_me(action: Action, questions: Iterable[Question], held: Duties) -> list[Question]:
    """The questions that who holds these duties may answer, or call off, by `action`; ended ones too."""
    may = may_answer if action == Action.ANSWER else may_call_off
    return [question for question in questions if may(question, held)]


def open_of(questions: Iterable[Question]) -> list[Question]:
    """Those that still wait for an answer."""
    return [question for question in questions if question.is_open]


def may_answer(question: Question, held: Duties) -> bool:
    """The very person or who stands in for them; anybody of the unit that was asked."""
    if question.to_user_id is not None:
        return question.to_user_id in held.instead_of | {held.user_id}
    return held.may(Permission.VIEW, agency=question.to_unit.agency, unit=question.to_unit)


def may_call_off(question: Question, held: Duties) -> bool:
    """Who asked, who stands in for them, and who assigns work at their office."""
    own = question.asked_by_id in held.instead_of | {held.user_id}
    return own or held.may(Permission.ASSIGN, agency=question.agency)


def asked(scope: Scope) -> Q:
    """Dossiers with an open question to this person or their unit; a condition of a list."""
    return Q(pk__in=_to(scope).values("dossier_id"))


def dues(scope: Scope, codes: Iterable[str]) -> dict[str, datetime]:
    """Until when this person's answer is asked, by the dossier's code; the nearest. One query."""
    rows = _to(scope).filter(dossier__code__in=list(codes)).order_by().values("dossier__code")
    return {row["dossier__code"]: row["nearest"] for row in rows.annotate(nearest=Min("due_at"))}


def _to(scope: Scope) -> QuerySet[Question]:
    return Question.objects.filter(OPEN, Q(to_user__in=scope.holders) | Q(to_unit__in=scope.unit_ids))
