"""The end of handling: the result lies at the desk, and is handed over (domain.md 16; law.md R10, R14)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from agencies.selectors import calendar_for
from agencies.worktime.limits import Limit, due
from documents.models import StoredFile
from dossiers.models import Dossier, DossierFile, Party
from dossiers.reasons import USUAL_PROOF
from dossiers.selectors import rules
from dossiers.services import collecting, forms, keys, ledger, parcels, proposals, questions, runs, terms
from dossiers.services.messages import lookup_url, tell
from dossiers.services.supplement import stop_answering
from dossiers.services.transition import Move, close_move, open_move
from dossiers.states import Clock, EntryKind, Outcome, ResultMethod, RunOutcome
from dossiers.workflow import Action
from kit.actor import Actor
from kit.clock import local_date
from kit.errors import Invalid
from kit.phone import is_mobile


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
    """The result lies at the desk: the clock ends, the citizen is told.

    Raises Invalid on "files" where an electronic result has none, Conflict, NotAllowed.
    """
    move = open_move(dossier=dossier, action=Action.FINISH, by=by, at=at, seen=seen)
    if move.dossier.result_method == ResultMethod.ELECTRONIC and not files:
        raise Invalid({"files": ["Người nộp chọn nhận bản điện tử. Chọn tệp kết quả."]})
    DossierFile.objects.bulk_create(
        DossierFile(dossier=move.dossier, file=stored, kind=DossierFile.Kind.RESULT, added_at=move.at)
        for stored in files
    )
    end(move=move, outcome=Outcome.DONE, run_outcome=RunOutcome.FINISHED, note=note)
    secret = _first_key(move)
    close_move(move, note=note, public_text=f"Nơi nhận: {place_of_result(move.dossier)}.")
    _tell_ready(move, secret)
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
    secret = _first_key(move)
    close_move(move, note=reason, public_text=f"{reason.strip()} Căn cứ: {basis.strip()}")
    forms.issue_refusal(dossier=move.dossier, reason=reason.strip(), basis=basis.strip(), by=by, at=move.at)
    _tell_ready(move, secret)
    return move.dossier


@transaction.atomic
def hand_over(
    *,
    dossier: Dossier,
    by: Actor,
    at: datetime,
    how: ResultMethod,
    to: str,
    proof: str = USUAL_PROOF,
    proof_note: str = "",
    authority: str = "",
    waybill: str = "",
    note: str = "",
    files: Sequence[StoredFile] = (),
    seen: int | None = None,
) -> Dossier:
    """The result reaches the citizen: in person, by post, or electronically. `files`: what they signed.

    Raises Invalid ("how", "to", "proof", "proof_note", "authority", "waybill"), Conflict, NotAllowed.
    """
    who = collecting.read_collector(name=to, proof=proof, proof_note=proof_note, authority=authority)
    if errors := _faults(dossier, ResultMethod(how), who, waybill):
        raise Invalid(errors)
    move = open_move(dossier=dossier, action=Action.RETURN, by=by, at=at, seen=seen)
    locked = move.dossier
    locked.returned_at, locked.returned_by, locked.returned_how = move.at, move.user, how
    locked.returned_to = who.name
    move.data, said = {"how": how}, ""
    if how == ResultMethod.OFFICE:
        collecting.write_down(locked, who)
        move.data, said = move.data | who.data, f" Người nhận: {who.name}."
    if how == ResultMethod.POST:
        sent = parcels.send(move=move, waybill=waybill, when=move.at)
        move.data, said = move.data | {"waybill": sent.waybill}, f" Số vận đơn: {sent.waybill}."
    public_text = f"Hình thức: {ResultMethod(how).label}.{said}"
    close_move(move, note=note, public_text=public_text, files=files)
    return locked


def result_opened(*, dossier: Dossier, at: datetime) -> None:
    """Who has the key opened the electronic result; only the first time is kept, and it is no event.

    The hand-over stays the officer's: this tells them that the result has arrived.
    """
    Dossier.objects.filter(pk=dossier.pk, result_opened_at__isnull=True).update(result_opened_at=at)


def _faults(
    dossier: Dossier, how: ResultMethod, who: collecting.Collector, waybill: str
) -> dict[str, list[str]]:
    if how == ResultMethod.OFFICE:
        return collecting.faults(dossier, who)
    errors = {}
    if how == ResultMethod.POST and (wrong := parcels.waybill_faults(waybill)):
        errors["waybill"] = wrong
    if how == ResultMethod.ELECTRONIC and not _has_result(dossier):
        errors["how"] = ["Chưa có tệp kết quả nên không trả bản điện tử được. Chọn cách trả khác."]
    if wrong := collecting.too_long(who.name):
        errors["to"] = [wrong]
    return errors


def _has_result(dossier: Dossier) -> bool:
    """A file to download; of a rejection its letter."""
    files = dossier.files.filter(kind=DossierFile.Kind.RESULT, removed_at__isnull=True)
    return files.exists() or dossier.issued_forms.filter(key="refusal").exists()


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


def _first_key(move: Move) -> str:
    """What was filed at the counter has no update key, and an electronic result is opened with one."""
    dossier = move.dossier
    filer = dossier.parties.filter(role=Party.Role.FILER).first()
    reached = filer is not None and (filer.email or (filer.phone and is_mobile(filer.phone)))
    if dossier.result_method != ResultMethod.ELECTRONIC or dossier.key_hash or not reached:
        return ""
    key = keys.new_key()
    keys.set_key(dossier=dossier, key=key, at=move.at)
    return key


def _tell_ready(move: Move, key: str) -> None:
    """Tell at once; who does not come is reminded once, after some working days (domain.md 16)."""
    dossier, agency = move.dossier, move.dossier.receiving_agency
    days = rules.return_reminder_days(agency, local_date(move.at))
    limit = Limit.from_dict({"unit": "working_day", "amount": days})
    remind_at = due(calendar_for(agency), limit, move.at).due_at
    Dossier.objects.filter(pk=dossier.pk).update(remind_at=remind_at)
    if dossier.result_method == ResultMethod.ELECTRONIC:
        _tell_online(move, key)
        return
    values = {"place": place_of_result(dossier)}
    if dossier.result_method == ResultMethod.OFFICE:
        values["bring"] = "giấy hẹn và căn cước"
    tell(dossier=dossier, key="result_ready", at=move.at, values=values)


def _tell_online(move: Move, key: str) -> None:
    """With the way to the page where it can be downloaded, by SMS too."""
    values = {"link": lookup_url(move.dossier)}
    if key:
        tell(dossier=move.dossier, key="result_online_key", at=move.at, values=values, secrets={"key": key})
    else:
        tell(dossier=move.dossier, key="result_online", at=move.at, values=values)
