"""A file shown on the dossier page: one page at a time, as a picture made by us."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from dossiers.models import Dossier


@dataclass(frozen=True)
class Preview:
    """`previous` and `following` are addresses, empty at the ends."""

    name: str
    number: int
    pages: int
    picture: str
    download: str
    previous: str
    following: str


def preview(request: HttpRequest, dossier: Dossier) -> Preview | None:
    """The file that the address asks for (`?xem=…&trang-tep=2`), if it is one of this dossier."""
    file_id = _uuid(request.GET.get("xem", ""))
    row = dossier.files.select_related("file").filter(file=file_id).first() if file_id else None
    if row is None or not row.file.can_preview:
        return None
    pages = row.file.pages or 1
    asked = request.GET.get("trang-tep", "1")
    number = min(max(int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1, 1), pages)

    def at(page: int) -> str:
        here = reverse("desk:dossier", args=[dossier.code])
        return f"{here}?xem={file_id}&trang-tep={page}#xem-tep" if 1 <= page <= pages else ""

    return Preview(
        name=row.file.original_name,
        number=number,
        pages=pages,
        picture=reverse("desk:file_page", args=[dossier.code, file_id, number]),
        download=reverse("desk:file", args=[dossier.code, file_id]),
        previous=at(number - 1),
        following=at(number + 1),
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
