"""Wording a message anew: a version that counts at once and is never edited; earlier ones stay."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from audit.services import record
from kit.actor import Actor
from kit.errors import Conflict, Invalid
from kit.text import collapse
from notifications.models import MessageWording
from notifications.selectors import wording_in_force, wordings
from notifications.texts import Texts, check_texts
from notifications.wording import TEMPLATES

UNCHANGED = "Chưa có chữ nào thay đổi so với nội dung đang dùng."
QUICKER = "{who} vừa lưu phiên bản mới của mẫu tin này. Anh/Chị xem lại trước khi lưu tiếp."
NOTE_LENGTH = 300


@transaction.atomic
def change_words(
    *, key: str, texts: Texts, note: str, seen: int, by: Actor, at: datetime, office: str = "",
    for_all: bool = False,
) -> MessageWording:  # fmt: skip
    """New words of message `key` from now on, at the office of this code or everywhere.

    Messages that wait in the outbox keep the words they were written with. `seen` is the key of the version
    that the page showed, 0 for the shipped words. Raises LookupError for an unknown key, Invalid by field of
    `texts`, on "note" without a reason and on "texts" where nothing changed, Conflict where somebody was
    quicker.
    """
    template = TEMPLATES[key]
    before = wording_in_force(key, office)
    if (before.pk if before else 0) != seen:
        raise Conflict(QUICKER.format(who=before.actor_name if before else "Có người"), "reworded")
    check_texts(template, texts)
    why = _reason(note)
    present = Texts.from_json(before.texts) if before else Texts.of(template)
    if texts == present:
        raise Invalid({"texts": [UNCHANGED]})
    row = _insert(key, "" if for_all else office, texts, why, by, at)
    record(
        action="message.wording", by=by, at=at, object_type="message_wording", object_id=row.pk,
        summary=f"Sửa mẫu tin “{template.title}” (phiên bản {row.no}): {why}",
        data={"key": key, "agency": row.office, "before": present.as_json(), "after": texts.as_json()},
    )  # fmt: skip
    return row


def restore_words(
    *, key: str, version: int, seen: int, by: Actor, at: datetime, office: str
) -> MessageWording:  # fmt: skip
    """The words of a version (its key; 0: the shipped ones) again, as a new version of the office.

    Raises LookupError where there is no such version, and what `change_words` raises.
    """
    row = wordings(key, office).filter(pk=version).first() if version else None
    if version and row is None:
        raise LookupError(version)
    texts = Texts.from_json(row.texts) if row else Texts.of(TEMPLATES[key])
    note = f"Dùng lại phiên bản {row.no}" if row else "Dùng lại bản gốc"
    return change_words(key=key, texts=texts, note=note, seen=seen, by=by, at=at, office=office)


def _reason(note: str) -> str:
    why = collapse(note)
    if not why:
        raise Invalid({"note": ["Nhập lý do thay đổi."]})
    if len(why) > NOTE_LENGTH:
        raise Invalid({"note": [f"Lý do dài quá {NOTE_LENGTH} ký tự."]})
    return why


def _insert(key: str, office: str, texts: Texts, note: str, by: Actor, at: datetime) -> MessageWording:
    last = MessageWording.objects.filter(template_key=key, office=office).aggregate(last=Max("no"))["last"]
    fields: dict[str, Any] = {
        "actor_kind": by.kind, "actor_id": by.id, "actor_name": by.name, "actor_office": by.office,
    }  # fmt: skip
    try:
        with transaction.atomic():
            return MessageWording.objects.create(
                template_key=key, office=office, no=(last or 0) + 1, texts=texts.as_json(), note=note,
                set_at=at, **fields,
            )  # fmt: skip
    except IntegrityError as error:
        raise Conflict(QUICKER.format(who="Có người"), "reworded") from error
