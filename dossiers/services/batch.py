"""One internal move on many dossiers: asked for once, done by a worker, each dossier by itself.

The move of a dossier and the mark that it is done are one transaction. So a worker that is killed leaves
every dossier either untouched or done, and the next one goes on where it stopped: the end is the same.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import transaction

from accounts.models import User
from agencies.models import Agency
from dossiers.models import Batch, BatchItem, Dossier
from dossiers.services import route, undo
from dossiers.services.refused import note_refusal
from dossiers.services.transition import SHOWN_ANEW
from dossiers.workflow import Action
from kit.actor import Actor
from kit.errors import DomainError, Invalid, NotAllowed
from kit.jobs import held
from kit.ping import ping

logger = logging.getLogger(__name__)
TASK = "dossiers.run_batches"
MOST = 500
MOST_ATTEMPTS = 5  # a worker that dies again and again on one dossier is not started for ever
LONGEST = 1000
OUR_FAULT = "Hệ thống chưa làm được với hồ sơ này. Anh/Chị mở hồ sơ để làm lại."
NEEDS_NOTE = {
    Action.ASSIGN: "Nhập lý do phân công để người khác hiểu việc này.",
    Action.RECALL: "Nhập lý do thu hồi để người khác hiểu việc này.",
    Action.NOTE: "Nhập nội dung ghi chú.",
}


def _claim(item: BatchItem, by: Actor, at: datetime) -> object:
    return route.assign(
        dossier=item.dossier, by=by, at=at, assignee=User.objects.get(pk=by.id), seen=item.seen,
        note=item.batch.note,
    )  # fmt: skip


def _assign(item: BatchItem, by: Actor, at: datetime) -> object:
    return route.assign(
        dossier=item.dossier, by=by, at=at, assignee=item.batch.assignee, seen=item.seen,
        note=item.batch.note,
    )  # fmt: skip


DEEDS: dict[Action, Callable[[BatchItem, Actor, datetime], object]] = {
    Action.FORWARD: lambda item, by, at: route.forward(
        dossier=item.dossier, by=by, at=at, note=item.batch.note, seen=item.seen
    ),
    Action.CLAIM: _claim,
    Action.ASSIGN: _assign,
    Action.RECALL: lambda item, by, at: undo.recall(
        dossier=item.dossier, by=by, at=at, note=item.batch.note, seen=item.seen
    ),
    Action.NOTE: lambda item, by, at: route.add_note(
        dossier=item.dossier, by=by, at=at, note=item.batch.note
    ),
}


@transaction.atomic
def ask(
    *, action: Action, dossiers: Sequence[tuple[Dossier, int]], agency: Agency, by: Actor, at: datetime,
    note: str = "", assignee: User | None = None,
) -> Batch:  # fmt: skip
    """Put the move in the queue for these dossiers, each with the number of its newest event as it was seen.

    Whether each may be moved is asked when its turn comes. Raises Invalid ("dossiers", "note", "assignee").
    """
    _check(action, dossiers, note, assignee)
    batch = Batch.objects.create(
        agency=agency, action=action, note=note.strip(), assignee=assignee, asked_at=at,
        actor_id=by.id, actor_name=by.name, actor_office=by.office,
    )  # fmt: skip
    BatchItem.objects.bulk_create(
        BatchItem(batch=batch, dossier=dossier, ord=number, seen=seen)
        for number, (dossier, seen) in enumerate(dossiers, start=1)
    )
    transaction.on_commit(lambda: ping(TASK))
    return batch


def run_next(*, clock: Callable[[], datetime]) -> bool:
    """Do the oldest batch that nobody is at work on; False where there is none."""
    pending = Batch.objects.exclude(state=Batch.State.DONE).order_by("asked_at", "pk")
    for pk in list(pending.values_list("pk", flat=True)):
        with held(Batch, pk) as mine:
            batch = pending.select_related("assignee").filter(pk=pk).first() if mine else None
            if batch is not None:
                _run(batch, clock)
                return True
    return False


def _check(action: Action, dossiers: Sequence[tuple[Dossier, int]], note: str, assignee: User | None) -> None:
    errors: dict[str, list[str]] = {}
    if action not in DEEDS or not dossiers:
        errors["dossiers"] = ["Chọn ít nhất một hồ sơ."]
    if len(dossiers) > MOST:
        errors["dossiers"] = [f"Mỗi lần làm được tối đa {MOST} hồ sơ."]
    if action in NEEDS_NOTE and not note.strip():
        errors["note"] = [NEEDS_NOTE[action]]
    if len(note) > LONGEST:
        errors["note"] = [f"Nội dung dài quá {LONGEST} ký tự. Hãy viết ngắn hơn."]
    if action == Action.ASSIGN and assignee is None:
        errors["assignee"] = ["Chọn người xử lý."]
    if errors:
        raise Invalid(errors)


def _run(batch: Batch, clock: Callable[[], datetime]) -> None:
    batch.state, batch.attempts = Batch.State.RUNNING, batch.attempts + 1
    batch.save(update_fields=["state", "attempts"])
    waiting = batch.items.filter(state=BatchItem.State.WAITING)
    if batch.attempts > MOST_ATTEMPTS:
        waiting.update(state=BatchItem.State.REFUSED, sentence=OUR_FAULT)
    by = Actor("officer", batch.actor_id, batch.actor_name, batch.actor_office)
    for pk in list(waiting.order_by("ord").values_list("pk", flat=True)):
        _do(pk, batch, by, clock)
    batch.state, batch.ended_at = Batch.State.DONE, clock()
    batch.save(update_fields=["state", "ended_at"])


@transaction.atomic
def _do(pk: int, batch: Batch, by: Actor, clock: Callable[[], datetime]) -> None:
    """One dossier: moved and marked together, or told why not."""
    rows = BatchItem.objects.select_for_update(of=("self",)).select_related("dossier")
    item = rows.filter(pk=pk, state=BatchItem.State.WAITING).first()
    if item is None:
        return
    item.batch = batch
    item.sentence = _try(item, by, clock())
    item.state = BatchItem.State.REFUSED if item.sentence else BatchItem.State.DONE
    item.save(update_fields=["state", "sentence"])


def _try(item: BatchItem, by: Actor, at: datetime) -> str:
    """Empty where it was done; else the sentence that says why not, and nothing of it remains."""
    try:
        with transaction.atomic():
            DEEDS[Action(item.batch.action)](item, by, at)
    except DomainError as refused:
        if isinstance(refused, NotAllowed):
            note_refusal(
                dossier=item.dossier, action=Action(item.batch.action), by=by, at=at, why=refused.code
            )
        return refused.message.removesuffix(SHOWN_ANEW)[:LONGEST]  # nobody has a page of it open
    except Exception:  # one dossier's trouble must not stop the others
        logger.exception("batch %s, dossier %s: not done", item.batch_id, item.dossier_id)
        return OUR_FAULT
    return ""
