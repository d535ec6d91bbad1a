"""What an officer has to do today, in groups: each a named condition that its number and its list share.

Steps and answers count by the minute (domain.md 3). A piece of work stands in one group: late, today, soon
and nobody's exclude each other. What waits for the citizen is nobody's work and stands in none.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Least

from accounts.access import Scope
from accounts.permissions import Permission
from dossiers.deadlines import is_late_by_date
from dossiers.models import Dossier, Event, StepRun
from dossiers.selectors import present, queues
from dossiers.states import Clock, State
from kit.clock import local

AT_WORK = (State.RECEIVED, State.PROCESSING)
ONE_DAY = timedelta(days=1)
# Who answers a new dossier, and a request to withdraw: both within the intake clock (domain.md 15).
ANSWERED_BY = ((State.NEW, Permission.RECEIVE), (State.WITHDRAWING, Permission.STOP))


@dataclass(frozen=True)
class Officer:
    """Whose day: what they see, and what they may do at the office they work at now."""

    scope: Scope
    may: frozenset[Permission]


@dataclass(frozen=True)
class Group:
    """A part of the day. `queue`: the desk's list that is the same, where there is one. `tone`: of status."""

    key: str
    title: str
    tone: str
    condition: Callable[[Officer, datetime], Q]
    needs: Permission = Permission.VIEW
    queue: str = ""


def _past(officer: Officer, at: datetime) -> Q:
    return _due(officer, due_at__lt=at)


def _today(officer: Officer, at: datetime) -> Q:
    return _due(officer, due_at__gte=at, due_at__lt=_midnight(at) + ONE_DAY) | _to_sign(officer, at)


def _soon(officer: Officer, at: datetime) -> Q:
    tomorrow = _midnight(at) + ONE_DAY
    return _due(officer, due_at__gte=tomorrow, soon_at__lte=at) & ~_to_sign(officer, at)


def _nobodys(officer: Officer, at: datetime) -> Q:
    runs = _open_runs().filter(unit_id__in=officer.scope.unit_ids, assignee=None)
    return Q(state__in=AT_WORK) & _with(runs.exclude(_signatures(officer)))


def _to_return(officer: Officer, at: datetime) -> Q:
    return queues.BY_KEY["to_return"].condition(officer.scope, at)


GROUPS: tuple[Group, ...] = (
    Group("qua-han", "Đã quá hạn", "late", _past),
    Group("hom-nay", "Cần làm trong hôm nay", "soon", _today),
    Group("sap-den-han", "Sắp đến hạn", "working", _soon),
    Group("chua-co-nguoi", "Chưa có người nhận", "new", _nobodys),
    Group("cho-tra", "Chờ trả kết quả", "done", _to_return, Permission.RETURN, "to_return"),
)
BY_KEY: dict[str, Group] = {group.key: group for group in GROUPS}


def groups_of(officer: Officer) -> list[Group]:
    """The groups that this officer's duties give them."""
    return [group for group in GROUPS if group.needs in officer.may]


def counts(officer: Officer, at: datetime) -> dict[str, int]:
    """How many dossiers lie in each of the officer's groups. One query."""
    columns = {group.key: Count("pk", filter=group.condition(officer, at)) for group in groups_of(officer)}
    return _open(officer).aggregate(**columns)


def listed(officer: Officer, group: Group, at: datetime) -> QuerySet[Dossier]:
    """The dossiers of a group, the step or answer that is due first on top."""
    due = StepRun.objects.filter(dossier=OuterRef("pk"), clock=Clock.RUNNING).order_by("due_at")
    nearest = Coalesce(Least("step_due", "intake_running_due"), F("step_due"), F("intake_running_due"))
    found = queues.due_first(_open(officer).filter(group.condition(officer, at)))
    return found.annotate(step_due=Subquery(due.values("due_at")[:1])).order_by(
        nearest.asc(nulls_last=True), "submitted_at", "pk"
    )


def rows(dossiers: Iterable[Dossier], at: datetime) -> list[dict[str, Any]]:
    """The lines of a group: as everywhere, but the time is the step's, and the flag says the promised day."""
    offices = present.Offices()
    return [_row(dossier, at, offices) for dossier in dossiers]


def done_today(officer: Officer, at: datetime) -> tuple[int, int]:
    """How many things the officer did since midnight, and on how many dossiers. One query."""
    midnight = _midnight(at)
    events = Event.objects.filter(
        actor_id=officer.scope.user_id, at__gte=midnight, at__lt=midnight + ONE_DAY,
        dossier__in=queues.visible(officer.scope).values("pk"),
    )  # fmt: skip
    found = events.aggregate(things=Count("pk"), dossiers=Count("dossier", distinct=True))
    return found["things"], found["dossiers"]


def _due(officer: Officer, **due: object) -> Q:
    """The officer's running steps, and running answers that are theirs to give, with such a due time."""
    runs = _open_runs().filter(clock=Clock.RUNNING, **due).filter(
        Q(assignee__in=officer.scope.holders) | _signatures(officer)
    )  # fmt: skip
    answers = Q(intake_clock=Clock.RUNNING, state__in=_answered(officer))
    answers &= Q(receiving_agency__in=officer.scope.agency_ids)
    return _with(runs) | (answers & Q(**{f"intake_{name}": value for name, value in due.items()}))


def _to_sign(officer: Officer, at: datetime) -> Q:
    """Steps that wait for a signature the officer may give, and are not late; whenever they are due."""
    return _with(_open_runs().filter(_signatures(officer), clock=Clock.RUNNING, due_at__gte=at))


def _signatures(officer: Officer) -> Q:
    """Steps of approval in the officer's unit (a duty at the whole office: anywhere in it), not another's."""
    if Permission.APPROVE not in officer.may:
        return Q(pk__in=[])
    scope = officer.scope
    place = Q(unit_id__in=scope.unit_ids) if scope.unit_ids else Q(leg__agency__in=scope.agency_ids)
    return place & Q(step__role="approve") & (Q(assignee=None) | Q(assignee__in=scope.holders))


def _answered(officer: Officer) -> list[State]:
    return [state for state, permission in ANSWERED_BY if permission in officer.may]


def _open(officer: Officer) -> QuerySet[Dossier]:
    return queues.visible(officer.scope).at_desk()


def _open_runs() -> QuerySet[StepRun]:
    return StepRun.objects.filter(closed_at__isnull=True)


def _with(runs: QuerySet[StepRun]) -> Q:
    return Q(pk__in=runs.values("dossier_id"))


def _midnight(at: datetime) -> datetime:
    return local(at).replace(hour=0, minute=0, second=0, microsecond=0)


def _row(dossier: Dossier, at: datetime, offices: present.Offices) -> dict[str, Any]:
    row = present.row(dossier, at, offices)
    run = next((run for run in dossier.open_runs if run.clock == Clock.RUNNING), None)
    if run is None:
        return row
    return row | {"deadline": present.run_deadline(run, at, offices), "flag": _promise(dossier, at)}


def _promise(dossier: Dossier, at: datetime) -> str:
    if dossier.due_at is None:
        return ""
    words = "đã quá hẹn trả" if is_late_by_date(dossier.due_at, at) else "hẹn trả"
    test = "hồ sơ thử, " if dossier.is_test else ""
    said = f"{test}{words} {local(dossier.due_at):%d/%m/%Y}"
    return said[:1].upper() + said[1:]
