"""Counting and adding open time are inverse, over any calendar."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given

from agencies.worktime.arithmetic import (
    add_working,
    at_clock,
    minutes_between,
    next_opening,
    next_working_day,
    working_minutes,
)
from agencies.worktime.calendar import Calendar, HoursSet
from agencies.worktime.errors import CalendarError
from agencies.worktime.sessions import Session
from tests.agencies.worktime_cases import AMOUNTS, MOMENTS, PROOF, WEEK, at, calendars, commune, is_open

ZERO = timedelta()
START = date(2026, 1, 5)  # a Monday


@PROOF
@given(calendars(), MOMENTS, AMOUNTS)
def test_what_was_added_is_what_is_counted(cal: Calendar, start: datetime, amount: timedelta) -> None:
    assert minutes_between(cal, start, add_working(cal, start, amount)) == amount


@PROOF
@given(calendars(), MOMENTS, MOMENTS)
def test_what_was_counted_leads_to_the_last_open_instant(cal: Calendar, a: datetime, b: datetime) -> None:
    a, b = sorted([a, b])
    counted = minutes_between(cal, a, b)
    reached = add_working(cal, a, counted)
    if not counted:
        assert reached == next_opening(cal, a)
    else:
        assert a < reached <= b
        assert not minutes_between(cal, reached, b)
        assert minutes_between(cal, reached - timedelta(seconds=1), reached) == timedelta(seconds=1)


@PROOF
@given(calendars(), MOMENTS, MOMENTS, MOMENTS)
def test_counting_is_additive(cal: Calendar, a: datetime, b: datetime, c: datetime) -> None:
    assert minutes_between(cal, a, c) == minutes_between(cal, a, b) + minutes_between(cal, b, c)


@PROOF
@given(calendars(), MOMENTS, AMOUNTS, AMOUNTS)
def test_adding_twice_is_adding_the_sum(cal: Calendar, start: datetime, x: timedelta, y: timedelta) -> None:
    assert add_working(cal, add_working(cal, start, x), y) == add_working(cal, start, x + y)


@PROOF
@given(calendars(), MOMENTS, MOMENTS, AMOUNTS)
def test_who_starts_later_is_never_due_earlier(cal: Calendar, a: datetime, b: datetime, x: timedelta) -> None:
    a, b = sorted([a, b])
    assert add_working(cal, a, x) <= add_working(cal, b, x)


@PROOF
@given(calendars(), MOMENTS)
def test_the_next_opening_is_open_and_nothing_before_it_is(cal: Calendar, moment: datetime) -> None:
    opening = next_opening(cal, moment)
    assert is_open(cal, opening)
    assert opening == moment if is_open(cal, moment) else opening > moment
    assert not minutes_between(cal, moment, opening)


@PROOF
@given(calendars(), MOMENTS)
def test_counting_agrees_with_looking_at_every_minute(cal: Calendar, start: datetime) -> None:
    start = start.replace(second=0)
    minutes = [start + timedelta(minutes=i) for i in range(36 * 60)]
    assert working_minutes(cal, start, start + timedelta(hours=36)) == sum(is_open(cal, m) for m in minutes)


@pytest.mark.parametrize(
    ("moment", "opening"),
    [
        ("2026-11-23T07:29:59", "2026-11-23T07:30:00"),
        ("2026-11-23T07:30:00", "2026-11-23T07:30:00"),
        ("2026-11-23T11:29:59", "2026-11-23T11:29:59"),
        ("2026-11-23T11:30:00", "2026-11-23T13:00:00"),
        ("2026-11-23T16:59:59", "2026-11-23T16:59:59"),
        ("2026-11-23T17:00:00", "2026-11-25T07:30:00"),
        ("2026-11-23T00:00:00", "2026-11-23T07:30:00"),
        ("2026-11-21T10:00:00", "2026-11-23T07:30:00"),
        ("2026-11-24T10:00:00", "2026-11-25T07:30:00"),
    ],
)
def test_a_session_is_open_from_its_start_up_to_not_including_its_end(moment: str, opening: str) -> None:
    assert next_opening(commune(), at(moment)) == at(opening)


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        ("2026-11-23T10:30", 60, "2026-11-23T11:30"),
        ("2026-11-23T10:30", 61, "2026-11-23T13:01"),
        ("2026-11-23T16:00", 60, "2026-11-23T17:00"),
        ("2026-11-23T16:00", 61, "2026-11-25T07:31"),
        ("2026-11-23T12:00", 240, "2026-11-23T17:00"),
        ("2026-11-23T07:30", 480, "2026-11-23T17:00"),
        ("2026-11-23T07:30", 960, "2026-11-25T17:00"),
    ],
)
def test_what_is_used_up_at_a_close_ends_at_that_close(start: str, minutes: int, end: str) -> None:
    assert add_working(commune(), at(start), timedelta(minutes=minutes)) == at(end)


def test_nothing_to_add_ends_at_the_next_opening() -> None:
    assert add_working(commune(), at("2026-11-23T17:00"), ZERO) == at("2026-11-25T07:30")


def test_working_time_is_not_added_backwards() -> None:
    with pytest.raises(ValueError, match="forwards"):
        add_working(commune(), at("2026-11-23T10:00"), -timedelta(seconds=1))


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        next_opening(commune(), datetime(2026, 11, 23, 10))


def test_minutes_are_floored_when_shown_and_exact_when_compared() -> None:
    a, b = at("2026-11-23T10:00:00"), at("2026-11-23T10:01:59")
    assert working_minutes(commune(), a, b) == 1
    assert minutes_between(commune(), a, b) == timedelta(seconds=119)


def test_counting_backwards_is_negative() -> None:
    assert minutes_between(commune(), at("2026-11-23T11:00"), at("2026-11-23T10:00")) == -timedelta(hours=1)


def closed_for_a_year_until(reopening: date) -> Calendar:
    mondays_off = [str(START + timedelta(weeks=i)) for i in range(1, 54)]
    content = {"hours": {"mon": ["07:30-11:30"]}, "days_off": mondays_off, "make_up": [str(reopening)]}
    return Calendar.from_json(content, name="Xã Đóng Cửa")


def test_an_opening_on_the_366th_day_is_found() -> None:
    reopening = START + timedelta(days=366)
    assert next_working_day(closed_for_a_year_until(reopening), START) == reopening


def test_366_days_without_an_open_minute_are_an_error_that_names_the_agency() -> None:
    with pytest.raises(CalendarError, match="Xã Đóng Cửa"):
        next_working_day(closed_for_a_year_until(START + timedelta(days=367)), START)


@pytest.mark.parametrize(
    ("day", "clock", "expected"),
    [
        (date(2026, 11, 25), "10:00", "2026-11-25T10:00"),
        (date(2026, 11, 25), "13:00", "2026-11-25T13:00"),
        (date(2026, 11, 25), "11:30", "2026-11-25T11:30"),
        (date(2026, 11, 25), "12:15", "2026-11-25T11:30"),
        (date(2026, 11, 25), "17:00", "2026-11-25T17:00"),
        (date(2026, 11, 25), "18:00", "2026-11-25T17:00"),
        (date(2026, 11, 25), "07:31", "2026-11-25T07:31"),
        (date(2026, 11, 25), "07:30", "2026-11-23T17:00"),
        (date(2026, 11, 25), "07:00", "2026-11-23T17:00"),
    ],
)
def test_a_clock_time_on_a_day_is_taken_back_to_the_last_close(day: date, clock: str, expected: str) -> None:
    assert at_clock(commune(), day, at(f"2026-11-02T{clock}")) == at(expected)


def test_sessions_that_touch_count_as_one() -> None:
    touching = (Session(time(8), time(10)), Session(time(10), time(12)))
    cal = Calendar("Xã", (HoursSet(date.min, None, {**WEEK, 0: touching}),), {})
    assert add_working(cal, at("2026-11-23T09:00"), timedelta(hours=2)) == at("2026-11-23T11:00")
    assert next_opening(cal, at("2026-11-23T10:00")) == at("2026-11-23T10:00")
