"""`manage.py load_units`: the 34 provinces and 3 321 communes, with their names of before."""

from typing import Any

from django.core.management.base import BaseCommand

from agencies.services import load_units


class Command(BaseCommand):
    help = "Add the provinces, communes and former units that the product ships; may run again."

    def handle(self, **options: Any) -> None:
        counts = load_units()
        self.stdout.write(", ".join(f"{name}: {count}" for name, count in counts.items()))
