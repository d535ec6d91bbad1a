"""Asking to complete a dossier, and the citizen's answer (law.md R01, R09; domain.md 6, 13)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from agencies.selectors import calendar_for
from agencies.worktime.limits import Limit, Unit, due
from documents.models import StoredFile
from dossiers.models import Dossier, DossierFile, Supplement, SupplementItem
from dossiers.selectors import rules
from dossiers.services import forms, ledger, runs
from dossiers.services.infected import refuse_infected
from dossiers.services.messages import say_due, tell
from dossiers.services.proposals import unused_leave
from dossiers.services.transition import Move, close_move, open_move
from dossiers.states import Channel, Clock, EntryKind, RunOutcome
from dossiers.workflow import Action
from kit.actor import Actor
from kit.clock import local_date
from kit.errors import Invalid
from procedures.models import Component

ONCE = (
    "Mỗi giai đoạn chỉ được yêu cầu bổ sung một lần (khoản 2 Điều 11 Nghị định 118/2025/NĐ-CP). "
    "Hồ sơ này đã được yêu cầu bổ sung ở giai đoạn hiện tại; lần nữa cần lãnh đạo duyệt."
)
FOREIGN = "Giấy tờ không thuộc thủ tục của hồ sơ này."
WHAT_LENGTH, BASIS_LENGTH = 500, 300
TOO_LONG = f"Nội dung cần làm dài quá {WHAT_LENGTH} ký tự hoặc căn cứ dài quá {BASIS_LENGTH} ký tự."


@dataclass(frozen=True)
class Asked:
    """One thing asked: a component of the version, or another paper with its article of law in `basis`."""

    component: Component | None = None
    name: str = ""
    what: str = ""
    basis: str = ""
    originals: int = 0
    copies: int = 0


@transaction.atomic
def ask(
    *,
    dossier: Dossier,
    by: Actor,
    at: datetime,
    reason: str,
    items: Sequence[Asked],
    basis: str = "",
    seen: int | None = None,
) -> Supplement:
    """Ask once, in full, in writing: Mẫu 02, the clock stops, the citizen is told.

    Before reception the intake clock stops; after it the legal clock and the step's stand still.
    Raises Invalid ("items", "reason", "basis"), Conflict, NotAllowed.
    """
    if not reason.strip():
        raise Invalid({"reason": ["Nhập lý do để người nộp hiểu cần bổ sung gì."]})
    if len(basis) > BASIS_LENGTH:
        raise Invalid({"basis": [f"Căn cứ dài quá {BASIS_LENGTH} ký tự."]})
    _check_items(dossier, items)
    action = Action.ASK if dossier.is_received else Action.ASK_BEFORE
    move = open_move(dossier=dossier, action=action, by=by, at=at, seen=seen, note=reason)
    locked = move.dossier
    stage = Supplement.Stage.APPRAISAL if locked.is_received else Supplement.Stage.INTAKE
    supplement = _keep(move, stage, reason, basis, items)
    stop_answering(move)
    if locked.is_received:
        runs.pause_run(move=move)
        ledger.move_clock(
            dossier=locked,
            kind=EntryKind.PAUSE,
            by=by,
            at=move.at,
            cause=ledger.Cause(reason=reason[:1000], reason_code="supplement"),
        )
    close_move(move, note=reason, public_text=_say_items(items, reason))
    forms.issue_supplement(supplement=supplement, by=by, at=move.at)
    _tell(locked, supplement, items, move.at)
    return supplement


@transaction.atomic
def complete(
    *,
    dossier: Dossier,
    by: Actor,
    at: datetime,
    files: Sequence[tuple[Component | None, StoredFile]] = (),
    answer: str = "",
    seen: int | None = None,
) -> Dossier:
    """The citizen's answer (domain.md 13).

    Before reception a new intake clock starts; after it the legal clock goes on by the version's rule, and
    a new intake clock measures the officer's answer.

    Raises Invalid on "files" when nothing was added and nothing said, Conflict.
    """
    action = Action.COMPLETE if dossier.is_received else Action.COMPLETE_BEFORE
    move = open_move(dossier=dossier, action=action, by=by, at=at, seen=seen)
    if not files and not answer.strip():
        raise Invalid({"files": ["Ông/Bà vui lòng thêm tệp hoặc viết câu trả lời."]})
    if any(component and component.version_id != move.dossier.version_id for component, _ in files):
        raise Invalid({"files": [FOREIGN]})
    refuse_infected(stored for _, stored in files)
    supplement = open_supplement(move.dossier)
    supplement.completed_at, supplement.completed_by = move.at, by.name
    supplement.answer = answer.strip()
    supplement.save()
    DossierFile.objects.bulk_create(
        DossierFile(dossier=move.dossier, file=stored, component=component, supplement=supplement,
                    kind="component" if component else "other", added_at=move.at)
        for component, stored in files
    )  # fmt: skip
    ledger.start_intake(dossier=move.dossier, by=by, at=move.at)
    text = ""
    if move.dossier.is_received:
        _go_on(move)
        text = f"Hẹn trả kết quả: {say_due(move.dossier.due_at)}."
    close_move(move, note=answer, public_text=text)
    return move.dossier


def asks_paper(dossier: Dossier, items: Iterable[Asked]) -> bool:
    """Taken on line, and now the same is wanted on paper? A leader looks at that (letter 2; law.md R28)."""
    return dossier.channel == Channel.ONLINE and any(item.originals or item.copies for item in items)


def is_after_appraisal(dossier: Dossier, at: datetime) -> bool:
    """Are the days over within which a dossier that is not eligible goes back to the citizen? (R09)"""
    agency, begun = dossier.deciding_agency, dossier.handled_from
    if begun is None:
        return False
    limit = Limit(Unit.WORKING_DAY, Decimal(rules.appraisal_days(agency, local_date(begun))))
    return at > due(calendar_for(agency), limit, begun).due_at


def open_supplement(dossier: Dossier) -> Supplement | None:
    """The request that the citizen has not answered yet."""
    return dossier.supplements.filter(completed_at__isnull=True).first()


def stop_answering(move: Move) -> None:
    """An officer has acted: the intake clock that measured their answer ends, if it runs."""
    if move.dossier.intake_clock == Clock.RUNNING:
        ledger.stop_intake(dossier=move.dossier, by=move.by, at=move.at)


def _go_on(move: Move) -> None:
    """Restart: everything anew, a new run of the same step. Resume: what was left goes on (domain.md 6)."""
    dossier = move.dossier
    received_on = local_date(dossier.received_at)
    if not rules.restarts_after_supplement(dossier.version, dossier.deciding_agency, received_on):
        ledger.move_clock(dossier=dossier, kind=EntryKind.RESUME, by=move.by, at=move.at)
        runs.resume_run(move=move)
        return
    ledger.move_clock(dossier=dossier, kind=EntryKind.RESTART, by=move.by, at=move.at)
    run = move.run
    runs.close_run(move=move, outcome=RunOutcome.RESTARTED)
    runs.promise(dossier=dossier, at=move.at)
    move.run = runs.open_run(move=move, step=run.step, assignee=run.assignee)


def _keep(move: Move, stage: str, reason: str, basis: str, items: Sequence[Asked]) -> Supplement:
    dossier = move.dossier
    earlier = dossier.supplements.filter(stage=stage).count()
    leave = None
    if earlier >= rules.supplements_allowed(dossier.receiving_agency, local_date(move.at)):
        leave = unused_leave(dossier) if stage == Supplement.Stage.APPRAISAL else None
        if leave is None:
            raise Invalid({"reason": [ONCE]})
    supplement = Supplement.objects.create(
        dossier=dossier,
        stage=stage,
        round=earlier + 1,
        reason=reason.strip(),
        basis=basis.strip(),
        asked_at=move.at,
        asked_by=move.user,
        approved_by=leave.decided_by if leave else None,
        answer_by=_answer_by(dossier, move.at),
        asks_paper=asks_paper(dossier, items),
        after_limit=stage == Supplement.Stage.APPRAISAL and is_after_appraisal(dossier, move.at),
    )
    if leave is not None:
        leave.supplement = supplement
        leave.save(update_fields=["supplement"])
    SupplementItem.objects.bulk_create(
        SupplementItem(supplement=supplement, ord=number, component=item.component, what=item.what.strip(),
                       name=(item.component.name if item.component else item.name.strip())[:300],
                       basis=item.basis.strip(), originals=item.originals, copies=item.copies)
        for number, item in enumerate(items, start=1)
    )  # fmt: skip
    return supplement


def _answer_by(dossier: Dossier, at: datetime) -> datetime:
    """Until when the citizen may answer; after it the dossier is closed (law.md §3.2)."""
    agency = dossier.receiving_agency
    days = rules.supplement_days(agency, local_date(at))
    limit = Limit.from_dict({"unit": "working_day", "amount": days})
    return due(calendar_for(agency), limit, at).due_at


def _check_items(dossier: Dossier, items: Sequence[Asked]) -> None:
    if not items:
        raise Invalid({"items": ["Chọn ít nhất một giấy tờ cần bổ sung."]})
    for item in items:
        if item.component is None and not (item.name.strip() and item.basis.strip()):
            raise Invalid(
                {"items": ["Giấy tờ ngoài thành phần hồ sơ cần có tên và điều luật cho phép yêu cầu."]}
            )
        if item.component is not None and item.component.version_id != dossier.version_id:
            raise Invalid({"items": [FOREIGN]})
        if len(item.what) > WHAT_LENGTH or len(item.basis) > BASIS_LENGTH:
            raise Invalid({"items": [TOO_LONG]})


def _say_items(items: Sequence[Asked], reason: str) -> str:
    names = "; ".join(item.component.name if item.component else item.name for item in items)
    return f"Cần bổ sung: {names}. Lý do: {reason.strip()}"


def _tell(dossier: Dossier, supplement: Supplement, items: Sequence[Asked], at: datetime) -> None:
    names = ", ".join(item.component.name if item.component else item.name for item in items)
    values = {"what": names, "deadline": f"{local_date(supplement.answer_by):%d/%m/%Y}"}
    tell(dossier=dossier, key="supplement_asked", at=at, values=values)
