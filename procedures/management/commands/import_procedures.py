"""`manage.py import_procedures FILE.json`: bring a catalogue file in (all or nothing, idempotent)."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from kit.actor import Actor
from kit.errors import DomainError
from procedures.services.import_catalogue import BadFile, Outcome, Publication, import_catalogue
from procedures.services.versions import Decision

BAD_INPUT = 2


class Command(BaseCommand):
    help = "Import procedures; a changed one becomes a new draft version, a bad file imports nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.json")
        parser.add_argument("--publish", action="store_true", help="publish what is imported")
        parser.add_argument("--decision", metavar="NUMBER", help="decision of publication, for --publish")
        parser.add_argument("--date", type=date.fromisoformat, help="date of the decision, YYYY-MM-DD")
        parser.add_argument("--public-on", type=date.fromisoformat, help="day it was made public")
        parser.add_argument("--from", dest="valid_from", type=date.fromisoformat, help="first day in force")

    def handle(self, *args: Any, **options: Any) -> None:
        text = _text(options["file"])
        try:
            outcome = import_catalogue(
                text=text,
                publication=_publication(options),
                by=Actor.system("Nhập danh mục"),
                at=timezone.now(),
            )
        except BadFile as error:
            lines = [f"{options['file']}, {fault}" for fault in error.faults]
            raise CommandError(
                "\n".join([*lines, "Không nhập thủ tục nào."]), returncode=BAD_INPUT
            ) from error
        except DomainError as error:
            raise CommandError(error.message, returncode=BAD_INPUT) from error
        self.stdout.write(_say(outcome))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise CommandError(f"Không mở được tệp {path}: {error.strerror}.", returncode=BAD_INPUT) from error
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise CommandError(f"{path}, dòng {line}: không phải UTF-8.", returncode=BAD_INPUT) from error


def _publication(options: dict[str, Any]) -> Publication | None:
    if not options["publish"]:
        return None
    missing = [name for name in ("decision", "date", "public_on", "valid_from") if not options[name]]
    if missing:
        needed = "--publish cần thêm --decision, --date, --public-on và --from."
        raise CommandError(needed, returncode=BAD_INPUT)
    decision = Decision(options["decision"], options["date"], options["public_on"])
    return Publication(decision, options["valid_from"])


def _say(outcome: Outcome) -> str:
    return (
        f"{len(outcome.new)} thủ tục mới, {len(outcome.changed)} thay đổi (bản nháp mới), "
        f"{len(outcome.unchanged)} không đổi, {len(outcome.published)} công bố."
    )
