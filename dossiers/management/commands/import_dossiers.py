"""`manage.py import_dossiers FILE.csv|FILE.xlsx`: take over a commune's history (all or nothing)."""

import hashlib
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from agencies.selectors import agency_by_code
from documents.refusal import Refused
from dossiers.past import COLUMNS
from dossiers.services.history import BadHistory, take_over
from dossiers.services.history.jobs import begin, finish
from kit.actor import Actor
from kit.errors import DomainError

BAD_INPUT = 2


class Command(BaseCommand):
    help = (
        f"Import dossiers of another system. Columns: {', '.join(COLUMNS)}. Every line is checked; one fault "
        "and nothing is imported. Importing a file again skips what is there."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.csv")
        parser.add_argument("--agency", metavar="CODE", help="accept dossiers of this agency only")

    def handle(self, *args: Any, **options: Any) -> None:
        path, began, at = options["file"], time.monotonic(), timezone.now()
        by = Actor.system("Nhập hồ sơ cũ")
        try:
            agency = agency_by_code(options["agency"]) if options["agency"] else None
            digest = _digest(path)
            batch = begin(file=None, name=path.name[-200:], sha256=digest, agency=agency, by=by, at=at)
            result = take_over(path=path, batch=batch, by=by, at=at, progress=self._say)
        except BadHistory as bad:
            batch.delete()
            raise CommandError(_told(path, bad), returncode=BAD_INPUT) from bad
        except Refused as refused:
            batch.delete()
            raise CommandError(refused.sentence(path.name), returncode=BAD_INPUT) from refused
        except DomainError as error:
            raise CommandError(error.message, returncode=BAD_INPUT) from error
        finish(batch, result, timezone.now())
        self.stdout.write(
            f"{result.imported} hồ sơ đã nhập, {result.skipped} hồ sơ đã có từ trước, "
            f"{time.monotonic() - began:.1f} giây."
        )

    def _say(self, stage: str, done: int, total: int) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"\r{stage}: {done}/{total}", ending="")


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise CommandError(f"Không mở được tệp {path}: {error.strerror}.", returncode=BAD_INPUT) from error


def _told(path: Path, bad: BadHistory) -> str:
    lines = [f"{path}: {fault}" for fault in bad.faults]
    more = [f"… và {bad.count - len(bad.faults)} lỗi nữa."] if bad.count > len(bad.faults) else []
    return "\n".join([*lines, *more, "Chưa nhập dòng nào."])
