"""Drafts, read: by their token, with the files they keep and the papers they miss."""

from datetime import datetime

from django.db.models import QuerySet

from dossiers.models import Draft, DraftFile
from kit.secrets import keyed_hash
from procedures.models import Component


def token_hash(token: str) -> str:
    """How a draft's cookie token is kept."""
    return keyed_hash(token, purpose="draft")


def find(token: str, at: datetime) -> Draft | None:
    """The draft of this token, unless its time has passed."""
    rows = Draft.objects.select_related("version__procedure__sector", "case", "agency__parent", "dossier")
    return rows.filter(token_hash=token_hash(token), expires_at__gt=at).first()


def kept_files(draft: Draft) -> QuerySet[DraftFile]:
    """The files of the draft that were not taken back, in the order of the components."""
    return (
        DraftFile.objects.filter(draft=draft, removed_at__isnull=True)
        .select_related("file", "component")
        .order_by("component__ord", "added_at", "pk")
    )


def missing_components(draft: Draft) -> list[Component]:
    """Required papers that have no file yet; what is only shown at the desk never blocks (domain.md 20)."""
    given = set(kept_files(draft).values_list("component_id", flat=True))
    needed = draft.version.components.filter(required=True, shown_only=False).order_by("ord")
    return [component for component in needed if component.pk not in given]
