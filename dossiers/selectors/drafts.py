"""Drafts, read: by their token, with the files they keep and the papers they miss."""

from datetime import datetime

from django.db.models import QuerySet

from dossiers.models import Draft, DraftFile
from kit.secrets import keyed_hash
from procedures.models import Component, Version


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


def uploadable(version: Version) -> QuerySet[Component]:
    """The papers that are uploaded: not those that are only shown, nor the one that the e-form stands for."""
    return version.components.filter(shown_only=False, by_form=False).order_by("ord")


def missing_components(draft: Draft) -> list[Component]:
    """Required papers that have no file yet.

    What is only shown at the desk never blocks (domain.md 20); the e-form stands for its paper.
    """
    given = set(kept_files(draft).values_list("component_id", flat=True))
    needed = uploadable(draft.version).filter(required=True)
    return [component for component in needed if component.pk not in given]
