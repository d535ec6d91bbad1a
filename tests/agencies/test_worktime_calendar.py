"""When an office is open, and what a calendar refuses to say."""

from datetime import date, time, timedelta

import pytest

from agencies.worktime.calendar import Calendar, DayRule, HoursSet
from agencies.worktime.errors import CalendarError
from agencies.worktime.sessions import Session
from tests.agencies.worktime_cases import OFFICE, WEEK, WEEK_JSON, commune

ALWAYS = HoursSet(date.min, None, WEEK)
SUMMER = {0: (Session(time(7), time(11)),)}
CULTURE_DAY = date(2026, 11, 24)


def with_rule(kind: str, sessions: tuple[Session, ...] | None = None, reason: str = "") -> Calendar:
    rule = DayRule(CULTURE_DAY, kind, sessions, reason)
    return Calendar("Xã Sơn Tây", (ALWAYS,), {CULTURE_DAY: rule})


def test_a_weekday_has_its_sessions_in_order() -> None:
    mixed_up = HoursSet(date.min, None, {0: OFFICE[::-1]})
    assert Calendar("Xã", (mixed_up,), {}).sessions(date(2026, 11, 23)) == OFFICE


def test_a_missing_weekday_is_closed() -> None:
    assert commune().sessions(date(2026, 11, 22)) == ()
    assert not commune().is_working(date(2026, 11, 22))


@pytest.mark.parametrize(
    ("kind", "reason", "words"),
    [
        ("off", "Ngày Văn hóa Việt Nam", "nghỉ lễ: Ngày Văn hóa Việt Nam"),
        ("off", "", "ngày nghỉ"),
        ("closure", "bão số 5", "đóng cửa: bão số 5"),
        ("closure", "", "đóng cửa"),
    ],
)
def test_a_special_day_says_why_it_is_closed(kind: str, reason: str, words: str) -> None:
    assert with_rule(kind, reason=reason).why_closed(CULTURE_DAY) == words


def test_a_sunday_is_closed_for_being_sunday_and_a_monday_is_not_closed() -> None:
    assert commune().why_closed(date(2026, 11, 22)) == "Chủ nhật"
    assert commune().why_closed(date(2026, 11, 23)) == ""


def test_a_make_up_saturday_has_mondays_hours() -> None:
    assert commune().sessions(date(2026, 8, 22)) == OFFICE


def test_a_make_up_day_with_its_own_hours_has_those() -> None:
    assert with_rule("make_up", OFFICE[:1]).sessions(CULTURE_DAY) == OFFICE[:1]


def test_a_make_up_day_where_monday_is_closed_says_that_its_hours_are_missing() -> None:
    tuesdays = HoursSet(date.min, None, {1: OFFICE})
    cal = Calendar("Xã", (tuesdays,), {date(2026, 11, 28): DayRule(date(2026, 11, 28), "make_up", None, "")})
    assert cal.why_closed(date(2026, 11, 28)) == "ngày làm bù chưa có giờ làm việc"


def test_a_closure_of_the_afternoon_leaves_the_morning_open() -> None:
    assert with_rule("closure", OFFICE[:1]).sessions(CULTURE_DAY) == OFFICE[:1]


def test_a_season_ends_with_its_last_day() -> None:
    turn = date(2026, 4, 27)
    seasons = (HoursSet(date.min, turn - timedelta(days=1), WEEK), HoursSet(turn, None, SUMMER))
    cal = Calendar("Xã", seasons, {})
    assert cal.sessions(date(2026, 4, 20)) == OFFICE
    assert cal.sessions(turn) == SUMMER[0]


def test_a_date_that_no_hours_set_covers_is_an_error_with_agency_and_date() -> None:
    cal = Calendar("Xã Sơn Tây", (HoursSet(date(2026, 1, 1), date(2026, 6, 30), WEEK),), {})
    with pytest.raises(CalendarError, match=r"Xã Sơn Tây.*01/07/2026"):
        cal.sessions(date(2026, 7, 1))
    with pytest.raises(CalendarError, match="31/12/2025"):
        cal.sessions(date(2025, 12, 31))


def test_a_day_off_outside_every_hours_set_is_still_an_error() -> None:
    rule = DayRule(date(2025, 12, 31), "off", None, "")
    with pytest.raises(CalendarError):
        Calendar("Xã", (HoursSet(date(2026, 1, 1), None, WEEK),), {rule.day: rule}).sessions(rule.day)


@pytest.mark.parametrize("weekdays", [{}, {0: ()}])
def test_an_empty_hours_set_is_an_error_that_names_the_agency(weekdays: dict) -> None:
    with pytest.raises(CalendarError, match="Xã Sơn Tây"):
        Calendar("Xã Sơn Tây", (HoursSet(date(2026, 1, 1), None, weekdays),), {})


def test_two_hours_sets_in_force_on_one_day_are_an_error() -> None:
    with pytest.raises(CalendarError, match="Xã"):
        Calendar(
            "Xã", (HoursSet(date.min, date(2026, 4, 27), WEEK), HoursSet(date(2026, 4, 27), None, SUMMER)), {}
        )


@pytest.mark.parametrize(("start", "end"), [(time(8), time(8)), (time(9), time(8))])
def test_a_session_ends_after_it_starts(start: time, end: time) -> None:
    with pytest.raises(CalendarError):
        Session(start, end)


def test_sessions_that_overlap_are_refused_and_sessions_that_touch_are_not() -> None:
    morning = Session(time(7, 30), time(11, 30))
    with pytest.raises(CalendarError):
        DayRule(CULTURE_DAY, "make_up", (morning, Session(time(11, 29), time(12))), "")
    touching = (morning, Session(time(11, 30), time(12)))
    assert DayRule(CULTURE_DAY, "make_up", touching, "").sessions == touching


def test_a_calendar_file_gives_hours_days_off_and_make_up_days() -> None:
    content = {
        "hours": {"mon": ["07:30-11:30"]},
        "days_off": ["2024-03-11"],
        "make_up": ["2024-03-09", {"date": "2024-03-10", "hours": ["08:00-09:00"]}],
    }
    cal = Calendar.from_json(content, name="f.json")
    assert cal.sessions(date(2024, 3, 4)) == cal.sessions(date(2024, 3, 9)) == OFFICE[:1]
    assert cal.sessions(date(2024, 3, 10)) == (Session(time(8), time(9)),)
    assert cal.sessions(date(2024, 3, 11)) == cal.sessions(date(2024, 3, 5)) == ()


def test_days_off_and_make_up_may_be_missing_from_a_calendar_file() -> None:
    assert Calendar.from_json({"hours": WEEK_JSON}, name="f").sessions(date(2024, 3, 8)) == OFFICE


WRONG_FILES = [
    ([], "calendar"),
    ({}, "hours"),
    ({"hours": {}}, "hours"),
    ({"hours": {"mon": []}}, "hours"),
    ({"hours": {"monday": []}}, "monday"),
    ({"hours": WEEK_JSON, "holidays": []}, "holidays"),
    ({"hours": {"mon": "07:30-11:30"}}, "hours.mon"),
    ({"hours": {"mon": ["7:30-11:30"]}}, "hours.mon[0]"),
    ({"hours": {"mon": ["07:30-11:30", "25:00-26:00"]}}, "hours.mon[1]"),
    ({"hours": {"mon": [730]}}, "hours.mon[0]"),
    ({"hours": {"mon": ["11:30-07:30"]}}, "hours.mon"),
    ({"hours": {"mon": ["07:30-11:30", "11:00-12:00"]}}, "hours.mon"),
    ({"hours": WEEK_JSON, "days_off": "2024-03-08"}, "days_off"),
    ({"hours": WEEK_JSON, "days_off": [20240308]}, "days_off[0]"),
    ({"hours": WEEK_JSON, "days_off": ["2024-03-08", "2024-02-30"]}, "days_off[1]"),
    ({"hours": WEEK_JSON, "make_up": [7]}, "make_up[0]"),
    ({"hours": WEEK_JSON, "make_up": [{"hours": []}]}, "make_up[0].date"),
    ({"hours": WEEK_JSON, "make_up": [{"date": "2024-03-09", "hours": []}]}, "make_up[0].hours"),
    ({"hours": WEEK_JSON, "make_up": [{"date": "2024-03-09", "from": 1}]}, "from"),
    ({"hours": WEEK_JSON, "make_up": ["2024-03-09", "2024-03-09"]}, "make_up[1]"),
    ({"hours": WEEK_JSON, "make_up": ["2024-03-09"], "days_off": ["2024-03-09"]}, "make_up[0]"),
    ({"hours": {"tue": ["07:30-11:30"]}, "make_up": ["2024-03-09"]}, "make_up[0]"),
]


@pytest.mark.parametrize(
    ("content", "key"), WRONG_FILES, ids=[f"{i}_{w[1]}" for i, w in enumerate(WRONG_FILES)]
)
def test_a_wrong_calendar_file_is_refused_by_name_and_key(content: object, key: str) -> None:
    with pytest.raises(CalendarError) as refused:
        Calendar.from_json(content, name="cal.json")
    assert refused.value.message.startswith("cal.json: ")
    assert key in refused.value.message
    assert "\n" not in refused.value.message
