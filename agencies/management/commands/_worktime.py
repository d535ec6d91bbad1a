"""What the two working-time commands share: moments, calendars, and errors of one line with exit code 2."""

import argparse
import json
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from agencies.selectors import agency_by_code, calendar_for
from agencies.worktime.calendar import Calendar
from kit.clock import VN, local
from kit.errors import DomainError

BAD_INPUT = 2
YEARS = range(1976, 2200)  # Vietnam's clock has stood at +07:00 since June 1975


class WorktimeCommand(BaseCommand):
    """Any bad input is one line on standard error and exit code 2; `--calendar` touches no database."""

    requires_system_checks = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.error = self.refuse
        return parser

    def refuse(self, message: str) -> None:
        """Ends the command over what argparse did not understand."""
        if not self._called_from_command_line:
            raise CommandError(message, returncode=BAD_INPUT)
        self.stderr.write(f"CommandError: {message}")
        raise SystemExit(BAD_INPUT)

    def add_calendar_arguments(self, parser: CommandParser) -> None:
        calendar = parser.add_mutually_exclusive_group(required=True)
        calendar.add_argument("--agency", metavar="CODE", help="an agency's published calendar")
        calendar.add_argument(
            "--calendar", metavar="FILE.json", help="hours, days_off and make_up from a file"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.answer(_calendar(options), options)
        except DomainError as error:
            raise CommandError(" ".join(error.message.split()), returncode=BAD_INPUT) from error

    def answer(self, cal: Calendar, options: dict[str, Any]) -> None:
        """Prints the answer; DomainError is bad input."""
        raise NotImplementedError


def moment(text: str) -> datetime:
    """An argument like 2026-04-24T10:00; without an offset it is Vietnam's time."""
    try:
        given = datetime.fromisoformat(text)
        there = local(given if given.tzinfo else given.replace(tzinfo=VN))
    except (ValueError, OverflowError):
        raise argparse.ArgumentTypeError(f"{text!r} is not a moment like 2026-04-24T10:00") from None
    if there.year not in YEARS:
        raise argparse.ArgumentTypeError(f"{text!r}: the year must lie between {YEARS[0]} and {YEARS[-1]}")
    return there


def _calendar(options: dict[str, Any]) -> Calendar:
    if options["agency"] is not None:
        return calendar_for(agency_by_code(options["agency"]))
    path = options["calendar"]
    try:
        content = json.loads(Path(path).read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise DomainError(f"{path}: {error.strerror or error}") from error
    except (ValueError, RecursionError) as error:
        raise DomainError(f"{path}: not a JSON file in UTF-8 ({error})") from error
    return Calendar.from_json(content, name=path)
