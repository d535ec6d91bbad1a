"""The law's windows (law.md §1.1) and the calendar's, as tables."""

from datetime import date

import pytest

from reports.periods import Kind, Period, Windows, calendar_month
from tests.cast import at

LAW = Windows.read(15, ["12-15", "03-15", "06-15", "09-15"])


def days(period: Period) -> tuple[str, str]:
    return f"{period.first:%d/%m/%Y}", f"{period.last:%d/%m/%Y}"


@pytest.mark.parametrize(
    ("period", "first", "last", "title"),
    [
        (LAW.quarter(2026, 1), "15/12/2025", "14/03/2026", "Quý I/2026"),
        (LAW.quarter(2026, 2), "15/03/2026", "14/06/2026", "Quý II/2026"),
        (LAW.quarter(2026, 3), "15/06/2026", "14/09/2026", "Quý III/2026"),
        (LAW.quarter(2026, 4), "15/09/2026", "14/12/2026", "Quý IV/2026"),
        (LAW.year(2026), "15/12/2025", "14/12/2026", "Năm 2026"),
        (LAW.month(2026, 9), "15/08/2026", "14/09/2026", "Tháng 9/2026"),
        (LAW.month(2026, 1), "15/12/2025", "14/01/2026", "Tháng 1/2026"),
        (LAW.month(2028, 3), "15/02/2028", "14/03/2028", "Tháng 3/2028"),
    ],
)
def test_a_window_runs_from_the_fifteenth_to_the_fourteenth(period, first, last, title) -> None:
    assert (*days(period), period.title) == (first, last, title)


@pytest.mark.parametrize(
    ("month_day", "quarters", "period", "first", "last"),
    [
        (1, ["01-01", "04-01", "07-01", "10-01"], lambda w: w.month(2028, 2), "01/02/2028", "29/02/2028"),
        (1, ["01-01", "04-01", "07-01", "10-01"], lambda w: w.year(2026), "01/01/2026", "31/12/2026"),
        (1, ["01-01", "04-01", "07-01", "10-01"], lambda w: w.quarter(2026, 4), "01/10/2026", "31/12/2026"),
        (20, ["12-20", "03-20", "06-20", "09-20"], lambda w: w.quarter(2026, 1), "20/12/2025", "19/03/2026"),
    ],
)
def test_another_law_gives_other_windows(month_day, quarters, period, first, last) -> None:
    assert days(period(Windows.read(month_day, quarters))) == (first, last)


@pytest.mark.parametrize("quarters", [["12-15"], ["12-15", "03-15", "06-15", "13-45"], ["a", "b", "c", "d"]])
def test_quarters_that_are_no_days_are_refused(quarters) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Windows.read(15, quarters)


def test_a_year_is_reported_by_twelve_months_three_quarters_and_the_year() -> None:
    titles = [period.title for period in LAW.of_year(2026)]
    assert titles == [f"Tháng {n}/2026" for n in range(1, 13)] + [
        "Quý I/2026",
        "Quý II/2026",
        "Quý III/2026",
        "Năm 2026",
    ]


@pytest.mark.parametrize(
    ("after", "by", "titles"),
    [
        (date(2026, 9, 1), date(2026, 9, 14), []),
        (date(2026, 9, 1), date(2026, 9, 15), ["Quý III/2026", "Tháng 9/2026"]),
        (date(2026, 9, 14), date(2026, 9, 15), []),
        (date(2026, 12, 1), date(2026, 12, 15), ["Năm 2026", "Tháng 12/2026"]),
        (date(2026, 12, 13), date(2027, 1, 15), ["Năm 2026", "Tháng 12/2026", "Tháng 1/2027"]),
    ],
)
def test_a_window_has_ended_on_the_day_after_its_last(after, by, titles) -> None:
    assert [period.title for period in LAW.ended(after=after, by=by)] == titles


@pytest.mark.parametrize(
    ("day", "titles"),
    [
        (date(2026, 12, 14), ["Tháng 12/2026", "Quý IV/2026", "Năm 2026"]),
        (date(2026, 12, 15), ["Tháng 1/2027", "Quý I/2027", "Năm 2027"]),
        (date(2026, 6, 15), ["Tháng 7/2026", "Quý III/2026", "Năm 2026"]),
    ],
)
def test_every_day_lies_in_a_month_a_quarter_and_a_year(day, titles) -> None:
    around = LAW.around(day)
    assert [around[kind].title for kind in (Kind.MONTH, Kind.QUARTER, Kind.YEAR)] == titles


def test_the_last_instant_is_a_local_one() -> None:
    assert Period(date(2026, 9, 1), date(2026, 9, 14)).end == at("2026-09-14 23:59:59.999999")


def test_a_running_period_is_counted_until_today() -> None:
    assert days(LAW.month(2026, 12).until(date(2026, 11, 26))) == ("15/11/2026", "26/11/2026")
    assert days(LAW.month(2026, 9).until(date(2026, 11, 26))) == ("15/08/2026", "14/09/2026")


def test_the_period_before_has_the_same_length() -> None:
    assert days(Period(date(2026, 3, 1), date(2026, 3, 31)).before) == ("29/01/2026", "28/02/2026")


def test_a_period_does_not_run_backwards() -> None:
    with pytest.raises(ValueError, match="ends on or after"):
        Period(date(2026, 3, 2), date(2026, 3, 1))


def test_the_calendars_own_month() -> None:
    assert days(calendar_month(date(2028, 2, 9))) == ("01/02/2028", "29/02/2028")
