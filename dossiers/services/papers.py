"""The papers of a dossier whose procedure was corrected: each finds its place, none is lost.

Codes of papers are a version's own. So another version of the same procedure takes them over by code, another
procedure by their names; what it does not ask for stays with the dossier as a file beside.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from documents.services import store_bytes
from dossiers.models import Dossier, DossierFile
from dossiers.services.declaration import declaration
from kit.actor import Actor
from kit.text import fold
from procedures.eform import printable
from procedures.models import Component, Version

Find = Callable[[Component], Component | None]


def refile(*, dossier: Dossier, version: Version, by: Actor, at: datetime) -> dict[str, Any]:
    """Put the dossier's papers under `version`. Gives what was there before, for the event.

    The declaration that was filled in for another procedure becomes a file: its questions were others. Call
    it while the dossier still has its old version; the caller saves the dossier.
    """
    find = _finder(dossier.version, version)
    before: dict[str, Any] = {"files": _refile_files(dossier, find)}
    _refile_paper(dossier, find)
    if dossier.answers and version.procedure_id != dossier.version.procedure_id:
        before["answers"] = dossier.answers
        _keep_declaration(dossier, by, at)
        dossier.answers = {}
    return before


def _finder(old: Version, new: Version) -> Find:
    components = list(new.components.order_by("ord"))
    if old.procedure_id == new.procedure_id:
        by_code = {component.code: component for component in components}
        return lambda component: by_code.get(component.code)
    by_name = {fold(component.name): component for component in components}
    return lambda component: by_name.get(fold(component.name))


def _refile_files(dossier: Dossier, find: Find) -> list[dict[str, Any]]:
    moved = []
    for row in dossier.files.filter(component__isnull=False).select_related("component"):
        moved.append({"file": str(row.file_id), "component": row.component_id, "name": row.component.name})
        row.component = find(row.component)
        if row.component is None:
            row.kind = DossierFile.Kind.OTHER
        row.save(update_fields=["component", "kind"])
    return moved


def _refile_paper(dossier: Dossier, find: Find) -> None:
    """What was ticked at the counter; a paper that the new procedure does not ask for keeps its old name."""
    for part in dossier.paper_parts.select_related("component"):
        found = find(part.component)
        if found is not None and not dossier.paper_parts.filter(component=found).exists():
            part.component = found
            part.save(update_fields=["component"])


def _keep_declaration(dossier: Dossier, by: Actor, at: datetime) -> None:
    if not printable(dossier.version, dossier.answers):
        return
    stored = store_bytes(
        content=declaration(dossier=dossier), name=f"to-khai-{dossier.version.procedure.code}.pdf",
        media_type="application/pdf", by=by, at=at,
    )  # fmt: skip
    DossierFile.objects.create(
        dossier=dossier, file=stored, kind=DossierFile.Kind.OTHER, added_at=at
    )  # fmt: skip
