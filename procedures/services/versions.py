"""The life of a version: draft, published, closed. A published one never changes.

Law: NĐ 63/2010/NĐ-CP and its amendments (a procedure binds once its decision of publication is made
public); architecture.md rule 3; domain.md 22 (dossiers keep the version of their reception).
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max, Model

from audit.services import record
from kit.actor import Actor
from kit.errors import Conflict, Invalid
from procedures.entry import digest, entry_of
from procedures.models import Procedure, Version, VersionPart
from procedures.selectors import whole_version

ONE_DAY = timedelta(days=1)
NOT_SHOWN = "Bản nháp đã thay đổi sau khi Anh/Chị mở trang so sánh. Hãy xem lại phần so sánh rồi công bố."


@dataclass(frozen=True)
class Decision:
    """The decision of publication: its number, its date and the day it was made public."""

    number: str
    date: date
    made_public_on: date


def publish(
    *,
    version: Version,
    decision: Decision,
    valid_from: date,
    by: Actor,
    at: datetime,
    seen: str | None = None,
) -> Version:
    """Put a draft in force from the day `valid_from`; the version before it ends the day before.

    `seen` is the digest of what the person was shown beside the version before; None for a file whose content
    was judged as a whole. Raises Conflict where it is no draft any more or says something else than was
    shown, Invalid (by field) where the days cannot be.
    """
    with transaction.atomic():
        version = locked(version)
        if version.state != Version.State.DRAFT:
            raise Conflict(f"Phiên bản {version.no} đã được công bố trước đó. Trang đã được cập nhật.")
        if seen is not None and seen != digest(entry_of(whole_version(version.pk))):
            raise Conflict(NOT_SHOWN)
        _check_decision(decision)
        _make_room(version, valid_from, by=by, at=at)
        version.state = Version.State.PUBLISHED
        version.valid_from = valid_from
        version.decision_number, version.decision_date = decision.number.strip(), decision.date
        version.made_public_on, version.published_at = decision.made_public_on, at
        _sign(version, "published_by", by)
        version.save()
        _note(
            "procedure.publish", f"Công bố {version.procedure.code} phiên bản {version.no}", version, by, at
        )
    return version


def close(*, version: Version, last_day: date, by: Actor, at: datetime) -> Version:
    """End a published version: `last_day` is its last day in force.

    Raises Conflict where it is a draft or already closed, Invalid where it would end before it begins.
    """
    with transaction.atomic():
        version = locked(version)
        if version.state != Version.State.PUBLISHED:
            raise Conflict("Chỉ phiên bản đang công bố và chưa có ngày hết hiệu lực mới đóng được.")
        if last_day < version.valid_from:
            raise Invalid(
                {"last_day": [f"Ngày hết hiệu lực không được trước ngày {version.valid_from:%d/%m/%Y}."]}
            )
        version.state, version.valid_to, version.closed_at = Version.State.CLOSED, last_day, at
        _sign(version, "closed_by", by)
        version.save()
        summary = f"Đóng {version.procedure.code} phiên bản {version.no} từ hết ngày {last_day:%d/%m/%Y}"
        _note("procedure.close", summary, version, by, at)
    return version


def new_draft_from(*, version: Version, by: Actor, at: datetime) -> Version:
    """A draft with everything of `version` but its decision and days, to be changed and published."""
    with transaction.atomic():
        draft = Version.objects.get(pk=version.pk)
        draft.pk, draft.state, draft.no = None, Version.State.DRAFT, next_no(version.procedure)
        draft.source_digest = draft.decision_number = ""
        draft.decision_date = draft.made_public_on = draft.valid_from = draft.valid_to = None
        draft.published_at = draft.closed_at = None
        draft.created_at = at
        for role in ("published_by", "closed_by"):
            _sign(draft, role, None)
        _sign(draft, "created_by", by)
        draft._state.adding = True
        draft.save()
        for model in VersionPart.__subclasses__():
            _copy_parts(model, version, draft)
        draft.life_events.set(version.life_events.all())
        _note("procedure.draft", f"Lập bản nháp {draft.procedure.code} phiên bản {draft.no}", draft, by, at)
    return draft


def discard_draft(*, version: Version, by: Actor, at: datetime) -> None:
    """Throw a draft away. Raises Conflict where it has been published."""
    with transaction.atomic():
        version = locked(version)
        if version.state != Version.State.DRAFT:
            raise Conflict(f"Phiên bản {version.no} đã được công bố nên không bỏ được.")
        summary = f"Bỏ bản nháp {version.procedure.code} phiên bản {version.no}"
        _note("procedure.discard", summary, version, by, at)
        version.delete()


def next_no(procedure: Procedure) -> int:
    """One above the highest number there is. Call it inside the transaction that uses it."""
    Procedure.objects.select_for_update().get(pk=procedure.pk)
    return (procedure.versions.aggregate(last=Max("no"))["last"] or 0) + 1


def locked(version: Version) -> Version:
    """The version as it is now, kept from others till the end. Raises Conflict if it is gone."""
    Procedure.objects.select_for_update().get(pk=version.procedure_id)
    found = Version.objects.select_for_update().filter(pk=version.pk).first()
    if found is None:
        raise Conflict("Bản nháp này vừa được bỏ. Trang đã được cập nhật.")
    return found


def _check_decision(decision: Decision) -> None:
    errors = {}
    if not decision.number.strip():
        errors["number"] = ["Nhập số quyết định công bố."]
    if decision.made_public_on < decision.date:
        errors["made_public_on"] = ["Ngày công khai không được trước ngày quyết định."]
    if errors:
        raise Invalid(errors)


def _make_room(version: Version, valid_from: date, *, by: Actor, at: datetime) -> None:
    others = version.procedure.versions.exclude(state=Version.State.DRAFT)
    before = others.filter(state=Version.State.PUBLISHED).first()
    if before and before.valid_from < valid_from:
        close(version=before, last_day=valid_from - ONE_DAY, by=by, at=at)
        return
    latest = before or others.order_by("-valid_to").first()
    if latest and (before or valid_from <= latest.valid_to):
        last = latest.valid_from if before else latest.valid_to
        sentence = f"Ngày hiệu lực phải sau ngày {last:%d/%m/%Y} của phiên bản {latest.no}."
        raise Invalid({"valid_from": [sentence]})


def _copy_parts(model: type[Model], version: Version, draft: Version) -> None:
    parts = list(model.objects.filter(version=version).order_by("ord"))
    for part in parts:
        part.pk, part.version = None, draft
        part._state.adding = True
    model.objects.bulk_create(parts)


def _sign(version: Version, role: str, by: Actor | None) -> None:
    values = (by.kind, by.id, by.name, by.office) if by else ("", None, "", "")
    for column, value in zip(("kind", "id", "name", "office"), values, strict=True):
        setattr(version, f"{role}_{column}", value)


def _note(action: str, summary: str, version: Version, by: Actor, at: datetime) -> None:
    record(
        action=action, by=by, at=at, object_type="procedures.version", object_id=version.pk, summary=summary
    )
