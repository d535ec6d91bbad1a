"""Issuing the law's forms: numbered from the agency's series, rendered once, kept with their data.

A reprint is the kept PDF; nothing is rendered again (domain.md 22).
"""

from dataclasses import fields, is_dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from agencies.models import Agency
from agencies.selectors import unit_of
from agencies.services import next_number
from documents import forms as printer
from documents.forms.data import (
    Applicant,
    ComponentLine,
    Letterhead,
    ReceiptData,
    RefusalData,
    StopData,
    SupplementData,
    SupplementItem,
)
from documents.services import store_bytes
from dossiers.models import Dossier, IssuedForm, Party, Supplement
from dossiers.selectors import rules
from dossiers.services.messages import lookup_url
from dossiers.states import ResultMethod
from kit.actor import Actor
from kit.clock import local, local_date
from kit.phone import display
from kit.text import fold

SYMBOLS = {"receipt": "TTPVHCC", "supplement": "HDHS", "refusal": "TTPVHCC", "stop": "TB-TTPVHCC"}


def reissue_receipt(*, dossier: Dossier, by: Actor, at: datetime) -> IssuedForm | None:
    """Mẫu 01 anew with a number of its own, in the place of the one that stands; None where none does."""
    standing = dossier.issued_forms.filter(key="receipt", replaced_by__isnull=True).last()
    return issue_receipt(dossier=dossier, by=by, at=at, replaces=standing) if standing else None


def issue_receipt(
    *, dossier: Dossier, by: Actor, at: datetime, replaces: IssuedForm | None = None
) -> IssuedForm:
    """Mẫu 01: what was taken in, and when the result is promised (law.md §2.2)."""
    limit = rules.limit_of(dossier.case, dossier.deciding_agency, local_date(dossier.received_at))
    data = ReceiptData(
        head=_head(dossier, "receipt", at),
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
        due_at=dossier.due_original,
        result_at=_result_at(dossier),
        book=dossier.register_book,
        line=dossier.register_no,
        receiver_name=by.name,
        filer_name=_party(dossier, Party.Role.FILER).name,
        url=lookup_url(dossier),
    )
    return _issue(dossier, "receipt", data, by, at, replaces)


def issue_supplement(*, supplement: Supplement, by: Actor, at: datetime) -> IssuedForm:
    """Mẫu 02: everything that is missing, in one request, with the reason (law.md §2.3)."""
    dossier = supplement.dossier
    agency = dossier.receiving_agency
    data = SupplementData(
        head=_head(dossier, "supplement", at),
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
    return _issue(dossier, "supplement", data, by, at)


def issue_refusal(*, dossier: Dossier, reason: str, basis: str, by: Actor, at: datetime) -> IssuedForm:
    """Mẫu 03: not taken in, or not granted, with the reason and the article of law (law.md §2.4)."""
    data = RefusalData(
        head=_head(dossier, "refusal", at),
        code=dossier.code,
        office=desk_name(dossier.receiving_agency),
        applicant=_applicant(dossier),
        request=_request(dossier),
        reason=reason,
        legal_basis=basis,
        receiver_name=by.name,
        filer_name=_party(dossier, Party.Role.FILER).name,
    )
    return _issue(dossier, "refusal", data, by, at)


def issue_stop(
    *, dossier: Dossier, reason: str, stage: str, asked_at: datetime, by: Actor, at: datetime
) -> IssuedForm:
    """Mẫu 05 of TT 03/2025: handling stopped at the applicant's request (law.md §2.6)."""
    data = StopData(
        head=_head(dossier, "stop", at),
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
    )
    return _issue(dossier, "stop", data, by, at)


def desk_name(agency: Agency) -> str:
    """The agency's own name for its one-stop desk."""
    unit = unit_of(agency, "one_stop")
    return unit.name if unit else "Bộ phận Tiếp nhận và Trả kết quả"


def handed_in(dossier: Dossier) -> list[ComponentLine]:
    """The papers handed in: on paper as ticked at the counter, on line as uploaded.

    By code: a dossier may have been filed under an earlier version than it is handled under.
    """
    ticked = {part.component.code: part for part in dossier.paper_parts.select_related("component")}
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
    return lines


def _issue(
    dossier: Dossier, key: str, data: Any, by: Actor, at: datetime, replaces: IssuedForm | None = None
) -> IssuedForm:
    form_set = rules.form_set(dossier.receiving_agency, local_date(at))
    pdf = printer.render(key, data, form_set=form_set)
    name = f"{key}-{dossier.code}.pdf"
    stored = store_bytes(content=pdf, name=name, media_type="application/pdf", by=by, at=at)
    return IssuedForm.objects.create(
        dossier=dossier,
        key=key,
        form_set=form_set,
        number=data.head.number,
        symbol=data.head.symbol,
        data=_plain(data),
        pdf=stored,
        issued_at=at,
        issued_by=by.name,
        replaces=replaces,
    )


def _head(dossier: Dossier, key: str, at: datetime) -> Letterhead:
    agency, on = dossier.receiving_agency, local_date(at)
    kind = f"test:form:{key}" if dossier.is_test else f"form:{key}"
    number = next_number(agency=agency, kind=kind, period=str(on.year))
    return letterhead(agency, at, symbol=SYMBOLS[key], number=number)


def letterhead(agency: Agency, at: datetime, *, symbol: str = "", number: int | None = None) -> Letterhead:
    """The top of every form of an agency on that day, under the name it bore then."""
    return Letterhead(
        authority=agency.committee_on(local_date(at)),
        office=desk_name(agency),
        place=agency.short_name,
        issued_at=at,
        symbol=symbol,
        number=number,
    )


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


def _result_at(dossier: Dossier) -> str:
    if dossier.result_method == ResultMethod.POST:
        return f"Tại nhà qua dịch vụ bưu chính: {dossier.result_address}"
    if dossier.result_method == ResultMethod.ELECTRONIC:
        return "Bản điện tử, qua trang tra cứu hồ sơ"
    return desk_name(dossier.receiving_agency)


def _plain(value: Any) -> Any:
    """Data of a form as JSON: moments in Vietnam's time, numbers as they are printed."""
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, datetime):
        return local(value).isoformat()
    return str(value) if isinstance(value, Decimal) else value
