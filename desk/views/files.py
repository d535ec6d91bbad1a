"""Files, issued forms and the control slip of a dossier: only within the officer's scope."""

from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from accounts.permissions import Permission
from desk import trail
from desk.guards import permission_required
from desk.menu import may
from desk.views.dossier import load
from documents.http import file_response, preview_response
from documents.models import StoredFile
from documents.selectors import open_file
from dossiers.models import Dossier
from dossiers.services.declaration import declaration
from dossiers.services.slip import print_slip
from kit.errors import DomainError

PDF = "application/pdf"


@permission_required(Permission.VIEW)
@require_safe
def file(request: HttpRequest, code: str, file_id: UUID, how: str) -> HttpResponseBase:
    """A file handed in, to look at ("xem") or to keep ("tai")."""
    found = load(request, code)
    answer = file_response(_of_dossier(found, file_id), inline=how == "xem")
    words = "Xem tệp của hồ sơ" if how == "xem" else "Tải tệp của hồ sơ"
    trail.saw(request, found, "view.file", words, file=str(file_id), how=how)
    return answer


@permission_required(Permission.VIEW)
@require_safe
def file_page(request: HttpRequest, code: str, file_id: UUID, number: int) -> HttpResponse:
    """One page of a file as a picture of our own making."""
    found = load(request, code)
    shown = preview_response(_of_dossier(found, file_id), page=number)
    if shown is None:
        raise Http404
    trail.saw(request, found, "view.file", "Xem trang tệp của hồ sơ", file=str(file_id), page=number)
    return shown


@permission_required(Permission.VIEW)
@require_safe
def issued_form(request: HttpRequest, code: str, pk: int) -> HttpResponseBase:
    """A form of the law as it was issued."""
    found = load(request, code)
    form = found.issued_forms.select_related("pdf").filter(pk=pk).first()
    if form is None:
        raise Http404
    trail.saw(request, found, "view.form", "Xem, in biểu mẫu của hồ sơ", form=form.pk, key=form.key)
    return printable(FileResponse(open_file(form.pdf), content_type=PDF), form.pdf.original_name)


@permission_required(Permission.VIEW)
@require_safe
def slip(request: HttpRequest, code: str) -> HttpResponseBase:
    """The control slip with every hand-over up to now; what is printed is kept, once for each state."""
    found = load(request, code)
    if not found.is_received:
        raise Http404
    kept = print_slip(dossier=found, by=request.actor, at=request.at)
    trail.saw(request, found, "print.slip", "In phiếu kiểm soát", form=kept.pk)
    return printable(FileResponse(open_file(kept.pdf), content_type=PDF), f"phieu-kiem-soat-{found.code}.pdf")


@permission_required(Permission.VIEW)
@require_safe
def declared(request: HttpRequest, code: str) -> HttpResponseBase:
    """The e-form as it was filled in, printed as the tờ khai."""
    found = load(request, code)
    try:
        content = declaration(dossier=found, masked=not may(request, Permission.WHOLE_ID))
    except DomainError as nothing:
        raise Http404 from nothing
    trail.saw(request, found, "view.declaration", "Xem, in tờ khai của hồ sơ")
    return printable(HttpResponse(content, content_type=PDF), f"to-khai-{found.code}.pdf")


def _of_dossier(found: Dossier, file_id: UUID) -> StoredFile:
    row = found.files.select_related("file").filter(file=file_id).first()
    if row is None:
        raise Http404
    return row.file


def printable(response: HttpResponseBase, name: str) -> HttpResponseBase:
    """Our own PDF, opened in the browser to be printed. Nothing foreign is in it, so it needs no sandbox."""
    response["Content-Disposition"] = content_disposition_header(False, name)
    response["X-Content-Type-Options"] = "nosniff"
    return response
