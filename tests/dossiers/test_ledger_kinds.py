"""Extensions, re-appointments, new calendars and corrections in the pure ledger (domain.md 5, 6, 9, 10)."""

from datetime import timedelta
from typing import ClassVar

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from agencies.worktime.calendar import Calendar
from agencies.worktime.errors import CalendarError
from dossiers.deadlines import Entry, LedgerError, Stretch, derive
from dossiers.explaining import explain
from dossiers.promises import RunEntry, derive_run
from dossiers.states import Clock, EntryKind
from tests.agencies.worktime_cases import (
    DAYS_OFF,
    LIMITS,
    MAKE_UP,
    MOMENTS,
    PROOF,
    WEEK_JSON,
    at,
    calendars,
    commune,
    days,
    hours,
    same_day,
)

K = EntryKind
CALENDAR = commune()
STORM = Calendar.from_json(
    {"hours": WEEK_JSON, "days_off": [*DAYS_OFF, "2026-11-04"], "make_up": MAKE_UP}, name="Xã Sơn Tây"
)
SATURDAY = Calendar.from_json(
    {"hours": WEEK_JSON, "days_off": DAYS_OFF, "make_up": [*MAKE_UP, "2026-11-07"]}, name="Xã Sơn Tây"
)
MONDAY = at("2026-11-02 09:00")


def plan(*limits, calendar=CALENDAR):
    return tuple(Stretch(limit, calendar) for limit in limits)


def start(limit, calendar=CALENDAR, moment=MONDAY):
    return Entry(K.START, moment, plan(limit, calendar=calendar))


def calendar_row(calendar, limit, moment="2026-11-03 08:00", **rest):
    return Entry(K.CALENDAR, at(moment), plan(limit, calendar=calendar), **rest)


class TestVerificationAndExtension:
    def test_a_verification_adds_its_amount_to_the_due_day(self):
        rows = [start(days(3)), Entry(K.VERIFY, at("2026-11-04 09:00"), plan(days(5)))]
        assert derive(rows).due_at == at("2026-11-12 17:00")

    def test_a_same_day_dossier_that_was_extended_keeps_its_days_through_a_pause(self):
        rows = [
            start(same_day()),
            Entry(K.EXTEND, at("2026-11-02 10:00"), plan(days(3))),
            Entry(K.PAUSE, at("2026-11-03 10:00")),
            Entry(K.RESUME, at("2026-11-09 10:00"), plan(same_day())),
        ]
        assert derive(rows[:2]).due_at == at("2026-11-05 17:00")
        assert derive(rows).due_at == at("2026-11-11 17:00")  # two of the three days were left

    def test_an_extension_of_the_first_leg_moves_the_legs_after_it(self):
        rows = [
            Entry(K.START, MONDAY, plan(days(1), days(1))),
            Entry(K.EXTEND, at("2026-11-02 10:00"), plan(days(2))),
        ]
        now = derive(rows)
        assert [w.due_at for w in now.windows] == [at("2026-11-05 17:00"), at("2026-11-06 17:00")]

    def test_nothing_is_added_to_a_stopped_clock(self):
        rows = [start(days(3)), Entry(K.PAUSE, at("2026-11-03 09:00"))]
        with pytest.raises(LedgerError):
            derive([*rows, Entry(K.EXTEND, at("2026-11-04 09:00"), plan(days(2)))])


class TestReappointment:
    NEW = at("2026-11-10 17:00")

    def test_before_the_due_time_it_moves_the_compared_day(self):
        now = derive([start(days(3)), Entry(K.REAPPOINT, at("2026-11-04 09:00"), fixed_due=self.NEW)])
        assert (now.due_at, now.appointed, now.fixed) == (self.NEW, self.NEW, True)

    def test_after_it_the_dossier_stays_late_by_the_old_day(self):
        now = derive([start(days(3)), Entry(K.REAPPOINT, at("2026-11-06 09:00"), fixed_due=self.NEW)])
        assert (now.due_at, now.appointed) == (at("2026-11-05 17:00"), self.NEW)

    def test_a_new_calendar_does_not_move_the_appointed_day(self):
        rows = [
            start(days(3)),
            Entry(K.REAPPOINT, at("2026-11-02 10:00"), fixed_due=self.NEW),
            calendar_row(STORM, days(3)),
        ]
        assert derive(rows).due_at == self.NEW

    def test_a_restart_forgets_it(self):
        rows = [
            start(days(3)),
            Entry(K.REAPPOINT, at("2026-11-02 10:00"), fixed_due=self.NEW),
            Entry(K.PAUSE, at("2026-11-03 10:00")),
            Entry(K.RESTART, at("2026-11-16 10:00"), plan(days(3))),
        ]
        now = derive(rows)
        assert (now.due_at, now.appointed) == (at("2026-11-19 17:00"), None)


class TestNewCalendar:
    def test_a_closure_in_the_running_stretch_gives_the_day_back(self):
        assert derive([start(days(3)), calendar_row(STORM, days(3))]).due_at == at("2026-11-06 17:00")

    def test_a_make_up_day_brings_it_forward_only_with_leave(self):
        rows = [start(days(5))]
        assert derive(rows).due_at == at("2026-11-09 17:00")
        without = calendar_row(SATURDAY, days(5))
        with_leave = calendar_row(SATURDAY, days(5), earlier=True)
        assert derive([*rows, without]).due_at == at("2026-11-09 17:00")
        assert derive([*rows, with_leave]).due_at == at("2026-11-07 17:00")

    def test_what_was_used_before_a_pause_stays_used(self):
        rows = [
            start(days(3)),
            Entry(K.PAUSE, at("2026-11-03 09:00")),
            Entry(K.RESUME, at("2026-11-03 15:00"), plan(days(3))),
            calendar_row(STORM, days(3), "2026-11-03 16:00"),
        ]
        assert derive(rows[:3]).due_at == at("2026-11-05 17:00")
        assert derive(rows).due_at == at("2026-11-06 17:00")

    def test_an_extension_is_counted_in_the_new_calendar_too(self):
        rows = [
            start(days(1)),
            Entry(K.EXTEND, at("2026-11-02 10:00"), plan(days(1))),
            calendar_row(STORM, days(1)),
        ]
        assert derive(rows[:2]).due_at == at("2026-11-04 17:00")
        assert derive(rows).due_at == at("2026-11-05 17:00")

    @PROOF
    @given(calendars(), calendars(), LIMITS, MOMENTS, st.integers(0, 20_000))
    def test_it_never_moves_a_day_forward_by_itself(self, old, new, limit, moment, minutes):
        first = Entry(K.START, moment, (Stretch(limit, old),))
        change = Entry(K.CALENDAR, moment + timedelta(minutes=minutes), (Stretch(limit, new),))
        try:
            before, after = derive([first]), derive([first, change])
        except CalendarError:
            assume(False)
        assert after.due_at >= before.due_at
        assert explain([first, change])

    @PROOF
    @given(calendars(), calendars(), LIMITS, MOMENTS)
    def test_with_leave_it_is_as_if_the_new_calendar_had_always_been_there(self, old, new, limit, moment):
        change = Entry(K.CALENDAR, moment, (Stretch(limit, new),), earlier=True)
        try:
            after = derive([Entry(K.START, moment, (Stretch(limit, old),)), change])
            fresh = derive([Entry(K.START, moment, (Stretch(limit, new),))])
        except CalendarError:
            assume(False)
        assert (after.due_at, after.windows) == (fresh.due_at, fresh.windows)


class TestWaits:
    def test_a_wait_that_does_not_stop_the_clock_leaves_the_day_alone(self):
        rows = [start(days(3)), Entry(K.PAUSE, at("2026-11-03 09:00"), runs_on=True)]
        now = derive(rows)
        assert (now.clock, now.held, now.due_at) == (Clock.RUNNING, True, at("2026-11-05 17:00"))
        ended = derive([*rows, Entry(K.RESUME, at("2026-11-04 09:00"), plan(days(3)))])
        assert (ended.held, ended.due_at) == (False, at("2026-11-05 17:00"))

    def test_domain_5_three_pauses_the_last_still_open(self):
        rows = [start(days(5))]
        for pause, resume in (
            ("2026-11-03 09:00", "2026-11-04 09:00"),
            ("2026-11-05 09:00", "2026-11-06 09:00"),
        ):
            rows += [Entry(K.PAUSE, at(pause)), Entry(K.RESUME, at(resume), plan(days(5)))]
        assert derive(rows).due_at == at("2026-11-11 17:00")
        now = derive([*rows, Entry(K.PAUSE, at("2026-11-09 09:00"))])
        assert (now.clock, now.due_at, now.left.amount) == (Clock.STOPPED, None, 2)


class TestCorrection:
    ROWS: ClassVar = [
        start(days(3)), Entry(K.PAUSE, at("2026-11-03 09:00")),
        Entry(K.RESUME, at("2026-11-04 09:00"), plan(days(3))),
    ]  # fmt: skip

    def test_a_corrected_reception_is_counted_anew_with_the_pauses_where_they_were(self):
        assert derive(self.ROWS).due_at == at("2026-11-06 17:00")
        moved = Entry(K.CORRECT, at("2026-11-05 09:00"), received_at=at("2026-11-03 08:00"))
        assert derive([*self.ROWS, moved]).due_at == at("2026-11-09 17:00")

    def test_another_procedures_limit_replaces_the_first_one(self):
        other = Entry(K.CORRECT, at("2026-11-05 09:00"), plan(days(10)))
        fresh = [start(days(10)), self.ROWS[1], Entry(K.RESUME, at("2026-11-04 09:00"), plan(days(10)))]
        assert derive([*self.ROWS, other]).due_at == derive(fresh).due_at

    def test_a_day_by_hand_is_fixed(self):
        by_hand = Entry(K.CORRECT, at("2026-11-05 09:00"), fixed_due=at("2026-11-12 17:00"))
        now = derive([*self.ROWS, by_hand, calendar_row(STORM, days(3), "2026-11-05 10:00")])
        assert (now.due_at, now.fixed) == (at("2026-11-12 17:00"), True)

    def test_it_cannot_put_the_reception_after_what_happened_since(self):
        late = Entry(K.CORRECT, at("2026-11-05 09:00"), received_at=at("2026-11-03 10:00"))
        with pytest.raises(LedgerError, match="before"):
            derive([*self.ROWS, late])


class TestRuns:
    def test_a_closure_moves_the_rest_of_a_step(self):
        rows = [RunEntry(K.START, at("2026-11-03 16:00"), timedelta(hours=4), CALENDAR)]
        assert derive_run(rows).due_at == at("2026-11-04 10:30")
        rows.append(RunEntry(K.CALENDAR, at("2026-11-03 16:30"), calendar=STORM))
        assert derive_run(rows).due_at == at("2026-11-05 10:30")

    def test_time_given_to_the_dossier_is_given_to_the_step(self):
        rows = [
            RunEntry(K.START, at("2026-11-03 16:00"), timedelta(hours=4), CALENDAR),
            RunEntry(K.VERIFY, at("2026-11-03 16:30"), timedelta(hours=8)),
        ]
        assert derive_run(rows).due_at == at("2026-11-05 10:30")

    def test_a_corrected_limit_is_counted_from_where_the_step_last_began(self):
        rows = [
            RunEntry(K.START, at("2026-11-03 08:00"), timedelta(hours=6), CALENDAR),
            RunEntry(K.PAUSE, at("2026-11-03 10:00")),
            RunEntry(K.RESUME, at("2026-11-04 08:00"), calendar=CALENDAR),
        ]
        assert derive_run(rows).due_at == at("2026-11-04 13:30")
        shorter = RunEntry(K.CORRECT, at("2026-11-04 09:00"), timedelta(hours=-2))
        assert derive_run([*rows, shorter]).due_at == at("2026-11-04 10:00")

    def test_a_correction_leaves_a_late_step_late(self):
        rows = [
            RunEntry(K.START, at("2026-11-03 08:00"), timedelta(hours=1), CALENDAR),
            RunEntry(K.CORRECT, at("2026-11-03 09:01"), timedelta(hours=40)),
        ]
        assert derive_run(rows).due_at == at("2026-11-03 09:00")

    def test_a_step_that_was_overdue_stays_so(self):
        rows = [
            RunEntry(K.START, at("2026-11-03 08:00"), timedelta(hours=1), CALENDAR),
            RunEntry(K.PAUSE, at("2026-11-03 10:00")),
            RunEntry(K.RESUME, at("2026-11-03 11:00"), calendar=CALENDAR),
            RunEntry(K.CALENDAR, at("2026-11-03 13:00"), calendar=STORM),
        ]
        assert derive_run(rows).due_at == at("2026-11-03 09:00")


def test_the_explanation_tells_every_turn():
    rows = [
        start(days(3)),
        Entry(K.EXTEND, at("2026-11-02 10:00"), plan(days(2)), words="Vụ việc phức tạp; Điều 9"),
        calendar_row(STORM, days(3), words="Bão số 12"),
        Entry(K.REAPPOINT, at("2026-11-05 09:00"), fixed_due=at("2026-11-16 17:00"), words="Hồ sơ tăng"),
        Entry(K.STOP, at("2026-11-16 09:00")),
    ]
    told = "\n".join(explain(rows))
    for words in (
        "Gia hạn thêm 2 ngày làm việc (Vụ việc phức tạp; Điều 9)",
        "Lịch làm việc thay đổi (Bão số 12): hẹn trả chuyển từ",
        "Xin lỗi và hẹn lại: 17:00, thứ Hai 16/11/2026 (Hồ sơ tăng)",
        "Kết thúc lúc 09:00",
    ):
        assert words in told
    assert "nghỉ" in told  # the stretch is told in the calendar that counted in the end


def test_a_late_re_appointment_says_that_the_dossier_stays_late():
    rows = [start(hours(8)), Entry(K.REAPPOINT, at("2026-11-05 09:00"), fixed_due=at("2026-11-09 17:00"))]
    assert any("vẫn tính là trễ" in line for line in explain(rows))
