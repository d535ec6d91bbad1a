"""`manage.py law_values [--on DATE] [--agency CODE]`: the values of the law, their source and certainty."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from agencies.law import keys, say
from agencies.models import LawValue, Mark
from agencies.selectors import agency_by_code, law_values
from kit.clock import local_date
from kit.errors import DomainError

HEAD = ("khóa", "nội dung", "giá trị", "hiệu lực", "căn cứ", "độ tin cậy")


class Command(BaseCommand):
    help = "Print every value of the law in force on a day; unverified ones say «chưa đối chiếu»."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--on", help="day, YYYY-MM-DD; default today")
        parser.add_argument("--agency", help="code of an agency whose own values prevail")

    def handle(self, *, on: str | None, agency: str | None, **options: Any) -> None:
        try:
            day = date.fromisoformat(on) if on else local_date(timezone.now())
            office = agency_by_code(agency) if agency else None
        except ValueError:
            raise CommandError(f"--on: {on!r} is not a day like 2026-11-23", returncode=2) from None
        except DomainError as error:
            raise CommandError(error.message, returncode=2) from None
        self._print([HEAD, *(_cells(row) for row in law_values(day, office))])

    def _print(self, table: list[tuple[str, ...]]) -> None:
        widths = [max(map(len, column)) for column in zip(*table, strict=True)]
        for cells in table:
            padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
            self.stdout.write("  ".join(padded).rstrip())


def _cells(row: LawValue) -> tuple[str, ...]:
    until = f"{row.valid_to:%d/%m/%Y}" if row.valid_to else "nay"
    return (
        row.key,
        f"{row.title} (riêng {row.agency.name})" if row.agency else row.title,
        f"{say(row.value)} {row.unit}".strip(),
        f"{row.valid_from:%d/%m/%Y} – {until}",
        row.basis,
        Mark(row.mark).label + ("" if keys()[row.key].applied else "; chưa áp dụng trong phiên bản này"),
    )
