"""`manage.py load_guides`: the guides that come with the product, each once (told by its title)."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from kit.actor import Actor
from kit.clock import local_date
from procedures.models import Article
from procedures.services.articles import Piece, save_article

GUIDES = Path(__file__).resolve().parents[2] / "data" / "guides.json"


class Command(BaseCommand):
    help = "Publish the guides that come with the product, where they are not there yet."

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        known = set(Article.objects.values_list("title", flat=True))
        guides = [guide for guide in json.loads(GUIDES.read_text("utf-8")) if guide["title"] not in known]
        for guide in guides:
            piece = Piece(**guide, published_on=local_date(at))
            save_article(piece=piece, agency=None, by=Actor.system("Nhập hướng dẫn"), at=at)
        self.stdout.write(f"{len(guides)} hướng dẫn mới.")
