"""`manage.py prune_files`: remove bytes on disk that no row speaks for."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from documents.models import FileState, StoredFile

AGE = timedelta(days=1)
MONTHS = "[0-9][0-9][0-9][0-9]/[0-9][0-9]"


class Command(BaseCommand):
    help = "Xóa các tệp trên đĩa không thuộc hồ sơ nào (tải lên dở dang, đã xóa), cũ hơn một ngày."

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        removed = sum(_prune(folder, now) for folder in sorted(Path(settings.MEDIA_ROOT).glob(MONTHS)))
        self.stdout.write(f"Đã xóa {removed} tệp không còn dùng.")


def _prune(folder: Path, now: datetime) -> int:
    """Files of one month at a time: what is old and has no living row goes."""
    oldest_kept = (now - AGE).timestamp()
    found = [file for file in folder.iterdir() if file.is_file() and file.stat().st_mtime < oldest_kept]
    month = "/".join(folder.parts[-2:])
    rows = StoredFile.objects.filter(path__startswith=f"{month}/", state=FileState.OK)
    living = set(rows.values_list("path", flat=True))
    orphans = [file for file in found if f"{month}/{file.name}" not in living]
    for orphan in orphans:
        orphan.unlink(missing_ok=True)
    return len(orphans)
