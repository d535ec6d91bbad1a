"""The applicant corrects the papers while nobody has received the dossier."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from dossiers.models import Dossier
from dossiers.selectors.drafts import uploadable
from dossiers.selectors.standing import stands
from dossiers.services.amend import amend
from dossiers.workflow import Action
from kit.errors import Conflict, Invalid
from portal.forms.uploads import REMOVE, Refused, field, summarise, to_remove
from portal.views.lookup import access, own, uploads
from portal.views.lookup.access import Entry
from procedures.models import Component


@require_http_methods(["GET", "HEAD", "POST"])
@access.open_to_act
def correct(request: HttpRequest, dossier: Dossier, at: datetime) -> HttpResponse:
    """Add and take back files; every change is kept at once and on record."""
    if not stands(Action.AMEND, dossier):
        messages.warning(request, access.TOO_LATE)
        return access.to_dossier(dossier)
    papers = list(uploadable(dossier.version))
    if request.method != "POST":
        return _show(request, dossier, papers, {}, [], at)
    by_pk = {paper.pk: paper for paper in papers}
    have = own.visible_files(dossier).values_list("component_id", flat=True)
    taken, refused = uploads.take(request, dossier, by_pk, at, have=have)
    added = [(by_pk[pk], file) for pk, file in taken]
    removed = to_remove(request.POST)
    removed_ids = [removed] if removed else []
    try:
        problems = _amend(request.entry, added, removed_ids, at)
    except Conflict:
        messages.warning(request, access.CHANGED)
        return access.to_dossier(dossier)
    if refused or problems:
        return _show(request, dossier, papers, refused, problems, at)
    if added or removed_ids:
        messages.success(request, "Đã lưu thay đổi.")
    return redirect(request.path)


def _amend(entry: Entry, added: list, removed_ids: list[int], at: datetime) -> list[str]:
    """The sentences of what could not be done; empty when all was."""
    if not added and not removed_ids:
        return []
    try:
        amend(dossier=entry.dossier, by=entry.actor, at=at, files_added=added, file_ids_removed=removed_ids)
    except Invalid as error:
        return error.errors["files"]
    return []


def _show(
    request: HttpRequest,
    dossier: Dossier,
    papers: list[Component],
    refused: Refused,
    problems: list[str],
    at: datetime,
) -> HttpResponse:
    kept = list(own.visible_files(dossier))
    rows: list[dict[str, Any]] = [
        {
            "paper": paper,
            "name": field(paper.pk),
            "errors": refused.get(paper.pk, []),
            "files": [
                own.file_line(dossier, row) | {"remove_name": REMOVE, "remove_value": row.pk}
                for row in kept
                if row.component_id == paper.pk
            ],
        }
        for paper in papers
    ]
    values = {
        "dossier": dossier,
        "rows": rows,
        "problems": problems,
        "summary": summarise(refused),
        "limit": uploads.megabytes(dossier, at),
    }
    status = 422 if refused or problems else 200
    return render(request, "portal/lookup/correct.html", values, status=status)
