"""Writing files: taken in, made by us, erased."""

import io
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

import pypdf
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from audit.services import record
from documents import disk, names, sniff, tables
from documents.models import FileKind, FileState, ScanState, StoredFile
from documents.refusal import EMPTY, Refused, too_big
from kit.actor import Actor
from kit.errors import Conflict, Invalid
from kit.ping import ping

# DOC1: "dung lượng tệp dưới 50 MB"; the caller passes the value in force.
MAX_BYTES = 50 * 1024 * 1024
SCAN = "documents.scan"
Examine = Callable[[Path], sniff.Found]
_KINDS = {
    "application/pdf": FileKind.PDF,
    "image/jpeg": FileKind.IMAGE,
    "image/png": FileKind.IMAGE,
    "application/zip": FileKind.ZIP,
    tables.CSV: FileKind.TABLE,
    tables.XLSX: FileKind.TABLE,
}


def store_upload(*, upload: UploadedFile, by: Actor, at: datetime, max_bytes: int = MAX_BYTES) -> StoredFile:
    """Take a file from outside: stream it to disk, prove what it is, then write its row.

    `max_bytes`: a file must be smaller than this. Raises Invalid({"file": [sentence]}) when the file is
    empty, too big, of a type not taken, damaged, locked or unsafe; nothing is kept then. What is kept waits
    in quarantine until the scanner has looked at it, where there is one.
    """
    return _take(upload, sniff.examine, by, at, max_bytes)


def store_table(*, upload: UploadedFile, by: Actor, at: datetime, max_bytes: int = MAX_BYTES) -> StoredFile:
    """Take a table (CSV, XLSX) from an officer. Raises Invalid as `store_upload` does."""
    return _take(upload, _examine_table, by, at, max_bytes)


def _examine_table(path: Path) -> sniff.Found:
    return sniff.Found(FileKind.TABLE, tables.media_type(path))


def _take(upload: UploadedFile, examine: Examine, by: Actor, at: datetime, max_bytes: int) -> StoredFile:
    name = names.clean(upload.name or "")
    try:
        if upload.size is not None:
            _check_size(upload.size, max_bytes)
        return _store(upload.chunks(), name, examine, by, at, max_bytes)
    except disk.TooLong:
        sentence = _too_big(upload.size or max_bytes, max_bytes).sentence(name)
        raise Invalid({"file": [sentence]}) from None
    except Refused as refused:
        raise Invalid({"file": [refused.sentence(name)]}) from refused


def store_bytes(*, content: bytes, name: str, media_type: str, by: Actor, at: datetime) -> StoredFile:
    """Keep a file that the product itself made (a rendered form). Raises KeyError for another media type."""
    kind = _KINDS[media_type]
    pages = len(pypdf.PdfReader(io.BytesIO(content)).pages) if kind == FileKind.PDF else None
    file_id = uuid4()
    path = disk.path_for(file_id, at)
    written = disk.write_part(path, [content])
    disk.settle(path)
    found = sniff.Found(kind, media_type, pages)
    return _row(file_id, path, written, found, names.clean(name), by, at, ScanState.OWN)


@transaction.atomic
def erase(*, file: StoredFile, by: Actor, at: datetime) -> None:
    """Put a file into the bin (a draft that expired, an upload taken back): nobody can open it any more.

    Bytes and name go when the days of the bin are over (`documents.pruning`); digest and size stay for ever.
    Erasing again does nothing; an infected file, whose bytes are gone already, loses its name at once.
    """
    living = StoredFile.objects.filter(pk=file.pk, state=FileState.OK)
    gone = StoredFile.objects.filter(pk=file.pk, gone_at__isnull=False).exclude(original_name="")
    erased = living.update(state=FileState.ERASED, erased_at=at) or gone.update(original_name="")
    if not erased:
        return
    record(
        action="documents.erase", by=by, at=at, object_type="documents.storedfile", object_id=str(file.pk),
        summary="Xóa một tệp đã tải lên.",
    )  # fmt: skip


@transaction.atomic
def take_back(*, file: StoredFile, by: Actor, at: datetime) -> None:
    """Out of the bin again. Raises Conflict where the bytes are gone; a file that was not erased stays."""
    row = StoredFile.objects.select_for_update().get(pk=file.pk)
    if row.gone_at is not None:
        raise Conflict("Tệp này đã bị xóa hẳn, không lấy lại được.", code="gone")
    if row.state != FileState.ERASED:
        return
    row.state, row.erased_at = FileState.OK, None
    row.save(update_fields=["state", "erased_at"])
    record(
        action="documents.take_back", by=by, at=at,
        object_type="documents.storedfile", object_id=str(file.pk),
        summary="Lấy lại một tệp từ thùng rác.",
    )  # fmt: skip


def report_damage(*, file: StoredFile, by: Actor, at: datetime) -> None:
    """The bytes on disk are not those that were handed in: write down who met that, and when."""
    record(
        action="documents.damaged", by=by, at=at, object_type="documents.storedfile", object_id=str(file.pk),
        summary="Tệp đã lưu không còn đúng như khi nhận nên không được mở.", data={"sha256": file.sha256},
    )  # fmt: skip


def _store(
    chunks: Iterable[bytes], name: str, examine: Examine, by: Actor, at: datetime, max_bytes: int
) -> StoredFile:
    file_id = uuid4()
    path = disk.path_for(file_id, at)
    try:
        written = disk.write_part(path, chunks, max_bytes)
        _check_size(written.size, max_bytes)
        found = examine(disk.absolute(path + disk.PART))
        disk.settle(path)
    finally:
        disk.discard_part(path)
    state = ScanState.WAITING if settings.SCAN_UPLOADS else ScanState.SKIPPED
    row = _row(file_id, path, written, found, names.fit(name, found.media_type), by, at, state)
    if state == ScanState.WAITING:
        transaction.on_commit(partial(ping, SCAN))
    return row


def _check_size(size: int, max_bytes: int) -> None:
    if size == 0:
        raise Refused(EMPTY)
    if size >= max_bytes:
        raise _too_big(size, max_bytes)


def _too_big(size: int, max_bytes: int) -> Refused:
    return too_big(names.say_size(size), names.say_size(max_bytes))


def _row(
    file_id: UUID, path: str, written: disk.Written, found: sniff.Found, name: str, by: Actor, at: datetime,
    scan_state: ScanState,
) -> StoredFile:  # fmt: skip
    waits_from = at if scan_state == ScanState.WAITING else None
    return StoredFile.objects.create(
        id=file_id,
        sha256=written.sha256,
        size=written.size,
        media_type=found.media_type,
        kind=found.kind,
        original_name=name,
        path=path,
        pages=found.pages,
        scan_state=scan_state,
        queued_at=waits_from,
        next_try_at=waits_from,
        created_at=at,
        created_by_kind=by.kind,
        created_by_id=by.id,
        created_by_name=by.name,
        created_by_office=by.office,
    )
