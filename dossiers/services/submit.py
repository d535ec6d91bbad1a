"""Submitting a draft: one draft makes one dossier, however often it is sent (two tabs, a lost answer)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.citizens import organisations, quota
from accounts.models import Citizen
from dossiers.models import Dossier, DossierFile, Draft, DraftFile
from dossiers.people import Person, read_person
from dossiers.selectors.acting import is_same, proven_person
from dossiers.selectors.drafts import kept_files, like, misses_authority, missing_components
from dossiers.services import ledger, objection
from dossiers.services.birth import Filing, bear
from dossiers.services.infected import refuse_infected
from dossiers.services.keys import new_key, set_key
from dossiers.services.messages import say_due, tell
from dossiers.services.transition import close_move, first_move
from dossiers.states import Channel, Relation, ResultMethod, Source
from dossiers.workflow import Action
from kit.actor import Actor
from kit.clock import local_date
from kit.errors import DomainError, Invalid
from procedures.selectors import is_in_force, is_offered_online

CHANGED = (
    "Thủ tục này vừa được công bố bản mới. Ông/Bà vui lòng bắt đầu lại với bản mới; "
    "các tệp và thông tin đã nhập vẫn được giữ để xem lại."
)
NO_AUTHORITY = "Còn thiếu văn bản ủy quyền."
NOT_HERE = "Cơ quan này hiện không nhận hồ sơ trực tuyến của thủ tục. Ông/Bà vui lòng chọn cơ quan khác."


@dataclass(frozen=True)
class Submitted:
    """`key` is the update key of a fresh dossier, for the message only; None when it was submitted before."""

    dossier: Dossier
    key: str | None
    fresh: bool


@transaction.atomic
def submit(*, draft: Draft, at: datetime) -> Submitted:
    """Make the dossier of this draft, or give back the one it has made already.

    Raises Invalid with faults by block ("filer.name", "files", …), DomainError when the procedure or the
    agency no longer takes it, or too much was filed for one phone or mail box today.
    """
    locked = like(Draft.objects.select_for_update().get(pk=draft.pk), draft)
    if locked.dossier_id:
        return Submitted(locked.dossier, None, fresh=False)
    kept = list(kept_files(locked))
    refuse_infected(row.file for row in kept)
    filing = _filing(locked, at)
    _spend(filing.filer, at)
    dossier = bear(filing=filing, at=at)
    _hand_in_files(kept, dossier, at)
    by = _actor(locked.account, filing.filer.name)
    move = first_move(dossier=dossier, action=Action.SUBMIT, by=by, at=at)
    ledger.start_intake(dossier=dossier, by=by, at=at)
    objection.begin(dossier=dossier, filer=filing.filer, owner=filing.owner, at=at)
    key = new_key()
    set_key(dossier=dossier, key=key, at=at)
    close_move(move)
    locked.dossier = dossier
    locked.data = {}
    locked.save(update_fields=["dossier", "data"])
    tell(
        dossier=dossier,
        key="dossier_filed",
        at=at,
        values={"intake_due": say_due(dossier.intake_due_at)},
        secrets={"key": key},
    )
    return Submitted(dossier, key, fresh=True)


def _spend(filer: Person, at: datetime) -> None:
    """Whoever files types where the messages go: nobody's phone is flooded by a stranger's filings."""
    for place in filter(None, (filer.phone, filer.email.lower())):
        quota.spend_one(quota.FILINGS, place, at=at)


def _filing(draft: Draft, at: datetime) -> Filing:
    if draft.agency is None or draft.case is None or draft.case.version_id != draft.version_id:
        raise Invalid({"place": ["Chọn trường hợp và cơ quan nhận hồ sơ."]})
    _check_offer(draft, at)
    people, errors = _people(draft.data | _proven(draft))
    acting = _acting(draft, people) if not errors else {}
    if missing := missing_components(draft):
        names = "; ".join(component.name for component in missing)
        errors["files"] = [f"Còn thiếu giấy tờ: {names}."]
    if misses_authority(draft):
        errors.setdefault("files", []).append(NO_AUTHORITY)
    if not draft.data.get("form") and draft.version.form_fields.exists():
        errors["form"] = ["Chưa điền tờ khai."]
    result = draft.data.get("result") or {}
    if result.get("method") not in ResultMethod.values:
        errors["result"] = ["Chọn cách nhận kết quả."]
    if errors:
        raise Invalid(errors)
    return Filing(
        version=draft.version,
        case=draft.case,
        agency=draft.agency,
        channel=Channel.ONLINE,
        source=Source.PORTAL,
        filer=people["filer"],
        owner=people["owner"],
        content=str((draft.data.get("content") or {}).get("text", ""))[:500],
        answers=draft.data.get("form") or {},
        sets=draft.version.sets_of_dossier,
        result_method=ResultMethod(result["method"]),
        result_address=str(result.get("address") or "")[:300],
        **acting,
    )


def _actor(account: Citizen | None, name: str) -> Actor:
    """Whoever files; the account by its number, the person by the name that stands on the dossier."""
    return Actor.account(account.pk, name) if account else Actor.citizen(name)


def _proven(draft: Draft) -> dict[str, Any]:
    """The filer as somebody vouched for them, whatever was typed."""
    known = proven_person(draft.account)
    return {"filer": (draft.data.get("filer") or {}) | known} if known else {}


def _acting(draft: Draft, people: dict[str, Person]) -> dict[str, Any]:
    """By whose account, and as what the filer acts for the owner; nothing is asked of who files their own."""
    said: dict[str, Any] = draft.data.get("owner") or {}
    acting: dict[str, Any] = {"account": draft.account}
    if is_same(people["filer"], people["owner"]) or said.get("relation") not in Relation.values:
        return acting
    acting |= {"relation": said["relation"], "relation_note": str(said.get("relation_note") or "")[:200]}
    wanted = said.get("organisation")
    if wanted and (found := draft.account and organisations.standing(draft.account, int(wanted))):
        acting["organisation"] = found.organisation
    return acting


def _check_offer(draft: Draft, at: datetime) -> None:
    version = draft.version
    if not is_in_force(version, local_date(at)):
        raise DomainError(CHANGED, code="version_changed")
    if not is_offered_online(version, draft.agency):
        raise DomainError(NOT_HERE, code="not_offered")


def _people(data: dict[str, Any]) -> tuple[dict[str, Person], dict[str, list[str]]]:
    filer, filer_errors = read_person(data.get("filer") or {}, who="người nộp hồ sơ", phone_needed=True)
    values = data.get("owner") or {}
    if values.get("same"):
        owner, owner_errors = filer, {}
    else:
        owner, owner_errors = read_person(values, who="chủ hồ sơ", phone_needed=False)
    errors = {f"filer.{key}": said for key, said in filer_errors.items()}
    errors |= {f"owner.{key}": said for key, said in owner_errors.items()}
    return {"filer": filer, "owner": owner}, errors


def _hand_in_files(kept: Iterable[DraftFile], dossier: Dossier, at: datetime) -> None:
    DossierFile.objects.bulk_create(
        DossierFile(
            dossier=dossier,
            file_id=row.file_id,
            component_id=row.component_id,
            added_at=at,
            kind=DossierFile.Kind.COMPONENT if row.component_id else DossierFile.Kind.AUTHORITY,
        )
        for row in kept
    )
