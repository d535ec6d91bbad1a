"""A move that somebody tried and may not make stands in the book, like a page that is closed to them."""

from datetime import datetime

from audit.services import record
from dossiers.models import Dossier
from dossiers.workflow import TABLE, Action
from kit.actor import Actor


def note_refusal(*, dossier: Dossier, action: Action, by: Actor, at: datetime, why: str = "") -> None:
    """One line for one attempt. To be called outside the transaction that was given up.

    `why` is the code of the refusal: "separate" where a second pair of eyes is asked for.
    """
    words = " vì cần người khác làm (tách nhiệm vụ)" if why == "separate" else " mà không có quyền"
    record(
        action="access.refused", by=by, at=at, object_type="dossier", object_id=dossier.pk,
        summary=f"Thử “{TABLE[action].label}” với hồ sơ {dossier.code}{words}.",
        data={"action": action.value, "why": why or "permission"},
    )  # fmt: skip
