"""Editing a draft of the catalogue, one part a page; nothing but a draft is ever written."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission
from desk.forms.catalogue_edit import SECTIONS, Edited, Section, one_more
from desk.guards import permission_required
from desk.pages import page
from kit.errors import Conflict, DomainError
from procedures import selectors
from procedures.entry import digest, entry_of
from procedures.models import Version
from procedures.services.edit import CHANGED, BadEntry, edit_draft


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.CATALOGUE)
def edit(request: HttpRequest, pk: int, section: str) -> HttpResponse:
    """A part of a draft: shown, given one more line, or saved."""
    found, part = _draft(pk), SECTIONS[section]
    entry = entry_of(found)
    if request.method != "POST":
        return _page(request, found, part, Edited(part, entry))
    if request.POST.get("da_xem") != digest(entry):
        messages.warning(request, CHANGED)
        return redirect("desk:catalogue_edit", pk, section)
    if "them" in request.POST:
        return _page(request, found, part, Edited(part, entry, one_more(part, request.POST)))
    edited = Edited(part, entry, request.POST)
    if edited.is_valid() and _save(request, found, edited):
        return redirect("desk:catalogue_version", pk)
    return _page(request, found, part, edited, status=422)


def _save(request: HttpRequest, found: Version, edited: Edited) -> bool:
    title = edited.section.title
    try:
        changes = edit_draft(
            version=found, entry=edited.result(), seen=digest(edited.entry), by=request.actor, at=request.at
        )
    except BadEntry as wrong:
        for fault in wrong.faults:
            edited.add_fault(fault)
        return False
    except Conflict as late:
        messages.warning(request, late.message)
        return True
    except DomainError as wrong:
        edited.form.add_error(None, wrong.message)
        return False
    said = f"Đã lưu phần “{title}” của bản nháp." if changes else f"Phần “{title}” không có gì thay đổi."
    messages.success(request, said)
    return True


def _draft(pk: int) -> Version:
    found = selectors.whole_version(pk)
    if found is None or found.state != Version.State.DRAFT:
        raise Http404("Không có bản nháp này.")
    return found


def _page(
    request: HttpRequest, found: Version, part: Section, edited: Edited, *, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "version": found,
        "section": part,
        "sections": [
            {
                "label": one.title,
                "url": reverse("desk:catalogue_edit", args=[found.pk, one.slug]),
                "current": one is part,
                "count": None,
            }
            for one in SECTIONS.values()
        ],
        "edited": edited,
        "seen": digest(edited.entry),
    }
    return page(
        request, "desk/catalogue/edit.html", context, current=reverse("desk:catalogue"), status=status
    )
