"""Looking up by a citizen's number: a code to the telephone on file, then a list for this browser.

A number that nobody has costs the same and gets the same answer (ADR 0022). Only dossiers on which this
number stands with this very telephone are listed: who files with another's number learns nothing of them.
"""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from accounts import throttle
from accounts.citizens import codes, quota
from accounts.models import OneTimeCode
from audit.services import record
from dossiers.models import Dossier, Party
from kit.actor import Actor
from kit.errors import NotAllowed
from notifications.models import Message
from notifications.ping import ping_worker
from notifications.services import enqueue

SCOPE = "lookup-number"
STRANGER = Actor.citizen("Người tra cứu theo số định danh")
NOBODY = "84900000000"  # where the message of an unknown number would go, were it not taken back
MOST = 50


class _TakenBack(Exception):
    """Undoes what was written for a number that nobody has."""


@transaction.atomic
def ask(*, number: str, origin: str, at: datetime) -> OneTimeCode:
    """A code to the telephone of the newest dossier with this number (digits only); `origin` is who asks.

    Raises NotAllowed: "wait" when asked too fast for one number, "quota" when the day's codes are used up.
    """
    if wait := throttle.check(SCOPE, number, at=at):
        raise NotAllowed(f"Số này vừa được tra cứu. Ông/Bà thử lại sau {wait.words}.", "wait")
    quota.spend(number=f"lookup:{number}", address=origin, at=at)
    throttle.failed(SCOPE, number, at=at)
    phone = _phone_of(number)
    digits = f"{secrets.randbelow(10**6):06}"
    row = OneTimeCode.objects.create(
        purpose=OneTimeCode.Purpose.LOOKUP, address=phone, code_hash=codes.hash_of(phone, digits),
        created_at=at, expires_at=at + timedelta(minutes=settings.CODE_MINUTES),
    )  # fmt: skip
    try:
        with transaction.atomic():
            _send(row, phone or NOBODY, digits, at)
            if not phone:
                raise _TakenBack
    except _TakenBack:
        transaction.on_commit(ping_worker)  # as after a message that stays
    record(
        action="key.lookup", by=STRANGER, at=at, object_type="dossier", object_id="",
        summary="Gửi mã tra cứu theo số định danh",
    )  # fmt: skip
    return row


def found(*, code_id: int, number: str, typed: str, origin: str, at: datetime) -> list[str]:
    """The codes of the dossiers, newest first, for who has the code of the message.

    Raises what `codes.use` raises. Not to be called in a transaction.
    """
    row = codes.use(
        code_id=code_id, purpose=OneTimeCode.Purpose.LOOKUP, typed=typed, origin=origin, at=at
    )  # fmt: skip
    mine = Party.objects.filter(id_index__whole=number, phone=row.address).exclude(phone="")
    rows = Dossier.objects.filter(pk__in=mine.values("dossier_id")).order_by("-submitted_at", "-pk")
    listed = list(rows.values_list("code", flat=True)[:MOST])
    record(
        action="view.list", by=STRANGER, at=at, object_type="dossier", object_id="",
        summary="Xem danh sách hồ sơ theo số định danh", data={"codes": listed},
    )  # fmt: skip
    return listed


def _phone_of(number: str) -> str:
    on_file = Party.objects.filter(id_index__whole=number).exclude(phone="").exclude(phone__startswith="842")
    return on_file.order_by("-dossier__submitted_at", "-pk").values_list("phone", flat=True).first() or ""


def _send(row: OneTimeCode, phone: str, digits: str, at: datetime) -> None:
    enqueue(
        channel=Message.Channel.SMS, address=phone, template_key="phone_code",
        values={"minutes": settings.CODE_MINUTES}, secret_values={"code": digits},
        dedupe_key=f"lookup-code:{row.pk}", at=at, expires_at=row.expires_at,
    )  # fmt: skip
