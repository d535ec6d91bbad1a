"""Making one report: fix the moment, count, draw, keep. One transaction, all or nothing."""

from collections.abc import Callable
from datetime import date, datetime

from django.db import transaction

from agencies.models import Agency
from audit import services as audit
from documents import tables
from documents.services import store_bytes
from dossiers.selectors.facts import settle
from kit.actor import Actor
from kit.clock import local_date
from kit.errors import Invalid
from kit.jobs import Teller, first_free, told
from kit.ping import ping
from reports.forms import FORMS, ReportForm
from reports.models import Report
from reports.periods import Period
from reports.selectors import Edition, make_edition, period_of
from reports.services.paper import as_pdf
from reports.services.tables import as_csv, as_xlsx

TASK = "reports.render"
MOST_ATTEMPTS = 3
STAGES = ("Chốt số liệu", "Tính số liệu", "Vẽ biểu in", "Lưu báo cáo")
OPEN = (Report.State.WAITING, Report.State.RUNNING)
EARLIEST = date(2000, 1, 1)


@transaction.atomic
def ask(
    *, form: ReportForm, agency: Agency, period: Period, by: Actor, at: datetime,
    known_at: datetime | None = None,
) -> Report:  # fmt: skip
    """Put a report in the queue; the worker makes it. `known_at` None: as known when it is made.

    Raises Invalid ("known_at", "first", "last") for a moment still to come, a period before any record or
    not over yet.
    """
    errors: dict[str, list[str]] = {}
    if known_at is not None and known_at > at:
        errors["known_at"] = ["Thời điểm ghi nhận số liệu không thể ở tương lai."]
    if period.first < EARLIEST:
        errors["first"] = ["Kỳ báo cáo cần bắt đầu từ năm 2000 trở đi."]
    if period.last > local_date(at):
        errors["last"] = ["Kỳ báo cáo chưa kết thúc. Hãy chọn đến ngày hôm nay hoặc sớm hơn."]
    if errors:
        raise Invalid(errors)
    report = Report.objects.create(**_row(form, agency, period, by, at), known_at=known_at)
    transaction.on_commit(lambda: ping(TASK))
    return report


def plan(*, form: ReportForm, agency: Agency, periods: list[Period], by: Actor, at: datetime) -> int:
    """Put what is due in the queue, each period once however often it is asked. Returns how many are new."""
    rows = [Report(**_row(form, agency, period, by, at), automatic=True) for period in periods]
    known = {tuple(row) for row in _planned(form, agency).values_list("kind", "first", "last")}
    new = [row for row in rows if (row.kind, row.first, row.last) not in known]
    Report.objects.bulk_create(new, ignore_conflicts=True)  # another worker may plan at the same moment
    return _planned(form, agency).count() - len(known)


def run_next(*, clock: Callable[[], datetime]) -> bool:
    """Make the report that waits longest and that nobody is at; False where there is none."""
    pending = Report.objects.filter(state__in=OPEN).select_related("agency__parent")
    return first_free(pending.order_by("asked_at", "pk"), lambda report: _run(report, clock))


def _planned(form: ReportForm, agency: Agency):
    return Report.objects.filter(form=form.code, agency=agency, automatic=True)


def _row(form: ReportForm, agency: Agency, period: Period, by: Actor, at: datetime) -> dict[str, object]:
    return {
        "agency": agency, "form": form.code, "kind": period.kind.value, "title": period.title,
        "first": period.first, "last": period.last, "asked_at": at, "actor_kind": by.kind,
        "actor_id": by.id, "actor_name": by.name, "actor_office": by.office,
    }  # fmt: skip


def _run(report: Report, clock: Callable[[], datetime]) -> None:
    if report.attempts >= MOST_ATTEMPTS:
        report.state, report.ended_at = Report.State.BROKEN, clock()
        report.save(update_fields=["state", "ended_at"])
        return
    with told(report, clock) as teller:
        edition = _count(report, teller)
        at = clock()
        files = _draw(report, edition, at, teller)
    _keep(report, edition, files, at)


def _count(report: Report, teller: Teller) -> Edition:
    teller(STAGES[0], 0, len(STAGES))
    known_at = settle(report.known_at)
    teller(STAGES[1], 1, len(STAGES))
    return make_edition(FORMS[report.form], report.agency, period_of(report), known_at)


def _draw(report: Report, edition: Edition, at: datetime, teller: Teller) -> dict[str, bytes]:
    teller(STAGES[2], 2, len(STAGES))
    maker = report.actor_name if report.actor_kind == "officer" else ""
    drawn = {
        "pdf": as_pdf(edition, at=at, maker=maker),
        "xlsx": as_xlsx(edition),
        "csv": as_csv(edition),
    }
    teller(STAGES[3], 3, len(STAGES))
    return drawn


def _keep(report: Report, edition: Edition, files: dict[str, bytes], at: datetime) -> None:
    by = Actor(report.actor_kind, report.actor_id, report.actor_name, report.actor_office)  # type: ignore[arg-type]
    for kind, content in files.items():
        name = f"{file_stem(report)}.{kind}"
        stored = store_bytes(content=content, name=name, media_type=MEDIA_TYPES[kind], by=by, at=at)
        setattr(report, kind, stored)
    report.known_at, report.figures = edition.known_at, edition.as_json()
    report.state, report.ended_at, report.progress, report.stage = Report.State.DONE, at, 100, ""
    report.save()
    audit.record(
        action="report.make", by=by, at=at, object_type="report", object_id=report.pk,
        summary=f"Lập biểu {report.form} {edition.period.say()} của {report.agency.name}",
        data={"known_at": edition.known_at.isoformat(), "sha256": report.pdf.sha256},
    )  # fmt: skip


MEDIA_TYPES = {"pdf": "application/pdf", "xlsx": tables.XLSX, "csv": tables.CSV}


def file_stem(report: Report) -> str:
    """The name of the report's files without suffix: 'II.06a-18172-20260615-20260914'."""
    return f"{report.form}-{report.agency.code}-{report.first:%Y%m%d}-{report.last:%Y%m%d}"
