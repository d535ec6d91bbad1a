"""Correcting what was written down at reception: reason, what stood there before, and Mẫu 01 anew.

The receipt that the citizen holds is not taken back: a new one with its own number replaces it and says so.
Neither the clock nor the due date moves.
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from dossiers.models import Dossier
from dossiers.services import objection
from dossiers.services.amend import WHO, Corrections, say_corrected, stands_now, write_corrections
from dossiers.services.forms import receipt_data
from dossiers.services.reissue import replace_standing
from dossiers.services.transition import close_move, open_move
from dossiers.workflow import Action
from kit.actor import Actor
from kit.errors import DomainError

NOTHING = "Chưa có gì khác với thông tin hiện nay của hồ sơ. Anh/Chị sửa ít nhất một mục."


@transaction.atomic
def revise(
    *, dossier: Dossier, by: Actor, at: datetime, corrections: Corrections, note: str, seen: int | None = None
) -> Dossier:
    """Say people, content or the way of the result anew, after reception, at the desk that took it in.

    Before and after stay in the event. Raises Invalid ("note", "owner.name" and the like), DomainError where
    nothing would change, Conflict, NotAllowed.
    """
    move = open_move(dossier=dossier, action=Action.REVISE, by=by, at=at, seen=seen, note=note)
    before = write_corrections(move.dossier, corrections)
    if not before:
        raise DomainError(NOTHING)
    after: dict[str, Any] = {part: stands_now(move.dossier, part) for part in before}
    move.said = {"before": before, "after": after}
    close_move(move, note=note, public_text=say_corrected(before))
    if WHO.keys() & before:
        objection.owner_is_another(dossier=move.dossier, at=move.at)
    replace_standing(
        dossier=move.dossier, key="receipt", fill=receipt_data, by=by, at=move.at, reason=note
    )  # fmt: skip
    return move.dossier
