"""Reading files: the one door to their content. Whether the asker may read them is decided by the faces."""

import hashlib
from datetime import datetime, timedelta
from typing import BinaryIO

from django.conf import settings
from django.db.models import QuerySet

from documents import disk, pdfs, pictures
from documents.models import IN_QUARANTINE, FileKind, FileState, ScanState, StoredFile
from kit.errors import DomainError

JPEG = "image/jpeg"
WAITING = "Tệp đang được kiểm tra an toàn, thường trong vòng một phút. Vui lòng mở lại sau ít phút."
FAILED = "Chưa kiểm tra được tệp này nên chưa mở được. Tệp vẫn được giữ; hệ thống đang tự kiểm tra lại."
INFECTED = "Tệp này có mã độc nên hệ thống đã xóa nội dung. Cần gửi lại giấy tờ này bằng một tệp khác."
ERASED = "Tệp này đã được xóa khỏi hệ thống."
DAMAGED = "Tệp đã lưu không còn đúng như khi nhận nên hệ thống không mở. Bộ phận kỹ thuật đã được báo."
_HELD = {ScanState.WAITING: WAITING, ScanState.FAILED: FAILED, ScanState.INFECTED: INFECTED}


class NotServed(DomainError):
    """The file is there for nobody now; `code` is its scan state, "erased" or "damaged"."""

    def __init__(self, file: StoredFile, message: str, code: str) -> None:
        super().__init__(message, code)
        self.file = file


class Damaged(NotServed):
    """The bytes on disk are not those of the row's digest."""


def open_file(file: StoredFile) -> BinaryIO:
    """The bytes as they were handed in. Raises NotServed: in quarantine, infected, erased, damaged."""
    _check(file)
    return genuine(file)


def genuine(file: StoredFile) -> BinaryIO:
    """The open file, read through once to prove its digest, whatever its verdict. Raises Damaged."""
    try:
        content = disk.absolute(file.path).open("rb")
    except FileNotFoundError as error:
        raise Damaged(file, DAMAGED, "damaged") from error
    if hashlib.file_digest(content, "sha256").hexdigest() != file.sha256:
        content.close()
        raise Damaged(file, DAMAGED, "damaged")
    content.seek(0)
    return content


def preview_image(file: StoredFile, page: int = 1) -> tuple[bytes, str] | None:
    """Page `page` (from 1) as a picture made by us, with its media type; None where nothing can be shown.

    The original never reaches the browser this way: no scripts, no place where the photo was taken. Raises
    NotServed as `open_file` does.
    """
    if file.scan_state in _HELD:
        _check(file)
    if not file.can_preview or not 1 <= page <= (file.pages or 1):
        return None
    genuine(file).close()
    path = disk.absolute(file.path)
    content = pdfs.preview(path, page) if file.kind == FileKind.PDF else pictures.preview(path)
    return (content, JPEG) if content else None


def in_quarantine() -> QuerySet[StoredFile]:
    """Every file that waits for a verdict."""
    return StoredFile.objects.filter(state=FileState.OK, scan_state__in=IN_QUARANTINE)


def longest_waiting(at: datetime) -> StoredFile | None:
    """The file that has waited longest, where that is longer than it should; None with scanning off."""
    if not settings.SCAN_UPLOADS:
        return None
    since = at - timedelta(minutes=settings.SCAN_ALERT_MINUTES)
    return in_quarantine().filter(queued_at__lt=since).order_by("queued_at", "pk").first()


def why_not_scanned() -> str:
    """Why uploads are not scanned here, in words for the pages; empty where they are."""
    if settings.SCAN_UPLOADS:
        return ""
    return "Chưa bật quét vi-rút (bản dùng thử)." if settings.DEMO_MODE else "Quét vi-rút đang tắt."


def _check(file: StoredFile) -> None:
    if message := _HELD.get(ScanState(file.scan_state)):
        raise NotServed(file, message, file.scan_state)
    if file.state == FileState.ERASED:
        raise NotServed(file, ERASED, "erased")
