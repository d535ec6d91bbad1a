"""The one function that moves a dossier: `open_move` checks, `close_move` writes (architecture.md, rule 1).

A service opens a move inside its transaction (the dossier is locked until commit), does what its verb
means, and closes the move: new state, event, fact and audit line together, or nothing at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from accounts.access import duties, has_permission
from accounts.models import User
from accounts.permissions import Permission
from audit import services as audit
from documents.models import StoredFile
from dossiers.models import Dossier, DossierFile, Event, StepRun
from dossiers.selectors import separation, undo
from dossiers.selectors.standing import office_of, stands
from dossiers.services import facts
from dossiers.states import State
from dossiers.workflow import BY_HAND, BY_QUESTION, TABLE, Action, Transition, permission_for
from kit.actor import Actor
from kit.clock import local_date, say_time
from kit.errors import Conflict, Invalid, NotAllowed

SHOWN_ANEW = " Trang đã được cập nhật; ghi chú của Anh/Chị vẫn được giữ."
DISPOSED = "Hồ sơ đã được hủy theo thời hạn lưu giữ; không làm gì thêm được với hồ sơ này."
NOT_YOURS = "Anh/Chị không có quyền thực hiện việc này với hồ sơ."


@dataclass
class Move:
    """An action in the middle: checked, not yet written. `at` never lies before the dossier's last event."""

    dossier: Dossier
    row: Transition
    by: Actor
    at: datetime
    recorded_at: datetime
    run: StepRun | None
    from_state: State | None
    user: User | None = None
    instead_of: User | None = None  # the absent officer in whose place `user` acts
    data: dict[str, Any] = field(default_factory=dict)
    said: dict[str, Any] = field(default_factory=dict)  # what people said of themselves: sealed
    corrects: bool = False  # what was known of the dossier since its reception was wrong

    @property
    def hand(self) -> str:
        """Who acted, as papers say it: a substitute with the name of whom they stand in for."""
        return f"{self.by.name} (thay {self.instead_of})"[:200] if self.instead_of else self.by.name


def open_move(
    *, dossier: Dossier, action: Action, by: Actor, at: datetime, seen: int | None = None, note: str = ""
) -> Move:
    """Lock the dossier and ask: does the table allow it here, may this person, is their page fresh?

    `seen` is the number of the newest event on the actor's page. Raises Conflict with the kind sentence of
    a race, NotAllowed, or Invalid on "note" where the action needs words. Call inside a transaction.
    """
    locked = _lock(dossier)
    run = open_run_of(locked)
    row, state = TABLE[action], State(locked.state)
    if locked.disposed_at is not None:
        raise Conflict(DISPOSED, code="disposed")
    fresh = seen is None or seen == locked.last_seq
    if not fresh or not stands(action, locked, run):
        raise Conflict(say_race(locked, run, to=by), code="race")
    user, absent = _check_person(action, by, at, locked, run)
    if row.needs_note and not note.strip():
        raise Invalid({"note": ["Nhập lý do hoặc nội dung để người khác hiểu việc này."]})
    moment = max(at, locked.last_event_at)
    return Move(locked, row, by, moment, _database_now(), run, state, user, absent)


def first_move(*, dossier: Dossier, action: Action, by: Actor, at: datetime) -> Move:
    """The move that makes a dossier: the row exists and has no event yet."""
    return Move(dossier, TABLE[action], by, at, _database_now(), None, None, _user(by))


def close_move(
    move: Move,
    *,
    note: str = "",
    public_text: str = "",
    public_label: str | None = None,
    files: Sequence[StoredFile] = (),
) -> Event:
    """Write what happened: state, event with the officer's working files, fact, audit line."""
    dossier = move.dossier
    dossier.state = move.row.target or move.from_state
    dossier.last_seq += 1
    dossier.last_event_at = move.at
    dossier.save()
    event = Event.objects.create(
        dossier=dossier,
        seq=dossier.last_seq,
        action=move.row.action,
        from_state=move.from_state,
        to_state=dossier.state,
        at=move.at,
        recorded_at=move.recorded_at,
        actor_kind=move.by.kind,
        actor=move.user,
        actor_name=move.by.name,
        actor_office=move.by.office,
        run=move.run,
        public_label=(move.row.public or "") if public_label is None else public_label,
        public_text=public_text,
        note=note.strip(),
        data=move.data | ({"instead_of": move.instead_of.full_name} if move.instead_of else {}),
        said=move.said,
    )
    if not dossier.is_test:
        write = facts.correct if move.corrects else facts.record
        write(dossier=dossier, at=move.at, known_at=move.recorded_at)
    DossierFile.objects.bulk_create(
        DossierFile(dossier=dossier, file=stored, kind=DossierFile.Kind.OTHER, event=event, added_at=move.at)
        for stored in files
    )
    _audit(move, event)
    return event


def open_run_of(dossier: Dossier) -> StepRun | None:
    """The run that is open now; one leg at a time is open in this product's routes."""
    return (
        StepRun.objects.select_related("step", "leg__agency", "unit", "assignee")
        .filter(dossier=dossier, closed_at__isnull=True)
        .order_by("leg__ord", "pk")
        .first()
    )


def say_race(dossier: Dossier, run: StepRun | None, *, to: Actor | None = None) -> str:
    """The kind sentence for somebody who came second (look.md, "Words"); a citizen hears of no person."""
    last = dossier.events.order_by("-seq").first()
    if last is None or (to and to.kind == "citizen"):
        return "Hồ sơ vừa thay đổi. Trang đã được cập nhật, Ông/Bà vui lòng xem lại trạng thái hồ sơ."
    label = TABLE[Action(last.action)].label
    told = f"{last.actor_name} vừa thực hiện “{label}” với hồ sơ này lúc {say_time(last.at)}."
    where = f" Hồ sơ đang ở bước “{run.step.name}”." if run else ""
    return f"{told}{where}{SHOWN_ANEW}"


def _check_person(
    action: Action, by: Actor, at: datetime, dossier: Dossier, run: StepRun | None
) -> tuple[User | None, User | None]:
    """The account that acts, and the absent officer in whose place."""
    permission = permission_for(action, run.step.role if run else None)
    user = _user(by)
    if TABLE[action].who in BY_HAND:
        return _check_hand(action, user, at, dossier), None
    if permission is None and TABLE[action].who not in BY_QUESTION:
        _check_helper(by, user, dossier, at)
        return user, None
    if user is None:
        raise NotAllowed(NOT_YOURS)
    if permission is None:
        return user, None  # whose question it is, its service asks
    absent = _check_duty(user, action, permission, dossier, run, at)
    if sentence := separation.refusal(action, user.pk, dossier, run, at):
        raise NotAllowed(sentence, "separate")
    return user, absent


def _check_hand(action: Action, user: User | None, at: datetime, dossier: Dossier) -> User:
    """Whose move it was decides; one that can't be taken back any more is told why."""
    last = undo.newest(dossier)
    if user is None or not undo.is_own(action, last, duties(user, local_date(at))):
        raise NotAllowed(NOT_YOURS)
    if undo.taken(action, last, dossier, at) is None:
        raise Conflict(undo.TOO_LATE[action], code="race")
    return user


def _check_helper(by: Actor, user: User | None, dossier: Dossier, at: datetime) -> None:
    """What the citizen does, an officer may record only at the counter that took the dossier in."""
    agency, on = dossier.receiving_agency, local_date(at)
    if by.kind == "officer" and not (user and has_permission(user, Permission.COUNTER, agency=agency, on=on)):
        raise NotAllowed(NOT_YOURS)


def _check_duty(
    user: User, action: Action, permission: Permission, dossier: Dossier, run: StepRun | None, at: datetime
) -> User | None:
    """A step's own work asks for the unit that holds it; everything else for the agency.

    Gives the absent officer whose work this is: who holds the step, or whose duty alone allows it.
    """
    agency = office_of(action, dossier, run)
    asked = run.unit if run and TABLE[action].at_unit else None
    held = duties(user, local_date(at))
    if not held.may(permission, agency=agency, unit=asked):
        raise NotAllowed(NOT_YOURS)
    if asked and action != Action.CLAIM and run.assignee_id in held.instead_of:
        return run.assignee
    whose = held.whose(permission, agency=agency, unit=asked)
    return User.objects.get(pk=whose) if whose else None


def _user(by: Actor) -> User | None:
    return User.objects.filter(pk=by.id, is_active=True).first() if by.kind == "officer" else None


def _lock(dossier: Dossier) -> Dossier:
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a move needs a transaction")
    rows = Dossier.objects.select_for_update(of=("self",)).select_related(
        "version__procedure", "case", "receiving_agency", "deciding_agency", "filing_agency"
    )
    try:
        return rows.get(pk=dossier.pk)
    except Dossier.DoesNotExist:
        # We waited for somebody who changed the procedure or the office: PostgreSQL asks the joins of before
        # again and drops the row. Asked anew, it is there as they left it.
        return rows.get(pk=dossier.pk)


def _database_now() -> datetime:
    """The database's clock after the lock was won: facts are known in the order of the locks."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def _audit(move: Move, event: Event) -> None:
    audit.record(
        action=f"dossier.{move.row.action}",
        by=move.by,
        at=move.at,
        object_type="dossier",
        object_id=move.dossier.pk,
        summary=f"{move.row.label}: {move.dossier.code}",
        data={"seq": event.seq, "from": event.from_state, "to": event.to_state},
    )
