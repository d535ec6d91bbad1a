"""Leaving the way: withdrawal by the citizen, stopping at their request (domain.md 15; law.md R15)."""

from datetime import datetime

from django.db import transaction

from dossiers.models import Dossier, StepRun
from dossiers.selectors import rules
from dossiers.services import forms, ledger, runs, terms
from dossiers.services.finish import end
from dossiers.services.messages import tell
from dossiers.services.supplement import stop_answering
from dossiers.services.transition import Move, close_move, open_move
from dossiers.states import Clock, Outcome, RunOutcome
from dossiers.workflow import Action
from kit.actor import Actor
from kit.clock import local_date
from kit.errors import Conflict


@transaction.atomic
def withdraw(
    *, dossier: Dossier, by: Actor, at: datetime, reason: str = "", seen: int | None = None
) -> Dossier:
    """Before reception it ends at once and is never counted; after it an officer confirms, the clock runs on.

    Raises Conflict.
    """
    action = Action.WITHDRAW if dossier.is_received else Action.WITHDRAW_EARLY
    move = open_move(dossier=dossier, action=action, by=by, at=at, seen=seen)
    locked = move.dossier
    if locked.is_received:
        _answer_later(move)
    else:
        _close_request(move)
        stop_answering(move)
        locked.finished_at, locked.outcome = move.at, Outcome.WITHDRAWN
    close_move(move, note=reason)
    if not locked.is_received:
        tell(dossier=locked, key="dossier_withdrawn", at=move.at, values={})
    return locked


@transaction.atomic
def confirm(*, dossier: Dossier, by: Actor, at: datetime, note: str = "", seen: int | None = None) -> Dossier:
    """No result exists yet: the dossier goes back to the citizen. That day is its finish (domain.md 15)."""
    move = open_move(dossier=dossier, action=Action.CONFIRM_WITHDRAWAL, by=by, at=at, seen=seen)
    _close_request(move)
    end(move=move, outcome=Outcome.WITHDRAWN, run_outcome=RunOutcome.ENDED)
    close_move(move, note=note)
    tell(dossier=move.dossier, key="dossier_withdrawn", at=move.at, values={})
    return move.dossier


@transaction.atomic
def decline(*, dossier: Dossier, by: Actor, at: datetime, note: str, seen: int | None = None) -> Dossier:
    """The result is made already: the dossier goes on where it stood, with the minutes the step had left."""
    move = open_move(dossier=dossier, action=Action.DECLINE_WITHDRAWAL, by=by, at=at, seen=seen, note=note)
    if move.dossier.clock == Clock.STOPPED:
        raise Conflict("Hồ sơ đang chờ bổ sung, chưa thể xử lý tiếp. Anh/Chị hãy đồng ý cho rút hồ sơ.")
    stop_answering(move)
    rows = StepRun.objects.select_related("step", "leg__agency", "assignee").filter(dossier=move.dossier)
    last = rows.order_by("-closed_at", "-pk").first()
    move.run = runs.open_run(move=move, step=last.step, assignee=last.assignee, leg=last.leg)
    close_move(move, note=note, public_text=note.strip())
    return move.dossier


@transaction.atomic
def stop(*, dossier: Dossier, by: Actor, at: datetime, note: str, seen: int | None = None) -> Dossier:
    """The applicant asked at the desk to stop: notice (TT 03/2025 Đ7). Raises Invalid on "note"."""
    move = open_move(dossier=dossier, action=Action.STOP, by=by, at=at, seen=seen, note=note)
    stage = move.run.step.name if move.run else "Chờ rút hồ sơ"
    _close_request(move)
    end(move=move, outcome=Outcome.STOPPED, run_outcome=RunOutcome.ENDED, note=note)
    close_move(move, note=note, public_text=note.strip())
    forms.issue_stop(
        dossier=move.dossier, reason=note.strip(), stage=stage, asked_at=move.at, by=by, at=move.at
    )
    tell(dossier=move.dossier, key="dossier_stopped", at=move.at, values={"reason": note.strip()})
    return move.dossier


def _answer_later(move: Move) -> None:
    """The run ends with the request (domain.md 16); the intake clock measures the answer to it.

    A wait ends too: while the request is pending the clock runs (domain.md 15).
    """
    terms.release(move)
    runs.close_run(move=move, outcome=RunOutcome.ENDED)
    stop_answering(move)
    agency = move.dossier.receiving_agency
    days = rules.withdrawal_days(agency, local_date(move.at))
    ledger.start_intake(dossier=move.dossier, by=move.by, at=move.at, days=days)


def _close_request(move: Move) -> None:
    """A supplement still asked for is no longer waited for."""
    move.dossier.supplements.filter(completed_at__isnull=True).update(
        completed_at=move.at, completed_by=move.by.name
    )
