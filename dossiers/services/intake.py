"""Answering a new dossier: receive it or refuse it (law.md R02, R05, R06; domain.md 1, 14)."""

from datetime import datetime

from django.db import transaction

from agencies.services import next_number
from dossiers.models import Dossier
from dossiers.reasons import REFUSAL_REASONS
from dossiers.selectors.legs import competent_name
from dossiers.services import forms, ledger, runs
from dossiers.services.birth import lay_legs
from dossiers.services.messages import say_due, tell
from dossiers.services.transition import Move, close_move, open_move
from dossiers.states import EntryKind, Outcome
from dossiers.workflow import Action
from kit.actor import Actor
from kit.clock import local_date
from kit.errors import Invalid
from procedures.selectors import version_in_force


@transaction.atomic
def receive(*, dossier: Dossier, by: Actor, at: datetime, seen: int | None = None, note: str = "") -> Dossier:
    """Take an online dossier in: the clock starts, the due date is given, Mẫu 01 is issued, the citizen told.

    Raises Conflict when somebody was first, NotAllowed.
    """
    move = open_move(dossier=dossier, action=Action.RECEIVE, by=by, at=at, seen=seen)
    ledger.stop_intake(dossier=move.dossier, by=by, at=move.at)
    begin_handling(move=move)
    close_move(move, note=note, public_text=say_promise(move.dossier))
    announce_reception(move=move)
    return move.dossier


def begin_handling(*, move: Move) -> None:
    """What reception means, online or at the counter: register line, clock, promises, the first run."""
    dossier = move.dossier
    _follow_version(dossier, move.at)
    dossier.received_at = move.at
    dossier.received_by = move.user
    _enter_register(dossier, move.at)
    step = dossier.version.way[0]
    if dossier.is_crossing:  # its clock starts with who decides (law.md R07)
        move.run = runs.open_sending(move=move, step=step)
        return
    ledger.move_clock(dossier=dossier, kind=EntryKind.START, by=move.by, at=move.at)
    runs.promise(dossier=dossier, at=move.at)
    move.run = runs.open_reception(move=move, step=step)


def say_promise(dossier: Dossier) -> str:
    """When the result is promised, as the timeline says it."""
    if dossier.due_at is None:
        return f"Thời hạn tính từ khi {competent_name(dossier)} nhận được hồ sơ."
    return f"Hẹn trả kết quả: {say_due(dossier.due_at)}."


def announce_reception(*, move: Move) -> None:
    """Mẫu 01 and the message with the due date."""
    dossier = move.dossier
    forms.issue_receipt(dossier=dossier, by=move.by, at=move.at)
    if dossier.due_at is None:
        tell(dossier=dossier, key="dossier_passed_on", at=move.at, values={"to": competent_name(dossier)})
        return
    tell(dossier=dossier, key="dossier_accepted", at=move.at, values={"due": say_due(dossier.due_at)})


@transaction.atomic
def refuse(
    *,
    dossier: Dossier,
    by: Actor,
    at: datetime,
    reason_code: str,
    reason: str,
    basis: str,
    seen: int | None = None,
) -> Dossier:
    """Not taken in: a coded reason, words, and an article of law; Mẫu 03 (domain.md 14, law.md R10).

    Raises Invalid by field, Conflict, NotAllowed.
    """
    errors: dict[str, list[str]] = {}
    if reason_code not in REFUSAL_REASONS:
        errors["reason_code"] = ["Chọn lý do từ chối."]
    if not basis.strip():
        errors["basis"] = ["Nhập điều, khoản của văn bản làm căn cứ từ chối."]
    if not reason.strip():
        errors["reason"] = ["Nhập lý do cụ thể để người nộp hiểu."]
    if errors:
        raise Invalid(errors)
    move = open_move(dossier=dossier, action=Action.REFUSE, by=by, at=at, seen=seen, note=reason)
    locked = move.dossier
    ledger.stop_intake(dossier=locked, by=by, at=move.at)
    locked.finished_at, locked.outcome = move.at, Outcome.REFUSED
    move.data = {"reason_code": reason_code, "basis": basis}
    words = f"{REFUSAL_REASONS[reason_code]}. {reason.strip()}"
    close_move(move, note=reason, public_text=f"{words} Căn cứ: {basis.strip()}")
    forms.issue_refusal(dossier=locked, reason=words, basis=basis.strip(), by=by, at=move.at)
    tell(dossier=locked, key="dossier_refused", at=move.at, values={"reason": words})
    return locked


def _follow_version(dossier: Dossier, at: datetime) -> None:
    """Limits, fees, components and legs follow the version in force on the day of reception (domain.md 22).

    A dossier whose case or papers the newer version no longer has stays at the version it was filed under.
    """
    version = version_in_force(dossier.version.procedure, local_date(at))
    if version is None or version == dossier.version:
        return
    case = version.cases.filter(key=dossier.case.key).first()
    components = set(version.components.values_list("code", flat=True))
    filed = set(dossier.files.filter(component__isnull=False).values_list("component__code", flat=True))
    if case is None or not filed <= components:
        return
    dossier.version, dossier.case = version, case
    dossier.legs.planned().delete()  # where it was filed, where it is received: both go on seeing it
    lay_legs(dossier)


def _enter_register(dossier: Dossier, at: datetime) -> None:
    """The next line in the year's book (TT 01/2018 Đ10); test dossiers have a book of their own."""
    year = str(local_date(at).year)
    kind = "test:register" if dossier.is_test else "register"
    dossier.register_no = next_number(agency=dossier.receiving_agency, kind=kind, period=year)
    dossier.register_book = f"01/{year}"
