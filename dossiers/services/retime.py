"""Correcting the moment of reception: the day that everything is counted from (ADR 0011).

The promise follows through the ledger; what was promised first stays on record, Mẫu 01 is printed anew, and
the citizen is told another day. What was filed on paper was filed when it was received: both move together.
"""

from datetime import datetime

from django.db import transaction

from dossiers.deadlines import planned
from dossiers.models import Dossier, Event
from dossiers.selectors.ledger import derived
from dossiers.services import ledger, runs, terms
from dossiers.services.ledger import Cause
from dossiers.services.transition import Move, open_move
from dossiers.states import Source
from dossiers.workflow import Action
from kit.actor import Actor
from kit.clock import local_date, say_moment
from kit.errors import Invalid
from procedures.selectors import version_in_force

ON_PAPER = frozenset({Source.COUNTER, Source.POST})
RECEPTIONS = (Action.RECEIVE, Action.TAKE_IN, Action.IMPORT)


@transaction.atomic
def retime(
    *, dossier: Dossier, by: Actor, at: datetime, received_at: datetime, note: str, basis: str = "",
    seen: int | None = None,
) -> Dossier:  # fmt: skip
    """The dossier was received at another moment than was written down.

    Raises Invalid ("received_at", "note", "basis"), DomainError where the clock does not run, Conflict,
    NotAllowed.
    """
    terms.check_basis(basis)
    move = open_move(dossier=dossier, action=Action.RETIME, by=by, at=at, seen=seen, note=note)
    locked = move.dossier
    terms.must_be_decided_here(locked)
    terms.must_run(locked)
    received_at = _checked(move, received_at)
    was, promised = locked.received_at, locked.promised_at
    before, limits = planned(derived(locked)), ledger.leg_limits(locked)
    locked.received_at = received_at
    if locked.source in ON_PAPER:
        locked.submitted_at = received_at
    cause = Cause(note.strip()[:1000], "reception", basis.strip(), approved_by=by.name)
    # The limit may be another one on another day: the cut-off of same-day procedures is a value of the law.
    terms.recount(
        move=move, cause=cause, received_at=received_at, new_plan=ledger.leg_limits(locked) != limits
    )
    runs.correct_promises(move=move, before=before, after=planned(derived(locked)))
    move.corrects = True
    move.data = {
        "before": {"received_at": was.isoformat(), "due": promised.isoformat()},
        "after": {"received_at": received_at.isoformat(), "due": locked.promised_at.isoformat()},
    }
    text = f"Tiếp nhận lúc {say_moment(received_at)}. "
    terms.close_correction(move=move, note=note, promised=promised, text=text)
    return locked


def earliest(dossier: Dossier) -> datetime | None:
    """The dossier can't have been received before this; None for what came in on paper."""
    if dossier.source in ON_PAPER:
        return None
    reception = _reception(dossier)
    before = dossier.events.filter(seq__lt=reception.seq) if reception else dossier.events.none()
    last = before.order_by("-seq").values_list("at", flat=True).first()
    return max(last, dossier.submitted_at) if last else dossier.submitted_at


def latest(dossier: Dossier) -> datetime | None:
    """Nor after this: what happened next to a dossier that had been received."""
    reception = _reception(dossier)
    if reception is None or reception.action == Action.IMPORT:
        return reception and reception.at
    after = dossier.events.filter(seq__gt=reception.seq).order_by("seq")
    return after.values_list("at", flat=True).first()


def _reception(dossier: Dossier) -> Event | None:
    return dossier.events.filter(action__in=RECEPTIONS).order_by("-seq").first()


def _checked(move: Move, moment: datetime) -> datetime:
    """The moment, to the second where only its minute was said. Raises Invalid on "received_at"."""
    dossier = move.dossier
    first, last = earliest(dossier), latest(dossier)
    if first is not None and moment == _minute(first):
        moment = first
    if moment > move.at:
        _refuse("Thời điểm tiếp nhận không thể ở tương lai.")
    if _minute(moment) == _minute(dossier.received_at):
        _refuse("Hồ sơ đang ghi đúng thời điểm tiếp nhận này.")
    if first is not None and moment < first:
        _refuse(f"Thời điểm tiếp nhận phải từ {say_moment(first)}: trước đó hồ sơ chưa nộp đủ.")
    if last is not None and moment > last:
        _refuse(f"Thời điểm tiếp nhận không thể sau {say_moment(last)}: khi đó hồ sơ đã được xử lý.")
    _check_day(dossier, moment)
    return moment


def _check_day(dossier: Dossier, moment: datetime) -> None:
    """The line of the register and the version of the procedure belong to the day of reception."""
    day, was = local_date(moment), local_date(dossier.received_at)
    if dossier.register_book and day.year != was.year:
        _refuse(
            f"Hồ sơ đã vào sổ năm {was.year} (số {dossier.register_no}) nên ngày tiếp nhận phải trong năm đó."
        )
    procedure, version = dossier.version.procedure, dossier.version
    if version_in_force(procedure, was) == version != version_in_force(procedure, day):
        _refuse(f"Ngày {day:%d/%m/%Y} thủ tục áp dụng một phiên bản khác với phiên bản của hồ sơ.")


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def _refuse(said: str) -> None:
    raise Invalid({"received_at": [said]})
