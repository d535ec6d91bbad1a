"""Changing a draft at the desk: the whole of it is judged by the rules of the import, or nothing is written.

A published version is never touched (architecture.md rule 3): its undoing is a new draft from an older one.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from audit.services import record
from kit.actor import Actor
from kit.errors import Conflict, DomainError
from procedures import diff
from procedures.entry import digest, entry_of
from procedures.models import Version, VersionPart
from procedures.plain import sheet
from procedures.selectors import whole_version
from procedures.services.check_file import Fault, check_entry
from procedures.services.entry_rows import columns, confidence, create_parts
from procedures.services.versions import locked

CHANGED = (
    "Bản nháp vừa được người khác sửa trong lúc Anh/Chị nhập. Hãy mở lại trang, nội dung mới đã có ở đó."
)
NO_DRAFT = "Phiên bản {no} đã được công bố nên không sửa được. Hãy lập bản nháp mới từ phiên bản này."


class BadEntry(DomainError):
    """What was typed breaks rules of the catalogue; `faults` say which and where."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(" ".join(f"{fault.expected}." for fault in faults))
        self.faults = faults


def edit_draft(
    *, version: Version, entry: Mapping[str, Any], seen: str, by: Actor, at: datetime
) -> list[diff.Section]:
    """Make the draft say what `entry` says; gives what changed, an empty list where nothing did.

    `seen` is the digest of what the editor was shown. Raises BadEntry where the entry breaks a rule, Conflict
    where the draft was published, thrown away or changed by somebody else meanwhile. Code, field and level
    belong to the procedure and stay.
    """
    faults = check_entry(entry)
    if faults:
        raise BadEntry(faults)
    with transaction.atomic():
        draft = whole_version(locked(version).pk)
        if draft.state != Version.State.DRAFT:
            raise Conflict(NO_DRAFT.format(no=draft.no))
        before = entry_of(draft)
        if digest(before) != seen:
            raise Conflict(CHANGED)
        changes = diff.changed(diff.compare(sheet(before), sheet(entry)))
        if changes:
            _write(draft, entry)
            _note(draft, changes, by, at)
    return changes


def _write(draft: Version, entry: Mapping[str, Any]) -> None:
    for name, value in columns(entry).items():
        setattr(draft, name, value)
    draft.confidence = confidence(entry, entry.get("form_confidence", ""))
    draft.save()
    for model in VersionPart.__subclasses__():
        model.objects.filter(version=draft).delete()
    fills = next((row["code"] for row in entry["components"] if row.get("by_form")), "")
    create_parts(draft, entry, form=list(entry.get("form", ())), fills=fills)


def _note(draft: Version, changes: list[diff.Section], by: Actor, at: datetime) -> None:
    parts = ", ".join(section.title.lower() for section in changes)
    record(
        action="procedure.edit",
        by=by,
        at=at,
        object_type="procedures.version",
        object_id=draft.pk,
        summary=f"Sửa bản nháp {draft.procedure.code} phiên bản {draft.no}: {parts}",
        data={"changes": said(changes)},
    )


def said(changes: list[diff.Section]) -> list[dict[str, str | None]]:
    """The changes as plain values for the book: part, label, before and after."""
    return [
        {"part": section.title, "label": label, "old": old, "new": new}
        for section in changes
        for label, old, new in _lines(section)
    ]


def _lines(section: diff.Section) -> Iterator[tuple[str, str | None, str | None]]:
    for text in section.changed_texts:
        yield text.label, text.old, text.new
    for row in section.changed_rows:
        name = f"Dòng {row.new_place or row.old_place}"
        if row.kind is diff.Kind.MOVED:
            yield f"{name}, vị trí", str(row.old_place), str(row.new_place)
        for text in row.texts:
            if text.kind is not diff.Kind.SAME:
                yield f"{name}, {text.label}", text.old, text.new
