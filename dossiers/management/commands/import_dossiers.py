"""`manage.py import_dossiers FILE.csv|FILE.xlsx`: take over a commune's history (all or nothing)."""

import hashlib
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from agencies.selectors import agency_by_code
from documents.refusal import Refused
from dossiers.past import COLUMNS
from dossiers.services.history import BadHistory, Result, correct, take_over
from dossiers.services.history.correct import clean_reason
from dossiers.services.history.jobs import begin, finish
from kit.actor import Actor
from kit.errors import DomainError

BAD_INPUT = 2


class Command(BaseCommand):
    help = (
        f"Import dossiers of another system. Columns: {', '.join(COLUMNS)}. Every line is checked; one fault "
        "and nothing is imported. Importing a file again skips what is there. With --correct, ended dossiers "
        "that were imported with other content are corrected."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.csv")
        parser.add_argument("--agency", metavar="CODE", help="accept dossiers of this agency only")
        parser.add_argument("--correct", action="store_true", help="correct what was imported before")
        parser.add_argument("--reason", metavar="TEXT", default="", help="why; goes with --correct")

    def handle(self, *args: Any, **options: Any) -> None:
        path, began = options["file"], time.monotonic()
        if options["reason"] and not options["correct"]:
            raise CommandError("--reason chỉ dùng cùng --correct.", returncode=BAD_INPUT)
        try:
            with transaction.atomic():
                result = self._run(path, options)
        except BadHistory as bad:
            raise CommandError(_told(path, bad), returncode=BAD_INPUT) from bad
        except Refused as refused:
            raise CommandError(refused.sentence(path.name), returncode=BAD_INPUT) from refused
        except DomainError as error:
            raise CommandError(error.message, returncode=BAD_INPUT) from error
        done, not_done = ("đính chính", "không đổi") if options["correct"] else ("nhập", "đã có từ trước")
        self.stdout.write(
            f"{result.imported} hồ sơ đã {done}, {result.skipped} hồ sơ {not_done}, "
            f"{time.monotonic() - began:.1f} giây."
        )

    def _run(self, path: Path, options: dict[str, Any]) -> Result:
        """One transaction: a command that fails or is killed leaves nothing behind, not even its row."""
        by, at = Actor.system("Nhập hồ sơ cũ"), timezone.now()
        agency = agency_by_code(options["agency"]) if options["agency"] else None
        reason = clean_reason(options["reason"]) if options["correct"] else ""
        batch = begin(
            file=None, name=path.name[-200:], sha256=_digest(path), agency=agency, by=by, at=at, reason=reason
        )
        verb = correct if options["correct"] else take_over
        result = verb(path=path, batch=batch, by=by, at=at, progress=self._say)
        finish(batch, result, timezone.now())
        return result

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
