"""`manage.py prune_files`: remove bytes on disk that no row speaks for."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from documents.pruning import empty_bin, prune


class Command(BaseCommand):
    help = "Xóa hẳn tệp đã hết ngày trong thùng rác, và tệp trên đĩa không thuộc hồ sơ nào."

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        removed = empty_bin(at=now) + prune(at=now)
        self.stdout.write(f"Đã xóa {removed} tệp không còn dùng.")
