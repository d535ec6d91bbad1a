"""Files that were taken in and never became part of anything: a supplement that was not handed in,
a correction that failed. They are somebody's papers, so they do not stay (domain.md 24)."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, Model, OuterRef, QuerySet

from documents.models import FileState, StoredFile
from documents.services import erase
from kit.actor import Actor

AGE = timedelta(days=1)
AT_ONCE = 500


def erase_strays(*, at: datetime) -> int:
    """Erase files older than a day that nothing refers to. Returns how many."""
    due = list(_strays(at).order_by("created_at", "pk").values_list("pk", flat=True)[:AT_ONCE])
    return sum(_erase_one(pk, at) for pk in due)


def _strays(at: datetime) -> QuerySet[StoredFile]:
    rows = StoredFile.objects.filter(state=FileState.OK, created_at__lt=at - AGE)
    held = [Exists(model.objects.filter(**{field: OuterRef("pk")})) for model, field in holders()]
    return rows.filter(*(~exists for exists in held))


def holders() -> list[tuple[type[Model], str]]:
    """Every model, of whatever room, with a key to a file, and the name of that key."""
    links = StoredFile._meta.get_fields(include_hidden=True)  # keys without a name of their own count too
    return [
        (link.related_model, link.field.name) for link in links if link.auto_created and not link.concrete
    ]


@transaction.atomic
def _erase_one(pk: UUID, at: datetime) -> bool:
    """The row is locked, so nobody can take it up meanwhile; not if somebody did before."""
    StoredFile.objects.select_for_update().get(pk=pk)
    stray = _strays(at).filter(pk=pk).first()
    if stray is not None:
        erase(file=stray, by=Actor.system(), at=at)
    return stray is not None
