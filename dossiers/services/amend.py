"""The citizen's own corrections while nobody has received the dossier yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.db import transaction

from documents.models import StoredFile
from dossiers.models import Dossier, DossierFile, Party
from dossiers.people import read_person
from dossiers.selectors.acting import judge_anew
from dossiers.selectors.drafts import uploadable
from dossiers.services import objection
from dossiers.services.transition import close_move, open_move
from dossiers.states import ResultMethod
from dossiers.workflow import Action
from kit import idnumber
from kit.actor import Actor
from kit.errors import Invalid
from kit.text import fold
from procedures.models import Component

WHO = {Party.Role.FILER: "người nộp hồ sơ", Party.Role.OWNER: "chủ hồ sơ"}
SNAPSHOT = ("name", "id_number", "phone", "email", "address", "place_code", "place_name")
CHANGED = {"filer": "người nộp hồ sơ", "owner": "chủ hồ sơ", "answers": "tờ khai",
           "content": "nội dung", "result": "cách nhận kết quả"}  # fmt: skip


@dataclass(frozen=True)
class Corrections:
    """What is said anew; None for what stays. People as typed, `answers` as the e-form cleaned them."""

    filer: Mapping[str, Any] | None = None
    owner: Mapping[str, Any] | None = None
    answers: Mapping[str, Any] | None = None
    content: str | None = None
    result: Mapping[str, str] | None = None

    @property
    def given(self) -> list[str]:
        """The names of the parts that are said anew."""
        return [part.name for part in fields(self) if getattr(self, part.name) is not None]


@transaction.atomic
def amend(
    *,
    dossier: Dossier,
    by: Actor,
    at: datetime,
    files_added: Sequence[tuple[Component, StoredFile]] = (),
    file_ids_removed: Sequence[int] = (),
    corrections: Corrections | None = None,
    seen: int | None = None,
) -> Dossier:
    """Change files and what was said, before reception; what was there before stays on record.

    A file taken back stays as removed, old words stay in the event's `said`. The filer's phone is not
    changed: the update key goes there. An owner who is the filer follows the filer's corrections.

    Raises Invalid on "files" when a required paper would be left without a file, on "filer.name" and the
    like for wrong words, Conflict when an officer was first.
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
    before = write_corrections(move.dossier, corrections) if corrections else {}
    if corrections and not (before or files_added or file_ids_removed):
        return move.dossier  # everything was said just so already
    move.said = {"before": before} if before else {}
    close_move(move, public_text=say_corrected(before))
    if WHO.keys() & before:
        objection.owner_is_another(dossier=move.dossier, at=move.at)
    return move.dossier


def write_corrections(dossier: Dossier, corrections: Corrections) -> dict[str, Any]:
    """Write what is said anew on the locked dossier; returns what stood there before, by part.

    The caller saves the dossier by closing its move. Raises Invalid on "filer.name" and the like.
    """
    before = {part: _CORRECT[part](dossier, getattr(corrections, part)) for part in corrections.given}
    before = {part: old for part, old in before.items() if old}
    if WHO.keys() & before:
        judge_anew(dossier)
    return before


def stands_now(dossier: Dossier, part: str) -> dict[str, Any]:
    """What a part says now, in the shape in which `write_corrections` gives what it said before."""
    if part in WHO:
        return _snapshot(dossier.parties.get(role=part))
    plain = {"answers": dossier.answers, "content": {"text": dossier.content}}
    return plain.get(part) or {"method": dossier.result_method, "address": dossier.result_address}


def say_corrected(before: Mapping[str, Any]) -> str:
    """The parts that changed, in words for the citizen; empty where none did."""
    return f"Đã sửa: {', '.join(CHANGED[part] for part in before)}." if before else ""


def _filer(dossier: Dossier, values: Mapping[str, Any]) -> dict[str, Any]:
    people = {party.role: party for party in dossier.parties.all()}
    filer, owner = people[Party.Role.FILER], people[Party.Role.OWNER]
    one_person = _snapshot(filer) == _snapshot(owner)
    before = _rewrite(filer, {**values, "phone": filer.phone})
    if before and one_person:
        before["owner"] = _owner(dossier, {**values, "phone": owner.phone})
    return before


def _owner(dossier: Dossier, values: Mapping[str, Any]) -> dict[str, Any]:
    party = dossier.parties.get(role=Party.Role.OWNER)
    before = _rewrite(party, values)
    dossier.owner_name, dossier.owner_fold = party.name, party.name_fold
    return before


def _rewrite(party: Party, values: Mapping[str, Any]) -> dict[str, Any]:
    phone_needed = party.role == Party.Role.FILER and bool(party.phone)
    person, errors = read_person(dict(values), who=WHO[Party.Role(party.role)], phone_needed=phone_needed)
    if errors:
        raise Invalid({f"{party.role}.{key}": said for key, said in errors.items()})
    old = _snapshot(party)
    for name in SNAPSHOT:
        setattr(party, name, getattr(person, name))
    party.name_fold = fold(party.name)
    party.id_is_old = bool(party.id_number) and idnumber.is_old(party.id_number)
    party.save()
    return old if old != _snapshot(party) else {}


def _snapshot(party: Party) -> dict[str, str]:
    return {name: getattr(party, name) for name in SNAPSHOT}


def _answers(dossier: Dossier, values: Mapping[str, Any]) -> dict[str, Any]:
    old, dossier.answers = dossier.answers, dict(values)
    return old if old != dossier.answers else {}


def _content(dossier: Dossier, text: str) -> dict[str, str]:
    old, dossier.content = dossier.content, text
    return {"text": old} if old != text else {}


def _result(dossier: Dossier, wanted: Mapping[str, str]) -> dict[str, str]:
    if wanted.get("method") not in ResultMethod.values:
        raise Invalid({"result": ["Chọn cách nhận kết quả."]})
    old = {"method": dossier.result_method, "address": dossier.result_address}
    dossier.result_method, dossier.result_address = wanted["method"], wanted.get("address", "")
    return old if old != {"method": dossier.result_method, "address": dossier.result_address} else {}


_CORRECT = {"filer": _filer, "owner": _owner, "answers": _answers, "content": _content, "result": _result}


def _check_complete(dossier: Dossier) -> None:
    given = set(dossier.files.filter(removed_at__isnull=True).values_list("component_id", flat=True))
    needed = uploadable(dossier.version).filter(required=True)
    if missing := [component.name for component in needed if component.pk not in given]:
        raise Invalid({"files": [f"Giấy tờ bắt buộc cần còn ít nhất một tệp: {'; '.join(missing)}."]})
