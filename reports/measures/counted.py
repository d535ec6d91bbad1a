"""What a period's figures count: facts true at its last instant (law.md §1.3–1.4; domain.md 18, 29).

Every measure is a condition on facts. The figure is how many facts meet it; the list behind the figure is
the same facts themselves. The conditions split the base without gap or overlap, so (3) = (4)+(5)+(6),
(7) = (8)+(9)+(10), (11) = (12)+(13) and (3) = (7)+(11) hold whatever the facts say.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When

from agencies.models import Agency
from dossiers.models import DossierFact
from dossiers.selectors import facts
from dossiers.states import Channel, Outcome, OwnAccount
from procedures.models import Procedure, Sector
from reports.periods import Period

FORM = "Biểu II.06a/VPCP/KSTT, Thông tư 01/2020/TT-VPCP"
ONLINE_INTAKE = "Nghị định 118/2025/NĐ-CP, Điều 17"
APPOINTED_ANEW = "Nghị định 61/2018/NĐ-CP, khoản 9 Điều 19"
RECEIVED_HERE = "Nghị định 118/2025/NĐ-CP, Điều 14 khoản 4, Điều 17 khoản 3"
OWN_ACCOUNT = "Bộ chỉ số phục vụ người dân, doanh nghiệp, Quyết định 766/QĐ-TTg"
INDEX = "Quyết định 766/QĐ-TTg, chỉ tiêu 2.1"


@dataclass(frozen=True)
class Question:
    """Whose figures, of which period, as known when (None: now), cut to a field or a procedure."""

    agency: Agency
    period: Period
    known_at: datetime | None = None
    sector: Sector | None = None
    procedure: Procedure | None = None

    def facts(self, *, elsewhere: bool = False) -> QuerySet[DossierFact]:
        """One fact a dossier of the agency that decides it: counted once, there (domain.md 17).

        With `elsewhere` those that the agency received for others to decide: a column of its own.
        What had ended before the period counts in no measure; so the years before it are not read.
        """
        found = facts.as_of(self.period.end, self.known_at).filter(_not_over(self.period))
        if elsewhere:
            found = found.filter(receiving_agency=self.agency).exclude(agency=self.agency)
        else:
            found = found.filter(agency=self.agency)
        if self.sector is not None:
            found = found.filter(sector=self.sector)
        return found.filter(procedure=self.procedure) if self.procedure is not None else found


@dataclass(frozen=True)
class Measure:
    """A figure with a name: `definition` is one sentence for people, `source` the text it comes from."""

    key: str
    title: str
    definition: str
    source: str
    condition: Callable[[Period], Q]
    elsewhere: bool = False  # of what the agency received for others to decide


def _not_over(period: Period) -> Q:
    return Q(finished_on__isnull=True) | Q(finished_on__gte=period.first)


def _base(period: Period) -> Q:
    """Received by the last day, and not finished before the first."""
    return Q(received_on__lte=period.last) & _not_over(period)


def _new(period: Period) -> Q:
    return _base(period) & Q(received_on__gte=period.first)


def _done(period: Period) -> Q:
    return _base(period) & Q(finished_on__lte=period.last)


def _open(period: Period) -> Q:
    return _base(period) & (Q(finished_on__isnull=True) | Q(finished_on__gt=period.last))


def _open_within(period: Period) -> Q:
    return _open(period) & (Q(due_on__isnull=True) | Q(due_on__gte=period.last))


# Returned unsolved, withdrawn, stopped: on time, whatever the day (law.md §1.4; domain.md 18).
_EARLY = Q(outcome=Outcome.DONE, due_on__isnull=False, finished_on__lt=F("due_on"))
_LATE = Q(outcome=Outcome.DONE, due_on__isnull=False, finished_on__gt=F("due_on"))
_ON_TIME = ~Q(outcome=Outcome.DONE) | Q(due_on__isnull=True) | Q(finished_on=F("due_on"))

MEASURES: dict[str, Measure] = {
    measure.key: measure
    for measure in (
        Measure(
            "total", "Số hồ sơ nhận giải quyết",
            "Hồ sơ tiếp nhận trong kỳ và hồ sơ kỳ trước chuyển sang, không kể hồ sơ bị từ chối tiếp nhận.",
            FORM, _base,
        ),
        Measure(
            "received", "Tiếp nhận trong kỳ",
            "Hồ sơ được tiếp nhận từ ngày đầu đến ngày cuối kỳ, theo mọi kênh.",
            FORM, _new,
        ),
        Measure(
            "received_online", "Tiếp nhận trực tuyến",
            "Hồ sơ nộp trực tuyến được tiếp nhận trong kỳ.",
            FORM, lambda p: _new(p) & Q(channel=Channel.ONLINE),
        ),
        Measure(
            "received_own", "Nộp bằng tài khoản chính chủ",
            "Hồ sơ nộp trực tuyến được tiếp nhận trong kỳ, số định danh đã xác thực của tài khoản nộp là của "
            "chủ hồ sơ; nhận về tài khoản sau khi nộp thì không tính.",
            OWN_ACCOUNT,
            lambda p: _new(p) & Q(channel=Channel.ONLINE, own_account=OwnAccount.OWN),
        ),
        Measure(
            "received_other", "Tiếp nhận trực tiếp, qua bưu chính",
            "Hồ sơ nộp trực tiếp hoặc qua bưu chính được tiếp nhận trong kỳ.",
            FORM, lambda p: _new(p) & ~Q(channel=Channel.ONLINE),
        ),
        Measure(
            "carried", "Từ kỳ trước chuyển sang",
            "Hồ sơ tiếp nhận trước ngày đầu kỳ mà đến ngày đó chưa giải quyết xong.",
            FORM, lambda p: _base(p) & Q(received_on__lt=p.first),
        ),
        Measure(
            "done", "Đã giải quyết",
            "Hồ sơ kết thúc giải quyết trong kỳ, kể cả hồ sơ từ chối giải quyết, người nộp rút hoặc dừng.",
            FORM, _done,
        ),
        Measure(
            "done_early", "Đã giải quyết trước hạn",
            "Hồ sơ có kết quả trong kỳ, ngày có kết quả sớm hơn ngày hẹn trả.",
            FORM, lambda p: _done(p) & _EARLY,
        ),
        Measure(
            "done_on_time", "Đã giải quyết đúng hạn",
            "Hồ sơ có kết quả đúng ngày hẹn trả, và mọi hồ sơ từ chối giải quyết, rút hoặc dừng trong kỳ.",
            FORM, lambda p: _done(p) & _ON_TIME,
        ),
        Measure(
            "done_late", "Đã giải quyết quá hạn",
            "Hồ sơ có kết quả trong kỳ, ngày có kết quả muộn hơn ngày hẹn trả.",
            FORM, lambda p: _done(p) & _LATE,
        ),
        Measure(
            "open", "Đang giải quyết",
            "Hồ sơ đã tiếp nhận mà đến hết ngày cuối kỳ chưa giải quyết xong.",
            FORM, _open,
        ),
        Measure(
            "open_within", "Đang giải quyết trong hạn",
            "Hồ sơ đang giải quyết có ngày hẹn trả từ ngày cuối kỳ trở đi, hoặc đang tạm dừng tính thời hạn "
            "(chờ bổ sung).",
            FORM, _open_within,
        ),
        Measure(
            "open_late", "Đang giải quyết quá hạn",
            "Hồ sơ đang giải quyết có ngày hẹn trả trước ngày cuối kỳ.",
            FORM, lambda p: _open(p) & Q(due_on__lt=p.last),
        ),
        Measure(
            "intake_late", "Tiếp nhận quá hạn",
            "Hồ sơ trực tuyến được tiếp nhận trong kỳ, muộn hơn thời hạn trả lời về việc tiếp nhận.",
            ONLINE_INTAKE, lambda p: _new(p) & Q(received_at__gt=F("intake_due_at")),
        ),
        Measure(
            "refused", "Từ chối tiếp nhận",
            "Hồ sơ bị từ chối tiếp nhận trong kỳ; không tính vào số hồ sơ nhận giải quyết.",
            ONLINE_INTAKE,
            lambda p: Q(outcome=Outcome.REFUSED, finished_on__gte=p.first, finished_on__lte=p.last),
        ),
        Measure(
            "on_schedule", "Đúng tiến độ",
            "Hồ sơ đã giải quyết trước hạn, đúng hạn và hồ sơ đang giải quyết còn trong hạn.",
            INDEX,
            lambda p: (_done(p) & (_EARLY | _ON_TIME)) | _open_within(p),
        ),
        Measure(
            "reappointed", "Đã hẹn lại",
            "Hồ sơ nhận giải quyết trong kỳ, đến hết kỳ đã được hẹn lại ngày trả kết quả, trước hạn hay sau "
            "hạn cũng tính; gia hạn để xác minh thì không tính.",
            APPOINTED_ANEW, lambda p: _base(p) & Q(reappointed=True),
        ),
        Measure(
            "for_others", "Tiếp nhận cho nơi khác giải quyết",
            "Hồ sơ cơ quan này tiếp nhận, cơ quan có thẩm quyền đã nhận trong kỳ để giải quyết; tính vào số "
            "liệu của cơ quan giải quyết, không tính ở đây.",
            RECEIVED_HERE, _new, elsewhere=True,
        ),
    )
}  # fmt: skip


def rows(key: str, question: Question) -> QuerySet[DossierFact]:
    """The facts behind the figure `key`, by day of reception, each with its `standing`.

    Raises KeyError for an unknown measure.
    """
    measure = MEASURES[key]
    found = question.facts(elsewhere=measure.elsewhere).filter(measure.condition(question.period))
    return (
        found.annotate(standing=_standing(question.period))
        .select_related("dossier__version", "procedure", "sector")
        .order_by("received_on", "dossier_id")
    )


def _standing(period: Period) -> Case:
    """As which of the form's last columns a fact counts."""
    keys = ("done_early", "done_on_time", "done_late", "open_within", "open_late")
    whens = [When(MEASURES[key].condition(period), then=Value(key)) for key in keys]
    return Case(*whens, default=Value("refused"), output_field=CharField())


def count(question: Question, keys: Iterable[str]) -> dict[str, int]:
    """Several figures at once. One query, and one more for what was received for others."""
    asked = list(keys)
    other = [key for key in asked if MEASURES[key].elsewhere]
    own = [key for key in asked if key not in other]
    found = question.facts().aggregate(**_columns(own, question.period))
    if other:
        found |= question.facts(elsewhere=True).aggregate(**_columns(other, question.period))
    return found


def count_by(group: str, question: Question, keys: Iterable[str]) -> dict[int, dict[str, int]]:
    """The figures for each "sector" or "procedure" that has any, by its primary key. One query."""
    columns = _columns(keys, question.period)
    grouped = question.facts().values(f"{group}_id").annotate(**columns).order_by()
    return {row.pop(f"{group}_id"): row for row in grouped if any(row[key] for key in columns)}


def share(part: int, whole: int) -> float | None:
    """A share in percent with two decimals; None where there is nothing to share (never 100 %)."""
    return round(100 * part / whole, 2) if whole else None


def _columns(keys: Iterable[str], period: Period) -> dict[str, Count]:
    return {key: Count("pk", filter=MEASURES[key].condition(period)) for key in keys}
