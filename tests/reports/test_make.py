"""A report is asked for, made once, kept as it was; due ones are planned once (issue 3, part 3)."""

import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from agencies.models import Agency
from agencies.services import change_law_value
from audit.models import AuditEntry
from documents.models import StoredFile
from documents.selectors import open_file
from kit.actor import Actor
from kit.errors import Invalid
from portal.demo.office import Office
from reports.forms import II06A
from reports.models import Report
from reports.periods import Kind, Period
from reports.selectors import kept, period_of, read_edition, send_by, windows
from reports.services import make, schedule
from tests.cast import at
from tests.reports import nine
from tests.reports.nine import FIGURES, QUARTER

pytestmark = pytest.mark.django_db
NOW = at("2026-10-01 08:00")


def ask(office: Office, **more) -> Report:
    return make.ask(form=II06A, agency=office.agency, period=QUARTER, by=office.actor("yen"), at=NOW, **more)


def content_of(stored: StoredFile) -> bytes:
    with open_file(stored) as file:
        return file.read()


@pytest.fixture
def report(office: Office) -> Report:
    """The quarter's report, made."""
    nine.live(office)
    asked = ask(office)
    assert make.run_next(clock=lambda: NOW)
    return Report.objects.get(pk=asked.pk)


def test_a_report_that_is_made_has_its_figures_and_three_files(report: Report) -> None:
    assert (report.state, report.progress) == ("done", 100)
    assert read_edition(report).total == FIGURES
    sheet = openpyxl.load_workbook(io.BytesIO(content_of(report.xlsx)), data_only=True).active
    assert [cell.value for cell in sheet[sheet.max_row]][2:] == list(FIGURES.values())
    assert content_of(report.pdf).startswith(b"%PDF-")
    assert content_of(report.csv).startswith(b"\xef\xbb\xbf")
    assert report.pdf.original_name == "II.06a-18172-20260615-20260914.pdf"


def test_the_book_has_a_line(report: Report) -> None:
    line = AuditEntry.objects.get(action="report.make")
    assert (line.object_id, line.actor_name) == (str(report.pk), "Hồ Thị Yến")
    assert line.data["sha256"] == report.pdf.sha256


def test_nothing_is_made_twice(report: Report) -> None:
    assert not make.run_next(clock=lambda: NOW)


@pytest.mark.parametrize("change", [{"title": "khác"}, {"figures": {}}, {"state": "waiting"}])
def test_a_report_that_is_done_cannot_be_changed(report: Report, change: dict) -> None:
    with pytest.raises(DatabaseError, match="does not change"), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(**change)
    with pytest.raises(DatabaseError, match="does not change"), transaction.atomic():
        Report.objects.filter(pk=report.pk).delete()


def test_a_new_edition_stands_beside_the_old_one(office: Office, report: Report) -> None:
    later = ask(office)
    make.run_next(clock=lambda: NOW + timedelta(hours=1))
    assert kept(office.agency).count() == 2
    assert read_edition(Report.objects.get(pk=later.pk)).rows == read_edition(report).rows


@pytest.mark.parametrize(
    ("more", "field", "words"),
    [
        ({"known_at": NOW + timedelta(seconds=1)}, "known_at", "tương lai"),
        ({"period": Period(date(1999, 12, 31), date(2026, 1, 1))}, "first", "năm 2000"),
        ({"period": Period(date(2026, 9, 15), date(2026, 12, 14))}, "last", "chưa kết thúc"),
    ],
)
def test_what_cannot_be_reported_is_told_by_field(office: Office, more, field, words) -> None:
    asked = {
        "form": II06A,
        "agency": office.agency,
        "period": QUARTER,
        "by": Actor.system(),
        "at": NOW,
    } | more
    with pytest.raises(Invalid) as refused:
        make.ask(**asked)
    assert words in refused.value.errors[field][0]


def test_a_report_that_fails_three_times_says_so(office: Office) -> None:
    asked = ask(office)
    Report.objects.filter(pk=asked.pk).update(attempts=3)
    assert make.run_next(clock=lambda: NOW)
    assert Report.objects.get(pk=asked.pk).state == "broken"
    assert not make.run_next(clock=lambda: NOW)


@pytest.fixture
def used_since(office: Office, monkeypatch: pytest.MonkeyPatch):
    """Say since when the office has worked with the product."""

    def say(day: date | None) -> None:
        monkeypatch.setattr("reports.services.schedule.in_use_since", lambda agency: day)

    return say


@pytest.mark.parametrize(
    ("today", "since", "titles"),
    [
        ("2026-09-14 23:59", date(2026, 8, 20), []),
        ("2026-09-15 00:00", date(2026, 8, 20), ["Quý III/2026", "Tháng 9/2026"]),
        ("2026-09-20 08:00", date(2026, 9, 14), ["Quý III/2026", "Tháng 9/2026"]),
        ("2026-09-20 08:00", date(2026, 9, 15), []),
        ("2026-12-15 06:00", date(2026, 12, 1), ["Năm 2026", "Tháng 12/2026"]),
        ("2026-10-20 06:00", None, []),
    ],
)
def test_a_report_is_due_once_its_window_is_over_and_the_office_was_at_work(
    office: Office, used_since, today, since, titles
) -> None:
    used_since(since)
    planned = schedule.plan_due(at=at(today))
    assert planned == len(titles)
    assert sorted(Report.objects.values_list("title", flat=True)) == sorted(titles)
    assert schedule.plan_due(at=at(today) + timedelta(seconds=30)) == 0


def test_a_schedule_that_was_away_catches_up(office: Office, used_since) -> None:
    used_since(date(2026, 1, 1))
    schedule.plan_due(at=at("2026-09-15 00:10"))
    schedule.plan_due(at=at("2026-11-20 00:10"))
    titles = Report.objects.filter(kind=Kind.MONTH).values_list("title", flat=True)
    assert {"Tháng 9/2026", "Tháng 10/2026", "Tháng 11/2026"} <= set(titles)


def test_other_windows_of_the_province_are_followed(office: Office, used_since) -> None:
    used_since(date(2026, 12, 1))
    change_law_value(
        key="report_month_day", value=1, valid_from=date(2026, 12, 1), basis="QĐ tỉnh", mark="S",
        agency=office.agency, by=Actor.system(), at=at("2026-11-30 08:00"),
    )  # fmt: skip
    schedule.plan_due(at=at("2027-01-01 00:30"))
    months = Report.objects.filter(kind=Kind.MONTH)
    assert [str(period_of(report).last) for report in months] == ["2026-12-31"]


def test_the_day_to_send_by_is_shown_as_unverified(office: Office) -> None:
    quarter = windows(office.agency, date(2026, 9, 20)).quarter(2026, 3)
    assert send_by(office.agency, quarter, date(2026, 9, 20)) == (date(2026, 9, 18), False)
    assert send_by(office.agency, QUARTER, date(2026, 9, 20)) is None


def test_another_offices_reports_are_not_among_ours(office: Office, report: Report) -> None:
    neighbour = Agency.objects.filter(kind="commune").exclude(pk=office.agency.pk).first()
    assert not kept(neighbour).exists()


def test_a_moment_fixed_before_a_change_stays_as_it_was(office: Office) -> None:
    nine.live(office)
    known_at = timezone.now()
    ask(office)
    make.run_next(clock=timezone.now)
    first = read_edition(Report.objects.latest("pk"))
    assert first.known_at >= known_at
    again = make.ask(
        form=II06A, agency=office.agency, period=QUARTER, by=office.actor("yen"), at=timezone.now(),
        known_at=first.known_at,
    )  # fmt: skip
    make.run_next(clock=timezone.now)
    assert read_edition(Report.objects.get(pk=again.pk)) == first
