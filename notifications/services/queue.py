"""Writing the outbox down: a message stands in the caller's transaction, or not at all (domain.md 26)."""

import re
from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import F, IntegerField, JSONField, Value

from kit import phone
from notifications.compose import Composed, as_plain, check, compose_email, compose_sms
from notifications.models import Message, MessageWording
from notifications.ping import ping_worker
from notifications.selectors import in_force
from notifications.texts import Texts
from notifications.wording import Template

FIXED_LINE = "Số điện thoại cố định không nhận được tin nhắn."
_STORED_PHONE = re.compile(r"84\d{9,10}")


def enqueue(
    *,
    channel: str,
    address: str,
    template_key: str,
    values: Mapping[str, object],
    dedupe_key: str,
    at: datetime,
    secret_values: Mapping[str, str] | None = None,
    not_before: datetime | None = None,
    expires_at: datetime | None = None,
    reference: str = "",
    office: str = "",
) -> Message:
    """Write one message down in the caller's transaction; after the commit the worker is pinged.

    `office` is the code of the agency in whose words it speaks; the words of today stay with the row.

    `address` is a stored phone (`84…`) or an e-mail address. `values` are strings, integers, dates or aware
    moments; what is secret comes in `secret_values` only. The same `dedupe_key` again gives the row that is
    there and writes nothing. Without `expires_at` the template's lifetime counts from `not_before`.
    Raises ValueError (TemplateError) for an unknown key, a missing or misplaced value, a malformed address.
    """
    plain, hidden = as_plain(values), as_plain(secret_values or {})
    template = check(template_key, plain, hidden)
    _check_address(channel, address)
    start = max(not_before or at, at)
    with transaction.atomic(savepoint=False):
        told, wording, texts = _standing(dedupe_key, template_key, office)
        if told is not None:
            return told
        words = texts.put_into(template) if texts else template
        composed = compose(channel, words, plain, hidden)
        fields: dict[str, object] = {
            "channel": channel,
            "address": address,
            "template_key": template_key,
            "wording_id": wording,
            "values": plain,
            "secret_values": hidden or None,
            "reference": reference,
            "text": composed.masked,
            "parts": composed.parts,
            "not_before": start,
            "next_try_at": start,
            "expires_at": expires_at or start + template.lifetime,
            "created_at": at,
        }
        message, created = _insert(dedupe_key, **fields | _undeliverable(channel, address, at))
    if created and start <= at:
        transaction.on_commit(ping_worker)
    return message


def compose(
    channel: str, template: Template, values: Mapping[str, str], hidden: Mapping[str, str]
) -> Composed:
    """The message in the words of its channel."""
    write = compose_sms if channel == Message.Channel.SMS else compose_email
    return write(template, values, hidden)


def _check_address(channel: str, address: str) -> None:
    if channel == Message.Channel.EMAIL:
        try:
            validate_email(address)
        except ValidationError as error:
            raise ValueError("an e-mail message needs an e-mail address") from error
    elif channel != Message.Channel.SMS:
        raise ValueError(f"no message channel {channel!r}")
    elif not _STORED_PHONE.fullmatch(address):
        raise ValueError("a text message needs a stored phone number (84…)")


def _standing(dedupe_key: str, key: str, office: str) -> tuple[Message | None, int | None, Texts | None]:
    """The message that is there already; else the words that count now (None: the shipped ones).

    One statement for both: a message costs no look more for being worded by its office.
    """
    there = Message.objects.filter(dedupe_key=dedupe_key).values_list(
        Value(0, IntegerField()), "pk", Value(None, JSONField())
    )
    words = MessageWording.objects.filter(template_key=key, office__in=("", office))
    found = list(
        there.union(in_force(words).values_list(Value(1, IntegerField()), F("pk"), "texts")[:1], all=True)
    )
    for kind, pk, texts in sorted(found, key=lambda row: row[0]):
        return (Message.objects.get(pk=pk), None, None) if kind == 0 else (None, pk, Texts.from_json(texts))
    return None, None, None


def _insert(dedupe_key: str, **fields: object) -> tuple[Message, bool]:
    """The new row, or the one that somebody wrote at this very moment."""
    try:
        with transaction.atomic():
            return Message.objects.create(dedupe_key=dedupe_key, **fields), True
    except IntegrityError:
        if (quicker := Message.objects.filter(dedupe_key=dedupe_key).first()) is None:
            raise
        return quicker, False


def _undeliverable(channel: str, address: str, at: datetime) -> dict[str, object]:
    if channel == Message.Channel.SMS and not phone.is_mobile(address):
        return {
            "state": Message.State.FAILED,
            "problem": FIXED_LINE,
            "settled_at": at,
            "secret_values": None,
        }
    return {}
