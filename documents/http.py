"""Files as answers to a browser. The caller has already asked whether this person may see the file."""

from pathlib import PurePath

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from documents.models import FileKind, StoredFile
from documents.selectors import open_file, preview_image

_SANDBOX = "sandbox; default-src 'none'"
# Chromium shows no PDF at all under `sandbox`; its viewer, like Firefox's, keeps a PDF's scripts away from
# the page's origin, so here the policy only forbids loading anything else and being framed by others.
_PDF_POLICY = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
}


def file_response(file: StoredFile, *, inline: bool) -> HttpResponseBase:
    """The file for download, or shown in the page where that is safe.

    `inline`: a picture comes as our own JPEG, a PDF as it is but locked down; Word and ZIP files are
    always a download. Raises documents.selectors.NotServed where nobody may have it.
    """
    if inline and file.kind == FileKind.IMAGE:
        return preview_response(file) or file_response(file, inline=False)
    shown = inline and file.kind == FileKind.PDF
    response = FileResponse(open_file(file), content_type=file.media_type)
    return _guarded(
        response, file.original_name, attachment=not shown, policy=_PDF_POLICY if shown else _SANDBOX
    )


def preview_response(file: StoredFile, *, page: int = 1) -> HttpResponse | None:
    """One page as a picture, or None where there is nothing to show (the face answers "not found")."""
    preview = preview_image(file, page)
    if preview is None:
        return None
    content, media_type = preview
    name = f"{PurePath(file.original_name).stem}-{page}.jpg"
    return _guarded(HttpResponse(content, content_type=media_type), name, attachment=False)


def _guarded(
    response: HttpResponseBase, name: str, *, attachment: bool, policy: str = _SANDBOX
) -> HttpResponseBase:
    for header, value in _HEADERS.items():
        response[header] = value
    response["Content-Security-Policy"] = policy
    response["Content-Disposition"] = content_disposition_header(attachment, name)
    if not attachment:
        response["X-Frame-Options"] = "SAMEORIGIN"
    return response
