"""`manage.py prune_files`: remove bytes on disk that no row speaks for."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from documents.pruning import prune


class Command(BaseCommand):
    help = "Xóa các tệp trên đĩa không thuộc hồ sơ nào (tải lên dở dang, đã xóa), cũ hơn một ngày."

    def handle(self, *args: Any, **options: Any) -> None:
        removed = prune(at=timezone.now())
        self.stdout.write(f"Đã xóa {removed} tệp không còn dùng.")
