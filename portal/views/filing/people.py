"""Who files, and whose dossier it is (letter 0: the fields and their stars)."""

from typing import Any

from django.http import HttpResponse

from accounts.citizens import organisations
from accounts.models import Citizen
from dossiers.models import Draft
from dossiers.selectors.acting import proven_person
from dossiers.services import drafts
from kit import phone
from portal.forms.people import OwnerForm, PersonForm
from portal.forms.places import say_place
from portal.views.filing.door import Visit, step

COPY = "lay_tu_nguoi_nop"


@step("filer")
def filer(visit: Visit) -> HttpResponse:
    """The person who files; their phone gets the update key. What was proven is not asked."""
    form = _filer_form(visit)
    if form.is_valid():
        drafts.save(draft=visit.draft, block="filer", values=form.cleaned_data, at=visit.at)
        return visit.go_on()
    return visit.show(form=form)


@step("owner")
def owner(visit: Visit) -> HttpResponse:
    """The owner; "Lấy từ thông tin người nộp" fills the page, also without JavaScript."""
    posted, filer = visit.request.POST, visit.draft.data["filer"]
    if COPY in posted:
        return visit.show(form=_owner_form(visit.draft, None, filer))
    form = _owner_form(visit.draft, visit.posted, owner_values(visit.draft.data))
    if form.is_valid():
        person = {key: value for key, value in form.cleaned_data.items() if key not in OwnerForm.ACTING}
        values = {**form.cleaned_data, "same": person == filer}
        drafts.save(draft=visit.draft, block="owner", values=values, at=visit.at)
        return visit.go_on()
    return visit.show(form=form)


def owner_values(data: dict) -> dict:
    """The owner as the page shows them: who is the filer follows the filer's corrections."""
    values = data.get("owner") or {}
    return data["filer"] if values.get("same") else values


def _filer_form(visit: Visit) -> PersonForm:
    draft, account = visit.draft, visit.draft.account
    proven = proven_person(account)
    known = draft.data.get("filer") or {"place": say_place(draft.agency), **_profile(account)}
    form = PersonForm(visit.posted, initial=known | proven, who="người nộp hồ sơ", phone_needed=True)
    if proven:
        form.lock(proven, by=account.proven_by)
    return form


def _profile(account: Citizen | None) -> dict[str, Any]:
    """What the account knows of its person; of an organisation only how to reach it."""
    if account is None:
        return {}
    known = {"phone": phone.display(account.phone) if account.phone else "", "email": account.email}
    return known if account.is_organisation else known | {"name": account.name}


def _owner_form(draft: Draft, typed: dict | None, known: dict) -> OwnerForm:
    acts_for = [one.organisation for one in organisations.standings(draft.account)] if draft.account else []
    return OwnerForm(
        typed, initial=known, who="chủ hồ sơ", phone_needed=False, filer=draft.data["filer"],
        organisations=acts_for,
    )  # fmt: skip
