"""What the citizen is told, written down in the transaction of the change itself (NĐ 224/2026 Đ15.1g)."""

from datetime import datetime
from typing import Any
from urllib.parse import quote

from dossiers.models import Dossier, Party
from kit.clock import local
from kit.links import absolute
from kit.phone import is_mobile
from notifications.services import enqueue

LOOKUP = "/tra-cuu/?ma="


def lookup_url(dossier: Dossier) -> str:
    """The public look-up page with the code and nothing personal."""
    return absolute(LOOKUP + quote(dossier.code))


def say_due(moment: datetime) -> str:
    """'16:42 ngày 24/11/2026', as messages give a moment."""
    return f"{local(moment):%H:%M} ngày {local(moment):%d/%m/%Y}"


def tell(
    *,
    dossier: Dossier,
    key: str,
    at: datetime,
    values: dict[str, Any],
    secrets: dict[str, str] | None = None,
    mark: str = "",
) -> None:
    """One SMS, and one e-mail where an address was given, to whoever filed.

    The newest event's number makes the message unique, or `mark` where the message belongs to no event:
    a repeated call writes nothing new.
    """
    filer = dossier.parties.filter(role=Party.Role.FILER).first()
    if filer is None:
        return
    once = f"{dossier.code}:{mark or dossier.last_seq}:{key}"
    common = {"code": dossier.code, "agency": dossier.receiving_agency.committee}
    if filer.phone and is_mobile(filer.phone):
        _send(once, dossier, "sms", filer.phone, key, at, common | values, secrets)
    if filer.email:
        details = {"procedure": dossier.version.name, "link": lookup_url(dossier)}
        _send(once, dossier, "email", filer.email, key, at, common | details | values, secrets)


def _send(
    once: str, dossier: Dossier, channel: str, address: str, key: str, at: datetime,
    values: dict[str, Any], secrets: dict[str, str] | None,
) -> None:  # fmt: skip
    enqueue(
        channel=channel,
        address=address,
        template_key=key,
        values=values,
        secret_values=secrets,
        dedupe_key=f"{once}:{channel}",
        at=at,
        reference=dossier.code,
        office=dossier.receiving_agency.code,
    )
