"""The law's forms for a dossier: what each says, read from the dossier and from what the officer wrote."""

from collections.abc import Sequence
from datetime import datetime

from documents.forms.data import (
    ApologyData,
    Applicant,
    ComponentLine,
    EarlierPromise,
    ReceiptData,
    RefusalData,
    StopData,
    SupplementData,
    SupplementItem,
)
from dossiers.models import Dossier, IssuedForm, Party, Supplement
from dossiers.selectors import rules
from dossiers.selectors.ledger import promised_at_reception
from dossiers.selectors.legs import competent_name
from dossiers.services.issuing import Paper, desk_name, issue, prepare
from dossiers.services.messages import lookup_url
from dossiers.states import ResultMethod
from kit.actor import Actor
from kit.clock import local_date
from kit.errors import Invalid
from kit.phone import display
from kit.text import fold


def issue_receipt(*, dossier: Dossier, by: Actor, at: datetime) -> IssuedForm:
    """Mẫu 01: what was taken in, and when the result is promised (law.md §2.2)."""
    paper = prepare(dossier, "receipt", at)
    return issue(paper, receipt_data(paper, by), by=by)


def receipt_data(paper: Paper, by: Actor) -> ReceiptData:
    """What Mẫu 01 says of the dossier as it stands; takes the paper's number."""
    dossier = paper.dossier
    limit = rules.limit_of(dossier.case, dossier.deciding_agency, local_date(dossier.received_at))
    return ReceiptData(
        head=paper.head(),
        code=dossier.code,
        office=desk_name(dossier.receiving_agency),
        applicant=_applicant(dossier),
        request=_request(dossier),
        components=tuple(handed_in(dossier)),
        sets=dossier.sets,
        limit_unit=limit.unit.value,
        limit_amount=limit.amount,
        limit_cutoff=f"{limit.cutoff:%H:%M}" if limit.cutoff else "",
        received_at=dossier.received_at,
        due_at=promised_at_reception(dossier),
        result_at=_result_at(dossier),
        book=dossier.register_book,
        line=dossier.register_no,
        receiver_name=_receiver(dossier, by),
        filer_name=_party(dossier, Party.Role.FILER).name,
        url=lookup_url(dossier),
        decided_by=competent_name(dossier) if dossier.is_crossing else "",
    )


def issue_supplement(*, supplement: Supplement, by: Actor, at: datetime) -> IssuedForm:
    """Mẫu 02: everything that is missing, in one request, with the reason (law.md §2.3)."""
    dossier = supplement.dossier
    agency = dossier.receiving_agency
    paper = prepare(dossier, "supplement", at)
    data = SupplementData(
        head=paper.head(),
        code=dossier.code,
        applicant=_applicant(dossier),
        request=_request(dossier),
        items=tuple(
            SupplementItem(name=item.name, content=item.what or item.basis, originals=item.originals,
                           photocopies=item.copies)
            for item in supplement.items.order_by("ord")
        ),
        reason=supplement.reason,
        contact=desk_name(agency),
        contact_phone=agency.phone,
        guide_name=by.name,
        url=lookup_url(dossier),
    )  # fmt: skip
    return issue(paper, data, by=by)


def issue_refusal(*, dossier: Dossier, reason: str, basis: str, by: Actor, at: datetime) -> IssuedForm:
    """Mẫu 03: not taken in, or not granted, with the reason and the article of law (law.md §2.4)."""
    paper = prepare(dossier, "refusal", at)
    data = RefusalData(
        head=paper.head(),
        code=dossier.code,
        office=desk_name(dossier.receiving_agency),
        applicant=_applicant(dossier),
        request=_request(dossier),
        reason=reason,
        legal_basis=basis,
        receiver_name=by.name,
        filer_name=_party(dossier, Party.Role.FILER).name,
        url=lookup_url(dossier),
    )
    return issue(paper, data, by=by)


def issue_stop(
    *, dossier: Dossier, reason: str, stage: str, asked_at: datetime, by: Actor, at: datetime
) -> IssuedForm:
    """Mẫu 05 of TT 03/2025: handling stopped at the applicant's request (law.md §2.6)."""
    paper = prepare(dossier, "stop", at)
    data = StopData(
        head=paper.head(),
        code=dossier.code,
        office=desk_name(dossier.receiving_agency),
        applicant=_applicant(dossier),
        request=_request(dossier),
        received_at=dossier.received_at,
        asked_at=asked_at,
        reason=reason,
        stage=stage,
        stopped_at=at,
        fee_handling="theo quy định của pháp luật về phí và lệ phí.",
        returned=tuple(line.name for line in handed_in(dossier) if line.originals or line.copies),
        signer_title="NGƯỜI THÔNG BÁO",
        signer_name=by.name,
        url=lookup_url(dossier),
    )
    return issue(paper, data, by=by)


def issue_apology(
    *,
    dossier: Dossier,
    cause: str,
    new_due_at: datetime,
    approver: str,
    approver_title: str,
    by: Actor,
    at: datetime,
    explanation: str = "",
    due_before: datetime | None = None,
    is_extension: bool = False,
    handled_by: str = "",
    earlier: Sequence[EarlierPromise] = (),
) -> IssuedForm:
    """Mẫu 04: an apology with the new day, or with the request for more time (NĐ 61/2018 Đ19.9).

    `cause` is one line, `explanation` what else the citizen is told. `due_before` is the promise that is not
    kept, the dossier's present one where None: give it when the clock has been moved already. `approver`
    signs under `approver_title` ("KT. CHỦ TỊCH\\nPHÓ CHỦ TỊCH" in two lines; empty: as the form's words say).
    `handled_by` is the unit that is late, the deciding agency where empty; `earlier` are the promises made
    anew before. Belongs to the caller's transaction. Raises Invalid by field where a word is missing or the
    new day is not after the old one.
    """
    due = due_before or dossier.due_at
    if errors := _apology_errors(cause, approver, due, new_due_at):
        raise Invalid(errors)
    paper = prepare(dossier, "apology", at)
    committee = dossier.deciding_agency.committee_on(local_date(at))
    data = ApologyData(
        head=paper.head(),
        code=dossier.code,
        office=desk_name(dossier.receiving_agency),
        agency=committee,
        handled_by=handled_by or committee,
        applicant=_applicant(dossier),
        request=_request(dossier),
        received_at=dossier.received_at,
        due_at=due,
        new_due_at=new_due_at,
        is_extension=is_extension,
        cause=cause.strip(),
        explanation=explanation.strip(),
        return_at=_return_place(dossier),
        signer_title=approver_title.strip(),
        signer_name=approver.strip(),
        url=lookup_url(dossier),
        earlier=tuple(earlier),
    )
    return issue(paper, data, by=by)


def _apology_errors(
    cause: str, approver: str, due: datetime | None, new_due_at: datetime
) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = {}
    if not cause.strip():
        errors["cause"] = ["Nhập lý do chậm trễ để người nộp hiểu."]
    if not approver.strip():
        errors["approver"] = ["Nhập họ tên người ký."]
    if due is None:
        errors["new_due_at"] = ["Hồ sơ đang tạm dừng tính giờ nên chưa có ngày hẹn để hẹn lại."]
    elif new_due_at <= due:
        errors["new_due_at"] = ["Ngày hẹn mới cần sau ngày hẹn cũ."]
    return errors


def handed_in(dossier: Dossier) -> list[ComponentLine]:
    """The papers handed in: on paper as ticked at the counter, on line as uploaded.

    By code: a dossier may have been filed under an earlier version than it is handled under. What was
    handed in for another procedure, before that was corrected, stands at the end under its own name.
    """
    ticked, others = {}, []
    for part in dossier.paper_parts.select_related("component__version").order_by("pk"):
        if part.component.version.procedure_id == dossier.version.procedure_id:
            ticked[part.component.code] = part
        elif part.originals or part.copies:
            others.append(ComponentLine(part.component.name, part.originals, part.copies))
    uploaded = set(dossier.files.filter(removed_at__isnull=True).values_list("component__code", flat=True))
    lines = []
    for component in dossier.version.components.order_by("ord"):
        part = ticked.get(component.code)
        if part is not None and (part.originals or part.copies):
            note = "bản điện tử kèm theo" if component.code in uploaded else ""
            lines.append(ComponentLine(component.name, part.originals, part.copies, note))
        elif component.by_form and dossier.answers:
            lines.append(ComponentLine(component.name, note="tờ khai điện tử"))
        elif component.code in uploaded:
            lines.append(ComponentLine(component.name, note="bản điện tử"))
        elif part is not None and part.shown:
            lines.append(ComponentLine(component.name, note="đã xuất trình"))
    return [*lines, *others]


def _receiver(dossier: Dossier, by: Actor) -> str:
    """Who stands for the reception; a receipt printed anew for another office's day is still theirs."""
    received_by = dossier.received_by
    return received_by.full_name if dossier.is_crossing and received_by else by.name


def _party(dossier: Dossier, role: Party.Role) -> Party:
    return dossier.parties.get(role=role)


def _applicant(dossier: Dossier) -> Applicant:
    owner, filer = _party(dossier, Party.Role.OWNER), _party(dossier, Party.Role.FILER)
    phone = owner.phone or filer.phone
    return Applicant(
        name=owner.name,
        address=", ".join(part for part in (owner.address, owner.place_name) if part),
        phone=display(phone) if phone else "",
        email=owner.email or filer.email,
    )


def _request(dossier: Dossier) -> str:
    name, content = dossier.version.name, dossier.content
    return f"{name}. {content}" if content and fold(content) != fold(name) else name


def _return_place(dossier: Dossier) -> str:
    """Where the result is given back, after "tại" in the middle of a sentence."""
    if dossier.result_method == ResultMethod.POST:
        return f"nhà, qua dịch vụ bưu chính ({dossier.result_address})"
    if dossier.result_method == ResultMethod.ELECTRONIC:
        return "trang tra cứu hồ sơ, bằng bản điện tử"
    return desk_name(dossier.receiving_agency)


def _result_at(dossier: Dossier) -> str:
    if dossier.result_method == ResultMethod.POST:
        return f"Tại nhà qua dịch vụ bưu chính: {dossier.result_address}"
    if dossier.result_method == ResultMethod.ELECTRONIC:
        return "Bản điện tử, qua trang tra cứu hồ sơ"
    return desk_name(dossier.receiving_agency)
