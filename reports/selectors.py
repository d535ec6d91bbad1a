"""Reading reports: the windows an office reports by, the figures of a form, the editions that are kept."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from agencies.models import Agency
from agencies.selectors import law_value, law_value_row
from dossiers.models import DossierFact
from procedures.models import Sector
from reports.forms import FORMS, ReportForm
from reports.measures import counted
from reports.measures.counted import Question
from reports.models import Report
from reports.periods import Kind, Period, Windows

LEVELS = {Agency.Kind.COMMUNE: "xã", Agency.Kind.PROVINCE: "tỉnh"}


@dataclass(frozen=True)
class Row:
    """One line of a form: a field with its figures by column number."""

    sector_id: int
    name: str
    figures: dict[int, int]


@dataclass(frozen=True)
class Edition:
    """A form's figures for one office and period, as known at one moment. The total sums the columns."""

    form: ReportForm
    agency: Agency
    period: Period
    known_at: datetime
    rows: tuple[Row, ...]

    @property
    def total(self) -> dict[int, int]:
        """The last row: each column summed."""
        return {
            column.number: sum(row.figures[column.number] for row in self.rows)
            for column in self.form.counted
        }

    def as_json(self) -> dict[str, Any]:
        """What is kept with a report; `read_edition` reads it back."""
        rows = [[row.sector_id, row.name, list(row.figures.values())] for row in self.rows]
        return {"columns": [column.number for column in self.form.counted], "rows": rows}


def windows(agency: Agency, on: date) -> Windows:
    """The law's cut-offs for reports, in force at the office on that day (NĐ 09/2019 Đ12)."""
    quarters = law_value("report_windows", on, agency)
    return Windows.read(int(law_value("report_month_day", on, agency)), quarters)


def make_edition(form: ReportForm, agency: Agency, period: Period, known_at: datetime) -> Edition:
    """Count the form's figures: fields with any figure, in Vietnamese order (domain.md 18). Two queries."""
    keys = [column.measure for column in form.counted]
    counts = counted.count_by("sector", Question(agency, period, known_at), keys)
    sectors = Sector.objects.filter(pk__in=counts).order_by("sort_name", "pk")
    rows = (
        Row(s.pk, s.name, {column.number: counts[s.pk][column.measure] for column in form.counted})
        for s in sectors
    )
    return Edition(form, agency, period, known_at, tuple(rows))


def read_edition(report: Report) -> Edition:
    """The kept figures of a report that is done. Raises ValueError for one that is not."""
    if report.figures is None or report.known_at is None:
        raise ValueError("the report has no figures yet")
    numbers = report.figures["columns"]
    rows = tuple(
        Row(sector_id, name, dict(zip(numbers, figures, strict=True)))
        for sector_id, name, figures in report.figures["rows"]
    )
    return Edition(FORMS[report.form], report.agency, period_of(report), report.known_at, rows)


def behind(
    form: ReportForm, column: int, agency: Agency, period: Period, known_at: datetime,
    sector: Sector | None = None,
) -> QuerySet[DossierFact]:  # fmt: skip
    """The list behind a cell: as many rows as the cell says. Raises KeyError for a column without figures."""
    measure = next(c.measure for c in form.counted if c.number == column)
    return counted.rows(measure, Question(agency, period, known_at, sector=sector))


def period_of(report: Report) -> Period:
    """The period of a report."""
    return Period(report.first, report.last, Kind(report.kind), report.title)


def kept(agency: Agency) -> QuerySet[Report]:
    """The office's reports, the latest period first."""
    return Report.objects.filter(agency=agency).select_related("agency", "pdf", "xlsx", "csv")


def send_by(agency: Agency, period: Period, on: date) -> tuple[date, bool] | None:
    """By which day the office sends the report, and whether that day is verified; None where none is set.

    A day of the period's last month, by the law's values in force `on` (law.md §1.1).
    """
    row = law_value_row("report_due_days", on, agency)
    day = row.value.get(LEVELS.get(Agency.Kind(agency.kind), ""))
    if day is None or period.kind == Kind.OTHER:
        return None
    last_of_month = (period.last.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return period.last.replace(day=min(day, last_of_month.day)), row.mark != "U"
