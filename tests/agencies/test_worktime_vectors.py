"""The due dates that domain.md "Vectors" and law.md §3.2 (T1–T6) fix."""

import pytest

from agencies.worktime.calendar import Calendar
from agencies.worktime.errors import CalendarError
from agencies.worktime.limits import Limit, due
from agencies.worktime.pauses import Pause, due_with_pauses
from tests.agencies.worktime_cases import at, commune, days, hours, same_clock, same_day

VECTORS = [
    ("friday_16h_plus_1_day", same_clock(1), "2024-03-01T16:00", "2024-03-04T16:00"),
    ("across_tet", same_clock(2), "2024-02-07T10:00", "2024-02-16T10:00"),
    ("4_hours_over_lunch", hours(4), "2024-03-05T10:00", "2024-03-05T15:30"),
    ("received_on_a_holiday", same_clock(1), "2024-02-12T09:00", "2024-02-15T17:00"),
    ("odd_minute_is_kept", same_clock(1), "2024-03-05T10:20", "2024-03-06T10:20"),
    ("T1", days(3), "2026-04-24T10:00", "2026-05-04T17:00"),
    ("T2", hours(8), "2026-11-20T16:00", "2026-11-23T16:00"),
    ("T3", hours(8), "2026-11-23T16:30", "2026-11-25T16:30"),
    ("T4", same_day(), "2026-11-23T15:20", "2026-11-25T17:00"),
    ("T5", days(5), "2026-08-20T09:00", "2026-08-26T17:00"),
    ("received_after_hours_day_0_is_monday", days(1), "2026-11-13T18:00", "2026-11-17T17:00"),
]


@pytest.mark.parametrize(
    ("limit", "received", "expected"), [v[1:] for v in VECTORS], ids=[v[0] for v in VECTORS]
)
def test_a_due_date_follows_the_vector(limit: Limit, received: str, expected: str) -> None:
    assert due(commune(), limit, at(received)).due_at == at(expected)


def test_300_days_at_the_same_clock_run_over_two_tets_and_two_make_up_days() -> None:
    cal = commune(["2024-05-04", "2025-04-26"])
    assert due(cal, same_clock(300), at("2024-03-04T09:00")).due_at == at("2025-05-16T09:00")


def test_without_the_make_up_saturday_t5_is_a_day_later() -> None:
    assert due(commune([]), days(5), at("2026-08-20T09:00")).due_at == at("2026-08-27T17:00")


def test_t6_a_supplement_that_restarts_counts_everything_anew() -> None:
    assert due(commune(), days(2), at("2026-11-09T10:00")).due_at == at("2026-11-11T17:00")


def test_t6_a_supplement_that_resumes_has_used_one_working_day() -> None:
    asked = Pause(at("2026-11-03T10:00"), at("2026-11-09T10:00"))
    assert due_with_pauses(commune(), days(2), at("2026-11-02T10:00"), [asked]).due_at == at(
        "2026-11-10T17:00"
    )


def test_no_hours_at_all_is_an_error_that_names_the_agency() -> None:
    with pytest.raises(CalendarError, match="Xã Không Giờ"):
        due(Calendar("Xã Không Giờ", (), {}), days(1), at("2024-03-01T16:00"))
