"""The law's forms for administrators: each with sample data, and new versions of their words."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Permission
from agencies.selectors import law_value_row
from desk import kept
from desk.forms.form_sets import PREFIX, WordsForm
from desk.guards import permission_required
from desk.pages import page
from desk.presenters import form_sets as show
from desk.rule import can_rule_everywhere
from desk.views.files import PDF, printable
from documents import forms as printer
from documents.forms.registry import Form, find_set, form_sets
from documents.forms.samples import LENGTHS, SHORT, sample
from documents.models import FormWording
from documents.wordings import (
    Wording,
    change_wording,
    check_texts,
    wording,
    wordings,
    wordings_in_force,
)
from dossiers.services.issuing import letterhead
from kit.clock import local_date
from kit.errors import Conflict, Invalid


@permission_required(Permission.LAW)
@require_safe
def sets(request: HttpRequest) -> HttpResponse:
    """Both sets, which one this office prints since when, and each form's words today."""
    on = local_date(request.at)
    current = wordings_in_force(request.office, on)
    chosen = law_value_row("form_set", on, request.office)
    context = {
        "sets": [show.form_set(one, current, chosen) for one in form_sets().values()],
        "lengths": LENGTHS,
    }
    return page(request, "desk/forms/sets.html", context, current=reverse("desk:forms"))


@permission_required(Permission.LAW)
@require_http_methods(["GET", "POST"])
def words(request: HttpRequest, form_set: str, key: str) -> HttpResponse:
    """One form: its versions, and a new one from a day on."""
    now = _present(request, form_set, key)
    form = _words_form(request, now)
    if request.method == "POST" and form.is_valid() and (version := _save(request, form_set, key, form)):
        said = f"Phiên bản {version.no} của “{now.texts['title']}” áp dụng từ {version.valid_from:%d/%m/%Y}."
        messages.success(request, said)
        return redirect("desk:form_words", form_set, key)
    return _words_page(request, form_set, now, form)


@permission_required(Permission.LAW)
@require_safe
def sample_page(request: HttpRequest, form_set: str, key: str) -> HttpResponse:
    """The form with sample data: the shortest or the longest, in the words of today or of a version."""
    now = _present(request, form_set, key)
    asked = request.GET.get("ban", "")
    texts = now.texts if not asked else _texts_of(request, form_set, key, asked, now.form)
    return _drawn(request, form_set, now.form, texts)


@permission_required(Permission.LAW)
@require_POST
def trial(request: HttpRequest, form_set: str, key: str) -> HttpResponse:
    """The form with the words as they are typed now; nothing is kept."""
    now = _present(request, form_set, key)
    try:
        typed = {slug: request.POST.get(PREFIX + slug, "") for slug in now.form.texts}
        texts = check_texts(now.form, typed)
    except Invalid as wrong:
        form = _words_form(request, now)
        form.is_valid()
        return _words_page(request, form_set, now, _with_errors(form, wrong))
    return _drawn(request, form_set, now.form, texts)


def _present(request: HttpRequest, form_set: str, key: str) -> Wording:
    known = form_sets().get(form_set)
    if known is None or key not in known.forms:
        raise Http404
    return wording(form_set, key, request.office, local_date(request.at))


def _words_form(request: HttpRequest, now: Wording) -> WordsForm:
    return WordsForm(
        request.POST if request.method == "POST" else None,
        wording=now,
        office=request.office.name,
        can_rule_everywhere=can_rule_everywhere(request, Permission.LAW),
        initial=kept.words(request),
    )


def _save(request: HttpRequest, form_set: str, key: str, form: WordsForm) -> FormWording | None:
    given = form.cleaned_data
    try:
        return change_wording(
            form_set=form_set, key=key, texts=form.texts(), valid_from=given["valid_from"],
            basis=given["basis"], mark=given["mark"], note=given["note"],
            agency=None if form.is_for_all else request.office, by=request.actor, at=request.at,
        )  # fmt: skip
    except Invalid as wrong:
        _with_errors(form, wrong)
    except Conflict as late:
        form.add_error(None, late.message)
    return None


def _with_errors(form: WordsForm, wrong: Invalid) -> WordsForm:
    for name, sentences in wrong.errors.items():
        own = PREFIX + name if PREFIX + name in form.fields else name
        if not form.has_error(own):
            form.add_error(own if own in form.fields else None, sentences)
    return form


def _words_page(request: HttpRequest, form_set: str, now: Wording, form: WordsForm) -> HttpResponse:
    versions = wordings(form_set, now.form.key, request.office).select_related("agency")
    context: dict[str, Any] = {
        "set": find_set(form_set),
        "wording": now,
        "facts": show.form_facts(find_set(form_set), now),
        "versions": [show.version(row, now) for row in versions],
        "form": form,
        "lengths": LENGTHS,
    }
    status = 422 if form.errors else 200
    return page(request, "desk/forms/words.html", context, current=reverse("desk:forms"), status=status)


def _texts_of(request: HttpRequest, form_set: str, key: str, asked: str, form: Form) -> dict[str, str]:
    """The words of a version of this form; "goc" are the shipped ones."""
    if asked == "goc":
        return dict(form.texts)
    rows = wordings(form_set, key, request.office)
    row = (
        rows.filter(pk=int(asked)).first()
        if asked.isascii() and asked.isdigit() and len(asked) < 10
        else None
    )
    if row is None:
        raise Http404
    return {**form.texts, **row.texts}


def _drawn(request: HttpRequest, form_set: str, form: Form, texts: dict[str, str]) -> HttpResponse:
    asked = request.GET.get("du-lieu", SHORT)
    length = asked if asked in LENGTHS else SHORT
    head = letterhead(request.office, request.at, symbol=texts.get("symbol", ""), number=1)
    data = sample(form.key, length, head)
    content = printer.render(form.key, data, form_set=form_set, texts=texts, is_sample=True)
    return printable(HttpResponse(content, content_type=PDF), f"{form_set}-{form.key}-{length}.pdf")
