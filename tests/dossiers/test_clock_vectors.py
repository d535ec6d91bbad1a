"""The vectors of the law and of domain.md through the real services: from the officer's click to the date."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from agencies.selectors import calendar_for
from agencies.worktime.arithmetic import working_minutes
from dossiers.deadlines import Window
from dossiers.models import ClockEntry, Lateness, StepRun
from dossiers.promises import allowances
from dossiers.selectors.ledger import derived, why
from dossiers.services import route, supplement, withdraw
from dossiers.services.supplement import Asked
from dossiers.services.sweep import sweep
from dossiers.states import Clock, EntryKind, RunOutcome, State, Target
from kit.actor import Actor
from portal.demo.office import DECISION
from procedures.models import Version
from procedures.services.versions import new_draft_from, publish
from tests import cast
from tests.cast import CITIZEN, at

pytestmark = pytest.mark.django_db

GUARDIAN = "1.004837"  # 3 working days
END_GUARDIAN = "1.004845"  # 2 working days
COPY = "2.000815"  # the same day before 15:00
BIRTH_AND_MORE = "2.000986"  # four legs of one working day
BUILDING = "1.013225"  # 15 calendar days
BASIS = "Điều 9 Nghị định 118/2025/NĐ-CP"


def published_anew(code: str, since: date, **changed: object) -> Version:
    """The procedure as it is, but for what is `changed`, in force from `since`."""
    moment = at(f"{since - timedelta(days=1)} 08:00")
    draft = new_draft_from(version=cast.version(code), by=Actor.system(), at=moment)
    for name, value in changed.items():
        setattr(draft, name, value)
    draft.save()
    return publish(version=draft, decision=DECISION, valid_from=since, by=Actor.system(), at=moment)


def limited(code: str, working_days: int) -> None:
    """The procedure with another limit from 02/02/2026 on."""
    moment = at("2026-02-01 08:00")
    draft = new_draft_from(version=cast.version(code), by=Actor.system(), at=moment)
    draft.cases.update(limit={"unit": "working_day", "amount": working_days})
    publish(version=draft, decision=DECISION, valid_from=date(2026, 2, 2), by=Actor.system(), at=moment)


def ask(office, dossier, moment, who="hoa"):
    item = Asked(dossier.version.components.order_by("ord").first(), what="Nộp bản rõ hơn")
    return supplement.ask(
        dossier=dossier, by=office.actor(who), at=moment, reason="Ảnh bị mờ", items=[item]
    )  # fmt: skip


def complete(dossier, moment):
    return supplement.complete(dossier=dossier, by=CITIZEN, at=moment, answer="Tôi đã bổ sung")


def open_run(dossier) -> StepRun:
    return StepRun.objects.get(dossier=dossier, closed_at=None)


# T1–T5 of law.md §3.2.


def test_blds_dieu_148_t1_three_working_days_over_two_holidays(office):
    dossier = cast.take_in(office, at("2026-04-24 10:00"), GUARDIAN)
    assert dossier.due_at == at("2026-05-04 17:00")


def test_nd_118_dieu_17_t2_the_office_answers_within_eight_working_hours(office):
    dossier = cast.file_online(office, at("2026-11-20 16:00"), GUARDIAN)
    assert dossier.intake_due_at == at("2026-11-23 16:00")


def test_nd_118_dieu_17_t3_the_hours_of_the_answer_skip_a_holiday(office):
    dossier = cast.file_online(office, at("2026-11-23 16:30"), GUARDIAN)
    assert dossier.intake_due_at == at("2026-11-25 16:30")


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-11-23 15:20", "2026-11-25 17:00"),  # T4
        ("2026-11-23 15:00:00", "2026-11-23 17:00"),
        ("2026-11-23 15:00:01", "2026-11-25 17:00"),
        ("2026-11-23 12:15", "2026-11-23 17:00"),
        ("2026-11-24 10:00", "2026-11-25 17:00"),  # a holiday: as if received at the next opening
    ],
)
def test_luat_ho_tich_t4_same_day_until_15_00_and_after_it_the_next(office, received, due):
    assert cast.take_in(office, at(received), COPY).due_at == at(due)


def test_blds_dieu_148_t5_a_make_up_saturday_counts(office):
    limited(GUARDIAN, 5)
    assert cast.take_in(office, at("2026-08-20 09:00"), GUARDIAN).due_at == at("2026-08-26 17:00")


# T6: a supplement restarts the clock, or lets it go on.


@pytest.mark.parametrize(
    ("rule", "due"),
    [
        (Version.OnSupplement.RESTART, "2026-11-11 17:00"),
        (Version.OnSupplement.RESUME, "2026-11-10 17:00"),
    ],
)
def test_nd_61_dieu_19_4_t6_after_a_supplement_the_clock_restarts_or_goes_on(office, rule, due):
    published_anew(END_GUARDIAN, date(2026, 2, 2), on_supplement=rule)
    dossier = cast.take_in(office, at("2026-11-02 09:00"), END_GUARDIAN)
    assert dossier.due_at == at("2026-11-04 17:00")
    ask(office, dossier, at("2026-11-03 10:00"))
    dossier.refresh_from_db()
    assert (dossier.clock, dossier.due_at) == (Clock.STOPPED, None)
    dossier = complete(dossier, at("2026-11-09 10:00"))
    assert (dossier.clock, dossier.due_at) == (Clock.RUNNING, at(due))
    assert dossier.due_original == at("2026-11-04 17:00")


def test_a_stopped_clock_keeps_its_old_due_time_in_the_ledger_only(office):
    dossier = cast.take_in(office, at("2026-11-02 09:00"), END_GUARDIAN)
    ask(office, dossier, at("2026-11-03 10:00"))
    row = ClockEntry.objects.get(dossier=dossier, target=Target.DOSSIER, kind=EntryKind.PAUSE)
    assert (row.due_before, row.due_after) == (at("2026-11-04 17:00"), None)
    assert row.reason_code == "supplement"
    assert open_run(dossier).due_at is None


def test_the_sweep_cannot_mark_a_stopped_clock(office):
    dossier = cast.take_in(office, at("2026-11-02 09:00"), END_GUARDIAN)
    ask(office, dossier, at("2026-11-02 10:00"))
    sweep(at=at("2026-12-01 08:00"))
    assert not Lateness.objects.exists()


# Two instants of reception (domain.md 1).


def test_received_on_friday_evening_with_one_working_day_is_due_on_tuesday(office):
    limited(END_GUARDIAN, 1)
    dossier = cast.take_in(office, at("2026-11-13 18:00"), END_GUARDIAN)
    assert dossier.received_at == at("2026-11-13 18:00")
    assert dossier.clock_from == at("2026-11-16 07:30")
    assert dossier.due_at == at("2026-11-17 17:00")


def test_calendar_days_end_on_the_next_working_day(office):
    dossier = cast.take_in(office, at("2026-08-18 09:00"), BUILDING, case="house")
    assert dossier.due_at == at("2026-09-03 17:00")  # the 15th day, 02/09, is a holiday


# Legs laid end to end (domain.md 17).


def test_four_legs_of_one_working_day_are_four_in_all(office):
    dossier = cast.take_in(office, at("2026-11-02 09:00"), BIRTH_AND_MORE)
    assert dossier.due_at == at("2026-11-06 17:00")
    assert list(dossier.legs.order_by("ord").values_list("due_at", flat=True)) == [
        at(f"2026-11-0{day} 17:00") for day in (3, 4, 5, 6)
    ]


def test_a_later_leg_paused_on_its_first_day_has_used_that_day(office):
    published_anew(BIRTH_AND_MORE, date(2026, 2, 2), on_supplement=Version.OnSupplement.RESUME)
    dossier = to_the_police(office, cast.take_in(office, at("2026-11-02 09:00"), BIRTH_AND_MORE))
    ask(office, dossier, at("2026-11-04 10:00"), "luc")
    dossier = complete(dossier, at("2026-11-09 10:00"))
    # Leg 2 had one day, used on the 4th: due at the close of the resume day; legs 3 and 4 follow.
    assert [leg.due_at for leg in dossier.legs.order_by("ord")] == [
        at("2026-11-03 17:00"), at("2026-11-09 17:00"), at("2026-11-10 17:00"), at("2026-11-11 17:00"),
    ]  # fmt: skip
    assert dossier.due_at == at("2026-11-11 17:00")


def test_a_later_leg_paused_before_its_first_day_has_used_nothing(office):
    published_anew(BIRTH_AND_MORE, date(2026, 2, 2), on_supplement=Version.OnSupplement.RESUME)
    dossier = to_the_police(office, cast.take_in(office, at("2026-11-02 09:00"), BIRTH_AND_MORE))
    ask(office, dossier, at("2026-11-03 19:00"), "luc")  # after the close on which leg 1 was due
    dossier = complete(dossier, at("2026-11-09 10:00"))
    assert dossier.legs.get(ord=2).due_at == at("2026-11-10 17:00")
    assert dossier.due_at == at("2026-11-12 17:00")


def to_the_police(office, dossier):
    """Through the three steps of leg 1 on its first afternoon."""
    for who, clock in (("hoa", "14:00"), ("minh", "15:00"), ("khang", "16:00")):
        dossier = cast.forward(office, dossier, at(f"2026-11-02 {clock}"), who)
    assert open_run(dossier).step.leg_ord == 2
    return dossier


# Steps: a promise of minutes, not a date (domain.md 7).


def test_each_step_gets_its_share_of_the_working_minutes(office):
    dossier = cast.take_in(office, at("2026-11-02 07:30"), END_GUARDIAN)
    promised = dossier.legs.get().allowances
    assert list(promised.values()) == [360, 360, 360, 360]  # a quarter each of three open days
    first = open_run(dossier)
    assert (first.allowance_minutes, first.due_at) == (360, at("2026-11-02 15:00"))


def test_a_step_that_opens_early_is_due_early(office):
    dossier = cast.take_in(office, at("2026-11-02 07:30"), END_GUARDIAN)
    cast.forward(office, dossier, at("2026-11-02 08:30"), "hoa")
    assert open_run(dossier).due_at == at("2026-11-02 16:00")


def test_sent_back_keeps_the_minutes_that_were_left(office):
    dossier = cast.take_in(office, at("2026-11-02 07:30"), END_GUARDIAN)
    dossier = cast.forward(office, dossier, at("2026-11-02 08:30"), "hoa")
    dossier = cast.forward(office, dossier, at("2026-11-02 10:00"), "minh")  # 90 of 360 minutes used
    route.send_back(dossier=dossier, by=office.actor("khang"), at=at("2026-11-02 13:00"), note="Thiếu ý kiến")
    again = open_run(dossier)
    assert (again.attempt, again.allowance_minutes, again.due_at) == (2, 270, at("2026-11-03 08:00"))
    assert again.assignee == office.people["minh"]


def test_domain_7_ping_pong_gives_an_hour_and_never_a_fresh_promise(office):
    dossier = cast.take_in(office, at("2026-11-02 07:30"), END_GUARDIAN)
    dossier = cast.forward(office, dossier, at("2026-11-02 08:30"), "hoa")
    dossier = cast.forward(office, dossier, at("2026-11-05 10:00"), "minh")  # days late
    for attempt in (2, 3):
        route.send_back(dossier=dossier, by=office.actor("khang"), at=at("2026-11-05 13:30"), note="Sửa lại")
        again = open_run(dossier)
        assert (again.attempt, again.allowance_minutes) == (attempt, 60)
        dossier = cast.forward(office, dossier, at("2026-11-05 13:40"), "minh")
    late = Lateness.objects.filter(dossier=dossier, target=Target.RUN)
    assert [row.holder for row in late] == [None]  # nobody had taken it; the unit stands
    assert late.get().unit.kind_key == "justice_civil_status"


def test_a_restart_promises_anew_and_leaves_the_run_that_asked_on_record(office):
    dossier = cast.take_in(office, at("2026-11-02 07:30"), END_GUARDIAN)
    dossier = cast.forward(office, dossier, at("2026-11-02 08:30"), "hoa", office.people["minh"])
    ask(office, dossier, at("2026-11-03 08:30"), "minh")
    dossier = complete(dossier, at("2026-11-09 07:30"))
    first, second = StepRun.objects.filter(dossier=dossier, step__role="process").order_by("attempt")
    assert (first.outcome, first.closed_by_name) == (RunOutcome.RESTARTED, cast.LAN.name)
    assert (second.allowance_minutes, second.due_at) == (360, at("2026-11-09 15:00"))
    assert second.assignee == office.people["minh"]


def test_a_resumed_step_goes_on_with_what_it_had_left(office):
    published_anew(END_GUARDIAN, date(2026, 2, 2), on_supplement=Version.OnSupplement.RESUME)
    dossier = cast.take_in(office, at("2026-11-02 07:30"), END_GUARDIAN)
    ask(office, dossier, at("2026-11-02 09:30"))  # 120 of 360 used
    complete(dossier, at("2026-11-09 07:30"))
    run = open_run(dossier)
    assert (run.attempt, run.due_at) == (1, at("2026-11-09 11:30"))


def test_a_step_that_was_late_at_the_pause_stays_late_when_it_goes_on(office):
    published_anew(END_GUARDIAN, date(2026, 2, 2), on_supplement=Version.OnSupplement.RESUME)
    dossier = cast.take_in(office, at("2026-11-02 07:30"), END_GUARDIAN)
    ask(office, dossier, at("2026-11-03 09:30"))  # the step was due on Monday at 15:00
    complete(dossier, at("2026-11-09 07:30"))
    assert open_run(dossier).due_at == at("2026-11-02 15:00")
    sweep(at=at("2026-11-09 08:00"))
    late = Lateness.objects.get(target=Target.RUN)
    assert late.became_late_at == at("2026-11-02 15:00")


# Ends.


def test_a_dossier_that_was_late_at_the_pause_stays_late_when_it_goes_on(office):
    published_anew(END_GUARDIAN, date(2026, 2, 2), on_supplement=Version.OnSupplement.RESUME)
    dossier = cast.take_in(office, at("2026-11-02 07:30"), END_GUARDIAN)  # due on the 4th
    sweep(at=at("2026-11-05 08:00"))
    ask(office, dossier, at("2026-11-05 09:30"))
    dossier = complete(dossier, at("2026-11-09 07:30"))
    assert dossier.due_at == at("2026-11-04 17:00")
    sweep(at=at("2026-11-10 08:00"))
    assert Lateness.objects.filter(target=Target.DOSSIER).count() == 1


def test_asking_late_before_the_sweep_does_not_wash_the_lateness_away(office):
    dossier = cast.take_in(office, at("2026-11-02 07:30"), END_GUARDIAN)
    ask(office, dossier, at("2026-11-05 09:30"))  # a day late, no sweep has run
    complete(dossier, at("2026-11-09 07:30"))  # restart
    late = Lateness.objects.get(target=Target.DOSSIER)
    assert (late.due_at, late.became_late_at) == (at("2026-11-04 17:00"), at("2026-11-05 00:00"))


def test_a_dossier_finished_on_its_day_after_hours_is_on_time_though_the_step_is_late(office):
    dossier = cast.take_in(office, at("2026-11-02 07:30"), END_GUARDIAN)
    moments = [at(f"2026-11-{when}") for when in ("02 08:00", "03 08:00", "04 15:00", "04 19:30")]
    dossier = cast.to_the_desk(office, dossier, moments)
    assert dossier.state == State.DONE
    assert not Lateness.objects.filter(target=Target.DOSSIER).exists()


def test_a_withdrawal_lets_the_clock_run_and_a_refusal_of_it_goes_on(office):
    dossier = cast.take_in(office, at("2026-11-02 07:30"), END_GUARDIAN)
    dossier = withdraw.withdraw(dossier=dossier, by=CITIZEN, at=at("2026-11-02 09:30"), reason="")
    assert (dossier.clock, dossier.due_at) == (Clock.RUNNING, at("2026-11-04 17:00"))
    dossier = withdraw.decline(
        dossier=dossier, by=office.actor("khang"), at=at("2026-11-03 07:30"), note="Đã ký kết quả"
    )
    run = open_run(dossier)
    assert (run.allowance_minutes, run.due_at) == (240, at("2026-11-03 11:30"))  # 120 of 360 used
    assert dossier.intake_clock == Clock.ENDED


def test_the_whole_way_can_be_explained(office):
    dossier = cast.take_in(office, at("2026-11-02 09:00"), BIRTH_AND_MORE)
    lines = why(dossier)
    assert sum("Chặng tiếp theo" in line for line in lines) == 3
    assert [line for line in lines if "ngày làm việc 1: thứ Tư, 04/11/2026" in line]
    assert derived(dossier).due_at == dossier.due_at


@pytest.mark.parametrize("shares", [["0.1667", "0.5", "0.1667", "0.1666"], ["0.25"] * 4, ["1"]])
def test_the_promises_never_add_up_to_more_than_the_whole(office, shares):
    calendar = calendar_for(office.agency)
    window = Window(at("2026-11-02 09:10"), at("2026-11-09 17:00"))
    minutes = allowances(calendar, window, [Decimal(share) for share in shares])
    assert sum(minutes) <= working_minutes(calendar, window.clock_from, window.due_at)
