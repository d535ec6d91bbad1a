"""Look over everything, declare, send; and the receipt, the same however often it is asked for."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from agencies.selectors import law_value
from dossiers.models import Draft, Party
from dossiers.people import Person, read_person
from dossiers.selectors.acting import is_same, judge
from dossiers.selectors.drafts import kept_files
from dossiers.services import drafts
from dossiers.services.messages import lookup_url
from dossiers.services.submit import submit
from dossiers.states import OwnAccount, Relation, ResultMethod
from kit import idnumber, phone
from kit.clock import local_date
from kit.errors import Conflict, DomainError, Invalid
from portal.forms.filing import SendForm
from portal.views.filing import files
from portal.views.filing.door import Visit, find, step
from portal.views.filing.people import owner_values
from portal.views.filing.steps import BY_KEY
from procedures import eform, fees
from procedures.models import Component

FOR_ANOTHER = "Ông/Bà đang nộp thay cho {}."
WHOSE = {
    OwnAccount.OWN: "Ông/Bà đang nộp bằng tài khoản của chính mình.",
    OwnAccount.OTHER: FOR_ANOTHER,
    OwnAccount.UNPROVEN: "Tài khoản chưa xác thực danh tính nên hồ sơ chưa được ghi là của chính chủ.",
}
OLD_NUMBER = "Số CMND cũ 9 số: cán bộ sẽ đề nghị Ông/Bà cho biết số định danh 12 số khi cần."


@step("check")
def check(visit: Visit) -> HttpResponse:
    """Answers, fee, captcha, declaration; then one dossier, also for a double click (the draft is held)."""
    draft = visit.draft
    words = law_value("declaration_text", local_date(visit.at), draft.agency)
    form = SendForm(visit.posted, declaration=words)
    if visit.request.method == "POST" and not form.changes_challenge:
        with transaction.atomic():
            drafts.hold(draft=draft)  # the second click waits, then Conflict
            if form.is_valid() and _send(draft, form, visit):
                return redirect("portal:file_receipt", draft.version.procedure.code)
    return visit.show(form=form, **summary(draft))


def _send(draft: Draft, form: SendForm, visit: Visit) -> bool:
    try:
        submit(draft=draft, at=visit.at)
    except Conflict:
        raise
    except Invalid as error:
        for sentences in error.errors.values():
            form.add_error(None, sentences)
        return False
    except DomainError as error:
        form.add_error(None, error.message)
        return False
    return True


def summary(draft: Draft) -> dict[str, Any]:
    """Every block as label and words, with the address where it is changed."""
    filer, _ = read_person(draft.data["filer"], who="người nộp hồ sơ", phone_needed=True)
    owner, _ = read_person(owner_values(draft.data), who="chủ hồ sơ", phone_needed=False)
    place = [("Cơ quan nhận hồ sơ", draft.agency.committee)]
    if draft.case.name:
        place.insert(0, ("Trường hợp", draft.case.name))
    blocks = [
        {"title": "Nơi nộp", "rows": place, "url": _edit_place(draft)},
        _block(draft, "filer", "Người nộp hồ sơ", person_rows(filer)),
        _block(draft, "owner", "Chủ hồ sơ", [*person_rows(owner), *relation_rows(draft)]),
        *content_blocks(draft),
    ]
    return {
        "blocks": blocks,
        "papers": paper_rows(draft),
        "files_url": _edit(draft, "files"),
        "result_block": _block(draft, "result", "Cách nhận kết quả", result_rows(draft)),
        "fees": fees.describe(draft.version),
        "fee_sum": fee_sum(draft),
        "whose": whose_account(draft, filer, owner),
    }


def person_rows(person: Person) -> list[Any]:
    """A person as label and words; an old number is pointed out."""
    old = bool(person.id_number) and idnumber.is_old(person.id_number)
    return [
        ("Họ và tên", person.name),
        {"label": "Số định danh cá nhân", "value": person.id_number, "note": OLD_NUMBER if old else ""},
        ("Số điện thoại", phone.display(person.phone) if person.phone else ""),
        ("Thư điện tử", person.email),
        ("Địa chỉ", person.address),
        ("Địa bàn", person.place_name),
    ]


def relation_rows(draft: Draft) -> list[tuple[str, str]]:
    """What the filer is to the owner, where they say so."""
    said = draft.data.get("owner") or {}
    if said.get("same") or not said.get("relation"):
        return []
    words = str(Relation(said["relation"]).label)
    note = said.get("relation_note")
    return [("Người nộp là", f"{words}: {note}" if note else words)]


def whose_account(draft: Draft, filer: Person, owner: Person) -> str:
    """Said before sending: is it the owner's own account? Nothing of who is not signed in."""
    if draft.account is None:
        return ""
    chosen = (draft.data.get("owner") or {}).get("organisation")
    verdict = judge(draft.account, owner, int(chosen) if chosen else None)
    if verdict == OwnAccount.UNPROVEN and not is_same(filer, owner):
        return f"{FOR_ANOTHER.format(owner.name)} {WHOSE[verdict]}"
    return WHOSE[verdict].format(owner.name)


def content_blocks(draft: Draft) -> list[dict]:
    """The sections of the e-form, or the few words."""
    if "form" in draft.data:
        sections = eform.printable(draft.version, draft.data["form"])
        return [_block(draft, "content", title, lines) for title, lines in sections]
    return [_block(draft, "content", "Nội dung hồ sơ", [("Nội dung", draft.data["content"]["text"])])]


def paper_rows(draft: Draft) -> list[tuple[Component, list[dict]]]:
    """Each paper with its files."""
    kept = list(kept_files(draft))
    return [
        (
            paper,
            files.listed(
                draft, (row for row in kept if (row.component_id or 0) == paper.pk), removable=False
            ),
        )
        for paper in files.papers(draft)
    ]


def result_rows(draft: Draft) -> list[tuple[str, str]]:
    """How the result is wanted, and where to."""
    chosen = draft.data["result"]
    rows = [("Cách nhận", ResultMethod(chosen["method"]).label)]
    return [*rows, ("Địa chỉ nhận", chosen["address"])] if chosen["address"] else rows


def fee_sum(draft: Draft) -> int | None:
    """The sum for what was declared (copies, pages); None where it can't be told from the declaration."""
    declared = draft.data.get("form") or {}
    copies, pages = declared.get("so_ban"), declared.get("so_trang")
    if not copies:
        return None
    return fees.amount(draft.version, copies=int(copies), pages=int(pages) if pages else None)


def _edit(draft: Draft, key: str) -> str:
    return f"{BY_KEY[key].url(draft)}?sua=1"


def _edit_place(draft: Draft) -> str:
    """The first of the two questions that was asked; none where there is nothing to choose."""
    asked = (key for key in ("case", "place") if BY_KEY[key].applies(draft))
    return next((_edit(draft, key) for key in asked), "")


def _block(draft: Draft, key: str, title: str, rows: list) -> dict:
    return {"title": title, "rows": rows, "url": _edit(draft, key)}


@never_cache
@require_safe
def receipt(request: HttpRequest, code: str) -> HttpResponse:
    """Code, moment, what comes next and by when; the key is in the message only."""
    draft = find(request, code, timezone.now())
    if not isinstance(draft, Draft):
        return draft
    if draft.dossier_id is None:
        return redirect(BY_KEY["check"].url(draft))
    dossier = draft.dossier
    dossier.receiving_agency = draft.agency
    filer = dossier.parties.get(role=Party.Role.FILER)
    return render(
        request,
        "portal/filing/receipt.html",
        {
            "dossier": dossier,
            "draft": draft,
            "key_phone": phone.mask(filer.phone),
            "office": dossier.receiving_agency.committee,
            "has_email": bool(filer.email),
            "qr": lookup_url(dossier),
            "shown_only": [paper for paper in draft.version.components.all() if paper.shown_only],
            "version_code": code,
        },
    )
