"""Files as answers to a browser. The caller has already asked whether this person may see the file."""

from pathlib import PurePath

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from documents.models import FileKind, StoredFile
from documents.selectors import open_file, preview_image

_LOCKED_DOWN = {
    "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
}


def file_response(file: StoredFile, *, inline: bool) -> HttpResponseBase:
    """The file for download, or shown in the page where that is safe.

    `inline`: a picture comes as our own JPEG, a PDF as it is but locked down; Word and ZIP files are
    always a download. Raises DomainError for an erased file.
    """
    if inline and file.kind == FileKind.IMAGE:
        return preview_response(file) or file_response(file, inline=False)
    shown = inline and file.kind == FileKind.PDF
    response = FileResponse(open_file(file), content_type=file.media_type)
    return _guarded(response, file.original_name, attachment=not shown)


def preview_response(file: StoredFile, *, page: int = 1) -> HttpResponse | None:
    """One page as a picture, or None where there is nothing to show (the face answers "not found")."""
    preview = preview_image(file, page)
    if preview is None:
        return None
    content, media_type = preview
    name = f"{PurePath(file.original_name).stem}-{page}.jpg"
    return _guarded(HttpResponse(content, content_type=media_type), name, attachment=False)


def _guarded(response: HttpResponseBase, name: str, *, attachment: bool) -> HttpResponseBase:
    for header, value in _LOCKED_DOWN.items():
        response[header] = value
    response["Content-Disposition"] = content_disposition_header(attachment, name)
    if not attachment:
        response["X-Frame-Options"] = "SAMEORIGIN"
    return response
