"""Hours, days and the publication that freezes them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, time, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agencies import selectors
from agencies.models import CalendarVersion, Day, OfficeHours
from agencies.services import (
    add_day,
    load_holidays,
    publish_calendar,
    publish_everywhere,
    remove_day,
    set_hours,
)
from agencies.worktime.errors import CalendarError
from agencies.worktime.sessions import Session
from audit.models import AuditEntry
from kit.errors import DomainError, Invalid

pytestmark = pytest.mark.django_db
MORNING = {"mon": ["08:00-12:00"]}

# law.md 7.2: year -> days off, as (month, first day, last day)
DAYS_OFF = {
    2023: [(1, 1, 2), (1, 20, 26), (4, 29, 30), (5, 1, 3), (9, 1, 2), (9, 4, 4)],
    2024: [(1, 1, 1), (2, 8, 14), (4, 18, 18), (4, 29, 30), (5, 1, 1), (9, 2, 3)],
    2025: [(1, 1, 1), (1, 27, 31), (2, 1, 1), (4, 7, 7), (4, 30, 30), (5, 1, 2), (9, 1, 2)],
    2026: [(1, 1, 1), (2, 16, 20), (4, 26, 27), (4, 30, 30), (5, 1, 1), (8, 31, 31), (9, 1, 2), (11, 24, 24)],
    2027: [(1, 1, 1), (2, 4, 10), (4, 16, 16), (4, 30, 30), (5, 1, 1), (5, 3, 3), (9, 2, 3), (11, 24, 24)],
}


@pytest.fixture
def hours(active, by, at):
    """Set hours of Xã Sơn Tây and list what the sets are then."""

    def lay(first: date, last: date | None = None, week=MORNING) -> list[tuple[date, date | None]]:
        set_hours(agency=active, valid_from=first, valid_to=last, week=week, by=by, at=at)
        return list(selectors.office_hours(active).values_list("valid_from", "valid_to"))

    return lay


@pytest.fixture
def holidays(by, at):
    load_holidays(first=2023, last=2027, by=by, at=at)


@pytest.mark.parametrize("year", DAYS_OFF)
def test_holidays_are_those_of_the_table_of_the_law(holidays, year):
    wanted = [date(year, m, d) for m, first, last in DAYS_OFF[year] for d in range(first, last + 1)]
    assert (
        list(Day.objects.filter(kind="off", date__year=year).order_by("date").values_list("date", flat=True))
        == wanted
    )


def test_swapped_saturdays_are_working_days(holidays):
    days = Day.objects.filter(kind="make_up").order_by("date").values_list("date", "mark")
    assert list(days) == [(date(2024, 5, 4), "S"), (date(2025, 4, 26), "S"), (date(2026, 8, 22), "S")]


def test_the_recollected_swap_of_january_2026_is_left_out(holidays):
    assert not Day.objects.filter(date__in=[date(2026, 1, 2), date(2026, 1, 10)]).exists()


def test_days_of_2027_are_provisional_and_say_so(holidays):
    days = Day.objects.filter(date__year=2027)
    assert set(days.values_list("mark", flat=True)) == {"U"}
    assert all("dự kiến" in day.basis for day in days)


def test_a_holiday_carries_its_name_basis_and_mark(holidays):
    day = Day.objects.get(date=date(2026, 11, 24))
    assert (day.name, day.basis, day.mark) == ("Ngày Văn hóa Việt Nam", "Nghị quyết 28/2026/QH16", "S")
    assert Day.objects.get(date=date(2024, 4, 29)).name == "Nghỉ hoán đổi, làm bù ngày 04/05/2024"


def test_loading_holidays_again_keeps_what_was_edited(holidays, by, at):
    Day.objects.filter(date=date(2027, 2, 4)).update(name="Đã sửa")
    Day.objects.get(date=date(2027, 2, 10)).delete()
    assert load_holidays(first=2023, last=2027, by=by, at=at) == 1
    assert Day.objects.get(date=date(2027, 2, 4)).name == "Đã sửa"


def test_the_command_publishes_the_changed_calendars(active):
    out = StringIO()
    call_command("load_holidays", "--from", "2026", "--to", "2026", stdout=out)
    call_command("load_holidays", "--from", "2026", "--to", "2026", stdout=out)
    assert out.getvalue().splitlines() == [
        "days added: 15, calendars published: 1",
        "days added: 0, calendars published: 0",
    ]
    assert selectors.calendar_for(active).why_closed(date(2026, 11, 24)) == "nghỉ lễ: Ngày Văn hóa Việt Nam"


@pytest.mark.parametrize("years", [("2027", "2026"), ("1", "2026"), ("2026", "9999")])
def test_the_command_refuses_senseless_years(years):
    with pytest.raises(CommandError) as caught:
        call_command("load_holidays", "--from", years[0], "--to", years[1])
    assert caught.value.returncode == 2


def test_edited_days_count_only_once_published(active, by, at):
    storm = date(2026, 11, 25)
    add_day(agency=active, date=storm, kind="closure", name="bão số 12", by=by, at=at)
    assert selectors.has_unpublished_changes(active)
    assert selectors.calendar_for(active).is_working(storm)
    assert not selectors.draft_calendar(active).is_working(storm)
    publish_calendar(agency=active, by=by, at=at, note="Bão")
    assert selectors.calendar_for(active).why_closed(storm) == "đóng cửa: bão số 12"
    assert selectors.calendar_version(active, 1).is_working(storm)
    assert not selectors.has_unpublished_changes(active)


def test_publishing_without_a_change_gives_the_version_in_use(active, by, at):
    assert publish_calendar(agency=active, by=by, at=at).no == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_publish_at_once_make_one_version(active, by, at):
    add_day(agency=active, date=date(2026, 12, 1), kind="off", name="Nghỉ", by=by, at=at)

    def publish(_turn: int) -> int:
        try:
            return publish_calendar(agency=active, by=by, at=at).no
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(publish, range(8))) == [2] * 8
    assert CalendarVersion.objects.count() == 2


def test_a_new_national_day_is_published_for_every_agency_in_use(active, son_tay, by, at):
    add_day(agency=None, date=date(2026, 12, 25), kind="off", name="Nghỉ đột xuất", by=by, at=at)
    assert [version.no for version in publish_everywhere(by=by, at=at)] == [2]
    assert not selectors.calendar_for(active).is_working(date(2026, 12, 25))


def test_an_agency_s_own_day_prevails_over_the_national(active, holidays, by, at):
    add_day(
        agency=active,
        date=date(2026, 11, 24),
        kind="make_up",
        name="Trực",
        sessions=["08:00-10:00"],
        by=by,
        at=at,
    )
    publish_calendar(agency=active, by=by, at=at)
    assert selectors.calendar_for(active).sessions(date(2026, 11, 24)) == (Session(time(8), time(10)),)


def test_a_make_up_saturday_takes_monday_s_hours(active, holidays, by, at):
    publish_calendar(agency=active, by=by, at=at)
    calendar = selectors.calendar_for(active)
    assert calendar.sessions(date(2026, 8, 22)) == calendar.sessions(date(2026, 8, 24))
    assert len(calendar.sessions(date(2026, 8, 22))) == 2


def test_a_removed_day_works_again_once_published(active, holidays, by, at):
    publish_calendar(agency=active, by=by, at=at)
    remove_day(day=Day.objects.get(date=date(2026, 11, 24)), by=by, at=at)
    assert not selectors.calendar_for(active).is_working(date(2026, 11, 24))
    publish_calendar(agency=active, by=by, at=at)
    assert selectors.calendar_for(active).is_working(date(2026, 11, 24))


def test_a_version_that_was_rolled_back_leaves_no_trace(active, by, at):
    class Undo(Exception):
        pass

    def close(day: date, undo: bool = False) -> None:
        add_day(agency=active, date=day, kind="closure", name="Mất điện", by=by, at=at)
        publish_calendar(agency=active, by=by, at=at)
        assert not selectors.calendar_for(active).is_working(day)
        if undo:
            raise Undo

    with pytest.raises(Undo):
        transaction.atomic(close)(date(2026, 12, 1), undo=True)
    close(date(2026, 12, 2))
    assert selectors.calendar_for(active).is_working(date(2026, 12, 1))


def test_an_agency_without_a_published_calendar_is_named(son_tay):
    with pytest.raises(CalendarError, match="Xã Sơn Tây"):
        selectors.calendar_for(son_tay)


def test_a_calendar_without_hours_cannot_be_published(son_tay, by, at):
    with pytest.raises(DomainError, match="chưa có giờ làm việc"):
        publish_calendar(agency=son_tay, by=by, at=at)


def test_a_new_open_set_closes_the_one_before(hours):
    assert hours(date(2026, 12, 1)) == [
        (date(2023, 1, 1), date(2026, 11, 30)),
        (date(2026, 12, 1), None),
    ]


def test_a_season_parts_the_set_under_it(hours):
    assert hours(date(2026, 4, 16), date(2026, 10, 15)) == [
        (date(2023, 1, 1), date(2026, 4, 15)),
        (date(2026, 4, 16), date(2026, 10, 15)),
        (date(2026, 10, 16), None),
    ]


def test_a_set_over_all_others_replaces_them(hours):
    hours(date(2026, 4, 16), date(2026, 10, 15))
    assert hours(date(2022, 1, 1)) == [(date(2022, 1, 1), None)]


def test_a_season_of_one_day_is_possible(hours):
    assert (date(2026, 4, 16), date(2026, 4, 16)) in hours(date(2026, 4, 16), date(2026, 4, 16))


DAYS = [date(2025, 12, 1) + timedelta(days=n) for n in range(62)]
ANY_DAY = st.sampled_from(DAYS)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(ANY_DAY, st.none() | ANY_DAY), max_size=5))
def test_of_sets_laid_over_each_other_the_last_one_counts(active, by, at, sets):
    OfficeHours.objects.all().delete()
    expected = {}
    for hour, (first, last) in enumerate(sets, start=1):
        if last is not None and last < first:
            first, last = last, first
        week = {"mon": [f"{hour:02d}:00-23:00"]}
        set_hours(agency=active, valid_from=first, valid_to=last, week=week, by=by, at=at)
        expected |= {day: week for day in DAYS if first <= day and (last is None or day <= last)}
    found = {
        day: row.week
        for row in OfficeHours.objects.all()
        for day in DAYS
        if row.valid_from <= day and (row.valid_to is None or day <= row.valid_to)
    }
    assert found == expected


@pytest.mark.parametrize(
    ("week", "says"),
    [
        ({}, "ít nhất một buổi"),
        ({"mon": []}, "ít nhất một buổi"),
        ({"lundi": ["08:00-12:00"]}, "lundi"),
        ({"mon": ["8-12"]}, "8-12"),
        ({"mon": ["25:00-26:00"]}, "25:00"),
        ({"mon": ["12:00-08:00"]}, "kết thúc sau"),
        ({"mon": ["08:00-12:00", "11:00-13:00"]}, "chồng"),
    ],
)
def test_a_bad_week_is_refused_with_a_reason(hours, week, says):
    with pytest.raises(Invalid, match=says):
        hours(date(2026, 12, 1), None, week)
    assert OfficeHours.objects.count() == 1


def test_hours_that_end_before_they_start_are_refused(hours):
    with pytest.raises(Invalid, match="sau ngày bắt đầu"):
        hours(date(2026, 12, 2), date(2026, 12, 1))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"kind": "party"}, "kind"),
        ({"kind": "closure", "agency": None}, "kind"),
        ({"sessions": ["08:00-10:00"]}, "sessions"),
        ({"kind": "make_up", "sessions": []}, "sessions"),
        ({"kind": "make_up", "sessions": ["10:00-08:00"]}, "sessions"),
    ],
)
def test_a_bad_day_is_refused_beside_its_field(active, by, at, wrong, field):
    given = {"agency": active, "date": date(2026, 12, 1), "kind": "off", "name": "Nghỉ"} | wrong
    with pytest.raises(Invalid) as caught:
        add_day(**given, by=by, at=at)
    assert list(caught.value.errors) == [field]
    assert not Day.objects.exists()


def test_a_day_cannot_be_added_twice(active, by, at):
    for agency in (active, None):
        add_day(agency=agency, date=date(2026, 12, 1), kind="off", name="Nghỉ", by=by, at=at)
        with pytest.raises(Invalid, match="01/12/2026"):
            add_day(agency=agency, date=date(2026, 12, 1), kind="off", name="Nghỉ", by=by, at=at)


def test_every_edit_of_a_calendar_is_in_the_book(active, by, at):
    before = AuditEntry.objects.count()
    day = add_day(agency=active, date=date(2026, 12, 1), kind="off", name="Nghỉ", by=by, at=at)
    set_hours(agency=active, valid_from=date(2026, 12, 1), week=MORNING, by=by, at=at)
    publish_calendar(agency=active, by=by, at=at)
    remove_day(day=day, by=by, at=at)
    entries = AuditEntry.objects.order_by("id").values_list("action", "actor_name")[before:]
    actions = ["calendar.day_add", "calendar.hours", "calendar.publish", "calendar.day_remove"]
    assert list(entries) == [(action, by.name) for action in actions]


def test_a_version_remembers_who_published_it(active, by, at):
    version = CalendarVersion.objects.get()
    assert (version.actor_name, version.actor_id, version.published_at) == (by.name, by.id, at)


def test_the_calendar_is_read_from_the_database_once(active, django_assert_num_queries):
    selectors.calendar_for(active)
    with django_assert_num_queries(1):
        selectors.calendar_for(active)
