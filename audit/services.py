"""Writing the book."""

from datetime import datetime
from typing import Any

from audit.models import AuditEntry
from kit import origin
from kit.actor import Actor
from kit.masking import hide


def record(
    *,
    action: str,
    by: Actor,
    at: datetime,
    object_type: str,
    object_id: str | int,
    summary: str,
    data: dict[str, Any] | None = None,
    address: str = "",
) -> AuditEntry:
    """Write one line, in the caller's transaction.

    `action` is a word of the code ("dossier.receive"), `summary` a sentence without personal data: identity
    and phone numbers, which may stand in a reason that somebody typed, are masked here. From where
    it came is what the edge said (`kit.origin`); a caller that knows the `address` itself may say it.
    """
    where = origin.current()
    return AuditEntry.objects.create(
        at=at,
        action=action,
        actor_kind=by.kind,
        actor_id=by.id,
        actor_name=by.name,
        actor_office=by.office,
        object_type=object_type,
        object_id=str(object_id),
        summary=hide(summary),
        data={key: hide(value) if isinstance(value, str) else value for key, value in (data or {}).items()},
        address=address or where.address,
        request_id=where.request_id,
    )
