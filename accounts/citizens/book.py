"""Lines of the book about citizens' accounts: never a number, an address of a mail box, or a name."""

from datetime import datetime

from accounts.models import Citizen
from audit.services import record
from kit.actor import Actor

STRANGER = Actor.citizen("Người chưa đăng nhập")


def actor_of(citizen: Citizen) -> Actor:
    """The citizen as one who acts: by the account's id, not by name."""
    return Actor.account(citizen.pk, "Người dân có tài khoản")


def note(
    action: str, citizen: Citizen | None, at: datetime, summary: str, *, by: Actor | None = None,
    data: dict[str, str | int] | None = None,
) -> None:  # fmt: skip
    """One line; who acts is the citizen unless `by` says another."""
    acting = by or (actor_of(citizen) if citizen else STRANGER)
    record(
        action=action, by=acting, at=at, object_type="citizen", object_id=citizen.pk if citizen else "",
        summary=summary, data=data,
    )  # fmt: skip
