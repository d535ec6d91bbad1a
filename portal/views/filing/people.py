"""Who files, and whose dossier it is (letter 0: the fields and their stars)."""

from django.http import HttpResponse

from dossiers.services import drafts
from portal.forms.people import PersonForm
from portal.forms.places import say_place
from portal.views.filing.door import Visit, step

COPY = "lay_tu_nguoi_nop"


@step("filer")
def filer(visit: Visit) -> HttpResponse:
    """The person who files; their phone gets the update key."""
    known = visit.draft.data.get("filer") or {"place": say_place(visit.draft.agency)}
    form = PersonForm(visit.posted, initial=known, who="người nộp hồ sơ", phone_needed=True)
    if form.is_valid():
        drafts.save(draft=visit.draft, block="filer", values=form.cleaned_data, at=visit.at)
        return visit.go_on()
    return visit.show(form=form)


@step("owner")
def owner(visit: Visit) -> HttpResponse:
    """The owner; "Lấy từ thông tin người nộp" fills the page, also without JavaScript."""
    posted = visit.request.POST
    if COPY in posted:
        return visit.show(form=_owner_form(None, visit.draft.data["filer"]))
    form = _owner_form(visit.posted, owner_values(visit.draft.data))
    if form.is_valid():
        values = {**form.cleaned_data, "same": form.cleaned_data == visit.draft.data["filer"]}
        drafts.save(draft=visit.draft, block="owner", values=values, at=visit.at)
        return visit.go_on()
    return visit.show(form=form)


def owner_values(data: dict) -> dict:
    """The owner as the page shows them: who is the filer follows the filer's corrections."""
    values = data.get("owner") or {}
    return data["filer"] if values.get("same") else values


def _owner_form(typed: dict | None, known: dict) -> PersonForm:
    return PersonForm(typed, initial=known, who="chủ hồ sơ", phone_needed=False)
