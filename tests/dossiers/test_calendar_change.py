"""A calendar published after reception moves the open dossiers that it touches (domain.md 9)."""

from datetime import date

import pytest

from agencies.models import Day
from agencies.services import add_day, publish_calendar, set_hours
from agencies.worktime.errors import CalendarError
from dossiers.models import CalendarChange, ClockEntry, Dossier, DossierFact, Lateness, StepRun
from dossiers.selectors import calendar_change as select
from dossiers.selectors import ledger
from dossiers.selectors.calendar_change import preview
from dossiers.services import between, calendar_change, supplement, terms
from dossiers.services.supplement import Asked
from dossiers.services.sweep import sweep
from dossiers.states import Clock, EntryKind, Target
from kit.actor import Actor
from notifications.models import Message
from tests import cast
from tests.cast import at
from tests.neighbours import with_neighbour

pytestmark = pytest.mark.django_db

BY = Actor.system("Văn phòng")
MONDAY = at("2026-11-02 08:00")
PUBLISHED = at("2026-11-03 08:00")


def close(office, day, kind=Day.Kind.CLOSURE, name="Bão số 12"):
    add_day(agency=office.agency, date=day, kind=kind, name=name, basis="", by=BY, at=PUBLISHED)


def publish(office, moment=PUBLISHED, *, earlier=False):
    version = publish_calendar(agency=office.agency, by=BY, at=moment, note="Nghỉ tránh bão số 12")
    return calendar_change.begin(version=version, by=BY, at=moment, earlier=earlier)


def follow(moment=PUBLISHED):
    return calendar_change.run(clock=lambda: moment)


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def derives(dossier):
    """What is stored is what the ledger says, for the dossier and its open run."""
    now = ledger.derived(dossier)
    assert (now.due_at, now.clock) == (dossier.due_at, dossier.clock)
    for run in dossier.runs.all():
        assert ledger.run_derived(run).due_at == run.due_at


def test_blds_dieu_148_a_storm_closure_declared_after_reception_gives_the_day_back(office):
    dossier = cast.take_in(office, MONDAY, "1.004845")  # two working days
    assert dossier.due_at == at("2026-11-04 17:00")
    run = dossier.runs.get()
    close(office, date(2026, 11, 4))
    change = publish(office)
    assert follow() > 0
    moved = fresh(dossier)
    assert moved.due_at == at("2026-11-05 17:00")
    assert moved.due_original == at("2026-11-04 17:00")
    row = ClockEntry.objects.get(dossier=dossier, target=Target.DOSSIER, kind=EntryKind.CALENDAR)
    assert (row.due_before, row.due_after) == (at("2026-11-04 17:00"), at("2026-11-05 17:00"))
    assert (row.change, row.reason) == (change, "Nghỉ tránh bão số 12")
    assert moved.legs.get().due_at == moved.due_at
    assert fresh(run).due_at == run.due_at  # due before the storm
    fact = DossierFact.objects.get(dossier=dossier, known__upper_inf=True, effective__upper_inf=True)
    assert fact.due_at == moved.due_at
    derives(moved)


def test_a_closure_moves_the_step_that_falls_into_it(office):
    dossier = cast.take_in(office, at("2026-11-03 16:00"), "1.004845")
    run = dossier.runs.get()
    assert run.due_at.date() == date(2026, 11, 4)
    close(office, date(2026, 11, 4))
    publish(office, at("2026-11-03 17:30"))
    follow(at("2026-11-03 17:30"))
    assert fresh(run).due_at.date() == date(2026, 11, 5)
    derives(fresh(dossier))


def test_an_online_dossier_waits_for_its_answer_over_the_closure(office):
    dossier = cast.file_online(office, at("2026-11-03 16:00"))
    close(office, date(2026, 11, 4))
    publish(office, at("2026-11-03 16:30"))
    follow(at("2026-11-03 16:30"))
    assert fresh(dossier).intake_due_at == at("2026-11-05 16:00")


def test_a_make_up_day_brings_nothing_forward_unless_the_administrator_says_so(office):
    dossier = cast.take_in(office, at("2026-11-05 10:00"), "1.004845")
    assert dossier.due_at == at("2026-11-09 17:00")
    close(office, date(2026, 11, 7), Day.Kind.MAKE_UP, "Làm bù")
    publish(office, at("2026-11-05 11:00"))
    follow(at("2026-11-05 11:00"))
    assert fresh(dossier).due_at == at("2026-11-09 17:00")
    assert not ClockEntry.objects.filter(kind=EntryKind.CALENDAR).exists()
    close(office, date(2026, 11, 12))  # another version, this time with leave
    publish(office, at("2026-11-05 11:30"), earlier=True)
    follow(at("2026-11-05 11:30"))
    assert fresh(dossier).due_at.date() == date(2026, 11, 7)
    derives(fresh(dossier))


def test_domain_9_summer_hours_that_begin_in_the_middle_of_a_dossier_move_its_close(office):
    dossier = cast.take_in(office, MONDAY, "1.004845")
    week = {day: ["07:00-11:00", "13:30-17:30"] for day in ("mon", "tue", "wed", "thu", "fri")}
    set_hours(agency=office.agency, week=week, valid_from=date(2026, 11, 4), valid_to=date(2026, 12, 31),
              basis="Quyết định giờ mùa hè", by=BY, at=PUBLISHED)  # fmt: skip
    publish(office)
    follow()
    assert fresh(dossier).due_at == at("2026-11-04 17:30")
    derives(fresh(dossier))


def test_a_stopped_clock_takes_the_new_calendar_when_it_goes_on(office):
    dossier = cast.take_in(office, MONDAY, "1.004845")
    item = Asked(dossier.version.components.order_by("ord").first())
    supplement.ask(
        dossier=dossier, by=office.actor("hoa"), at=at("2026-11-02 09:00"), reason="Mờ", items=[item]
    )
    close(office, date(2026, 11, 5))
    publish(office)
    follow()
    assert not ClockEntry.objects.filter(kind=EntryKind.CALENDAR).exists()
    supplement.complete(dossier=dossier, by=cast.CITIZEN, at=at("2026-11-04 09:00"), answer="Đã nộp")
    assert fresh(dossier).due_at == at("2026-11-09 17:00")  # anew, two days without the fifth


def test_a_closed_dossier_never_moves(office):
    dossier = cast.to_the_desk(office, cast.take_in(office, MONDAY), [MONDAY] * 4)
    before = fresh(dossier).due_at
    close(office, date(2026, 11, 2))
    publish(office)
    follow()
    assert fresh(dossier).due_at == before
    assert not ClockEntry.objects.filter(kind=EntryKind.CALENDAR).exists()


def test_a_day_that_people_fixed_stays(office):
    dossier = cast.take_in(office, MONDAY, "1.004845")
    terms.redate(
        dossier=dossier, by=office.actor("khang"), at=at("2026-11-02 09:00"), new_day=date(2026, 11, 6),
        note="Ghi nhầm ngày hẹn",
    )  # fmt: skip
    close(office, date(2026, 11, 6))
    publish(office)
    follow()
    assert fresh(dossier).due_at == at("2026-11-06 17:00")


def test_a_lateness_that_the_closure_explains_is_annulled_and_stays_on_record(office):
    dossier = cast.take_in(office, MONDAY, "1.004845")
    sweep(at=at("2026-11-05 08:00"))
    assert fresh(dossier).late_marked_at is not None
    close(office, date(2026, 11, 4))
    publish(office, at("2026-11-05 09:00"))
    follow(at("2026-11-05 09:00"))
    moved = fresh(dossier)
    assert moved.due_at == at("2026-11-05 17:00")
    assert moved.late_marked_at is None
    late = Lateness.objects.get(dossier=dossier, target=Target.DOSSIER)
    assert late.annulled.entry.kind == EntryKind.CALENDAR
    sweep(at=at("2026-11-06 08:00"))
    assert list(Lateness.objects.filter(target=Target.DOSSIER).values_list("due_at", flat=True)) == [
        at("2026-11-04 17:00"), at("2026-11-05 17:00"),
    ]  # fmt: skip


def test_the_preview_says_what_the_change_then_does(office):
    touched = [cast.take_in(office, MONDAY, "1.004845") for _ in range(3)]
    cast.take_in(office, MONDAY, "2.000815")  # due the same day, before the storm
    close(office, date(2026, 11, 4))
    told = preview(office.agency, PUBLISHED)
    assert (told.total, told.seen, told.moved, told.later, told.earlier) == (4, 4, 3, 3, 0)
    assert dict(told.days) == {1: 3}
    assert {shift.code for shift in told.shown} == {dossier.code for dossier in touched}
    assert not ClockEntry.objects.filter(kind=EntryKind.CALENDAR).exists()
    change = publish(office)
    follow()
    assert fresh(change).moved == 3
    assert {shift.after for shift in told.shown} == {fresh(d).due_at for d in touched}


def test_a_calendar_published_by_a_command_is_followed_as_well(office):
    dossier = cast.take_in(office, MONDAY, "1.004845")
    close(office, date(2026, 11, 4))
    publish_calendar(agency=office.agency, by=BY, at=PUBLISHED)
    assert calendar_change.plan(at=PUBLISHED) == 1
    assert calendar_change.plan(at=PUBLISHED) == 0
    follow()
    assert fresh(dossier).due_at == at("2026-11-05 17:00")


def test_a_dossier_that_cannot_be_counted_does_not_hold_up_the_others(office, monkeypatch, caplog):
    odd, other = (cast.take_in(office, MONDAY, "1.004845") for _ in range(2))
    count = select.moves

    def stumbles(book, *rest, **more):
        if book.dossier.pk == odd.pk:
            raise CalendarError("Công an xã chưa công bố lịch làm việc.")
        return count(book, *rest, **more)

    monkeypatch.setattr(select, "moves", stumbles)
    close(office, date(2026, 11, 4))
    change = publish(office)
    follow()
    assert (fresh(change).state, fresh(change).moved) == ("done", 1)
    assert fresh(other).due_at == at("2026-11-05 17:00")
    assert fresh(odd).due_at == at("2026-11-04 17:00")
    assert f"dossier {odd.pk} is not counted anew" in caplog.text


def test_a_calendar_and_its_change_are_published_together(office):
    close(office, date(2026, 11, 7), Day.Kind.MAKE_UP, "Làm bù")
    [change] = calendar_change.publish(
        agencies=[office.agency], by=BY, at=PUBLISHED, note="Làm bù thứ Bảy", earlier=True
    )
    assert (change.earlier, change.reason) == (True, "Làm bù thứ Bảy")
    assert calendar_change.plan(at=PUBLISHED) == 0


def test_one_digest_each_and_no_second_one(office):
    for _ in range(3):
        cast.take_in(office, MONDAY, "1.004845")
    officer = office.people["hoa"]
    officer.email = "hoa@sontay.example"
    officer.save()
    close(office, date(2026, 11, 4))
    publish(office)
    follow()
    follow()
    [told] = Message.objects.filter(template_key="officer_calendar")
    assert (told.address, told.values["count"]) == ("hoa@sontay.example", "3")


def test_killed_in_the_middle_it_ends_the_same(office, monkeypatch):
    """What was committed stands, what was not is found again: nothing moves twice."""
    dossiers = [cast.take_in(office, MONDAY, "1.004845") for _ in range(5)]
    monkeypatch.setattr(calendar_change, "BATCH", 2)
    close(office, date(2026, 11, 4))
    change = publish(office)
    ticks = iter([PUBLISHED, PUBLISHED])

    def dies_at_the_third() -> object:
        return next(ticks)

    with pytest.raises(StopIteration):
        calendar_change.run(clock=dies_at_the_third)
    assert fresh(change).seen == 4
    follow()
    assert (fresh(change).state, fresh(change).seen, fresh(change).moved) == ("done", 5, 5)
    assert ClockEntry.objects.filter(kind=EntryKind.CALENDAR, target=Target.DOSSIER).count() == 5
    assert {fresh(dossier).due_at for dossier in dossiers} == {at("2026-11-05 17:00")}


def test_the_number_of_statements_does_not_grow_with_the_dossiers(office, django_assert_max_num_queries):
    for _ in range(12):
        cast.take_in(office, MONDAY, "1.004845")
    close(office, date(2026, 11, 4))
    publish(office)
    with django_assert_max_num_queries(60):
        follow()
    assert Dossier.objects.filter(due_at=at("2026-11-05 17:00")).count() == 12
    assert CalendarChange.objects.get().state == "done"
    assert StepRun.objects.filter(clock=Clock.RUNNING).count() == 12


def test_blds_dieu_148_a_national_holiday_declared_after_reception_moves_the_day(office):
    dossier = cast.take_in(office, MONDAY, "1.004845")  # two working days
    add_day(agency=None, date=date(2026, 11, 4), kind=Day.Kind.OFF, name="Quốc tang", basis="Thông báo",
            by=BY, at=PUBLISHED)  # fmt: skip
    publish(office)
    follow()
    moved = fresh(dossier)
    assert (dossier.due_at, moved.due_at) == (at("2026-11-04 17:00"), at("2026-11-05 17:00"))
    derives(moved)
    row = ClockEntry.objects.get(dossier=dossier, kind=EntryKind.CALENDAR, target=Target.DOSSIER)
    assert (row.due_before, row.due_after, bool(row.reason)) == (dossier.due_at, moved.due_at, True)


def test_the_steps_of_the_way_to_another_office_move_before_its_clock_has_started(office):
    two = with_neighbour(office, at("2026-01-05 08:00"))
    here = cast.take_in(two, at("2026-11-02 15:30"), deciding=two.neighbour)
    there = cast.take_in(two, MONDAY, deciding=two.neighbour)
    between.transfer(dossier=there, by=two.actor("hoa"), at=at("2026-11-02 10:00"), to=two.neighbour)
    for agency in (two.agency, two.neighbour):
        add_day(
            agency=agency, date=date(2026, 11, 3), kind=Day.Kind.CLOSURE, name="Bão số 12", basis="", by=BY,
            at=at("2026-11-02 16:00"),
        )  # fmt: skip
    moment = at("2026-11-02 16:30")
    calendar_change.publish(agencies=[two.agency, two.neighbour], by=BY, at=moment, note="Bão số 12")
    follow(moment)
    assert here.runs.get(closed_at=None).due_at == at("2026-11-04 08:30")
    assert there.runs.get(closed_at=None).due_at == at("2026-11-04 10:00")
    derives(fresh(here))
