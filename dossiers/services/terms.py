"""Moving a dossier's term by hand: waits, extensions, a new day (law.md R11, R12, §3.2; domain.md 5, 6, 10).

Every verb writes one row of the ledger with its reason, basis and who allowed it; the due time follows.
"""

from datetime import date, datetime, timedelta

from django.db import transaction

from agencies.selectors import calendar_for
from agencies.worktime.arithmetic import minutes_between
from agencies.worktime.errors import CalendarError
from agencies.worktime.limits import Limit, close_after
from dossiers.deadlines import LedgerError
from dossiers.models import ClockEntry, Dossier, Hold
from dossiers.reasons import HOLD_REASONS
from dossiers.selectors import rules
from dossiers.services import ledger, runs
from dossiers.services.forms import receipt_data
from dossiers.services.ledger import Cause
from dossiers.services.messages import say_due, tell
from dossiers.services.reissue import replace_standing
from dossiers.services.transition import Move, close_move, open_move
from dossiers.states import Clock, EntryKind, Target
from dossiers.workflow import Action
from kit.actor import Actor
from kit.clock import local_date
from kit.errors import DomainError, Invalid

MINUTE = timedelta(minutes=1)
FURTHEST = timedelta(days=366)  # a new day beyond it is a slip of the finger in the year
BASIS_LENGTH = 300
DECIDED_ELSEWHERE = (
    "Thời hạn của hồ sơ tính từ khi cơ quan có thẩm quyền nhận hồ sơ nên không sửa theo nơi tiếp nhận được; "
    "lãnh đạo cơ quan giải quyết có thể đính chính ngày hẹn trả."
)
NOT_RUNNING = "Thời hạn của hồ sơ đang không chạy nên chưa thể gia hạn hoặc hẹn lại."


@transaction.atomic
def hold(
    *, dossier: Dossier, by: Actor, at: datetime, reason_code: str, note: str, basis: str = "",
    seen: int | None = None,
) -> Dossier:  # fmt: skip
    """The dossier waits for something that nobody at the desk can hurry.

    Whether the clock stops is the reason's rule in force that day (a value of the law); either way the wait
    is a row of the ledger. Raises Invalid ("reason_code", "note", "basis"), Conflict, NotAllowed.
    """
    if reason_code not in HOLD_REASONS:
        raise Invalid({"reason_code": ["Chọn lý do phải chờ."]})
    check_basis(basis)
    move = open_move(dossier=dossier, action=Action.HOLD, by=by, at=at, seen=seen, note=note)
    locked, reason = move.dossier, HOLD_REASONS[reason_code]
    stops = reason.word in rules.stopping_reasons(locked.deciding_agency, local_date(move.at))
    words = f"{reason.label}. {note.strip()}"
    Hold.objects.create(
        dossier=locked, reason_code=reason_code, reason=note.strip()[:1000], basis=basis.strip(),
        stops_clock=stops, began_at=move.at, began_by=move.user,
    )  # fmt: skip
    locked.held = True
    ledger.move_clock(
        dossier=locked, kind=EntryKind.PAUSE, by=by, at=move.at, runs_on=not stops,
        cause=Cause(words[:1000], reason_code, basis.strip()),
    )  # fmt: skip
    if stops:
        runs.pause_run(move=move)
    move.data = {"reason_code": reason_code, "stops": stops}
    told = "Thời gian giải quyết tạm dừng." if stops else "Thời hạn vẫn được tính."
    close_move(move, note=note, public_text=f"{reason.label}. {told}")
    return locked


@transaction.atomic
def go_on(*, dossier: Dossier, by: Actor, at: datetime, note: str = "", seen: int | None = None) -> Dossier:
    """What the dossier waited for has come: the clock goes on with what was left.

    Raises Conflict, NotAllowed.
    """
    move = open_move(dossier=dossier, action=Action.GO_ON, by=by, at=at, seen=seen)
    release(move)
    text = f"Hẹn trả kết quả: {say_due(move.dossier.promised_at)}."
    close_move(move, note=note, public_text=text)
    return move.dossier


def release(move: Move) -> None:
    """The wait ends inside another move, if there is one: dossier and step go on with what they had left."""
    dossier = move.dossier
    if not dossier.held:
        return
    stopped = dossier.clock == Clock.STOPPED
    end_hold(dossier, move.by, move.at)
    ledger.move_clock(dossier=dossier, kind=EntryKind.RESUME, by=move.by, at=move.at)
    if stopped:
        runs.resume_run(move=move)


def end_hold(dossier: Dossier, by: Actor, at: datetime) -> None:
    """The wait is over, or the dossier ends in it."""
    if not dossier.held:
        return
    dossier.holds.filter(ended_at__isnull=True).update(ended_at=at, ended_by_name=by.name)
    dossier.held = False


@transaction.atomic
def redate(
    *, dossier: Dossier, by: Actor, at: datetime, new_day: date, note: str, basis: str = "",
    seen: int | None = None,
) -> Dossier:  # fmt: skip
    """Correct a due day that was wrong from the beginning: the close of `new_day`, fixed.

    No re-appointment: nobody is late by it and none is used up. Raises Invalid ("new_day", "note", "basis"),
    DomainError where the clock does not run, Conflict, NotAllowed.
    """
    check_basis(basis)
    move = open_move(dossier=dossier, action=Action.REDATE, by=by, at=at, seen=seen, note=note)
    locked = move.dossier
    must_run(locked)
    fixed = close_of_day(locked, new_day, move.at)
    before, promised = locked.due_at, locked.promised_at
    cause = Cause(note.strip()[:1000], "correction", basis.strip(), approved_by=by.name)
    ledger.move_clock(dossier=locked, kind=EntryKind.CORRECT, by=by, at=move.at, fixed_due=fixed, cause=cause)
    move.data = {"before": before.isoformat(), "after": fixed.isoformat()}
    close_correction(move=move, note=note, promised=promised)
    return locked


def close_correction(*, move: Move, note: str, promised: datetime | None, text: str = "") -> None:
    """What every correction ends with: the event, Mẫu 01 anew, and word of another day than `promised`."""
    dossier = move.dossier
    due = say_due(dossier.promised_at)
    close_move(move, note=note, public_text=f"{text}Hẹn trả kết quả: {due}.")
    replace_standing(
        dossier=dossier, key="receipt", fill=receipt_data, by=move.by, at=move.at, reason=note
    )  # fmt: skip
    if dossier.promised_at != promised:
        tell(dossier=dossier, key="due_corrected", at=move.at, values={"due": due})


def recount(*, move: Move, cause: Cause, received_at: datetime | None = None, new_plan: bool = False) -> None:
    """The clock anew after a correction of the reception's moment or of the procedure (`new_plan`).

    Inside the caller's move. A day that people fixed before is counted anew too. Raises Invalid on
    "received_at" (on "case" with a new plan alone) where the rows of the ledger would no longer follow each
    other.
    """
    plan = {"stretches": ledger.plan_of(move.dossier)} if new_plan else {}
    try:
        ledger.move_clock(
            dossier=move.dossier, kind=EntryKind.CORRECT, by=move.by, at=move.at, received_at=received_at,
            cause=cause, **plan,
        )  # fmt: skip
    except LedgerError as error:
        if received_at is None:
            raise Invalid({"case": ["Chưa tính lại được hạn của hồ sơ theo thủ tục này."]}) from error
        raise Invalid({"received_at": ["Thời điểm này ở sau một việc đã xảy ra với hồ sơ."]}) from error


def add_time(*, move: Move, kind: EntryKind, limit: Limit, cause: Cause) -> None:
    """A verification or an extension: so much later, for the dossier and for the step that has it now."""
    dossier = move.dossier
    must_run(dossier)
    before = dossier.due_at
    stretches = ledger.added_stretch(dossier.deciding_agency, limit)
    ledger.move_clock(dossier=dossier, kind=kind, by=move.by, at=move.at, stretches=stretches, cause=cause)
    _give_to_step(move, kind, before)


def appoint(*, move: Move, new_due: datetime, cause: Cause) -> None:
    """The one re-appointment. Before the due time it moves what is compared; after it the lateness stays."""
    dossier = move.dossier
    before = dossier.due_at
    dossier.reappointments += 1
    ledger.move_clock(
        dossier=dossier, kind=EntryKind.REAPPOINT, by=move.by, at=move.at, fixed_due=new_due, cause=cause
    )
    if dossier.due_at != before:
        _give_to_step(move, EntryKind.REAPPOINT, before)


def count_of(dossier: Dossier, kind: EntryKind) -> int:
    """How often the dossier's clock was moved that way."""
    return ClockEntry.objects.filter(dossier=dossier, target=Target.DOSSIER, kind=kind).count()


def must_run(dossier: Dossier) -> None:
    """Raises DomainError while the dossier's clock stands still."""
    if dossier.clock != Clock.RUNNING:
        raise DomainError(NOT_RUNNING, code="clock")


def must_be_decided_here(dossier: Dossier) -> None:
    """Raises DomainError where the clock started at another office, or later than the reception (R07)."""
    if dossier.is_crossing or dossier.accepted_at is not None:
        raise DomainError(DECIDED_ELSEWHERE)


def check_basis(basis: str, *, needed: bool = False) -> None:
    """Raises Invalid on "basis" where it is too long, or empty though needed."""
    if needed and not basis.strip():
        raise Invalid({"basis": ["Nhập điều, khoản của văn bản làm căn cứ."]})
    if len(basis) > BASIS_LENGTH:
        raise Invalid({"basis": [f"Căn cứ dài quá {BASIS_LENGTH} ký tự."]})


def close_of_day(dossier: Dossier, day: date, at: datetime, field: str = "new_day") -> datetime:
    """The close of a day chosen by people.

    Raises Invalid on `field` for a past day, a day off, and one more than a year away.
    """
    calendar = calendar_for(dossier.deciding_agency)
    if day > local_date(at) + FURTHEST:
        raise Invalid(
            {field: [f"Ngày {day:%d/%m/%Y} cách hôm nay hơn một năm; vui lòng xem lại năm đã nhập."]}
        )
    try:
        closed = day < local_date(at) or not calendar.is_working(day)
        close = None if closed else close_after(calendar, day, 0)
    except CalendarError as error:
        raise Invalid({field: [error.message]}) from error
    if close is None or close <= at:
        said = "đã qua" if day <= local_date(at) else "là ngày nghỉ của cơ quan"
        raise Invalid({field: [f"Ngày {day:%d/%m/%Y} {said}; vui lòng chọn một ngày làm việc khác."]})
    return close


def _give_to_step(move: Move, kind: EntryKind, before: datetime) -> None:
    """The time that the dossier gained belongs to the step that has it, unless that step is late already."""
    run = move.run
    if run is None or run.due_at is None or move.at > run.due_at or move.dossier.due_at <= before:
        return
    gained = minutes_between(calendar_for(run.leg.agency), before, move.dossier.due_at) // MINUTE
    if gained > 0:
        run.dossier = move.dossier
        ledger.add_to_run(run=run, kind=kind, by=move.by, at=move.at, minutes=gained)
        run.save()
        leg = run.leg
        leg.allowances[str(run.step_id)] = int(leg.allowances.get(str(run.step_id), 0)) + gained
        leg.save(update_fields=["allowances"])
