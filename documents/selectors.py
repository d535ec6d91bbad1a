"""Reading files. Whether the asker may read them is decided by the faces."""

from typing import BinaryIO

from documents import disk, pdfs, pictures
from documents.models import FileKind, FileState, StoredFile
from kit.errors import DomainError

JPEG = "image/jpeg"


def open_file(file: StoredFile) -> BinaryIO:
    """The bytes as they were handed in. Raises DomainError for an erased file."""
    if file.state == FileState.ERASED:
        raise DomainError("Tệp này đã được xóa khỏi hệ thống.", code="erased")
    return disk.absolute(file.path).open("rb")


def preview_image(file: StoredFile, page: int = 1) -> tuple[bytes, str] | None:
    """Page `page` (from 1) as a picture made by us, with its media type; None where nothing can be shown.

    The original never reaches the browser this way: no scripts, no place where the photo was taken.
    """
    if not file.can_preview or not 1 <= page <= (file.pages or 1):
        return None
    path = disk.absolute(file.path)
    content = pdfs.preview(path, page) if file.kind == FileKind.PDF else pictures.preview(path)
    return (content, JPEG) if content else None
