"""Bytes on disk that no row speaks for: uploads cut off by a crash, files whose row says erased."""

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from documents.models import FileState, StoredFile

AGE = timedelta(days=1)
MONTHS = "[0-9][0-9][0-9][0-9]/[0-9][0-9]"


def prune(*, at: datetime) -> int:
    """Remove them once they are a day old. Returns how many."""
    return sum(_prune_month(folder, at) for folder in sorted(Path(settings.MEDIA_ROOT).glob(MONTHS)))


def _prune_month(folder: Path, at: datetime) -> int:
    """Files of one month at a time: what is old and has no living row goes."""
    oldest_kept = (at - AGE).timestamp()
    found = [file for file in folder.iterdir() if file.is_file() and file.stat().st_mtime < oldest_kept]
    month = "/".join(folder.parts[-2:])
    rows = StoredFile.objects.filter(path__startswith=f"{month}/", state=FileState.OK)
    living = set(rows.values_list("path", flat=True))
    orphans = [file for file in found if f"{month}/{file.name}" not in living]
    for orphan in orphans:
        orphan.unlink(missing_ok=True)
    return len(orphans)
