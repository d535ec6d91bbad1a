"""Time limits: edges of the rules, and what holds for every limit on every calendar."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencies.worktime.arithmetic import minutes_between, working_days_between
from agencies.worktime.calendar import Calendar, DayRule, HoursSet
from agencies.worktime.errors import LimitError
from agencies.worktime.explanation import Explanation
from agencies.worktime.limits import DayRuleEnd, Limit, Unit, clock_start, due, extended
from agencies.worktime.sessions import Session
from tests.agencies.worktime_cases import (
    LIMITS,
    MOMENTS,
    OFFICE,
    PROOF,
    WEEK,
    at,
    calendar_days,
    calendars,
    closes,
    commune,
    days,
    hours,
    months,
    same_clock,
    same_day,
)

MORNING = OFFICE[:1]
HALF_SATURDAY = Calendar("Xã", (HoursSet(date.min, None, {**WEEK, 5: MORNING}),), {})
SUMMER = (Session(time(7), time(11)), Session(time(13, 30), time(17, 30)))
TWO_SEASONS = Calendar(
    "Xã",
    (
        HoursSet(date.min, date(2026, 10, 15), {d: SUMMER for d in range(5)}),
        HoursSet(date(2026, 10, 16), None, WEEK),
    ),
    {},
)

EDGES = [
    ("day 0 is not counted", days(1), "2026-11-02T07:30", "2026-11-03T17:00"),
    ("before opening is that day", days(1), "2026-11-02T00:00", "2026-11-03T17:00"),
    ("one second before the close is that day", days(1), "2026-11-02T16:59:59", "2026-11-03T17:00"),
    ("at the close is the next day", days(1), "2026-11-02T17:00:00", "2026-11-04T17:00"),
    ("same day at the cut-off", same_day(), "2026-11-02T15:00:00", "2026-11-02T17:00"),
    ("same day a second after it", same_day(), "2026-11-02T15:00:01", "2026-11-03T17:00"),
    ("same day at the close", same_day(), "2026-11-02T17:00:00", "2026-11-03T17:00"),
    ("same day late in the evening", same_day(), "2026-11-02T23:59:59", "2026-11-03T17:00"),
    ("same day just past midnight", same_day(), "2026-11-03T00:00:00", "2026-11-03T17:00"),
    ("same day on a Sunday", same_day(), "2026-11-08T16:00", "2026-11-09T17:00"),
    ("same day on the evening before a holiday", same_day(), "2026-11-23T17:30", "2026-11-25T17:00"),
    ("same day in a break before the cut-off", same_day(time(12)), "2026-11-02T11:45", "2026-11-02T17:00"),
    ("same day in a break after the cut-off", same_day(time(12)), "2026-11-02T12:01", "2026-11-03T17:00"),
    ("hours used up at the morning's close", hours(4), "2026-11-02T07:30", "2026-11-02T11:30"),
    ("hours used up at the day's close", hours(8), "2026-11-02T07:30", "2026-11-02T17:00"),
    ("a part of an hour", hours("1.5"), "2026-11-02T10:30", "2026-11-02T13:30"),
    ("same clock at the first opening", same_clock(1), "2026-11-02T07:30", "2026-11-02T17:00"),
    ("same clock at the afternoon's opening", same_clock(1), "2026-11-02T13:00", "2026-11-03T13:00"),
    ("same clock received in the break", same_clock(1), "2026-11-02T12:00", "2026-11-03T13:00"),
    ("half a day within one", same_clock("0.5"), "2026-11-02T08:00", "2026-11-02T13:30"),
    ("half a day is used up at a close", same_clock("0.5"), "2026-11-02T07:30", "2026-11-02T11:30"),
    ("half a day over night", same_clock("0.5"), "2026-11-02T16:00", "2026-11-03T10:30"),
    ("one and a half from the opening", same_clock("1.5"), "2026-11-02T07:30", "2026-11-03T11:30"),
    ("calendar days to a working day", calendar_days(15), "2026-11-02T10:00", "2026-11-17T17:00"),
    ("calendar days to a Sunday", calendar_days(6), "2026-11-02T10:00", "2026-11-09T17:00"),
    ("calendar days to a holiday", calendar_days(4), "2026-11-20T10:00", "2026-11-25T17:00"),
    ("calendar days from a Saturday", calendar_days(1), "2026-11-07T10:00", "2026-11-10T17:00"),
    ("a month", months(1), "2026-11-02T10:00", "2026-12-02T17:00"),
    ("a month without that day", months(1), "2025-10-31T10:00", "2025-12-01T17:00"),
    ("months to the end of February", months(2), "2025-12-31T10:00", "2026-03-02T17:00"),
    ("a month to a working day", months(1), "2025-01-24T10:00", "2025-02-24T17:00"),
    ("months over the year's end", months(2), "2025-12-09T10:00", "2026-02-09T17:00"),
    ("twelve months", months(12), "2024-12-02T10:00", "2025-12-02T17:00"),
]


@pytest.mark.parametrize(("limit", "received", "expected"), [e[1:] for e in EDGES], ids=[e[0] for e in EDGES])
def test_an_edge_of_the_rules(limit: Limit, received: str, expected: str) -> None:
    assert due(commune(), limit, at(received)).due_at == at(expected)


@pytest.mark.parametrize(
    ("limit", "received", "expected"),
    [
        (days(1), "2026-11-06T15:00", "2026-11-07T11:30"),
        (same_clock(1), "2026-11-06T15:00", "2026-11-07T11:30"),
        (same_clock(1), "2026-11-06T09:00", "2026-11-07T09:00"),
        (same_clock("0.5"), "2026-11-07T08:00", "2026-11-07T10:00"),
        (same_clock("1.5"), "2026-11-06T15:00", "2026-11-09T11:30"),
        (same_day(), "2026-11-07T12:00", "2026-11-09T17:00"),
        (hours(5), "2026-11-07T07:30", "2026-11-09T08:30"),
    ],
)
def test_half_a_saturday_is_one_working_day(limit: Limit, received: str, expected: str) -> None:
    assert due(HALF_SATURDAY, limit, at(received)).due_at == at(expected)


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("2026-10-15T07:00", "2026-10-15T17:30"),
        ("2026-10-15T07:15", "2026-10-15T17:30"),
        ("2026-10-15T13:30", "2026-10-16T13:30"),
        ("2026-10-15T17:20", "2026-10-16T17:00"),
    ],
)
def test_the_same_clock_after_the_season_changed_is_the_last_close_before_it(
    received: str, expected: str
) -> None:
    assert due(TWO_SEASONS, same_clock(1), at(received)).due_at == at(expected)


def test_an_afternoon_closed_by_a_storm_ends_its_day_at_noon() -> None:
    storm = DayRule(date(2026, 11, 3), "closure", MORNING, "bão")
    cal = Calendar("Xã", (HoursSet(date.min, None, WEEK),), {storm.day: storm})
    assert due(cal, days(1), at("2026-11-02T09:00")).due_at == at("2026-11-03T11:30")


@pytest.mark.parametrize(
    ("limit", "before", "after"),
    [
        (days(2), "2026-11-02T17:00", "2026-11-04T17:00"),
        (hours(8), "2026-11-02T16:00", "2026-11-03T16:00"),
        (same_clock(1), "2026-11-02T16:00", "2026-11-03T16:00"),
        (calendar_days(3), "2026-11-02T17:00", "2026-11-05T17:00"),
        (months(1), "2026-11-02T17:00", "2026-12-02T17:00"),
    ],
)
def test_an_extension_counts_on_from_the_due_day(limit: Limit, before: str, after: str) -> None:
    assert extended(commune(), limit, at(before)) == at(after)


def test_a_same_day_limit_extends_nothing() -> None:
    with pytest.raises(LimitError):
        extended(commune(), same_day(), at("2026-11-02T17:00"))


WRONG = [
    {"unit": "working_day", "amount": 0},
    {"unit": "working_day", "amount": -1},
    {"unit": "working_day", "amount": "NaN"},
    {"unit": "working_day", "amount": "Infinity"},
    {"unit": "working_day", "amount": 3661},
    {"unit": "working_day", "amount": "0.5"},
    {"unit": "working_day", "amount": "0.25", "rule": "same_time"},
    {"unit": "working_day", "amount": "three"},
    {"unit": "working_day", "amount": None},
    {"unit": "working_day", "amount": 1, "cutoff": "15:00"},
    {"unit": "working_day", "amount": 1, "rule": "tomorrow"},
    {"unit": "calendar_day", "amount": "1.5"},
    {"unit": "calendar_day", "amount": 1, "rule": "same_time"},
    {"unit": "month", "amount": 121},
    {"unit": "same_day"},
    {"unit": "same_day", "cutoff": "25:00"},
    {"unit": "same_day", "cutoff": 15},
    {"unit": "same_day", "cutoff": "15:00", "amount": 2},
    {"unit": "week", "amount": 1},
    {"amount": 1},
]


@pytest.mark.parametrize("data", WRONG, ids=str)
def test_a_limit_that_makes_no_sense_is_refused(data: dict) -> None:
    with pytest.raises(LimitError):
        Limit.from_dict(data)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"unit": "same_day", "amount": 1, "cutoff": "15:00", "note": "x"}, "trong ngày (nhận sau 15:00"),
        ({"unit": "working_day", "amount": 3}, "3 ngày làm việc"),
        ({"unit": "working_day", "amount": 0.5, "rule": "same_time"}, "0,5 ngày làm việc"),
        ({"unit": "working_hour", "amount": 8}, "8 giờ làm việc"),
        ({"unit": "calendar_day", "amount": 15}, "15 ngày"),
        ({"unit": "month", "amount": 2}, "2 tháng"),
    ],
)
def test_a_limit_is_said_as_the_law_says_it(data: dict, words: str) -> None:
    assert Limit.from_dict(data).say().startswith(words)


@PROOF
@given(LIMITS)
def test_a_limit_survives_its_plain_values(limit: Limit) -> None:
    assert Limit.from_dict(limit.to_dict()) == limit


@PROOF
@given(calendars(), LIMITS, MOMENTS)
def test_a_due_time_lies_in_or_at_the_close_of_a_session_after_the_start(
    cal: Calendar, limit: Limit, received: datetime
) -> None:
    answer = due(cal, limit, received)
    assert answer.clock_from == clock_start(cal, received) >= received
    assert answer.due_at >= answer.clock_from
    clock = answer.due_at.time()
    assert any(s.start <= clock <= s.end for s in cal.sessions(answer.due_at.date()))


@PROOF
@given(calendars(), LIMITS, MOMENTS)
def test_a_limit_in_days_ends_at_a_close(cal: Calendar, limit: Limit, received: datetime) -> None:
    if limit.unit is Unit.WORKING_HOUR or limit.rule is DayRuleEnd.SAME_TIME:
        return
    answer = due(cal, limit, received)
    assert answer.due_at == closes(cal, answer.due_at.date())


@PROOF
@given(calendars(), st.integers(1, 40), MOMENTS)
def test_working_days_are_counted_after_day_0(cal: Calendar, amount: int, received: datetime) -> None:
    answer = due(cal, days(amount), received)
    assert working_days_between(cal, answer.clock_from.date(), answer.due_at.date()) == amount
    assert cal.is_working(answer.due_at.date())


@PROOF
@given(calendars(), st.integers(1, 100), MOMENTS)
def test_hours_are_counted_from_the_start(cal: Calendar, amount: int, received: datetime) -> None:
    answer = due(cal, hours(amount), received)
    assert minutes_between(cal, received, answer.due_at).total_seconds() == amount * 3600


@PROOF
@given(calendars(), st.integers(1, 60), MOMENTS)
def test_no_closed_day_shortens_calendar_days(cal: Calendar, amount: int, received: datetime) -> None:
    answer = due(cal, calendar_days(amount), received)
    assert (answer.due_at.date() - answer.clock_from.date()).days >= amount


@PROOF
@given(calendars(), LIMITS, MOMENTS, MOMENTS)
def test_who_files_later_is_never_due_earlier(cal: Calendar, limit: Limit, a: datetime, b: datetime) -> None:
    a, b = sorted([a, b])
    if limit.amount % 1:  # a half is of the day in which it begins, and days differ
        return
    assert due(cal, limit, a).due_at <= due(cal, limit, b).due_at


@PROOF
@given(calendars(), LIMITS, MOMENTS)
def test_an_explanation_changes_no_answer(cal: Calendar, limit: Limit, received: datetime) -> None:
    told = Explanation()
    answer = due(cal, limit, received, explain=told)
    assert answer.explanation is told
    assert (answer.clock_from, answer.due_at) == (
        due(cal, limit, received).clock_from,
        due(cal, limit, received).due_at,
    )


@PROOF
@given(calendars(), st.integers(1, 15), MOMENTS)
def test_an_explanation_names_each_day_counted_or_skipped_once(
    cal: Calendar, amount: int, received: datetime
) -> None:
    told = Explanation()
    answer = due(cal, days(amount), received, explain=told)
    counted = [entry.day for entry in told.entries if entry.kind == "counted"]
    skipped = [entry.day for entry in told.entries if entry.kind == "skipped"]
    assert len(counted) == amount
    assert counted[-1] == answer.due_at.date()
    assert len({*counted, *skipped}) == len(counted) + len(skipped)
    assert all(cal.is_working(day) for day in counted)
    assert not any(cal.is_working(day) for day in skipped)


def test_an_explanation_of_hours_says_every_stretch() -> None:
    told = Explanation()
    due(commune(), hours(8), at("2026-11-23T18:00"), explain=told)
    assert told.lines() == [
        "Thời hạn: 8 giờ làm việc; nhận lúc 18:00, thứ Hai 23/11/2026",
        "Bỏ qua thứ Ba, 24/11/2026: ngày nghỉ",
        "Nhận ngoài giờ làm việc: tính từ 07:30, thứ Tư 25/11/2026",
        "Tính thứ Tư, 25/11/2026, 07:30–11:30: 4 giờ",
        "Tính thứ Tư, 25/11/2026, 13:00–17:00: 4 giờ",
    ]


def test_an_explanation_of_calendar_days_says_where_the_last_day_moved() -> None:
    told = Explanation()
    due(commune(), calendar_days(4), at("2026-11-20T10:00"), explain=told)
    assert told.lines()[-2:] == [
        "Tính 4 ngày, từ thứ Bảy, 21/11/2026 đến hết thứ Ba, 24/11/2026",
        "Bỏ qua thứ Ba, 24/11/2026: ngày nghỉ",
    ]


def test_amounts_are_exact_decimals() -> None:
    assert due(commune(), Limit(Unit.WORKING_HOUR, Decimal("0.1")), at("2026-11-02T08:00")).due_at == at(
        "2026-11-02T08:06"
    )
