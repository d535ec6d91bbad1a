"""Closing what the citizen was asked to complete and did not (law.md §3.2; domain.md 14)."""

from datetime import datetime

from django.db import transaction

from dossiers.models import Dossier, Supplement
from dossiers.services.finish import end
from dossiers.services.messages import tell
from dossiers.services.transition import close_move, open_move
from dossiers.states import Outcome, RunOutcome, State
from dossiers.workflow import Action
from kit.actor import Actor
from kit.clock import local_date

BY = Actor.system("Hệ thống")


def lapsed(at: datetime) -> list[int]:
    """The keys of requests whose time is up, the oldest first."""
    rows = Supplement.objects.filter(completed_at__isnull=True, answer_by__lt=at)
    rows = rows.filter(dossier__state=State.SUPPLEMENT)
    return list(rows.order_by("answer_by", "pk").values_list("dossier_id", flat=True))


def close_lapsed(*, at: datetime) -> int:
    """Close every dossier that nobody completed in time, each in a transaction of its own; how many."""
    return sum(_close(pk, at) for pk in lapsed(at))


@transaction.atomic
def _close(pk: int, at: datetime) -> bool:
    """Once: whoever holds the dossier just now is waited for, and what they did is respected."""
    dossier = Dossier.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=pk).first()
    if dossier is None or dossier.state != State.SUPPLEMENT:
        return False
    request = dossier.supplements.filter(completed_at__isnull=True, answer_by__lt=at).first()
    if request is None:
        return False
    move = open_move(dossier=dossier, action=Action.LAPSE, by=BY, at=at)
    request.completed_at, request.completed_by = move.at, BY.name
    request.save(update_fields=["completed_at", "completed_by"])
    end(move=move, outcome=Outcome.STOPPED, run_outcome=RunOutcome.ENDED)
    deadline = f"{local_date(request.answer_by):%d/%m/%Y}"
    close_move(move, public_text=f"Hồ sơ chưa được bổ sung trước {deadline}. Ông/Bà có thể nộp hồ sơ mới.")
    tell(dossier=move.dossier, key="supplement_lapsed", at=move.at, values={"deadline": deadline})
    return True
