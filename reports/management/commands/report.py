"""`manage.py report II.06a`: one report of an office, as a file."""

import argparse
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from agencies.selectors import agency_by_code
from dossiers.selectors.facts import settle
from kit.clock import VN
from kit.errors import DomainError
from reports.forms import FORMS
from reports.periods import Period, read_day
from reports.selectors import Edition, make_edition
from reports.services.paper import as_pdf
from reports.services.tables import as_csv, as_xlsx

BAD_INPUT = 2


class Command(BaseCommand):
    help = "Write a report of TT 01/2020 for an office and a period, as PDF, XLSX or CSV."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("form", choices=sorted(FORMS), metavar="FORM", help=", ".join(sorted(FORMS)))
        parser.add_argument("--agency", required=True, metavar="CODE")
        parser.add_argument("--from", dest="first", type=_day, required=True, metavar="YYYY-MM-DD")
        parser.add_argument("--to", dest="last", type=_day, required=True, metavar="YYYY-MM-DD")
        parser.add_argument(
            "--known-at", type=_moment, metavar="MOMENT", help="figures as known then; without it, now"
        )
        parser.add_argument("--format", choices=["pdf", "xlsx", "csv"], default="pdf")
        parser.add_argument("--out", type=Path, required=True, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["last"] < options["first"]:
            raise CommandError(
                "Ngày cuối kỳ (--to) phải từ ngày đầu kỳ (--from) trở đi.", returncode=BAD_INPUT
            )
        try:
            edition = _edition(options)
            content = _drawn(edition, options["format"])
        except DomainError as error:
            raise CommandError(error.message, returncode=BAD_INPUT) from error
        try:
            options["out"].write_bytes(content)
        except OSError as error:
            sentence = f"Không ghi được tệp {options['out']}: {error.strerror}."
            raise CommandError(sentence, returncode=BAD_INPUT) from error
        self.stdout.write(f"known-at: {edition.known_at.astimezone(VN).isoformat()}")


def _edition(options: dict[str, Any]) -> Edition:
    agency = agency_by_code(options["agency"])
    period = Period(options["first"], options["last"])
    return make_edition(FORMS[options["form"]], agency, period, settle(options["known_at"]))


def _drawn(edition: Edition, kind: str) -> bytes:
    if kind == "pdf":
        return as_pdf(edition, at=timezone.now())
    return as_xlsx(edition) if kind == "xlsx" else as_csv(edition)


def _day(text: str) -> date:
    try:
        return read_day(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day like 2026-06-15") from None


def _moment(text: str) -> datetime:
    try:
        given = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a moment like 2026-09-15T08:00") from None
    return given if given.tzinfo else given.replace(tzinfo=VN)
