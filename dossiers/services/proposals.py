"""What an officer asks a leader to allow, and the leader's answer (law.md R01a, R11–R13; domain.md 10, 27).

An apology goes to the citizen only with the leader's approval, and once: letter, text message and the
look-up page together.
"""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from accounts import notices
from accounts.models import User
from accounts.notices import Word
from accounts.permissions import Permission
from agencies.models import Agency
from agencies.selectors import calendar_for
from agencies.worktime.arithmetic import next_working_day
from agencies.worktime.limits import Limit, Unit
from dossiers.deadlines import is_late_by_date
from dossiers.models import Dossier, IssuedForm, Proposal, Supplement
from dossiers.reasons import LATE_CAUSES
from dossiers.selectors import rules
from dossiers.selectors.standing import office_of
from dossiers.services import forms, terms
from dossiers.services.ledger import Cause
from dossiers.services.messages import say_due, tell
from dossiers.services.officers import Hearers, dossier_path
from dossiers.services.transition import Move, close_move, open_move
from dossiers.states import EntryKind, State
from dossiers.workflow import Action
from kit.actor import Actor
from kit.clock import local_date
from kit.errors import Conflict, DomainError, Invalid

Kind = Proposal.Kind
LONGEST_EXTENSION = 60  # working days
REASON_LENGTH = 1000


@transaction.atomic
def propose_apology(
    *, dossier: Dossier, by: Actor, at: datetime, cause_code: str, note: str, new_day: date | None = None,
    seen: int | None = None,
) -> Proposal:  # fmt: skip
    """A late dossier, or one that will be: the cause, words for the citizen, and a new day while it is open.

    Raises Invalid ("cause_code", "note", "new_day"), Conflict, DomainError where the one re-appointment is
    used up.
    """
    if cause_code not in LATE_CAUSES:
        raise Invalid({"cause_code": ["Chọn nguyên nhân chậm."]})
    move = _open(dossier, Action.APOLOGISE, by, at, seen, note)
    new_due = _new_due(move, new_day)
    return _keep(move, Kind.APOLOGY, note, cause_code=cause_code, new_due=new_due)


@transaction.atomic
def propose_verification(
    *, dossier: Dossier, by: Actor, at: datetime, note: str, basis: str, seen: int | None = None
) -> Proposal:
    """Verification extends once, by the amount of the procedure's version (domain.md 10).

    Raises Invalid ("note", "basis"), DomainError where the version gives none or it was used, Conflict.
    """
    terms.check_basis(basis, needed=True)
    move = _open(dossier, Action.VERIFY, by, at, seen, note)
    _check_verification(move)
    return _keep(move, Kind.VERIFY, note, basis=basis)


@transaction.atomic
def propose_extension(
    *, dossier: Dossier, by: Actor, at: datetime, note: str, basis: str, days: int, seen: int | None = None
) -> Proposal:
    """So many working days more, where an article of law gives them.

    Raises Invalid ("note", "basis", "days"), DomainError after the due time, Conflict.
    """
    terms.check_basis(basis, needed=True)
    if not 1 <= days <= LONGEST_EXTENSION:
        raise Invalid({"days": [f"Nhập số ngày làm việc từ 1 đến {LONGEST_EXTENSION}."]})
    move = _open(dossier, Action.EXTEND, by, at, seen, note)
    _check_in_time(move)
    return _keep(move, Kind.EXTEND, note, basis=basis, days=days)


@transaction.atomic
def propose_supplement(
    *, dossier: Dossier, by: Actor, at: datetime, note: str, basis: str, seen: int | None = None
) -> Proposal:
    """Another request in a stage that had its one (law.md R01a): a leader's leave, with the article of law.

    Raises Invalid ("note", "basis"), DomainError where the first request is still free, Conflict.
    """
    terms.check_basis(basis, needed=True)
    move = _open(dossier, Action.ASK_AGAIN, by, at, seen, note)
    locked = move.dossier
    asked = locked.supplements.filter(stage=Supplement.Stage.APPRAISAL).count()
    if asked < rules.supplements_allowed(locked.receiving_agency, local_date(move.at)):
        raise DomainError("Hồ sơ chưa dùng lần yêu cầu bổ sung của giai đoạn này, không cần lãnh đạo duyệt.")
    if unused_leave(locked) is not None:
        raise DomainError("Lãnh đạo đã cho phép yêu cầu bổ sung thêm một lần; Anh/Chị hãy lập yêu cầu.")
    return _keep(move, Kind.SUPPLEMENT, note, basis=basis)


@transaction.atomic
def approve(
    *, dossier: Dossier, by: Actor, at: datetime, note: str = "", seen: int | None = None
) -> Proposal:
    """The leader says yes: the ledger gets its row, and an apology goes out with its letter.

    Raises Conflict where nothing is asked any more, DomainError where the dossier has changed so far that
    what was asked can't be done, NotAllowed.
    """
    move = open_move(dossier=dossier, action=Action.APPROVE, by=by, at=at, seen=seen)
    proposal = _open_one(move)
    _settle(move, proposal, Proposal.State.APPROVED, note)
    move.data = {"proposal": proposal.pk, "kind": proposal.kind}
    _DEEDS[Kind(proposal.kind)](move, proposal, note)
    _tell_proposer(move, proposal, "đã được duyệt")
    return proposal


@transaction.atomic
def decline(*, dossier: Dossier, by: Actor, at: datetime, note: str, seen: int | None = None) -> Proposal:
    """The leader says no, and why. Raises Invalid on "note", Conflict, NotAllowed."""
    move = open_move(dossier=dossier, action=Action.DECLINE, by=by, at=at, seen=seen, note=note)
    proposal = _open_one(move)
    _settle(move, proposal, Proposal.State.DECLINED, note)
    move.data = {"proposal": proposal.pk, "kind": proposal.kind}
    close_move(move, note=note)
    _tell_proposer(move, proposal, "không được duyệt")
    return proposal


def lapse(dossier: Dossier, at: datetime) -> None:
    """The dossier ended or stands still before the leader answered: nobody has to answer any more."""
    if dossier.asked:
        dossier.proposals.filter(state=Proposal.State.OPEN).update(state=Proposal.State.LAPSED, decided_at=at)
        dossier.asked = False


def unused_leave(dossier: Dossier) -> Proposal | None:
    """A leader's leave for another supplement that was not used yet."""
    rows = dossier.proposals.filter(kind=Kind.SUPPLEMENT, state=Proposal.State.APPROVED, supplement=None)
    return rows.order_by("pk").first()


def suggested_day(dossier: Dossier, at: datetime) -> date:
    """A new day to offer: two working days after the promise, or after today where that has passed."""
    calendar = calendar_for(dossier.deciding_agency)
    first = max(local_date(at), local_date(dossier.due_at or at))
    return next_working_day(calendar, next_working_day(calendar, first))


def _open(dossier: Dossier, action: Action, by: Actor, at: datetime, seen: int | None, note: str) -> Move:
    if len(note.strip()) > REASON_LENGTH:
        raise Invalid({"note": [f"Nội dung dài quá {REASON_LENGTH} ký tự."]})
    return open_move(dossier=dossier, action=action, by=by, at=at, seen=seen, note=note)


def _keep(move: Move, kind: Kind, note: str, **asked: object) -> Proposal:
    basis = str(asked.pop("basis", "")).strip()
    proposal = Proposal.objects.create(
        dossier=move.dossier, kind=kind, reason=note.strip(), basis=basis, asked_at=move.at,
        asked_by=move.user, **asked,
    )  # fmt: skip
    move.dossier.asked = True
    move.data = {"proposal": proposal.pk}
    close_move(move, note=note)
    _tell_leaders(move, proposal)
    return proposal


def _tell_leaders(move: Move, proposal: Proposal) -> None:
    """Whoever may approve it where the dossier is decided, at once."""
    office = office_of(Action.APPROVE, move.dossier, move.run)
    leaders = Hearers(local_date(move.at)).may(Permission.APPROVE, office)
    words = [_word(office, move, proposal, "officer_proposal", to) for to in leaders if to != move.user]
    notices.tell(words=words, at=move.at)


def _tell_proposer(move: Move, proposal: Proposal, decision: str) -> None:
    office = office_of(Action.APOLOGISE, move.dossier, move.run)
    askers = Hearers(local_date(move.at)).of(proposal.asked_by, office)
    words = [
        _word(office, move, proposal, "officer_decided", to, decision) for to in askers if to != move.user
    ]
    notices.tell(words=words, at=move.at)


def _word(office: Agency, move: Move, proposal: Proposal, key: str, to: User, decision: str = "") -> Word:
    """The kind of what is asked and nothing of its words, which may name people."""
    code = move.dossier.code
    values = {"code": code, "proposal": proposal.get_kind_display()}
    return Word(
        to, office, key, values | ({"decision": decision} if decision else {}),
        once=f"{key}:{proposal.pk}:{to.pk}", path=dossier_path(code), reference=code,
    )  # fmt: skip


def _open_one(move: Move) -> Proposal:
    proposal = move.dossier.proposals.select_for_update().filter(state=Proposal.State.OPEN).first()
    if proposal is None:
        raise Conflict("Đề nghị này không còn chờ duyệt.", code="race")
    return proposal


def _settle(move: Move, proposal: Proposal, state: str, answer: str) -> None:
    proposal.state, proposal.answer = state, answer.strip()[:REASON_LENGTH]
    proposal.decided_at, proposal.decided_by = move.at, move.user
    proposal.save()
    move.dossier.asked = False


def _new_due(move: Move, new_day: date | None) -> datetime | None:
    """The close of the new day; None for a dossier that has its result already."""
    dossier = move.dossier
    if State(dossier.state) in (State.DONE, State.RETURNED):
        if not is_late_by_date(dossier.due_at, dossier.finished_at):
            raise DomainError("Hồ sơ có kết quả đúng hạn nên không cần xin lỗi.")
        _check_first_apology(dossier)
        return None
    terms.must_run(dossier)
    allowed = rules.reappointments_allowed(dossier.deciding_agency, local_date(move.at))
    if terms.count_of(dossier, EntryKind.REAPPOINT) >= allowed:
        raise DomainError(
            f"Mỗi hồ sơ chỉ được hẹn lại {allowed} lần (khoản 9 Điều 19 Nghị định 61/2018/NĐ-CP); "
            "hồ sơ này đã được hẹn lại."
        )
    if new_day is None:
        raise Invalid({"new_day": ["Chọn ngày hẹn mới."]})
    new_due = terms.close_of_day(dossier, new_day, move.at)
    if dossier.due_at is not None and new_due <= dossier.due_at:
        raise Invalid({"new_day": [f"Ngày hẹn mới phải sau hạn hiện nay ({say_due(dossier.due_at)})."]})
    return new_due


def _check_first_apology(dossier: Dossier) -> None:
    if IssuedForm.objects.filter(dossier=dossier, key="apology").exists():
        raise DomainError("Hồ sơ này đã có văn bản xin lỗi.")


def _check_in_time(move: Move) -> None:
    """An extension after the due time would launder a lateness."""
    terms.must_run(move.dossier)
    if move.at > move.dossier.due_at:
        raise DomainError("Hồ sơ đã quá hạn nên không gia hạn được; Anh/Chị hãy đề nghị xin lỗi và hẹn lại.")


def _check_verification(move: Move) -> None:
    dossier = move.dossier
    _check_in_time(move)
    if dossier.case.extension_value is None:
        raise DomainError("Thủ tục này không quy định gia hạn khi xác minh.")
    if terms.count_of(dossier, EntryKind.VERIFY):
        raise DomainError("Hồ sơ đã được gia hạn để xác minh một lần.")


def _cause(move: Move, proposal: Proposal) -> Cause:
    reason = proposal.reason
    if proposal.cause_code:
        reason = f"{LATE_CAUSES[proposal.cause_code]}. {reason}"
    return Cause(reason[:1000], proposal.cause_code, proposal.basis, approved_by=move.by.name)


def _do_apology(move: Move, proposal: Proposal, note: str) -> None:
    dossier, cause = move.dossier, _cause(move, proposal)
    promised = dossier.due_at
    dossier.owes_apology = False
    if proposal.new_due is None:
        _check_first_apology(dossier)
    else:
        terms.must_run(dossier)
        if proposal.new_due <= move.at:
            raise DomainError(
                "Ngày hẹn mới trong đề nghị đã qua; Anh/Chị hãy không duyệt để lập đề nghị khác."
            )
        terms.appoint(move=move, new_due=proposal.new_due, cause=cause)
    said = f" Hẹn trả lại: {say_due(proposal.new_due)}." if proposal.new_due else ""
    close_move(
        move,
        note=note,
        public_label="Xin lỗi vì trả kết quả chậm",
        public_text=f"{_sentence(cause.reason)}{said}",
    )
    forms.issue_apology(
        dossier=dossier, due_before=promised, new_due_at=proposal.new_due or dossier.finished_at,
        cause=_sentence(LATE_CAUSES[proposal.cause_code]), explanation=_sentence(proposal.reason),
        approver=move.by.name,
        approver_title="", handled_by=move.run.unit.name if move.run else "", by=move.by, at=move.at,
    )  # fmt: skip
    if proposal.new_due is not None:
        tell(dossier=dossier, key="apology", at=move.at, values={"due": say_due(proposal.new_due)})
    else:
        tell(dossier=dossier, key="apology_only", at=move.at, values={})


def _do_verification(move: Move, proposal: Proposal, note: str) -> None:
    _check_verification(move)
    limit = move.dossier.case.extension_value
    terms.add_time(move=move, kind=EntryKind.VERIFY, limit=limit, cause=_cause(move, proposal))
    _tell_extended(move, proposal, note)


def _do_extension(move: Move, proposal: Proposal, note: str) -> None:
    _check_in_time(move)
    limit = Limit(Unit.WORKING_DAY, Decimal(proposal.days))
    terms.add_time(move=move, kind=EntryKind.EXTEND, limit=limit, cause=_cause(move, proposal))
    _tell_extended(move, proposal, note)


def _do_supplement(move: Move, proposal: Proposal, note: str) -> None:
    """The leave is kept; whoever has the dossier asks the citizen with it."""
    close_move(move, note=note)


def _tell_extended(move: Move, proposal: Proposal, note: str) -> None:
    due = say_due(move.dossier.due_at)
    text = f"{_sentence(proposal.reason)} Hẹn trả kết quả: {due}."
    close_move(move, note=note, public_label="Gia hạn thời gian giải quyết", public_text=text)
    tell(dossier=move.dossier, key="extended", at=move.at, values={"due": due})


def _sentence(words: str) -> str:
    """What somebody typed, with its full stop."""
    return words if words.endswith((".", "!", "?", "…")) else f"{words}."


_DEEDS = {
    Kind.APOLOGY: _do_apology,
    Kind.VERIFY: _do_verification,
    Kind.EXTEND: _do_extension,
    Kind.SUPPLEMENT: _do_supplement,
}
