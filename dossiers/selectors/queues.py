"""The officer's queues, and the one door through which the desk loads dossiers.

Every query starts from the officer's scope (accounts.access.Scope): what is outside it does not exist.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Case, Count, F, Prefetch, Q, QuerySet, When
from django.db.models.functions import Coalesce, Least

from accounts.access import Scope
from dossiers.models import Dossier, Party, StepRun, Supplement
from dossiers.models.dossier import held_at
from dossiers.selectors.questions import asked
from dossiers.states import AT_DESK, IN_HAND, ON_THE_WAY, Clock, Objecting, ParcelState, State
from kit import idnumber, phone
from kit.clock import local
from kit.text import fold

LIKE_ENOUGH = 0.5


@dataclass(frozen=True)
class Queue:
    """One list of the desk. `alert` marks lists that should be empty.

    `closed` marks the list of what is over; others hold what still lies at a desk, and read nothing else;
    with None it is both, found by an index of its own.

    Nobody waits for the number of an archive, which grows for ever: its own page tells it.
    """

    key: str
    title: str
    group: str
    condition: Callable[[Scope, datetime], Q]
    alert: bool = False
    closed: bool | None = False
    oldest: str = ""  # the moment by which the list is in order, where the nearest deadline says nothing
    rare: bool = False  # stands in the left column only while something lies there


def _open_run(**conditions: object) -> Q:
    """Dossiers whose open run satisfies the conditions. One subquery, one run.

    A clock runs in open runs alone; said here, it spares the search through all that are closed.
    """
    return Q(pk__in=StepRun.objects.filter(closed_at__isnull=True, **conditions).values("dossier_id"))


def _waiting(scope: Scope, at: datetime) -> Q:
    return Q(state=State.NEW, receiving_agency__in=scope.agency_ids)


def _arriving(scope: Scope, at: datetime) -> Q:
    """Sent here by another office that received it, and not taken yet (law.md R07)."""
    sent = Q(clock=Clock.OFF, authority_open=False, state__in=(State.RECEIVED, State.PROCESSING))
    elsewhere = ~Q(receiving_agency__in=scope.agency_ids)
    return sent & elsewhere & _open_run(leg__agency__in=scope.agency_ids)


def _authority(scope: Scope, at: datetime) -> Q:
    """Who decides is still to be found, by the office that took the dossier."""
    here = Q(receiving_agency__in=scope.agency_ids)
    return here & Q(authority_open=True, state__in=sorted(AT_DESK))


def _to_look_at(scope: Scope, at: datetime) -> Q:
    """A supplement that asks for paper of an online dossier, or comes after the days for appraisal (R09)."""
    asked = Supplement.objects.filter(Q(asks_paper=True) | Q(after_limit=True))
    return Q(pk__in=asked.values("dossier_id"), state__in=sorted(AT_DESK))


def _mine(scope: Scope, at: datetime) -> Q:
    return _open_run(assignee_id__in=scope.holders) & Q(state__in=(State.RECEIVED, State.PROCESSING))


def _unit(scope: Scope, at: datetime) -> Q:
    return _open_run(unit_id__in=scope.unit_ids) & Q(state__in=(State.RECEIVED, State.PROCESSING))


def _opinions(scope: Scope, at: datetime) -> Q:
    """Dossiers with an open question to the officer or to their unit."""
    return asked(scope)


def _supplement(scope: Scope, at: datetime) -> Q:
    return Q(state=State.SUPPLEMENT)


# Lateness by the stored due times, not by the marks: right between two sweeps as well.


def late_dossier(at: datetime, path: str = "") -> Q:
    """Dossiers past their due day, by local date (domain.md 3); `path` leads to them: "dossier__"."""
    return Q((f"{path}clock", Clock.RUNNING), (f"{path}due_at__lt", _midnight(at)))


def due_today(at: datetime) -> Q:
    """Dossiers promised for today."""
    midnight = _midnight(at)
    return Q(clock=Clock.RUNNING, due_at__gte=midnight, due_at__lt=midnight + timedelta(days=1))


def soon_dossier(at: datetime) -> Q:
    """Dossiers not yet past their due time that are due soon (domain.md 8)."""
    return Q(clock=Clock.RUNNING, soon_at__lte=at, due_at__gte=at)


def late_step(at: datetime) -> Q:
    """Dossiers with a running step past its due minute."""
    return _open_run(clock=Clock.RUNNING, due_at__lt=at)


def soon_step(at: datetime) -> Q:
    """Dossiers with a running step that is due soon and not yet late."""
    return _open_run(clock=Clock.RUNNING, soon_at__lte=at, due_at__gte=at)


def late_intake(at: datetime) -> Q:
    """New dossiers that nobody answered in time, by the minute; requests to withdraw are answered too."""
    return Q(intake_clock=Clock.RUNNING, intake_due_at__lt=at)


def _midnight(at: datetime) -> datetime:
    return local(at).replace(hour=0, minute=0, second=0, microsecond=0)


def _overdue(scope: Scope, at: datetime) -> Q:
    return late_dossier(at) | late_step(at) | late_intake(at)


def _soon(scope: Scope, at: datetime) -> Q:
    intake = Q(intake_clock=Clock.RUNNING, intake_soon_at__lte=at, intake_due_at__gte=at)
    return (soon_dossier(at) | intake | soon_step(at)) & ~_overdue(scope, at)


def _to_return(scope: Scope, at: datetime) -> Q:
    return Q(state=State.DONE, receiving_agency__in=scope.agency_ids)


def _withdrawing(scope: Scope, at: datetime) -> Q:
    return Q(state=State.WITHDRAWING, receiving_agency__in=scope.agency_ids)


def _asked(scope: Scope, at: datetime) -> Q:
    """Answered, and its term moved, by who decides alone, wherever the dossier lies."""
    return Q(asked=True, deciding_agency__in=scope.agency_ids)


def _objected(scope: Scope, at: datetime) -> Q:
    """The owner does not agree with what another filed for them; told to the office that took it."""
    return Q(objecting=Objecting.OPEN, receiving_agency__in=scope.agency_ids)


def _owes_apology(scope: Scope, at: datetime) -> Q:
    """It is the office that decides which owes it, wherever the dossier lies."""
    return Q(owes_apology=True, deciding_agency__in=scope.agency_ids)


def _uncollected(scope: Scope, at: datetime) -> Q:
    return uncollected(at) & Q(receiving_agency__in=scope.agency_ids)


def uncollected(at: datetime) -> Q:
    """Results that have lain at the desk past the reminder; an electronic one that was opened is there."""
    return Q(state=State.DONE, remind_at__lte=at, result_opened_at__isnull=True)


def _on_the_way(scope: Scope, at: datetime) -> Q:
    return Q(parcel__in=sorted(ON_THE_WAY), receiving_agency__in=scope.agency_ids)


def _sent_back(scope: Scope, at: datetime) -> Q:
    return Q(parcel=ParcelState.SENT_BACK, receiving_agency__in=scope.agency_ids)


def _all(scope: Scope, at: datetime) -> Q:
    return Q()


QUEUES: tuple[Queue, ...] = (
    Queue("waiting", "Chờ tiếp nhận", "Việc cần làm", _waiting),
    Queue("arriving", "Nơi khác chuyển đến", "Việc cần làm", _arriving, rare=True),
    Queue("authority", "Chưa xác định thẩm quyền", "Việc cần làm", _authority, rare=True),
    Queue("mine", "Của tôi", "Việc cần làm", _mine),
    Queue("unit", "Của bộ phận tôi", "Việc cần làm", _unit),
    Queue("opinions", "Xin ý kiến", "Việc cần làm", _opinions),
    Queue("withdrawing", "Xin rút hồ sơ", "Việc cần làm", _withdrawing),
    Queue("objected", "Chủ hồ sơ không đồng ý", "Việc cần làm", _objected, alert=True, closed=None,
          rare=True),
    Queue("asked", "Chờ lãnh đạo duyệt", "Việc cần làm", _asked, closed=None),
    Queue("to_return", "Chờ trả kết quả", "Việc cần làm", _to_return),
    Queue("overdue", "Quá hạn", "Theo dõi", _overdue, alert=True),
    Queue("apology", "Trễ, chưa xin lỗi", "Theo dõi", _owes_apology, alert=True, closed=None),
    Queue("soon", "Sắp đến hạn", "Theo dõi", _soon),
    Queue("supplement", "Chờ bổ sung", "Theo dõi", _supplement),
    Queue("supplement_check", "Bổ sung cần xem lại", "Theo dõi", _to_look_at, alert=True, rare=True),
    Queue("uncollected", "Quá hẹn chưa đến nhận", "Theo dõi", _uncollected, alert=True,
          oldest="finished_at", rare=True),
    Queue("posted", "Đang gửi bưu chính", "Theo dõi", _on_the_way, closed=None, oldest="returned_at",
          rare=True),
    Queue("sent_back", "Bưu chính chuyển hoàn", "Theo dõi", _sent_back, alert=True, closed=None,
          oldest="returned_at", rare=True),
    Queue("open", "Đang giải quyết", "Tất cả", _all),
    Queue("closed", "Đã kết thúc", "Tất cả", _all, closed=True),
)  # fmt: skip
BY_KEY: dict[str, Queue] = {queue.key: queue for queue in QUEUES}


IN_HAND_STATES = tuple(sorted(IN_HAND))


def visible(scope: Scope) -> QuerySet[Dossier]:
    """Every dossier that this scope may see."""
    return Dossier.objects.at(scope.agency_ids)


def at_desk_of(scope: Scope, path: str = "") -> Q:
    """Dossiers at a desk that this scope may see; `path` leads to them: "dossier__"."""
    return Q((f"{path}state__in", sorted(AT_DESK))) & held_at(scope.agency_ids, path)


def queue(scope: Scope, key: str, at: datetime) -> QuerySet[Dossier]:
    """The dossiers of a queue in its order; `lines` loads a page. Raises KeyError for an unknown key."""
    found, seen = BY_KEY[key], visible(scope)
    if found.closed is not None:
        seen = seen.closed() if found.closed else seen.at_desk()
    rows = seen.filter(found.condition(scope, at))
    return rows.order_by(found.oldest, "pk") if found.oldest else due_first(rows)


def counts(scope: Scope, at: datetime) -> dict[str, int]:
    """How many dossiers lie in each queue but that of the closed. Two queries."""
    open_ones = [q for q in QUEUES if q.closed is False]
    counted = {q.key: Count("pk", filter=q.condition(scope, at) or None) for q in open_ones}
    found = visible(scope).at_desk().aggregate(**counted)
    both = {q.key: q.condition(scope, at) for q in QUEUES if q.closed is None}
    rows = visible(scope).filter(reduce(or_, both.values()))
    return found | rows.aggregate(**{key: Count("pk", filter=is_in) for key, is_in in both.items()})


def search(scope: Scope, text: str, at: datetime) -> QuerySet[Dossier]:
    """By code, owner's or filer's name without accents, phone, or identity number (whole)."""
    words = fold(text)
    if not words:
        return due_first(visible(scope).none())
    rows = visible(scope)
    if exact := _exact(text):
        return due_first(rows.filter(exact))
    named = Q(owner_fold__contains=words) | _party(name_fold__contains=words)
    found = rows.filter(named | Q(code__icontains=text.strip()))
    if not found.exists():
        alike = rows.annotate(likeness=TrigramWordSimilarity(words, "owner_fold"))
        found = alike.filter(likeness__gte=LIKE_ENOUGH)
    return due_first(found)


def find(scope: Scope, code: str) -> Dossier | None:
    """The dossier of this code, if the scope may see it; everything a page of it needs in few queries."""
    rows = visible(scope).select_related(
        "version__procedure__sector", "case", "receiving_agency", "deciding_agency", "filing_agency",
        "received_by", "returned_by",
    )  # fmt: skip
    return rows.filter(code=code).first()


def key_of(code: str, agencies: frozenset[int]) -> int | None:
    """The number under which the books know a dossier of one of `agencies`; nothing of it is read."""
    return Dossier.objects.at(agencies).filter(code=code).values_list("pk", flat=True).first()


def _exact(text: str) -> Q | None:
    """A whole phone or identity number; equality only (domain.md 23)."""
    conditions: list[Q] = []
    for read, lookup in ((phone.normalise, "phone"), (idnumber.normalise, "id_index__whole")):
        try:
            conditions.append(_party(**{lookup: read(text)}))
        except ValueError:
            continue
    if not conditions:
        return None
    found = conditions[0]
    for condition in conditions[1:]:
        found |= condition
    return found


def _party(**conditions: object) -> Q:
    return Q(pk__in=Party.objects.filter(**conditions).values("dossier_id"))


def due_first(rows: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """In the order of every list: the nearest of the running clocks, then the oldest."""
    nearest = Coalesce(Least("due_at", "intake_running_due"), F("due_at"), F("intake_running_due"))
    return rows.annotate(intake_running_due=_when_intake_runs()).order_by(
        nearest.asc(nulls_last=True), "submitted_at", "pk"
    )


def lines(found: QuerySet[Dossier]) -> list[Dossier]:
    """The dossiers of one page, in its order, with what a line of a list needs. Three queries.

    The page is found by its keys alone, then loaded: a whole queue is not joined and sorted for fifty rows.
    """
    keys = list(found.values_list("pk", flat=True))
    rows = Dossier.objects.filter(pk__in=keys).select_related(*_ONE_OF_A_LINE).only(*_OF_A_LINE)
    runs = StepRun.objects.filter(closed_at__isnull=True).order_by("pk")
    runs = runs.select_related(*_ONE_OF_A_RUN).only(*_OF_A_RUN)
    loaded = rows.prefetch_related(Prefetch("runs", queryset=runs, to_attr="open_runs"))
    by_key = {row.pk: row for row in loaded}
    return [by_key[key] for key in keys if key in by_key]


_ONE_OF_A_LINE = ("version", "receiving_agency", "deciding_agency")
_OF_A_LINE = (
    "code", "channel", "is_test", "state", "outcome", "owner_name", "submitted_at",
    "intake_from", "intake_due_at", "intake_soon_at", "intake_clock",
    "received_at", "clock_from", "due_at", "soon_at", "clock", "held", "finished_at",
    "version__name", "receiving_agency__name", "deciding_agency__name",
)  # fmt: skip
_ONE_OF_A_RUN = ("step", "unit", "assignee", "leg__agency")
_OF_A_RUN = (
    "dossier", "opened_at", "closed_at", "due_at", "soon_at", "clock",
    "step__name", "unit__name", "assignee__full_name", "leg__agency__name",
)  # fmt: skip


def _when_intake_runs() -> object:
    return Case(When(intake_clock=Clock.RUNNING, then=F("intake_due_at")), default=None)
