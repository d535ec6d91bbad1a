"""Taking back: a dossier sent on by mistake, and one's own last internal move (domain.md 21, ADR 0011)."""

from datetime import datetime

from django.db import transaction

from dossiers.models import Dossier, StepRun
from dossiers.selectors import undo as rule
from dossiers.selectors.undo import MOVED_ON, Taken
from dossiers.services import runs
from dossiers.services.transition import Move, close_move, open_move
from dossiers.workflow import TABLE, Action
from kit.actor import Actor
from kit.clock import say_time


@transaction.atomic
def recall(*, dossier: Dossier, by: Actor, at: datetime, note: str, seen: int | None = None) -> Dossier:
    """The dossier comes back to the step that sent it, with the minutes which that step had left.

    Raises Invalid on "note", Conflict once the receiver has touched it, NotAllowed.
    """
    move = open_move(dossier=dossier, action=Action.RECALL, by=by, at=at, seen=seen, note=note)
    taken = rule.taken(Action.RECALL, rule.newest(move.dossier), move.dossier, at)
    _come_back(move, taken, f"Thu hồi: {note.strip()}")
    close_move(move, note=note, public_label=_told(taken))
    return move.dossier


@transaction.atomic
def undo(*, dossier: Dossier, by: Actor, at: datetime, seen: int | None = None) -> Dossier:
    """The officer's own last internal move is as if it had not been; both stay on record.

    Raises Conflict when the time is over or somebody has acted since, NotAllowed.
    """
    move = open_move(dossier=dossier, action=Action.UNDO, by=by, at=at, seen=seen)
    taken = rule.taken(Action.UNDO, rule.newest(move.dossier), move.dossier, at)
    words = f"Rút lại việc “{TABLE[Action(taken.event.action)].label}” lúc {say_time(taken.event.at)}"
    if taken.event.action in MOVED_ON:
        _come_back(move, taken, words)
    else:
        _give_back(move, taken)
    close_move(move, note=f"{words}.", public_label=_told(taken))
    return move.dossier


def _come_back(move: Move, taken: Taken, note: str) -> None:
    _remember(move, taken)
    runs.take_back(move=move, before=taken.before, note=note)


def _give_back(move: Move, taken: Taken) -> None:
    """Who had the step has it again; the files of a note taken back no longer belong to the dossier."""
    _remember(move, taken)
    event = taken.event
    if event.action == Action.NOTE:
        move.dossier.files.filter(event=event, removed_at__isnull=True).update(removed_at=move.at)
        return
    StepRun.objects.filter(pk=move.run.pk).update(assignee=event.data.get("before"))


def _remember(move: Move, taken: Taken) -> None:
    move.data = {"undone": taken.event.seq, "undone_action": taken.event.action}


def _told(taken: Taken) -> str:
    """The citizen reads of a way back only where they could read of the way there."""
    return f"Trở lại bước “{taken.before.step.name}”" if taken.event.public_label else ""
