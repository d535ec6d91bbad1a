"""`manage.py load_holidays --from 2023 --to 2027`: national days as editable rows."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from agencies.services import load_holidays, publish_everywhere
from kit.actor import Actor

YEARS = range(1980, 2101)


class Command(BaseCommand):
    help = (
        "Add Vietnam's public holidays and make-up days; edited rows stay. Publishes the changed calendars."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="first", type=int, default=2023, help="first year")
        parser.add_argument("--to", dest="last", type=int, default=2027, help="last year")

    def handle(self, *, first: int, last: int, **options: Any) -> None:
        if first not in YEARS or last not in YEARS or first > last:
            raise CommandError(
                f"Years must be in order and between {YEARS[0]} and {YEARS[-1]}.", returncode=2
            )
        by, at = Actor.system(), timezone.now()
        added = load_holidays(first=first, last=last, by=by, at=at)
        versions = publish_everywhere(by=by, at=at, note=f"Nạp ngày nghỉ {first}-{last}")
        self.stdout.write(f"days added: {added}, calendars published: {len(versions)}")
