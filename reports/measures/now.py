"""What lies where at this moment: the lists of the desk, counted. A figure and its list are one condition.

Two kinds of lateness, each by its own measure (domain.md 3): a dossier by local date, a step and the answer
to a new dossier by the minute.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet

from accounts.access import Scope
from dossiers.models import Dossier, StepRun
from dossiers.selectors import queues
from dossiers.states import Clock, State

LAW = "Nghị định 118/2025/NĐ-CP, Điều 17, 19"
LETTER = "Nghị định 118/2025/NĐ-CP, Điều 18; quy trình nội bộ của từng thủ tục"


@dataclass(frozen=True)
class Now:
    """A figure of this moment: `definition` is one sentence for people, `source` the text it comes from."""

    key: str
    title: str
    definition: str
    source: str
    condition: Callable[[datetime], Q]


MEASURES: dict[str, Now] = {
    measure.key: measure
    for measure in (
        Now(
            "waiting", "Chờ tiếp nhận",
            "Hồ sơ trực tuyến chưa được trả lời về việc tiếp nhận.",
            LAW, lambda at: Q(state=State.NEW),
        ),
        Now(
            "waiting_late", "Chờ tiếp nhận quá thời hạn trả lời",
            "Hồ sơ trực tuyến chưa được trả lời mà đã quá thời hạn trả lời, tính theo phút.",
            LAW, lambda at: queues.late_intake(at) & Q(state=State.NEW),
        ),
        Now(
            "late", "Hồ sơ quá hạn",
            "Hồ sơ đang giải quyết có ngày hẹn trả trước hôm nay.",
            LAW, queues.late_dossier,
        ),
        Now(
            "due_today", "Đến hạn hôm nay",
            "Hồ sơ đang giải quyết có ngày hẹn trả là hôm nay.",
            LAW, queues.due_today,
        ),
        Now(
            "soon", "Sắp đến hạn",
            "Hồ sơ chưa quá hạn mà thời gian còn lại ít hơn mức nhắc, hoặc ít hơn một phần tư thời hạn.",
            LAW, queues.soon_dossier,
        ),
        Now(
            "step_late", "Bước xử lý quá hạn",
            "Hồ sơ có bước đang xử lý quá thời gian được giao, tính theo phút, dù cả hồ sơ có thể còn hạn.",
            LETTER, queues.late_step,
        ),
        Now(
            "step_soon", "Bước xử lý sắp đến hạn",
            "Hồ sơ có bước đang xử lý sắp hết thời gian được giao, tính theo phút.",
            LETTER, queues.soon_step,
        ),
        Now(
            "in_hand", "Đang giải quyết",
            "Hồ sơ đã tiếp nhận và chưa giải quyết xong.",
            LAW, lambda at: Q(state__in=queues.IN_HAND_STATES),
        ),
        Now(
            "stopped", "Đang tạm dừng",
            "Hồ sơ đã tiếp nhận đang tạm dừng tính thời hạn để chờ người nộp.",
            LAW, lambda at: Q(clock=Clock.STOPPED),
        ),
        Now(
            "to_return", "Chờ trả kết quả",
            "Hồ sơ đã có kết quả mà người nộp chưa nhận.",
            LAW, lambda at: Q(state=State.DONE),
        ),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Place:
    """Where running steps lie: at which step of the work, with whom. Empty means any; 0 means nobody yet."""

    step: str = ""
    officer: int | None = None

    @property
    def is_any(self) -> bool:
        """No cut at all?"""
        return not self.step and self.officer is None

    def runs(self) -> Q:
        """The condition on open runs."""
        found = Q(closed_at__isnull=True)
        if self.step:
            found &= Q(step__name=self.step)
        if self.officer is not None:
            found &= Q(assignee_id=self.officer) if self.officer else Q(assignee__isnull=True)
        return found


@dataclass(frozen=True)
class Load:
    """What one officer holds at one step: open runs; those of late dossiers; those past their own due minute;
    those due soon."""

    step: str
    officer: int
    name: str
    unit: str
    held: int
    late_dossiers: int
    late: int
    soon: int


def rows(key: str, scope: Scope, at: datetime, place: Place | None = None) -> QuerySet[Dossier]:
    """The dossiers behind a figure, due first. Raises KeyError for an unknown measure."""
    return queues.due_first(_found(scope, place).filter(MEASURES[key].condition(at)))


def count(scope: Scope, at: datetime, keys: Iterable[str]) -> dict[str, int]:
    """Several figures at once. One query."""
    columns = {key: Count("pk", filter=MEASURES[key].condition(at)) for key in keys}
    return _found(scope).aggregate(**columns)


def loads(scope: Scope, at: datetime) -> list[Load]:
    """Who holds what at which step, the latest first, then by step and name. One query."""
    runs = StepRun.objects.filter(
        queues.at_desk_of(scope, "dossier__"), closed_at__isnull=True, dossier__is_test=False
    )
    late = Q(clock=Clock.RUNNING, due_at__lt=at)
    soon = Q(clock=Clock.RUNNING, due_at__gte=at, soon_at__lte=at)
    grouped = (
        runs.values("step__name", "assignee_id", name=F("assignee__full_name"), of=F("unit__name"))
        .annotate(
            held=Count("pk"),
            late_dossiers=Count("pk", filter=queues.late_dossier(at, "dossier__")),
            late=Count("pk", filter=late),
            soon=Count("pk", filter=soon),
        )
        .order_by("-late_dossiers", "-late", "-soon", "-held", "step__name", "name", "of")
    )
    return [
        Load(
            row["step__name"], row["assignee_id"] or 0, row["name"] or "", row["of"],
            row["held"], row["late_dossiers"], row["late"], row["soon"],
        )
        for row in grouped
    ]  # fmt: skip


def _found(scope: Scope, place: Place | None = None) -> QuerySet[Dossier]:
    """Real dossiers at the office's desks; test dossiers are worked on and never counted (domain.md 20)."""
    found = queues.visible(scope).at_desk().real()
    if place is None or place.is_any:
        return found
    return found.filter(pk__in=StepRun.objects.filter(place.runs()).values("dossier_id"))
