"""Writing news and guides."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.text import slugify

from agencies.models import Agency
from audit.services import record
from kit.actor import Actor
from kit.text import unaccent
from procedures.models import Article

LONGEST_SLUG = 110


@dataclass(frozen=True)
class Piece:
    """What an article says; shown from the day `published_on`."""

    title: str
    summary: str
    body: str
    kind: str
    published_on: date


def save_article(
    *, article: Article | None = None, piece: Piece, agency: Agency | None, by: Actor, at: datetime
) -> Article:
    """Write a new article of `agency` (None: of everybody), or change `article`, whose address stays."""
    with transaction.atomic():
        row = article or Article(slug=_free_slug(piece.title), agency=agency)
        row.title, row.summary, row.body = piece.title, piece.summary, piece.body
        row.kind, row.published_on = piece.kind, piece.published_on
        row.save()
        record(
            action="article.change" if article else "article.new",
            by=by,
            at=at,
            object_type="procedures.article",
            object_id=row.pk,
            summary=f"{'Sửa' if article else 'Đăng'} bài “{row.title}”",
        )
    return row


def remove_article(*, article: Article, by: Actor, at: datetime) -> None:
    """Take an article off; the book keeps its title."""
    with transaction.atomic():
        record(
            action="article.remove",
            by=by,
            at=at,
            object_type="procedures.article",
            object_id=article.pk,
            summary=f"Gỡ bài “{article.title}”",
        )
        article.delete()


def _free_slug(title: str) -> str:
    """The title without marks; a number follows where another article has it."""
    base = slugify(unaccent(title))[:LONGEST_SLUG].strip("-") or "bai"
    taken = set(Article.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    numbered = (base if n == 1 else f"{base}-{n}" for n in range(1, len(taken) + 2))
    return next(slug for slug in numbered if slug not in taken)
