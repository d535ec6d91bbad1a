"""Before reception the applicant corrects what was said: one block a page, as in filing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from dossiers.models import Dossier, Party
from dossiers.selectors.acting import proven_person
from dossiers.selectors.standing import stands
from dossiers.services.amend import SNAPSHOT, Corrections, amend
from dossiers.workflow import Action
from kit import phone
from kit.errors import Conflict, Invalid
from portal.forms.filing import ContentForm, ResultForm
from portal.forms.people import PersonForm
from portal.views.lookup import access
from procedures import eform

PHONE_STAYS = "Khóa cập nhật được gửi tới số này. Cần đổi số, Ông/Bà gọi Bộ phận Một cửa."
SAVED = "Đã lưu thay đổi."
Make = Callable[[Dossier, QueryDict | None], forms.Form]


@dataclass(frozen=True)
class Block:
    """One page: its heading, its form, and what its cleaned values correct."""

    title: str
    make: Make
    read: Callable[[Dossier, dict[str, Any]], Corrections]


@require_http_methods(["GET", "HEAD", "POST"])
@access.open_to_act
def correct_details(request: HttpRequest, dossier: Dossier, at: datetime, block: str) -> HttpResponse:
    """Show one block as it stands, and keep what is said anew."""
    if block not in BLOCKS:
        raise Http404("Không có phần này.")
    if not stands(Action.AMEND, dossier):
        messages.warning(request, access.TOO_LATE)
        return access.to_dossier(dossier)
    wanted = BLOCKS[block]
    form = wanted.make(dossier, request.POST if request.method == "POST" else None)
    if not form.is_valid() or not _keep(dossier, wanted, form, at, request):
        status = 422 if form.errors else 200
        values = {
            "dossier": dossier,
            "part": wanted,
            "form": form,
            "is_person": isinstance(form, PersonForm),
            "sections": _sections(form),
        }
        return render(request, "portal/lookup/details.html", values, status=status)
    return access.to_dossier(dossier)


def links(dossier: Dossier) -> list[tuple[str, str]]:
    """The title of each block, and where it is corrected."""
    return [
        (block.title, reverse("portal:correct_details", args=[dossier.code, slug]))
        for slug, block in BLOCKS.items()
    ]


def _keep(dossier: Dossier, block: Block, form: forms.Form, at: datetime, request: HttpRequest) -> bool:
    corrections = block.read(dossier, form.cleaned_data)
    try:
        amend(dossier=dossier, by=request.entry.actor, at=at, corrections=corrections)
    except Conflict:
        messages.warning(request, access.CHANGED)
    except Invalid as error:
        form.add_error(None, error.message)
        return False
    else:
        messages.success(request, SAVED)
    return True


def _sections(form: forms.Form) -> list:
    return list(form.sections()) if isinstance(form, eform.EForm) else []


def _person(dossier: Dossier, role: str, posted: QueryDict | None) -> PersonForm:
    party = dossier.parties.get(role=role)
    known = {name: getattr(party, name) for name in SNAPSHOT} | {"place": party.place_name}
    known["phone"] = phone.display(party.phone) if party.phone else ""
    is_filer = role == Party.Role.FILER
    who = "người nộp hồ sơ" if is_filer else "chủ hồ sơ"
    form = PersonForm(posted, initial=known, who=who, phone_needed=is_filer)
    if is_filer and dossier.account and dossier.claimed_at is None:
        form.lock(proven_person(dossier.account), by=dossier.account.proven_by)
    if is_filer:
        form.fields["phone"].disabled = True
        form.fields["phone"].help_text = PHONE_STAYS
    return form


def _content(dossier: Dossier, posted: QueryDict | None) -> forms.Form:
    if not dossier.version.form_fields.exists():
        return ContentForm(posted, initial={"text": dossier.content})
    return eform.build_form(dossier.version)(posted, initial=dossier.answers)


def _said(dossier: Dossier, cleaned: dict[str, Any]) -> Corrections:
    if not dossier.version.form_fields.exists():
        return Corrections(content=cleaned["text"])
    return Corrections(answers=cleaned)


def _result(dossier: Dossier, posted: QueryDict | None) -> ResultForm:
    return ResultForm(posted, initial={"method": dossier.result_method, "address": dossier.result_address})


BLOCKS: dict[str, Block] = {
    "nguoi-nop": Block(
        "Người nộp hồ sơ",
        lambda dossier, posted: _person(dossier, Party.Role.FILER, posted),
        lambda dossier, cleaned: Corrections(filer=cleaned),
    ),
    "chu-ho-so": Block(
        "Chủ hồ sơ",
        lambda dossier, posted: _person(dossier, Party.Role.OWNER, posted),
        lambda dossier, cleaned: Corrections(owner=cleaned),
    ),
    "noi-dung": Block("Nội dung hồ sơ", _content, _said),
    "nhan-ket-qua": Block("Cách nhận kết quả", _result, lambda dossier, cleaned: Corrections(result=cleaned)),
}
