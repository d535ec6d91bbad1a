"""Received here, decided elsewhere: finding who decides, sending, taking, turning back (R07, R18, R19).

The office that receives gives the receipt, and later the result. The clock starts when who decides takes the
dossier; until then only the steps of the way are measured (ADR 0014).
"""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from agencies.models import Agency
from dossiers.models import Dossier
from dossiers.selectors import rules
from dossiers.selectors.legs import competent_name, could_decide
from dossiers.services import ledger, runs
from dossiers.services.birth import lay_legs_anew
from dossiers.services.forms import receipt_data
from dossiers.services.intake import say_promise
from dossiers.services.messages import say_due, tell
from dossiers.services.reissue import replace_standing
from dossiers.services.route import hand_to
from dossiers.services.transition import Move, close_move, open_move
from dossiers.states import EntryKind, RunOutcome
from dossiers.workflow import Action
from kit.actor import Actor
from kit.clock import local_date
from kit.errors import Invalid

NOT_THERE = "Cơ quan này chưa dùng hệ thống hoặc không giải quyết thủ tục của hồ sơ. Hãy chọn cơ quan khác."
ITSELF = "Hồ sơ đang ở chính cơ quan này. Hãy chọn cơ quan khác."
MINUTES_IN_HOUR = 60


@transaction.atomic
def route(
    *, dossier: Dossier, by: Actor, at: datetime, to: Agency | None, receive_here: bool = True,
    note: str = "", seen: int | None = None,
) -> Dossier:  # fmt: skip
    """Say who decides a new dossier, before it is received; None: that is still to be found.

    `receive_here` False hands the reception over as well: then this office was only where it was filed.
    The time to answer the citizen runs on. Raises Invalid on "to", Conflict, NotAllowed.
    """
    move = open_move(dossier=dossier, action=Action.ROUTE, by=by, at=at, seen=seen)
    locked = move.dossier
    if to is None and not receive_here:
        raise Invalid({"to": ["Chọn cơ quan sẽ tiếp nhận hồ sơ."]})
    if to is not None:
        check_competent(locked, to, move.at)
    before = _said(locked)
    locked.authority_open = to is None
    locked.deciding_agency = to or locked.receiving_agency
    if not receive_here:
        locked.receiving_agency = to
    if _said(locked) == before:
        raise Invalid({"to": [ITSELF]})
    lay_legs_anew(locked)
    move.data = {"before": before, "after": _said(locked)}
    close_move(move, note=note, public_text=_told_where(locked))
    return locked


@transaction.atomic
def transfer(
    *, dossier: Dossier, by: Actor, at: datetime, to: Agency, note: str = "", seen: int | None = None
) -> Dossier:
    """Send a received dossier to who decides; where that turns out to be this office, it is taken at once.

    Raises Invalid on "to", Conflict, NotAllowed.
    """
    move = open_move(dossier=dossier, action=Action.TRANSFER, by=by, at=at, seen=seen)
    locked = move.dossier
    check_competent(locked, to, move.at)
    locked.deciding_agency, locked.authority_open = to, False
    lay_legs_anew(locked)
    here, step = move.run, move.run.step
    runs.close_run(move=move, outcome=RunOutcome.FORWARDED, note=note)
    move.data = {"from_run": here.pk, "to_agency": to.pk}
    if to.pk == locked.receiving_agency_id:
        _start(move)
        move.run = runs.open_reception(move=move, step=step)
    else:
        minutes = rules.intake_hours(to, local_date(move.at)) * MINUTES_IN_HOUR
        move.run = runs.open_run(move=move, step=step, minutes=minutes, leg=runs.leg_of(locked, step))
    close_move(move, note=note, public_text=f"{_told_where(locked)} {say_promise(locked)}")
    if locked.due_at is not None:
        _tell_term(move)
    return locked


@transaction.atomic
def accept(
    *, dossier: Dossier, by: Actor, at: datetime, assignee: User | None = None, note: str = "",
    seen: int | None = None,
) -> Dossier:  # fmt: skip
    """Who decides takes the dossier: the clock starts here and now, and it goes on to whoever handles it.

    The receipt that the citizen holds is replaced by one with the day. Raises Invalid on "assignee",
    Conflict, NotAllowed.
    """
    move = open_move(dossier=dossier, action=Action.ACCEPT, by=by, at=at, seen=seen)
    here = move.run
    step = runs.next_step(here)
    _start(move)
    runs.close_run(move=move, outcome=RunOutcome.FORWARDED, note=note)
    hand_to(move, step, assignee)
    move.data = {"from_step": here.step_id, "to_step": step.pk, "from_run": here.pk}
    close_move(move, note=note, public_text=say_promise(move.dossier))
    _tell_term(move)
    return move.dossier


@transaction.atomic
def turn_back(*, dossier: Dossier, by: Actor, at: datetime, note: str, seen: int | None = None) -> Dossier:
    """Not ours to decide: back to the office that received it, which has to find who does.

    Raises Invalid on "note", Conflict, NotAllowed.
    """
    move = open_move(dossier=dossier, action=Action.TURN_BACK, by=by, at=at, seen=seen, note=note)
    locked, here = move.dossier, move.run
    runs.close_run(move=move, outcome=RunOutcome.SENT_BACK, note=note)
    sent = locked.runs.select_related("leg__agency", "step").filter(leg__ord=0).order_by("-pk").first()
    holder = runs.last_holder(locked, sent.step, move.at, at=sent.leg)
    move.run = runs.open_run(move=move, step=sent.step, assignee=holder, leg=sent.leg)
    locked.authority_open = True
    move.data = {"from_run": here.pk, "from_agency": here.leg.agency_id}
    close_move(move, note=note)
    return locked


def check_competent(dossier: Dossier, to: Agency, at: datetime) -> None:
    """Raises Invalid on "to" where that agency can't handle the dossier with the product."""
    if to not in could_decide(dossier.version, local_date(at)):
        raise Invalid({"to": [NOT_THERE]})


def _start(move: Move) -> None:
    move.dossier.accepted_at = move.at
    ledger.move_clock(dossier=move.dossier, kind=EntryKind.START, by=move.by, at=move.at)
    runs.promise(dossier=move.dossier, at=move.at)


def _tell_term(move: Move) -> None:
    """The day that could not be promised at the counter: a new receipt with it, and a message."""
    dossier = move.dossier
    replace_standing(
        dossier=dossier, key="receipt", fill=receipt_data, by=move.by, at=move.at,
        reason=f"{dossier.deciding_agency.committee} đã nhận hồ sơ"[:300],
    )  # fmt: skip
    values = {"to": competent_name(dossier), "due": say_due(dossier.due_at)}
    tell(dossier=dossier, key="dossier_taken_over", at=move.at, values=values)


def _said(dossier: Dossier) -> dict[str, str | bool]:
    return {
        "receiving": dossier.receiving_agency.name,
        "deciding": "" if dossier.authority_open else dossier.deciding_agency.name,
    }


def _told_where(dossier: Dossier) -> str:
    if dossier.authority_open:
        return "Đang xác định cơ quan có thẩm quyền giải quyết."
    return f"Cơ quan giải quyết: {dossier.deciding_agency.committee}."
