"""What is asked for: the version's e-form, or a few words; and how the result is wanted."""

from typing import Any

from django.http import HttpResponse

from dossiers.models import Draft
from dossiers.services import drafts
from portal.forms.filing import ContentForm, ResultForm
from portal.views.filing.door import Visit, step
from procedures import eform

COPY_ADDRESS = "lay_dia_chi"


@step("content")
def content(visit: Visit) -> HttpResponse:
    """The e-form where the procedure has one; a few words where it has none."""
    draft = visit.draft
    if not draft.version.form_fields.all():
        return _in_words(visit)
    form_class = eform.build_form(draft.version)
    known = draft.data.get("form") or eform.prefill(draft.version, _person(draft))
    form = form_class(visit.posted, initial=known)
    if form.is_valid():
        drafts.save(draft=draft, block="form", values=form.cleaned_data, at=visit.at)
        return visit.go_on()
    return visit.show(form=form, sections=list(form.sections()))


def _in_words(visit: Visit) -> HttpResponse:
    known = visit.draft.data.get("content") or {}
    form = ContentForm(visit.posted, initial=known)
    if form.is_valid():
        drafts.save(draft=visit.draft, block="content", values=form.cleaned_data, at=visit.at)
        return visit.go_on()
    return visit.show(form=form, sections=[])


def _person(draft: Draft) -> dict[str, Any]:
    """Who makes the declaration: the filer, with the place at the end of the address."""
    filer = draft.data["filer"]
    address = ", ".join(part for part in (filer["address"], filer["place"]) if part)
    return {**filer, "address": address}


@step("result")
def result(visit: Visit) -> HttpResponse:
    """At the office, at home by post (with "lấy địa chỉ người nộp"), or electronic."""
    posted = visit.request.POST
    if COPY_ADDRESS in posted:
        known = {"method": "post", "address": _person(visit.draft)["address"]}
        return visit.show(form=ResultForm(initial=known))
    form = ResultForm(visit.posted, initial=visit.draft.data.get("result"))
    if form.is_valid():
        drafts.save(draft=visit.draft, block="result", values=form.cleaned_data, at=visit.at)
        return visit.go_on()
    return visit.show(form=form)
