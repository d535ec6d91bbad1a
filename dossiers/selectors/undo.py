"""What may be taken back, and by whom: the last internal move, while nobody has built on it (domain.md 21).

*Undo* is for who did it, within some minutes, as long as it is the newest thing that happened. *Recall* is
for a dossier that was sent on by mistake and that nobody has touched since, however long it lay there.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.access import Duties
from accounts.permissions import Permission
from dossiers.models import Dossier, Event, StepRun
from dossiers.selectors import rules
from dossiers.workflow import ROLE_PERMISSION, Action
from kit.clock import local_date

MOVED_ON = frozenset({Action.FORWARD, Action.SKIP, Action.SEND_BACK})
INTERNAL = MOVED_ON | {Action.ASSIGN, Action.CLAIM, Action.NOTE}
TOO_LATE = {
    Action.RECALL: "Bên nhận đã làm việc với hồ sơ nên không thu hồi được nữa. Anh/Chị có thể đề nghị họ trả "
    "lại bước trước.",
    Action.UNDO: "Việc này không hoàn tác được nữa: đã quá thời gian cho phép, hoặc việc đã được báo cho "
    "người nộp.",
}
ENOUGH = 10  # events: notes of the sender may lie above the move


@dataclass(frozen=True)
class Taken:
    """A move that may be taken back: its event, and the run that it closed where it moved the dossier on."""

    event: Event
    before: StepRun | None


@dataclass(frozen=True)
class Newest:
    """The last things that happened, newest first, and the run that the last move onward closed."""

    events: tuple[Event, ...]
    before: StepRun | None

    @property
    def moved_on(self) -> Event | None:
        """The last move onward, whatever came after it."""
        return next((e for e in self.events if e.action in MOVED_ON), None)


def newest(dossier: Dossier) -> Newest:
    """What a dossier's page and the services ask here, read once. Two queries at most."""
    events = Newest(tuple(dossier.events.order_by("-seq")[:ENOUGH]), None)
    if events.moved_on is None:
        return events
    runs = StepRun.objects.select_related("step", "unit", "leg__agency", "assignee", "closed_by")
    number = events.moved_on.data.get("from_run")
    return Newest(events.events, runs.filter(pk=number, dossier=dossier).first() if number else None)


def is_own(action: Action, last: Newest, held: Duties) -> bool:
    """May who holds these duties take back by `action` (recall or undo), were there time?

    Undo is for the very person. Recall is for the sender who still may do that step, and for who assigns
    work at the office that sent it.
    """
    event, run = _event_of(action, last), last.before
    if event is None or action == Action.UNDO:
        return event is not None and event.actor_id == held.user_id
    if run is None:
        return False
    own = event.actor_id == held.user_id
    may = held.may(ROLE_PERMISSION[run.step.role], agency=run.leg.agency, unit=run.unit)
    return (own and may) or held.may(Permission.ASSIGN, agency=run.leg.agency)


def taken(action: Action, last: Newest, dossier: Dossier, at: datetime) -> Taken | None:
    """What `action` (recall or undo) would take back at the moment `at`; None where it is too late."""
    event = _event_of(action, last)
    if event is None or not _in_time(action, event, last, dossier, at):
        return None
    if event.action not in MOVED_ON:
        return Taken(event, None)
    return Taken(event, last.before) if last.before else None


def _event_of(action: Action, last: Newest) -> Event | None:
    if action == Action.UNDO:
        return last.events[0] if last.events else None
    return last.moved_on


def _in_time(action: Action, event: Event, last: Newest, dossier: Dossier, at: datetime) -> bool:
    if action == Action.UNDO:
        minutes = rules.undo_minutes(dossier.receiving_agency, local_date(at))
        return event.action in INTERNAL and at - event.at <= timedelta(minutes=minutes)
    since = [later for later in last.events if later.seq > event.seq]
    return all(_is_note(later) and later.actor_id == event.actor_id for later in since)


def _is_note(event: Event) -> bool:
    """A note, or a note taken back: words that move nothing."""
    return Action.NOTE in (event.action, event.data.get("undone_action"))
