"""The end of handling: the result lies at the desk, and is handed over (domain.md 16; law.md R10, R14)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from agencies.selectors import calendar_for
from agencies.worktime.limits import Limit, due
from documents.models import StoredFile
from dossiers.models import Dossier, DossierFile
from dossiers.people import NAME_LENGTH
from dossiers.selectors import rules
from dossiers.services import forms, ledger, proposals, questions, runs, terms
from dossiers.services.messages import tell
from dossiers.services.supplement import stop_answering
from dossiers.services.transition import Move, close_move, open_move
from dossiers.states import Clock, EntryKind, Outcome, ResultMethod, RunOutcome
from dossiers.workflow import Action
from kit.actor import Actor
from kit.clock import local_date
from kit.errors import Invalid


@transaction.atomic
def finish(
    *,
    dossier: Dossier,
    by: Actor,
    at: datetime,
    files: Sequence[StoredFile] = (),
    note: str = "",
    seen: int | None = None,
) -> Dossier:
    """The result lies at the desk: the clock ends, the citizen is told. Raises Conflict, NotAllowed."""
    move = open_move(dossier=dossier, action=Action.FINISH, by=by, at=at, seen=seen)
    DossierFile.objects.bulk_create(
        DossierFile(dossier=move.dossier, file=stored, kind=DossierFile.Kind.RESULT, added_at=move.at)
        for stored in files
    )
    end(move=move, outcome=Outcome.DONE, run_outcome=RunOutcome.FINISHED, note=note)
    close_move(move, note=note, public_text=f"Nơi nhận: {place_of_result(move.dossier)}.")
    _tell_ready(move)
    return move.dossier


@transaction.atomic
def reject(
    *, dossier: Dossier, by: Actor, at: datetime, reason: str, basis: str, seen: int | None = None
) -> Dossier:
    """The approver says no: a written refusal with its article of law is the result (law.md R10).

    Raises Invalid ("reason", "basis"), Conflict, NotAllowed.
    """
    errors: dict[str, list[str]] = {}
    if not reason.strip():
        errors["reason"] = ["Nhập lý do cụ thể để người nộp hiểu."]
    if not basis.strip():
        errors["basis"] = ["Nhập điều, khoản của văn bản làm căn cứ từ chối."]
    if errors:
        raise Invalid(errors)
    move = open_move(dossier=dossier, action=Action.REJECT, by=by, at=at, seen=seen, note=reason)
    end(move=move, outcome=Outcome.REJECTED, run_outcome=RunOutcome.FINISHED, note=reason)
    move.data = {"basis": basis.strip()}
    close_move(move, note=reason, public_text=f"{reason.strip()} Căn cứ: {basis.strip()}")
    forms.issue_refusal(dossier=move.dossier, reason=reason.strip(), basis=basis.strip(), by=by, at=move.at)
    _tell_ready(move)
    return move.dossier


@transaction.atomic
def hand_over(
    *,
    dossier: Dossier,
    by: Actor,
    at: datetime,
    how: ResultMethod,
    to: str,
    waybill: str = "",
    note: str = "",
    seen: int | None = None,
) -> Dossier:
    """The result reaches the citizen: in person, by post, or electronically.

    Raises Invalid ("to", "waybill"), Conflict, NotAllowed.
    """
    errors: dict[str, list[str]] = {}
    if how == ResultMethod.OFFICE and not to.strip():
        errors["to"] = ["Nhập họ tên người đến nhận kết quả."]
    if how == ResultMethod.POST and not waybill.strip():
        errors["waybill"] = ["Nhập số vận đơn gửi kết quả."]
    if len(to.strip()) > NAME_LENGTH:
        errors["to"] = [f"Họ tên người nhận dài quá {NAME_LENGTH} ký tự."]
    if errors:
        raise Invalid(errors)
    move = open_move(dossier=dossier, action=Action.RETURN, by=by, at=at, seen=seen)
    locked = move.dossier
    locked.returned_at, locked.returned_by, locked.returned_how = move.at, move.user, how
    locked.returned_to = to.strip()
    move.data = {"how": how, "waybill": waybill.strip()}
    sent = f" Số vận đơn: {waybill.strip()}." if waybill.strip() else ""
    close_move(move, note=note, public_text=f"Hình thức: {ResultMethod(how).label}.{sent}")
    return locked


def end(*, move: Move, outcome: Outcome, run_outcome: RunOutcome, note: str = "") -> None:
    """The clocks end here: run, answer and dossier; what is late and unmarked is marked now."""
    dossier = move.dossier
    stop_answering(move)
    questions.lapse(move)
    terms.end_hold(dossier, move.by, move.at)
    proposals.lapse(dossier, move.at)
    runs.close_run(move=move, outcome=run_outcome, note=note)
    if dossier.clock in (Clock.RUNNING, Clock.STOPPED):
        ledger.move_clock(dossier=dossier, kind=EntryKind.STOP, by=move.by, at=move.at)
    dossier.finished_at, dossier.outcome = move.at, outcome
    if outcome in (Outcome.WITHDRAWN, Outcome.STOPPED):
        dossier.owes_apology = False  # nobody waits for a result any more


def place_of_result(dossier: Dossier) -> str:
    """Where the citizen gets it, in a few words."""
    if dossier.result_method == ResultMethod.POST:
        return "tại nhà, qua bưu chính"
    if dossier.result_method == ResultMethod.ELECTRONIC:
        return "bản điện tử tại trang tra cứu"
    return forms.desk_name(dossier.receiving_agency)


def _tell_ready(move: Move) -> None:
    """Tell at once; who does not come is reminded once, after some working days (domain.md 16)."""
    dossier, agency = move.dossier, move.dossier.receiving_agency
    days = rules.return_reminder_days(agency, local_date(move.at))
    limit = Limit.from_dict({"unit": "working_day", "amount": days})
    remind_at = due(calendar_for(agency), limit, move.at).due_at
    Dossier.objects.filter(pk=dossier.pk).update(remind_at=remind_at)
    place = place_of_result(dossier)
    tell(dossier=dossier, key="result_ready", at=move.at, values={"place": place})
