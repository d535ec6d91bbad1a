"""Bytes that go for good: of files whose days in the bin are over, and those that no row speaks for."""

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from agencies.selectors import law_value
from documents import disk
from documents.models import FileState, StoredFile
from kit.clock import local_date

AGE = timedelta(days=1)
AT_ONCE = 500
MONTHS = "[0-9][0-9][0-9][0-9]/[0-9][0-9]"


def bin_time(at: datetime) -> timedelta:
    """How long what was erased can still be taken back (a value of the law's table)."""
    return timedelta(days=law_value("bin_days", local_date(at)))


def in_bin() -> QuerySet[StoredFile]:
    """Erased files whose bytes are still there."""
    return StoredFile.objects.filter(state=FileState.ERASED, gone_at__isnull=True)


def empty_bin(*, at: datetime) -> int:
    """Remove bytes and names of what was erased long enough ago. Returns how many; safe under two workers.

    The rows are committed before the bytes go: bytes that a crash leaves are found by `prune`.
    """
    due = in_bin().filter(erased_at__lte=at - bin_time(at)).order_by("erased_at", "pk")
    with transaction.atomic():
        gone = list(due.select_for_update(skip_locked=True)[:AT_ONCE])
        chosen = StoredFile.objects.filter(pk__in=[file.pk for file in gone])
        chosen.update(gone_at=at, original_name="")
    for file in gone:
        disk.absolute(file.path).unlink(missing_ok=True)
    return len(gone)


def prune(*, at: datetime) -> int:
    """Remove bytes without a living row once they are a day old. Returns how many."""
    return sum(_prune_month(folder, at) for folder in sorted(Path(settings.MEDIA_ROOT).glob(MONTHS)))


def _prune_month(folder: Path, at: datetime) -> int:
    """Files of one month at a time: what is old and has no living row goes."""
    oldest_kept = (at - AGE).timestamp()
    found = [file for file in folder.iterdir() if file.is_file() and file.stat().st_mtime < oldest_kept]
    month = "/".join(folder.parts[-2:])
    rows = StoredFile.objects.filter(path__startswith=f"{month}/", gone_at__isnull=True)
    living = set(rows.values_list("path", flat=True))
    orphans = [file for file in found if f"{month}/{file.name}" not in living]
    for orphan in orphans:
        orphan.unlink(missing_ok=True)
    return len(orphans)
