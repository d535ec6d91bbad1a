"""Stopped clocks: what is left, and the due time when the clock goes on."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencies.worktime.arithmetic import minutes_between, working_days_between
from agencies.worktime.calendar import Calendar
from agencies.worktime.errors import LimitError
from agencies.worktime.explanation import Explanation
from agencies.worktime.limits import Limit, Measure, due
from agencies.worktime.pauses import Pause, Remaining, due_after_resume, due_with_pauses, remaining
from tests.agencies.worktime_cases import (
    LIMITS,
    MOMENTS,
    PROOF,
    at,
    calendar_days,
    calendars,
    commune,
    days,
    hours,
    is_open,
    months,
    same_clock,
    same_day,
)

# Days and times are those of November 2026.
RECEIVED = "2026-11-02T10:00"  # a Monday; Tuesday 24/11 is off

TABLE = [
    ("a day is used by the pause day", days(3), [("04T10:00", "10T10:00")], "11T17:00"),
    ("nothing is used on day 0", days(2), [("02T16:00", "10T10:00")], "12T17:00"),
    ("a short pause within a day", days(2), [("03T10:00", "03T10:30")], "04T17:00"),
    ("none left: the resume day", days(2), [("04T10:00", "10T10:00")], "10T17:00"),
    ("none left, resumed on a Sunday", days(2), [("04T10:00", "08T10:00")], "09T17:00"),
    ("none left, resumed after hours", days(2), [("04T10:00", "09T17:00")], "10T17:00"),
    ("paused on a Sunday", days(5), [("08T10:00", "16T10:00")], "17T17:00"),
    ("paused after the close of the last day", days(2), [("04T18:00", "10T10:00")], "10T17:00"),
    ("paused the day after: over is over", days(2), [("05T08:00", "10T10:00")], "04T17:00"),
    (
        "two pauses of days",
        days(5),
        [("03T10:00", "05T10:00"), ("09T10:00", "16T10:00")],
        "18T17:00",
    ),
    ("hours left go on", hours(8), [("02T15:00", "10T08:00")], "10T14:00"),
    ("hours, paused in the break", hours(8), [("02T12:00", "10T08:00")], "10T16:00"),
    ("hours, resumed on a Sunday", hours(8), [("02T15:00", "08T08:00")], "09T13:30"),
    ("hours, paused at the due minute", hours(4), [("02T15:30", "10T08:00")], "10T08:00"),
    ("hours, paused a second later", hours(4), [("02T15:30:01", "10T08:00")], "02T15:30"),
    ("same clock: minutes left go on", same_clock(1), [("02T16:00", "10T08:00")], "10T11:30"),
    ("calendar days", calendar_days(10), [("05T10:00", "09T10:00")], "16T17:00"),
    ("calendar days, the moved part is no gain", calendar_days(6), [("06T10:00", "10T10:00")], "12T17:00"),
    ("calendar days, paused on the moved part", calendar_days(6), [("09T10:00", "11T10:00")], "11T17:00"),
    (
        "calendar days, twice, the moved part is no gain",
        calendar_days(6),
        [("04T10:00", "10T10:00"), ("12T10:00", "17T10:00")],
        "19T17:00",
    ),
    ("same day, resumed before the cut-off", same_day(), [("02T11:00", "10T15:00")], "10T17:00"),
    ("same day, resumed after it", same_day(), [("02T11:00", "10T15:00:01")], "11T17:00"),
    ("same day, paused the day after", same_day(), [("03T08:00", "10T09:00")], "02T17:00"),
]


def pauses(*spans: tuple[str, str]) -> list[Pause]:
    return [Pause(at(f"2026-11-{start}"), at(f"2026-11-{end}")) for start, end in spans]


@pytest.mark.parametrize(("limit", "spans", "expected"), [t[1:] for t in TABLE], ids=[t[0] for t in TABLE])
def test_a_clock_that_was_stopped(limit: Limit, spans: list[tuple[str, str]], expected: str) -> None:
    assert due_with_pauses(commune(), limit, at(RECEIVED), pauses(*spans)).due_at == at(f"2026-11-{expected}")


def test_a_pause_before_the_clock_starts_uses_nothing() -> None:
    evening = pauses(("01T20:00", "09T20:00"))
    resumed = due_with_pauses(commune(), days(2), at("2026-11-01T19:00"), evening)
    assert resumed.clock_from == at("2026-11-10T07:30")
    assert resumed.due_at == at("2026-11-12T17:00")


def test_of_months_the_days_are_left() -> None:
    stopped = pauses(("12T10:00", "16T10:00"))
    assert due_with_pauses(commune(), months(1), at(RECEIVED), stopped).due_at == at("2026-12-07T17:00")


def test_a_limit_extended_before_the_pause_counts_to_its_new_day() -> None:
    left = remaining(
        commune(), calendar_days(5), at(RECEIVED), at("2026-11-20T17:00"), at("2026-11-16T10:00")
    )
    assert left == Remaining(Measure.CALENDAR_DAYS, 4)


@pytest.mark.parametrize(
    ("limit", "paused", "words"),
    [
        (days(3), "2026-11-03T10:00", "2 ngày làm việc"),
        (days(3), "2026-11-05T10:00", "không còn"),
        (days(3), "2026-11-06T10:00", "không còn (đã hết hạn lúc 17:00, thứ Năm 05/11/2026)"),
        (hours(8), "2026-11-02T11:10", "6 giờ 50 phút làm việc"),
        (calendar_days(3), "2026-11-03T10:00", "2 ngày"),
        (same_day(), "2026-11-02T11:00", "trong ngày"),
    ],
)
def test_what_is_left_is_said_in_words(limit: Limit, paused: str, words: str) -> None:
    first = due(commune(), limit, at(RECEIVED))
    assert remaining(commune(), limit, first.clock_from, first.due_at, at(paused)).say() == words


@pytest.mark.parametrize(
    "spans",
    [
        [("02T09:59:59", "03T10:00")],
        [("03T10:00", "05T10:00"), ("05T09:00", "06T10:00")],
        [("05T10:00", "06T10:00"), ("03T10:00", "04T10:00")],
    ],
    ids=["before the reception", "overlapping", "out of order"],
)
def test_pauses_that_make_no_sense_are_refused(spans: list[tuple[str, str]]) -> None:
    with pytest.raises(LimitError):
        due_with_pauses(commune(), days(5), at(RECEIVED), pauses(*spans))


def test_a_pause_may_begin_at_the_reception_and_at_the_end_of_another() -> None:
    touching = pauses(("02T10:00", "03T10:00"), ("03T10:00", "04T10:00"))
    assert due_with_pauses(commune(), hours(4), at(RECEIVED), touching).due_at == at("2026-11-04T15:30")


def test_a_pause_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(LimitError):
        pauses(("03T10:00", "03T09:59"))


def test_an_explanation_tells_each_stretch_and_each_pause() -> None:
    told = Explanation()
    due_with_pauses(commune(), days(2), at(RECEIVED), pauses(("03T10:00", "09T10:00")), explain=told)
    assert told.lines() == [
        "Thời hạn: 2 ngày làm việc; nhận lúc 10:00, thứ Hai 02/11/2026",
        "Ngày 0 là thứ Hai, 02/11/2026, chưa tính",
        "Tính ngày làm việc 1: thứ Ba, 03/11/2026 (07:30–11:30, 13:00–17:00)",
        "Tạm dừng từ 10:00, thứ Ba 03/11/2026 đến 10:00, thứ Hai 09/11/2026: còn 1 ngày làm việc",
        "Ngày 0 là thứ Hai, 09/11/2026, chưa tính",
        "Tính ngày làm việc 1: thứ Ba, 10/11/2026 (07:30–11:30, 13:00–17:00)",
    ]


@st.composite
def stops(draw: st.DrawFn, most: int = 3) -> tuple[datetime, list[Pause]]:
    """A reception and pauses after it, in order."""
    moments = sorted(draw(st.lists(MOMENTS, min_size=3, max_size=2 * most + 1, unique=True)))
    spans = zip(moments[1::2], moments[2::2], strict=False)
    return moments[0], [Pause(a, b) for a, b in spans]


@PROOF
@given(calendars(), stops(), st.integers(1, 3000))
def test_hours_through_any_pauses_add_up_to_the_limit(cal: Calendar, life: tuple, amount: int) -> None:
    received, stopped = life
    limit = hours(amount)
    end = due_with_pauses(cal, limit, received, stopped).due_at
    begun = [p for p in stopped if p.start <= end]
    edges = [received, *(m for p in begun for m in (p.start, p.end)), end]
    if begun and end < begun[-1].end:  # it ran out before the last pause began
        edges = [*edges[:-3], end]
    run = sum((minutes_between(cal, a, b) for a, b in zip(edges[::2], edges[1::2], strict=True)), timedelta())
    assert run == timedelta(hours=amount)


@PROOF
@given(calendars(), stops(), st.integers(1, 200))
def test_working_days_through_any_pauses_add_up_to_the_limit(cal: Calendar, life: tuple, amount: int) -> None:
    received, stopped = life
    now, left, used = due(cal, days(amount), received), None, 0
    for pause in stopped:
        left = remaining(cal, days(amount), now.clock_from, now.due_at, pause.start, before=left)
        if left.ran_out:
            break
        start = now.clock_from.date()
        used += working_days_between(cal, start, max(start, pause.start.date()))
        assert used + left.amount == amount
        now = due_after_resume(cal, days(amount), left, pause.end)
    else:
        start = now.clock_from.date()
        assert used + working_days_between(cal, start, now.due_at.date()) == amount


@PROOF
@given(calendars(), LIMITS, stops())
def test_a_pause_never_makes_a_due_time_earlier(cal: Calendar, limit: Limit, life: tuple) -> None:
    received, stopped = life
    for number in range(len(stopped)):
        before = due_with_pauses(cal, limit, received, stopped[:number]).due_at
        assert due_with_pauses(cal, limit, received, stopped[: number + 1]).due_at >= before


@PROOF
@given(calendars(), LIMITS, MOMENTS, MOMENTS)
def test_a_pause_of_no_length_in_office_hours_changes_nothing(
    cal: Calendar, limit: Limit, received: datetime, moment: datetime
) -> None:
    if moment < received or not is_open(cal, moment) or limit.measure is Measure.SAME_DAY:
        return
    plain = due(cal, limit, received).due_at
    stopped = due_with_pauses(cal, limit, received, [Pause(moment, moment)]).due_at
    if limit.measure is Measure.WORKING_TIME:
        assert not minutes_between(cal, stopped, plain)
    else:
        assert stopped == plain


@PROOF
@given(calendars(), LIMITS, stops())
def test_one_call_and_the_ledgers_steps_give_the_same(cal: Calendar, limit: Limit, life: tuple) -> None:
    received, stopped = life
    now, left = due(cal, limit, received), None
    for pause in stopped:
        left = remaining(cal, limit, now.clock_from, now.due_at, pause.start, before=left)
        now = due_after_resume(cal, limit, left, pause.end)
    told = Explanation()
    whole = due_with_pauses(cal, limit, received, stopped, explain=told)
    assert (whole.clock_from, whole.due_at) == (now.clock_from, now.due_at)
    assert all(told.lines())
