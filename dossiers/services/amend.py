"""The citizen's own corrections while nobody has received the dossier yet."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from documents.models import StoredFile
from dossiers.models import Dossier, DossierFile
from dossiers.selectors.drafts import uploadable
from dossiers.services.transition import close_move, open_move
from dossiers.workflow import Action
from kit.actor import Actor
from kit.errors import Invalid
from procedures.models import Component


@transaction.atomic
def amend(
    *,
    dossier: Dossier,
    by: Actor,
    at: datetime,
    files_added: Sequence[tuple[Component, StoredFile]] = (),
    file_ids_removed: Sequence[int] = (),
    seen: int | None = None,
) -> Dossier:
    """Add and take back files before reception; a file taken back stays on record as removed.

    Raises Invalid on "files" when a required paper would be left without a file, Conflict when an officer
    was first.
    """
    move = open_move(dossier=dossier, action=Action.AMEND, by=by, at=at, seen=seen)
    if any(component.version_id != move.dossier.version_id for component, _ in files_added):
        raise Invalid({"files": ["Giấy tờ không thuộc thủ tục của hồ sơ này."]})
    kept = move.dossier.files.filter(removed_at__isnull=True, kind=DossierFile.Kind.COMPONENT)
    kept.filter(pk__in=file_ids_removed).update(removed_at=move.at)
    DossierFile.objects.bulk_create(
        DossierFile(dossier=move.dossier, file=stored, component=component, added_at=move.at)
        for component, stored in files_added
    )
    _check_complete(move.dossier)
    move.data = {"added": len(files_added), "removed": len(file_ids_removed)}
    close_move(move)
    return move.dossier


def _check_complete(dossier: Dossier) -> None:
    given = set(dossier.files.filter(removed_at__isnull=True).values_list("component_id", flat=True))
    needed = uploadable(dossier.version).filter(required=True)
    if missing := [component.name for component in needed if component.pk not in given]:
        raise Invalid({"files": [f"Giấy tờ bắt buộc cần còn ít nhất một tệp: {'; '.join(missing)}."]})
