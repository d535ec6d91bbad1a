"""Writing the outbox down: a message stands in the caller's transaction, or not at all (domain.md 26)."""

import re
from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from kit import phone
from notifications.compose import Composed, as_plain, check, compose_email, compose_sms
from notifications.models import Message
from notifications.ping import ping_worker
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
) -> Message:
    """Write one message down in the caller's transaction; after the commit the worker is pinged.

    `address` is a stored phone (`84…`) or an e-mail address. `values` are strings, integers, dates or aware
    moments; what is secret comes in `secret_values` only. The same `dedupe_key` again gives the row that is
    there and writes nothing. Without `expires_at` the template's lifetime counts from `not_before`.
    Raises ValueError (TemplateError) for an unknown key, a missing or misplaced value, a malformed address.
    """
    plain, hidden = as_plain(values), as_plain(secret_values or {})
    template = check(template_key, plain, hidden)
    _check_address(channel, address)
    start = max(not_before or at, at)
    composed = compose(channel, template, plain, hidden)
    with transaction.atomic(savepoint=False):
        message, created = Message.objects.get_or_create(
            dedupe_key=dedupe_key,
            defaults={
                "channel": channel,
                "address": address,
                "template_key": template_key,
                "values": plain,
                "secret_values": hidden or None,
                "reference": reference,
                "text": composed.masked,
                "parts": composed.parts,
                "not_before": start,
                "next_try_at": start,
                "expires_at": expires_at or start + template.lifetime,
                "created_at": at,
                **_undeliverable(channel, address, at),
            },
        )
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


def _undeliverable(channel: str, address: str, at: datetime) -> dict[str, object]:
    if channel == Message.Channel.SMS and not phone.is_mobile(address):
        return {
            "state": Message.State.FAILED,
            "problem": FIXED_LINE,
            "settled_at": at,
            "secret_values": None,
        }
    return {}
