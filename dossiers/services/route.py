"""Handling step by step: forward, send back, assign, note (domain.md 7, 16)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts.access import duties
from accounts.models import User
from documents.models import StoredFile
from dossiers.models import Dossier, StepRun
from dossiers.services import runs
from dossiers.services.supplement import stop_answering
from dossiers.services.transition import Move, close_move, open_move
from dossiers.states import RunOutcome
from dossiers.workflow import ROLE_PERMISSION, Action
from kit.actor import Actor
from kit.clock import local_date
from kit.errors import Conflict, Invalid, NotAllowed
from procedures.models import Step


@transaction.atomic
def forward(
    *,
    dossier: Dossier,
    by: Actor,
    at: datetime,
    note: str = "",
    assignee: User | None = None,
    files: Sequence[StoredFile] = (),
    seen: int | None = None,
) -> Dossier:
    """Close the running step and open the next with its promise. Approving is forwarding at the approval.

    `assignee` may be left open: then the dossier lies in the next unit's queue, or with whoever had it
    before. Raises Conflict, NotAllowed, Invalid on "assignee".
    """
    move = open_move(dossier=dossier, action=Action.FORWARD, by=by, at=at, seen=seen)
    here = move.run
    step = runs.next_step(here)
    runs.close_run(move=move, outcome=RunOutcome.FORWARDED, note=note)
    hand_to(move, step, assignee)
    stop_answering(move)
    move.data = {"from_step": here.step_id, "to_step": step.pk, "from_run": here.pk}
    close_move(move, note=note, public_label=f"Chuyển sang bước “{step.name}”", files=files)
    return move.dossier


@transaction.atomic
def skip(*, dossier: Dossier, by: Actor, at: datetime, note: str, seen: int | None = None) -> Dossier:
    """Leave out the next step, where the version's rule lets it be, and hand over to the step after it.

    The minutes of the step that is left out are nobody's. Raises Invalid on "note", Conflict, NotAllowed.
    """
    move = open_move(dossier=dossier, action=Action.SKIP, by=by, at=at, seen=seen, note=note)
    here = move.run
    skipped = runs.next_step(here)
    if not skipped.may_skip:
        raise NotAllowed(f"Quy trình của thủ tục này không cho bỏ qua bước “{skipped.name}”.")
    step = runs.next_step(here, after=skipped)
    why = f"Bỏ qua bước “{skipped.name}”: {note.strip()}"
    runs.close_run(move=move, outcome=RunOutcome.FORWARDED, note=why)
    hand_to(move, step, None)
    stop_answering(move)
    move.data = {
        "from_step": here.step_id, "to_step": step.pk, "from_run": here.pk, "skipped": skipped.pk,
    }  # fmt: skip
    close_move(move, note=why, public_label=f"Chuyển sang bước “{step.name}”")
    return move.dossier


@transaction.atomic
def send_back(
    *,
    dossier: Dossier,
    by: Actor,
    at: datetime,
    note: str,
    files: Sequence[StoredFile] = (),
    seen: int | None = None,
) -> Dossier:
    """Back to the step before, to the same person, with the minutes that it had left.

    Raises Invalid on "note", Conflict, NotAllowed.
    """
    move = open_move(dossier=dossier, action=Action.SEND_BACK, by=by, at=at, seen=seen, note=note)
    here = move.run
    step = runs.previous_step(here)
    runs.close_run(move=move, outcome=RunOutcome.SENT_BACK, note=note)
    move.run = runs.open_run(move=move, step=step, assignee=runs.last_holder(move.dossier, step, move.at))
    stop_answering(move)
    move.data = {"from_step": here.step_id, "to_step": step.pk, "from_run": here.pk}
    close_move(move, note=note, files=files)
    return move.dossier


@transaction.atomic
def assign(
    *, dossier: Dossier, by: Actor, at: datetime, assignee: User, note: str = "", seen: int | None = None
) -> Dossier:
    """Give the running step to one person, or take it oneself ("Nhận xử lý"); the clock does not notice.

    Taking it oneself asks for the step's own permission, giving it to another for the word to assign. What
    a substitute takes goes to the officer whom they stand in for.
    Raises Invalid on "assignee", and on "note" where somebody else holds it and no reason is said; Conflict
    where that person has it already; NotAllowed.
    """
    action = Action.CLAIM if by.id == assignee.pk else Action.ASSIGN
    move = open_move(dossier=dossier, action=action, by=by, at=at, seen=seen)
    if action == Action.CLAIM and move.instead_of:
        assignee = move.instead_of  # it is theirs again the day they are back
    _check_assignee(move.run, assignee, move.at)
    _check_holder(move.run, assignee, note)
    StepRun.objects.filter(pk=move.run.pk).update(assignee=assignee)
    move.data = {"assignee": assignee.pk, "before": move.run.assignee_id}
    reason = f"\nLý do: {note.strip()}" if note.strip() else ""
    close_move(move, note=f"Người xử lý: {assignee.full_name}{reason}")
    return move.dossier


@transaction.atomic
def add_note(
    *, dossier: Dossier, by: Actor, at: datetime, note: str, files: Sequence[StoredFile] = ()
) -> Dossier:
    """A note for colleagues, with files. The citizen does not see it. Raises Invalid on "note"."""
    move = open_move(dossier=dossier, action=Action.NOTE, by=by, at=at, note=note)
    close_move(move, note=note, files=files)
    return move.dossier


def hand_to(move: Move, step: Step, assignee: User | None) -> None:
    """Open the run of `step` for `assignee`, whoever did it before, or its unit. Raises Invalid."""
    run = runs.open_run(
        move=move, step=step, assignee=assignee or runs.last_holder(move.dossier, step, move.at)
    )
    if assignee is not None:
        _check_assignee(run, assignee, move.at)
    move.run = run


def _check_holder(run: StepRun, assignee: User, note: str) -> None:
    holder = run.assignee
    if holder == assignee:
        raise Conflict(f"{assignee.full_name} đang giữ hồ sơ này rồi.")
    if holder is not None and not note.strip():
        raise Invalid({"note": [f"{holder.full_name} đang giữ hồ sơ. Nhập lý do đổi người xử lý."]})


def _check_assignee(run: StepRun, assignee: User, at: datetime) -> None:
    """Work is given to who holds the duty: a substitute finds it in the queue of whom they stand in for."""
    permission, held = ROLE_PERMISSION[run.step.role], duties(assignee, local_date(at)).own()
    if not held.may(permission, agency=run.leg.agency, unit=run.unit):
        raise Invalid({"assignee": [f"{assignee.full_name} không có quyền xử lý bước “{run.step.name}”."]})
