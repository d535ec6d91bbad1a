"""The internal process sheet of a version: printed, taken along as a table, and its steps brought back."""

import tempfile
from pathlib import Path

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Permission
from desk.forms.catalogue import SheetForm
from desk.guards import permission_required
from desk.pages import page
from desk.views.files import PDF, printable
from documents.archives import XLSX
from documents.refusal import Refused
from dossiers.services.issuing import letterhead
from kit.errors import Conflict
from procedures import papers, selectors, sheet_file
from procedures.models import Version
from procedures.services.import_sheet import import_steps
from procedures.sheet_file import BadTable


@permission_required(Permission.CATALOGUE)
@require_safe
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet on paper."""
    found = _version(pk)
    content = papers.process_sheet(found, head=letterhead(request.office, request.at))
    name = f"quy-trinh-{found.procedure.code}-{found.no}.pdf"
    return printable(HttpResponse(content, content_type=PDF), name)


@permission_required(Permission.CATALOGUE)
@require_safe
def table(request: HttpRequest, pk: int) -> HttpResponse:
    """The steps as a table to edit and bring back."""
    found = _version(pk)
    response = HttpResponse(sheet_file.write(found), content_type=XLSX)
    name = f"quy-trinh-{found.procedure.code}-{found.no}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@permission_required(Permission.CATALOGUE)
@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request: HttpRequest, pk: int) -> HttpResponse:
    """A table's steps become those of a draft, which is then shown beside what was."""
    found, faults = _version(pk), []
    posted = request.method == "POST"
    form = SheetForm(request.POST, request.FILES) if posted else SheetForm()
    if posted and form.is_valid():
        try:
            draft = _import(request, found, form.cleaned_data["file"])
        except BadTable as wrong:
            faults = wrong.faults
        except Refused as wrong:
            form.add_error("file", wrong.sentence(form.cleaned_data["file"].name))
        except Conflict as late:
            messages.warning(request, late.message)
            return redirect("desk:catalogue_version", pk)
        else:
            messages.success(request, f"Đã đưa các bước vào bản nháp, phiên bản {draft.no}.")
            return redirect("desk:catalogue_compare", draft.pk)
    context = {"version": found, "form": form, "faults": faults}
    status = 422 if faults or form.errors else 200
    return page(
        request, "desk/catalogue/import_sheet.html", context, current=reverse("desk:catalogue"), status=status
    )


def _import(request: HttpRequest, found: Version, upload: UploadedFile) -> Version:
    """The file lies on the disk only while it is read; nothing of it is kept."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table"
        with path.open("wb") as file:
            file.writelines(upload.chunks())
        return import_steps(version=found, path=path, by=request.actor, at=request.at)


def _version(pk: int) -> Version:
    found = selectors.whole_version(pk)
    if found is None:
        raise Http404("Không có phiên bản này.")
    return found
