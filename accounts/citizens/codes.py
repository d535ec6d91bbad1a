"""Six digits by text message or e-mail: asked for, typed, used once.

Asking does the same for every number: it looks for no account, and says nothing about one. A code belongs to
the browser that asked (its row's key lies in that session), so nobody uses up another's tries.
"""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F

from accounts import throttle
from accounts.citizens import quota
from accounts.citizens.book import note
from accounts.models import Citizen, OneTimeCode
from kit.errors import NotAllowed
from kit.secrets import keyed_hash, same
from notifications.models import Message
from notifications.services import enqueue

SCOPE = "citizen-code"
GONE = "Mã đã hết hạn hoặc đã nhập sai nhiều lần. Ông/Bà lấy mã mới."
USED = "Mã này đã được dùng. Ông/Bà lấy mã mới nếu cần."
PROOF_LASTS = timedelta(minutes=30)  # from the right code to the last page of signing up
KEPT = timedelta(days=1)


def send(
    *, purpose: str, address: str, at: datetime, origin: str, citizen: Citizen | None = None
) -> OneTimeCode:
    """A fresh code on its way to `address` (a stored phone `84…`, or a mail box); `origin` is who asks.

    Raises NotAllowed: "wait" when codes are asked for too fast, "quota" when the day's are used up.
    """
    with transaction.atomic():
        wait = throttle.check(SCOPE, address, at=at)
        if wait:
            raise NotAllowed(f"Mã vừa được gửi. Ông/Bà đợi {wait.words} rồi hãy lấy mã mới.", "wait")
        quota.spend(number=address, address=origin, at=at)
        throttle.failed(SCOPE, address, at=at)  # every code asked for counts, until one is used
        digits = f"{secrets.randbelow(10**6):06}"
        row = OneTimeCode.objects.create(
            purpose=purpose, address=address, citizen=citizen, code_hash=hash_of(address, digits),
            created_at=at, expires_at=at + timedelta(minutes=settings.CODE_MINUTES),
        )  # fmt: skip
        enqueue(
            channel=Message.Channel.EMAIL if "@" in address else Message.Channel.SMS, address=address,
            template_key="phone_code", values={"minutes": settings.CODE_MINUTES},
            secret_values={"code": digits}, dedupe_key=f"citizen-code:{row.pk}", at=at,
            expires_at=row.expires_at,
        )  # fmt: skip
        note("citizen.code", citizen, at, "Gửi mã xác nhận.", data={"purpose": purpose})
    return row


def use(
    *, code_id: int, purpose: str, typed: str, origin: str, at: datetime, citizen: Citizen | None = None
) -> OneTimeCode:
    """The code that `typed` is right for; nobody uses it again. Not to be called in a transaction.

    Each look is claimed before it is taken, so parallel guesses can't have more than the tries there are.
    Raises NotAllowed: "gone", "used", or "wrong" with how many tries are left.
    """
    rows = OneTimeCode.objects.filter(pk=code_id, purpose=purpose, citizen=citizen)
    living = rows.filter(used_at__isnull=True, expires_at__gt=at, tries__lt=settings.CODE_TRIES)
    if not living.update(tries=F("tries") + 1):
        raise NotAllowed(USED if rows.filter(used_at__isnull=False).exists() else GONE, "gone")
    row = rows.get()
    digits = "".join(typed.split())
    if not same(row.code_hash, hash_of(row.address, digits)):
        throttle.failed(quota.PASSWORDS_ADDRESS, throttle.address_key(origin), at=at)
        note("citizen.failed", citizen, at, "Mã xác nhận không đúng.", data={"purpose": purpose})
        raise NotAllowed(_wrong(settings.CODE_TRIES - row.tries), "wrong")
    if not rows.filter(used_at__isnull=True).update(used_at=at):
        raise NotAllowed(USED, "used")
    throttle.succeeded(SCOPE, row.address)
    row.used_at = at
    return row


def proven(*, code_id: int, at: datetime) -> OneTimeCode:
    """The code of somebody new, who has used it within the last half hour. Raises NotAllowed ("gone")."""
    row = OneTimeCode.objects.filter(
        pk=code_id, purpose=OneTimeCode.Purpose.ENTER, used_at__gt=at - PROOF_LASTS
    ).first()
    if row is None:
        raise NotAllowed("Đã quá lâu từ khi nhập mã. Ông/Bà lấy mã mới.", "gone")
    return row


def prune(*, at: datetime) -> int:
    """Delete the codes of yesterday and before; returns how many."""
    return OneTimeCode.objects.filter(expires_at__lt=at - KEPT).delete()[0]


def hash_of(address: str, digits: str) -> str:
    """How a code lies in its row: with the address that it went to."""
    return keyed_hash(f"{address} {digits}", purpose="citizen-code")


def _wrong(left: int) -> str:
    if left <= 0:
        return GONE
    return f"Mã chưa đúng. Ông/Bà còn {left} lần thử. Mã gồm 6 chữ số trong tin mới nhất."
