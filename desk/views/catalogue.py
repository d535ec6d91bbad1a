"""The catalogue for administrators: versions with their marks, publication, this office's switches."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Permission
from desk.forms.catalogue import CloseForm, EmptyForm, SwitchForm
from desk.forms.catalogue_edit import SECTIONS
from desk.guards import permission_required
from desk.pages import page as desk_page
from desk.presenters.catalogue import history, line, marks, steps, version_facts
from kit.clock import local_date
from kit.errors import Conflict, Invalid
from procedures import selectors
from procedures.models import Version
from procedures.services import switches, versions

PER_PAGE = 50
State = Version.State
Done = Callable[[HttpRequest, Version, Form], tuple[Version | None, str]]


@require_safe
@permission_required(Permission.CATALOGUE)
def catalogue(request: HttpRequest) -> HttpResponse:
    """Every procedure with its versions, what is unverified in them, and what this office does about it."""
    text = request.GET.get("q", "")[:200].replace("\x00", "")
    page = Paginator(selectors.procedures_for_desk(request.office, text), PER_PAGE).get_page(
        request.GET.get("trang")
    )
    lines = [line(procedure, local_date(request.at)) for procedure in page]
    return desk_page(
        request,
        "desk/catalogue/list.html",
        {"page": page, "lines": lines, "q": text},
        current=reverse("desk:catalogue"),
    )


@require_safe
@permission_required(Permission.CATALOGUE)
def version(request: HttpRequest, pk: int) -> HttpResponse:
    """One version whole, with its marks and what can be done with it."""
    return _version_page(request, _version(pk))


@require_POST
@permission_required(Permission.CATALOGUE)
def act(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Close, copy or discard a version."""
    found = _version(pk)
    name, form_class, do = _ACTIONS[action]
    form = form_class(request.POST)
    if not form.is_valid():
        return _version_page(request, found, {name: form})
    try:
        after, said = do(request, found, form)
    except Invalid as wrong:
        return _version_page(request, found, {name: _with_errors(form, wrong)})
    except Conflict as late:
        messages.warning(request, late.message)
        return redirect("desk:catalogue")
    messages.success(request, said)
    return HttpResponseRedirect(
        reverse("desk:catalogue_version", args=[after.pk]) if after else reverse("desk:catalogue")
    )


@require_http_methods(["GET", "POST"])
@permission_required(Permission.CATALOGUE)
def switch(request: HttpRequest, code: str) -> HttpResponse:
    """Whether this office carries a procedure out, and takes its dossiers on line here."""
    procedure = selectors.procedure_by_code(code)
    if procedure is None:
        raise Http404("Không có thủ tục mang mã này.")
    now = selectors.switch_of(procedure, request.office)
    opening = {"enabled": now.enabled, "files_here": now.files_here, "legal_basis": now.basis}
    form = SwitchForm(request.POST if request.method == "POST" else None, initial=opening)
    if request.method == "POST" and form.is_valid():
        try:
            switches.set_switch(
                agency=request.office,
                procedure=procedure,
                by=request.actor,
                at=request.at,
                **form.cleaned_data,
            )
        except Invalid as wrong:
            form = _with_errors(form, wrong)
        else:
            messages.success(request, f"Đã ghi cách thực hiện thủ tục {code} tại {request.office.name}.")
            return redirect("desk:catalogue")
    latest = procedure.versions.order_by("-no").first()
    return desk_page(
        request,
        "desk/catalogue/switch.html",
        {"procedure": procedure, "latest": latest, "form": form},
        current=reverse("desk:catalogue"),
    )


def _version(pk: int) -> Version:
    found = selectors.whole_version(pk)
    if found is None:
        raise Http404("Không có phiên bản này.")
    return found


def _version_page(request: HttpRequest, found: Version, sent: dict[str, Form] | None = None) -> HttpResponse:
    forms = {name: form_class() for name, form_class, _ in _ACTIONS.values()} | (sent or {})
    context: dict[str, Any] = {
        "version": found,
        "facts": version_facts(found),
        "marks": marks(found),
        "steps": steps(found),
        "forms": forms,
        "sent": next(iter(sent), "") if sent else "",
        "sections": SECTIONS.values(),
        "history": history(found),
        "is_draft": found.state == State.DRAFT,
        "is_published": found.state == State.PUBLISHED,
    }
    return desk_page(request, "desk/catalogue/version.html", context, current=reverse("desk:catalogue"))


def _close(request: HttpRequest, found: Version, form: Form) -> tuple[Version | None, str]:
    last_day = form.cleaned_data["last_day"]
    after = versions.close(version=found, last_day=last_day, by=request.actor, at=request.at)
    return after, f"Phiên bản {after.no} hết hiệu lực từ hết ngày {last_day:%d/%m/%Y}."


def _copy(request: HttpRequest, found: Version, form: Form) -> tuple[Version | None, str]:
    after = versions.new_draft_from(version=found, by=request.actor, at=request.at)
    return after, f"Đã lập bản nháp, phiên bản {after.no}."


def _discard(request: HttpRequest, found: Version, form: Form) -> tuple[Version | None, str]:
    versions.discard_draft(version=found, by=request.actor, at=request.at)
    return None, f"Đã bỏ bản nháp, phiên bản {found.no}."


def _with_errors(form: Form, wrong: Invalid) -> Form:
    for name, sentences in wrong.errors.items():
        form.add_error(name, sentences)
    return form


# The word in the address, the form's name in the template, the form, the deed.
_ACTIONS: dict[str, tuple[str, type[Form], Done]] = {
    "dong": ("close", CloseForm, _close),
    "lap-ban-nhap": ("copy", EmptyForm, _copy),
    "bo-ban-nhap": ("discard", EmptyForm, _discard),
}
ACTIONS = tuple(_ACTIONS)
