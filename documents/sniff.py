"""What a file is, from its bytes; its name is not asked."""

import mmap
from dataclasses import dataclass
from pathlib import Path

import filetype

from documents import archives, pdfs, pictures
from documents.models import FileKind
from documents.refusal import LOCKED, WRONG_TYPE, Refused

_HEAD = 8192
_ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06")
_OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORD_STREAM = "WordDocument".encode("utf-16-le")
_LOCKED_STREAM = "EncryptedPackage".encode("utf-16-le")
_PICTURES = {"image/jpeg": "image/jpeg", "image/png": "image/png", "image/heic": "image/heic"}


@dataclass(frozen=True)
class Found:
    """What the content is: kind, media type, and pages where it has pages."""

    kind: FileKind
    media_type: str
    pages: int | None = None


def examine(path: Path) -> Found:
    """Look at the file at `path`, open it once to prove that it is whole and safe.

    Raises Refused with the reason in words. Types: DOC1's list (.doc .docx .pdf .jpg .jpeg .png .zip)
    and the phone's HEIC.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(_ZIP_STARTS):
        media_type = archives.examine(path)
        return Found(FileKind.DOC if media_type == archives.DOCX else FileKind.ZIP, media_type)
    if head.startswith(_OLE_START):
        return _word(path)
    if head.startswith(b"%PDF-"):
        return Found(FileKind.PDF, "application/pdf", pdfs.examine(path))
    media_type = _PICTURES.get(filetype.guess_mime(head) or "")
    if media_type is None:
        raise Refused(WRONG_TYPE)
    pictures.examine(path)
    return Found(FileKind.IMAGE, media_type, 1)


def _word(path: Path) -> Found:
    """An old Word file among the many kinds that share this container (Excel, MSI, locked DOCX)."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if content.find(_LOCKED_STREAM) >= 0:
            raise Refused(LOCKED)
        if content.find(_WORD_STREAM) < 0:
            raise Refused(WRONG_TYPE)
    return Found(FileKind.DOC, "application/msword")
