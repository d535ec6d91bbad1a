"""The ledger of time as arithmetic: over random calendars and random rows it never contradicts itself."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from agencies.worktime.arithmetic import minutes_between, next_opening
from agencies.worktime.calendar import Calendar
from agencies.worktime.errors import CalendarError
from agencies.worktime.limits import Limit, Unit, due
from agencies.worktime.pauses import Pause, due_with_pauses
from dossiers.deadlines import (
    Derived,
    Entry,
    LedgerError,
    Stretch,
    becomes_late,
    derive,
    is_late_by_date,
    lay,
    warn_from,
)
from dossiers.explaining import explain
from dossiers.promises import (
    RunEntry,
    allowances,
    derive_run,
    next_attempt,
    run_due,
)
from dossiers.states import Clock, EntryKind
from tests.agencies.worktime_cases import (
    LIMITS,
    MOMENTS,
    PROOF,
    at,
    calendars,
    commune,
    days,
    hours,
    same_day,
)

K = EntryKind
GAPS = st.integers(0, 40 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))
ADDABLE = LIMITS.filter(lambda limit: limit.unit != Unit.SAME_DAY)
HOUR = timedelta(hours=1)
CALENDAR = commune()


@st.composite
def ledgers(draw: st.DrawFn) -> list[Entry]:
    """A start, then pauses that end by going on or anew, maybe a stop; one leg, sometimes three."""
    calendar = draw(calendars())
    first = Stretch(draw(LIMITS), calendar)
    plan = (first, *(Stretch(limit, calendar) for limit in draw(st.lists(ADDABLE, max_size=2))))
    moment = draw(MOMENTS)
    rows = [Entry(K.START, moment, plan)]
    for kind in draw(st.lists(st.sampled_from([K.RESUME, K.RESTART]), max_size=3)):
        moment += draw(GAPS)
        rows.append(Entry(K.PAUSE, moment))
        moment += draw(GAPS)
        rows.append(Entry(kind, moment, plan))
    if draw(st.booleans()):
        rows.append(Entry(K.STOP, moment + draw(GAPS)))
    return rows


def derived(rows: list[Entry]) -> Derived:
    try:
        return derive(rows)
    except CalendarError:
        assume(False)
        raise


@PROOF
@given(ledgers())
def test_a_clock_has_a_due_time_exactly_while_it_does_not_stand_still(rows):
    for number in range(1, len(rows) + 1):
        now = derived(rows[:number])
        last = rows[number - 1].kind
        assert now.clock == {K.PAUSE: Clock.STOPPED, K.STOP: Clock.ENDED}.get(last, Clock.RUNNING)
        assert (now.due_at is None) == (now.clock == Clock.STOPPED)


@PROOF
@given(ledgers())
def test_windows_follow_each_other_and_the_last_one_ends_when_the_whole_is_due(rows):
    now = derived(rows)
    assert len(now.windows) == len(rows[0].plan)
    ends = [window.due_at for window in now.windows]
    assert ends == sorted(ends)
    if now.clock == Clock.RUNNING:
        assert now.due_at == ends[-1]


@PROOF
@given(ledgers())
def test_every_ledger_can_be_explained(rows):
    derived(rows)
    lines = explain(rows)
    assert lines
    assert all(isinstance(line, str) and line for line in lines)


@PROOF
@given(calendars(), LIMITS, MOMENTS)
def test_one_leg_without_a_pause_is_the_limit_itself(calendar, limit, start):
    try:
        expected = due(calendar, limit, start)
    except CalendarError:
        assume(False)
    now = derive([Entry(K.START, start, (Stretch(limit, calendar),))])
    assert (now.clock_from, now.due_at) == (expected.clock_from, expected.due_at)


@PROOF
@given(calendars(), LIMITS, MOMENTS, st.lists(st.tuples(GAPS, GAPS), max_size=3))
def test_one_leg_with_pauses_agrees_with_the_pure_arithmetic(calendar, limit, start, gaps):
    plan, rows, pauses, moment = (Stretch(limit, calendar),), [], [], start
    rows.append(Entry(K.START, start, plan))
    for before, length in gaps:
        pauses.append(Pause(moment + before, moment + before + length))
        moment += before + length
        rows += [Entry(K.PAUSE, pauses[-1].start), Entry(K.RESUME, pauses[-1].end, plan)]
    try:
        expected = due_with_pauses(calendar, limit, start, pauses).due_at
    except CalendarError:
        assume(False)
    assert derive(rows).due_at == expected


@PROOF
@given(ledgers(), GAPS)
def test_after_a_restart_nothing_of_the_past_counts(rows, gap):
    moment = rows[-1].effective_at + gap
    plan = rows[0].plan
    assume(rows[-1].kind != K.STOP)
    anew = derived([*rows, Entry(K.PAUSE, moment), Entry(K.RESTART, moment, plan)])
    fresh = derived([Entry(K.START, moment, plan)])
    assert (anew.due_at, anew.windows) == (fresh.due_at, fresh.windows)


@PROOF
@given(ledgers(), GAPS)
def test_a_pause_never_brings_the_due_time_forward(rows, gap):
    now = derived(rows)
    assume(now.clock == Clock.RUNNING)
    moment = rows[-1].effective_at + gap
    later = derived([*rows, Entry(K.PAUSE, moment), Entry(K.RESUME, moment + gap, rows[0].plan)])
    whole_days = all(s.limit.unit in (Unit.WORKING_DAY, Unit.CALENDAR_DAY, Unit.MONTH) for s in rows[0].plan)
    if whole_days or later.left.ran_out:
        assert later.due_at >= now.due_at


@pytest.mark.parametrize(
    "kinds",
    [
        [K.PAUSE],
        [K.STOP],
        [K.RESUME],
        [K.RESTART],
        [K.START, K.START],
        [K.START, K.RESUME],
        [K.START, K.RESTART],
        [K.START, K.PAUSE, K.PAUSE],
        [K.START, K.PAUSE, K.START],
        [K.START, K.STOP, K.STOP],
        [K.START, K.STOP, K.PAUSE],
        [K.START, K.STOP, K.RESUME],
    ],
)
def test_rows_that_cannot_follow_each_other_are_refused(kinds):
    plan = (Stretch(days(3), CALENDAR),)
    with pytest.raises(LedgerError):
        derive(Entry(kind, at("2026-11-02 08:00"), plan) for kind in kinds)


def test_a_row_before_its_predecessor_is_refused():
    plan = (Stretch(days(3), CALENDAR),)
    rows = [Entry(K.START, at("2026-11-02 08:00"), plan), Entry(K.PAUSE, at("2026-11-02 07:59"))]
    with pytest.raises(LedgerError, match="before"):
        derive(rows)


def test_an_ended_clock_may_start_again():
    plan = (Stretch(hours(8), CALENDAR),)
    moments = ["2026-11-02 08:00", "2026-11-02 09:00", "2026-11-03 10:00"]
    rows = [Entry(kind, at(m), plan) for kind, m in zip((K.START, K.STOP, K.START), moments, strict=True)]
    assert derive(rows).due_at == at("2026-11-04 10:00")


def test_plain_hours_run_through_the_night():
    row = Entry(K.START, at("2026-11-02 16:00"), fixed_due=at("2026-11-03 00:00"))
    now = derive([row])
    assert (now.clock_from, now.due_at) == (at("2026-11-02 16:00"), at("2026-11-03 00:00"))
    assert explain([row]) == ["Thời hạn tính liên tục, đến 00:00, thứ Ba 03/11/2026"]


def test_legs_of_hours_run_on_within_the_day():
    windows = lay((Stretch(hours(2), CALENDAR), Stretch(hours(4), CALENDAR)), at("2026-11-02 08:00"))
    assert [w.due_at for w in windows] == [at("2026-11-02 10:00"), at("2026-11-02 15:30")]


def test_a_leg_in_days_counts_from_the_day_on_which_the_one_before_is_due():
    plan = (Stretch(days(1), CALENDAR), Stretch(days(2), CALENDAR))
    windows = lay(plan, at("2026-11-05 10:00"))
    assert [w.due_at for w in windows] == [at("2026-11-06 17:00"), at("2026-11-10 17:00")]
    assert windows[1].clock_from == at("2026-11-09 07:30")


# Runs of steps.


@st.composite
def run_ledgers(draw: st.DrawFn) -> list[RunEntry]:
    calendar = draw(calendars())
    moment = draw(MOMENTS)
    minutes = timedelta(minutes=draw(st.integers(1, 5000)))
    rows = [RunEntry(K.START, moment, minutes, calendar)]
    for _ in range(draw(st.integers(0, 3))):
        moment += draw(GAPS)
        rows.append(RunEntry(K.PAUSE, moment))
        moment += draw(GAPS)
        rows.append(RunEntry(K.RESUME, moment, calendar=calendar))
    return rows


@PROOF
@given(run_ledgers())
def test_a_run_is_never_given_more_or_less_than_its_promise(rows):
    """Open time while its clock ran, up to its due time, is exactly the promise — unless it was late."""
    try:
        now = derive_run(rows)
    except CalendarError:
        assume(False)
    calendar, moments = rows[0].calendar, [row.effective_at for row in rows]
    used = timedelta(0)
    for start, pause in zip(moments[::2], moments[1::2], strict=False):
        if used + minutes_between(calendar, start, pause) > rows[0].allowance:
            assert now.due_at <= pause  # late then, late for ever
            return
        used += minutes_between(calendar, start, pause)
    assert used + minutes_between(calendar, moments[-1], now.due_at) == rows[0].allowance


@pytest.mark.parametrize(
    "kinds", [[K.PAUSE], [K.RESUME], [K.START, K.START], [K.START, K.RESUME], [K.START, K.PAUSE, K.PAUSE]]
)
def test_rows_of_a_run_that_cannot_follow_each_other_are_refused(kinds):
    with pytest.raises(LedgerError):
        derive_run(RunEntry(kind, at("2026-11-02 08:00"), HOUR, CALENDAR) for kind in kinds)


@PROOF
@given(calendars(), LIMITS, MOMENTS, st.lists(st.integers(1, 50), min_size=1, max_size=6))
def test_promises_never_add_up_to_more_than_the_whole(calendar, limit, start, parts):
    try:
        window = lay((Stretch(limit, calendar),), start)[0]
    except CalendarError:
        assume(False)
    whole = minutes_between(calendar, window.clock_from, window.due_at) / timedelta(minutes=1)
    shares = [Decimal(part) / sum(parts) for part in parts]
    promised = allowances(calendar, window, shares)
    assert min(promised) >= 1
    if all(whole * float(share) >= 1 for share in shares):
        assert sum(promised) <= whole
        assert sum(promised) > whole - len(parts)


@PROOF
@given(calendars(), MOMENTS, st.integers(1, 5000))
def test_a_run_opened_in_the_night_counts_from_the_opening(calendar, moment, minutes):
    try:
        at_night = run_due(calendar, moment, timedelta(minutes=minutes))
        at_opening = run_due(calendar, next_opening(calendar, moment), timedelta(minutes=minutes))
    except CalendarError:
        assume(False)
    assert at_night == at_opening


@pytest.mark.parametrize(
    ("left", "allowance", "given_now"),
    [(270, 360, 270), (61, 360, 61), (30, 360, 60), (0, 360, 60), (0, 45, 45), (20, 45, 45), (0, 60, 60)],
)
def test_a_step_that_comes_back_gets_what_it_had_left_and_at_least_an_hour(left, allowance, given_now):
    assert next_attempt(left, allowance, least=60) == given_now


@given(st.integers(0, 5000), st.integers(1, 5000))
def test_coming_back_never_gives_more_than_the_first_promise(left, allowance):
    assume(left <= allowance)
    assert left <= next_attempt(left, allowance, least=60) <= allowance


# Warnings and lateness.


@PROOF
@given(calendars(), LIMITS, MOMENTS, st.integers(0, 3000))
def test_due_soon_is_the_smaller_of_the_setting_and_a_quarter(calendar, limit, start, minutes):
    try:
        window = lay((Stretch(limit, calendar),), start)[0]
    except CalendarError:
        assume(False)
    setting = timedelta(minutes=minutes)
    soon = warn_from(calendar, window.clock_from, window.due_at, setting)
    ahead = minutes_between(calendar, soon, window.due_at)
    whole = minutes_between(calendar, window.clock_from, window.due_at)
    assert ahead == min(setting, whole / 4)
    assert soon <= window.due_at or not setting


def test_a_clock_that_goes_on_after_its_time_warns_at_once():
    due_at = at("2026-11-02 15:00")
    assert warn_from(CALENDAR, at("2026-11-09 08:00"), due_at, HOUR) == due_at


@pytest.mark.parametrize(
    ("finished", "late"),
    [("2026-11-04 17:00:01", False), ("2026-11-04 23:59:59", False), ("2026-11-05 00:00", True)],
)
def test_the_law_counts_lateness_by_the_local_date(finished, late):
    assert is_late_by_date(at("2026-11-04 17:00"), at(finished)) is late


def test_a_stopped_clock_is_not_late():
    assert not is_late_by_date(None, at("2030-01-01 00:00"))


@given(MOMENTS)
def test_late_by_date_begins_at_the_next_local_midnight(due_at: datetime):
    begins = becomes_late(due_at)
    assert is_late_by_date(due_at, begins)
    assert not is_late_by_date(due_at, begins - timedelta(microseconds=1))


def test_a_same_day_limit_restarts_with_its_cut_off():
    plan = (Stretch(same_day(), CALENDAR),)
    rows = [
        Entry(K.START, at("2026-11-02 09:00"), plan),
        Entry(K.PAUSE, at("2026-11-02 10:00")),
        Entry(K.RESTART, at("2026-11-03 15:30"), plan),
    ]
    assert derive(rows).due_at == at("2026-11-04 17:00")


def test_the_explanation_of_a_pause_says_what_is_left():
    plan = (Stretch(days(2), CALENDAR),)
    rows = [
        Entry(K.START, at("2026-11-02 09:00"), plan),
        Entry(K.PAUSE, at("2026-11-03 10:00")),
        Entry(K.RESUME, at("2026-11-09 10:00"), plan),
        Entry(K.STOP, at("2026-11-10 09:00")),
    ]
    lines = explain(rows)
    assert "Tạm dừng từ 10:00, thứ Ba 03/11/2026: còn 1 ngày làm việc" in lines
    assert "Tính tiếp từ 10:00, thứ Hai 09/11/2026" in lines
    assert lines[-1] == "Kết thúc lúc 09:00, thứ Ba 10/11/2026"


def test_calendars_of_agencies_differ_leg_by_leg():
    half = Calendar.from_json({"hours": {"sat": ["08:00-11:00"]}}, name="Công an xã")
    plan = (Stretch(days(1), CALENDAR), Stretch(days(1), half))
    assert [w.due_at for w in lay(plan, at("2026-11-02 08:00"))] == [
        at("2026-11-03 17:00"), at("2026-11-07 11:00"),
    ]  # fmt: skip


def test_a_limit_can_be_written_in_every_unit():
    assert {Limit.from_dict({"unit": u, "cutoff": "15:00" if u == "same_day" else None}).unit for u in Unit}
