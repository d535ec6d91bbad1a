"""Times of steps as people write them, and the shares of a limit that they come to."""

from datetime import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencies.worktime.limits import DayRuleEnd, Limit, Unit
from procedures.durations import BadDuration, adds_up, hours_of, parse, say, shares

hours = st.decimals(min_value="0.01", max_value="9000", places=2)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("4 giờ", "4"), ("0,5 ngày", "4"), ("0.5 ngày", "4"), ("2 ngày", "16"), ("1,5 NGÀY", "12"),
        ("6", "6"), ("2h", "2"), ("  3   giờ làm việc ", "3"), ("7,2 giờ", "7.2"),
    ],
)  # fmt: skip
def test_duration_is_read_as_people_write_it(typed, expected):
    assert parse(typed) == Decimal(expected)


@pytest.mark.parametrize("typed", ["", "ngày", "-1 giờ", "1 tuần", "0 giờ", "0", "1,2,3 giờ", "999999 ngày"])
def test_what_is_no_duration_is_refused_with_a_sentence(typed):
    with pytest.raises(BadDuration, match=r"Viết như|lớn hơn 0"):
        parse(typed)


@pytest.mark.parametrize(
    ("amount", "words"),
    [("4", "0,5 ngày"), ("8", "1 ngày"), ("12", "1,5 ngày"), ("6", "6 giờ"), ("7.2", "7,2 giờ")],
)
def test_half_days_are_said_as_days(amount, words):
    assert say(Decimal(amount)) == words


@given(hours)
def test_what_is_said_is_read_again(amount):
    assert parse(say(amount)) == amount


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        (Limit(Unit.SAME_DAY, cutoff=time(15)), "8"),
        (Limit(Unit.WORKING_HOUR, Decimal("2.5")), "2.5"),
        (Limit(Unit.WORKING_DAY, Decimal(3)), "24"),
        (Limit(Unit.WORKING_DAY, Decimal("0.5"), rule=DayRuleEnd.SAME_TIME), "4"),
        (Limit(Unit.CALENDAR_DAY, Decimal(15)), "120"),
        (Limit(Unit.MONTH, Decimal(1)), "240"),
    ],
)
def test_limit_in_hours(limit, expected):
    assert hours_of(limit) == Decimal(expected)


@given(st.lists(hours, min_size=1, max_size=12))
def test_shares_are_parts_of_exactly_one(durations):
    parts = shares(durations)
    assert sum(parts) == 1
    assert all(0 <= part <= 1 for part in parts)


@given(st.lists(hours, min_size=1, max_size=12))
def test_durations_add_up_to_their_own_sum_and_to_no_other(durations):
    assert adds_up(durations, sum(durations))
    assert not adds_up(durations, sum(durations) + 1)
