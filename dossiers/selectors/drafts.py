"""Drafts, read: by their token, with the files they keep and the papers they miss."""

from datetime import datetime

from django.db.models import QuerySet

from documents.models import ScanState
from dossiers.models import Draft, DraftFile
from dossiers.states import Relation
from kit.secrets import keyed_hash, keyed_hashes
from procedures.models import Component, Version
from procedures.selectors import kept_version

CHOSEN_OFFICE = "place"  # the block of a draft whose office was chosen; absent where only one takes it


def token_hash(token: str) -> str:
    """How a draft's cookie token is kept."""
    return keyed_hash(token, purpose="draft")


def token_hashes(token: str) -> list[str]:
    """`token_hash`, and as it was kept before SECRET_KEY was changed."""
    return keyed_hashes(token, purpose="draft")


def find(token: str, at: datetime) -> Draft | None:
    """The draft of this token, unless its time has passed."""
    living = Draft.objects.filter(token_hash__in=token_hashes(token), expires_at__gt=at)
    draft = living.select_related("agency", "account").first()
    if draft is not None:
        draft.version = kept_version(draft.version_id)
        draft.case = next((case for case in draft.version.cases.all() if case.pk == draft.case_id), None)
    return draft


def like(locked: Draft, read: Draft) -> Draft:
    """The row that is held, with what was read beside it before: the same version, case and office."""
    for name in ("version", "case", "agency", "account"):
        if getattr(locked, f"{name}_id") == getattr(read, f"{name}_id"):
            setattr(locked, name, getattr(read, name))
    return locked


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


def papers_to_upload(version: Version) -> list[Component]:
    """`uploadable` of a version that was read whole: no question to the database."""
    return [paper for paper in version.components.all() if not paper.shown_only and not paper.by_form]


def missing_components(draft: Draft) -> list[Component]:
    """Required papers that have no file yet, or only one with malicious code.

    What is only shown at the desk never blocks (domain.md 20); the e-form stands for its paper.
    """
    kept = DraftFile.objects.filter(draft=draft, removed_at__isnull=True)
    kept = kept.exclude(file__scan_state=ScanState.INFECTED)
    given = set(kept.order_by().values_list("component_id", flat=True))
    return [paper for paper in papers_to_upload(draft.version) if paper.required and paper.pk not in given]


def needs_authority(draft: Draft) -> bool:
    """Does the filer say that they are authorised: then they show by what (văn bản ủy quyền)?"""
    return (draft.data.get("owner") or {}).get("relation") == Relation.AUTHORISED


def misses_authority(draft: Draft) -> bool:
    """Is that paper still missing, or only there with malicious code? No query for who is not authorised."""
    if not needs_authority(draft):
        return False
    kept = DraftFile.objects.filter(draft=draft, component__isnull=True, removed_at__isnull=True)
    return not kept.exclude(file__scan_state=ScanState.INFECTED).exists()
