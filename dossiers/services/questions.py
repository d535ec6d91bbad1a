"""Asking a colleague or another unit for their opinion (xin ý kiến phối hợp); the clocks run on meanwhile."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from accounts import notices
from accounts.access import duties, has_permission
from accounts.models import User
from accounts.notices import Word
from accounts.permissions import Permission
from agencies.models import Unit
from agencies.selectors import calendar_for
from agencies.worktime.limits import Limit, due
from dossiers.models import Dossier, Question
from dossiers.selectors import questions as rule
from dossiers.services.messages import say_due
from dossiers.services.officers import Hearers, dossier_path
from dossiers.services.transition import NOT_YOURS, Move, close_move, open_move
from dossiers.workflow import Action
from kit.actor import Actor
from kit.clock import local_date, say_moment, say_time
from kit.errors import Conflict, Invalid, NotAllowed

ENDED = "Hồ sơ đã kết thúc."
PLACE = "y-kien"  # of the dossier's page


@dataclass(frozen=True)
class Asked:
    """Who is asked: one of the two."""

    user: User | None = None
    unit: Unit | None = None


@transaction.atomic
def ask(
    *, dossier: Dossier, by: Actor, at: datetime, to: Asked, limit: Limit, note: str, seen: int | None = None
) -> Question:
    """Ask `to` what `note` says; the answer is due after `limit` of the asking office's working time.

    Raises Invalid ("to", "note"), Conflict, NotAllowed.
    """
    move = open_move(dossier=dossier, action=Action.CONSULT, by=by, at=at, seen=seen, note=note)
    agency = move.run.leg.agency
    _check_asked(move, to)
    question = Question.objects.create(
        dossier=move.dossier,
        agency=agency,
        no=move.dossier.questions.count() + 1,
        to_user=to.user,
        to_unit=to.unit,
        text=note.strip(),
        asked_by=move.user,
        asked_by_name=move.hand,
        asked_at=move.at,
        due_at=due(calendar_for(agency), limit, move.at).due_at,
    )
    move.data = {"question": question.no}
    until = f"Hỏi {question.to_name}, trả lời trước {say_moment(question.due_at)}."
    close_move(move, note=f"{until}\n{note.strip()}")
    values = {"asker": move.hand, "due": say_due(question.due_at)}
    others = (officer for officer in _asked(question, Hearers(local_date(at))) if officer != move.user)
    notices.tell(words=[_word(question, "officer_asked", to, values) for to in others], at=move.at)
    return question


@transaction.atomic
def answer(*, question: Question, by: Actor, at: datetime, note: str) -> Question:
    """Say what one thinks; late answers are taken and marked.

    Raises Invalid on "note", Conflict when somebody has answered or it was called off, NotAllowed.
    """
    move, question = _open(Action.ANSWER, question, by, at, note)
    question.answer, question.answered_at = note.strip(), move.at
    question.answered_by, question.answered_by_name = move.user, by.name
    question.save()
    late = " (muộn hạn)" if question.is_late(move.at) else ""
    close_move(move, note=f"Trả lời {question.asked_by_name}{late}:\n{note.strip()}")
    askers = Hearers(local_date(at)).of(question.asked_by, question.agency)
    words = [_word(question, "officer_answered", to, {"who": by.name}) for to in askers if to != move.user]
    notices.tell(words=words, at=move.at)
    return question


@transaction.atomic
def call_off(*, question: Question, by: Actor, at: datetime, note: str) -> Question:
    """The answer is no longer needed. Raises Invalid on "note", Conflict, NotAllowed."""
    move, question = _open(Action.CALL_OFF, question, by, at, note)
    question.called_off_at, question.called_off_by = move.at, by.name
    question.called_off_reason = note.strip()[:1000]
    question.save()
    close_move(move, note=f"Không cần {question.to_name} trả lời nữa: {note.strip()}")
    return question


def lapse(move: Move) -> None:
    """The dossier has ended: nobody waits for an answer any more."""
    move.dossier.questions.filter(rule.OPEN).update(
        called_off_at=move.at, called_off_by=move.by.name, called_off_reason=ENDED
    )


def late_words(found: Iterable[Question], on: date) -> list[Word]:
    """What is said of questions whose time is over: to whoever was asked, and to whoever waits for it."""
    hearers, words = Hearers(on), []
    for question in found:
        due = {"due": say_due(question.due_at)}
        askers = hearers.of(question.asked_by, question.agency)
        asked = [officer for officer in _asked(question, hearers) if officer not in askers]
        words += [_word(question, "officer_answer_late", to, due) for to in asked]
        waits = {"who": question.to_name} | due
        words += [_word(question, "officer_answer_missing", to, waits) for to in askers]
    return words


def _asked(question: Question, hearers: Hearers) -> list[User]:
    if question.to_user is not None:
        return hearers.of(question.to_user, question.agency)
    return hearers.of_unit(question.to_unit)


def _word(question: Question, key: str, to: User, values: dict[str, object]) -> Word:
    code = question.dossier.code
    return Word(
        to, question.agency, key, {"code": code, **values}, once=f"{key}:{question.pk}:{to.pk}",
        path=dossier_path(code, PLACE), reference=code,
    )  # fmt: skip


def _open(action: Action, question: Question, by: Actor, at: datetime, note: str) -> tuple[Move, Question]:
    """The move and the question as they are now; the lock of the dossier is the question's too."""
    move = open_move(dossier=question.dossier, action=action, by=by, at=at, note=note)
    rows = Question.objects.select_related("dossier", "to_user", "to_unit__agency", "agency", "asked_by")
    found = rows.get(pk=question.pk)
    held = duties(move.user, local_date(at))
    may = rule.may_answer if action == Action.ANSWER else rule.may_call_off
    if not may(found, held):
        raise NotAllowed(NOT_YOURS)
    if not found.is_open:
        raise Conflict(_say_ended(found), code="race")
    move.data = {"question": found.no}
    return move, found


def _say_ended(question: Question) -> str:
    if question.answered_at:
        who, when = question.answered_by_name, say_time(question.answered_at)
        return f"{who} đã cho ý kiến lúc {when}. Trang đã được cập nhật."
    return f"{question.called_off_by} đã rút yêu cầu xin ý kiến lúc {say_time(question.called_off_at)}."


def _check_asked(move: Move, to: Asked) -> None:
    agency, on = move.run.leg.agency, local_date(move.at)
    if (to.user is None) == (to.unit is None):
        raise Invalid({"to": ["Chọn người hoặc bộ phận cần xin ý kiến."]})
    if to.user is not None and to.user == move.user:
        raise Invalid({"to": ["Chọn một người khác: Anh/Chị đang tự hỏi mình."]})
    if to.user is not None and not has_permission(to.user, Permission.VIEW, agency=agency, on=on):
        raise Invalid({"to": [f"{to.user} không xem được hồ sơ của {agency.name}."]})
    if to.unit is not None and (to.unit.agency_id != agency.pk or not to.unit.active):
        raise Invalid({"to": ["Bộ phận này không thuộc cơ quan đang giữ hồ sơ."]})
