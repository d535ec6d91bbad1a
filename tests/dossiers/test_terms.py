"""Waits, corrected days, and dossiers that nobody completed (law.md §3.2; domain.md 5, 14)."""

from datetime import date

import pytest

from dossiers.models import ClockEntry, Dossier, Hold, Lateness
from dossiers.selectors.ledger import derived, run_derived
from dossiers.services import supplement, terms, unanswered, withdraw
from dossiers.services.supplement import Asked
from dossiers.services.sweep import sweep
from dossiers.states import Clock, EntryKind, Outcome, State, Target
from kit.errors import Conflict, Invalid
from notifications.models import Message
from tests import cast
from tests.cast import CITIZEN, at

pytestmark = pytest.mark.django_db

MONDAY = at("2026-11-02 08:00")


@pytest.fixture
def dossier(office):
    """Three working days, due Thursday 05/11 at 17:00; chị Hoa has it."""
    return cast.take_in(office, MONDAY)


def hold(office, dossier, moment, code="disaster", note="Nước ngập trụ sở", **rest):
    return terms.hold(dossier=dossier, by=office.actor("hoa"), at=moment, reason_code=code, note=note, **rest)


def go_on(office, dossier, moment):
    return terms.go_on(dossier=dossier, by=office.actor("hoa"), at=moment)


def ask(office, dossier, moment):
    items = [Asked(dossier.version.components.order_by("ord").first(), what="Nộp bản rõ")]
    return supplement.ask(dossier=dossier, by=office.actor("hoa"), at=moment, reason="Mờ", items=items)


def fresh(dossier):
    return Dossier.objects.get(pk=dossier.pk)


class TestHold:
    def test_a_reason_that_stops_the_clock_stops_dossier_and_step(self, office, dossier):
        hold(office, dossier, at("2026-11-03 09:00"))
        waiting = fresh(dossier)
        assert (waiting.clock, waiting.due_at, waiting.held) == (Clock.STOPPED, None, True)
        assert waiting.state == State.RECEIVED
        assert dossier.runs.get().clock == Clock.STOPPED
        sweep(at=at("2026-11-20 08:00"))
        assert not Lateness.objects.filter(target=Target.DOSSIER).exists()
        go_on(office, dossier, at("2026-11-09 09:00"))
        moved = fresh(dossier)
        assert (moved.due_at, moved.held) == (at("2026-11-11 17:00"), False)
        assert derived(moved).due_at == moved.due_at
        run = dossier.runs.get()
        assert run_derived(run).due_at == run.due_at

    def test_a_reason_that_does_not_stop_it_is_only_written_down(self, office, dossier):
        hold(office, dossier, at("2026-11-03 09:00"), "assessment", "Chờ đo đạc")
        waiting = fresh(dossier)
        assert (waiting.clock, waiting.due_at, waiting.held) == (Clock.RUNNING, at("2026-11-05 17:00"), True)
        assert not Hold.objects.get().stops_clock
        go_on(office, dossier, at("2026-11-04 09:00"))
        assert fresh(dossier).due_at == at("2026-11-05 17:00")

    def test_meanwhile_the_dossier_is_not_moved_on(self, office, dossier):
        hold(office, dossier, at("2026-11-03 09:00"))
        with pytest.raises(Conflict):
            cast.forward(office, dossier, at("2026-11-03 10:00"), "hoa")
        with pytest.raises(Conflict):
            hold(office, dossier, at("2026-11-03 10:00"))
        assert Hold.objects.count() == 1

    def test_a_citizen_who_wants_out_ends_the_wait(self, office, dossier):
        hold(office, dossier, at("2026-11-03 09:00"))
        withdraw.withdraw(dossier=dossier, by=CITIZEN, at=at("2026-11-04 09:00"))
        leaving = fresh(dossier)
        assert (leaving.held, leaving.clock) == (False, Clock.RUNNING)
        withdraw.confirm(dossier=dossier, by=office.actor("hoa"), at=at("2026-11-04 10:00"))
        assert Hold.objects.get().ended_by_name

    def test_stopping_the_dossier_ends_the_wait(self, office, dossier):
        hold(office, dossier, at("2026-11-03 09:00"))
        withdraw.stop(dossier=dossier, by=office.actor("hoa"), at=at("2026-11-04 09:00"), note="Dân đề nghị")
        assert not Hold.objects.filter(ended_at__isnull=True).exists()
        assert not fresh(dossier).held

    @pytest.mark.parametrize(
        ("given", "field"),
        [({"code": "weather"}, "reason_code"), ({"note": "  "}, "note"), ({"basis": "x" * 301}, "basis")],
    )
    def test_a_wait_without_its_reason_is_refused_beside_the_field(self, office, dossier, given, field):
        with pytest.raises(Invalid) as refused:
            hold(office, dossier, at("2026-11-03 09:00"), **given)
        assert field in refused.value.errors
        assert not Hold.objects.exists()


class TestCorrectedDay:
    def redate(self, office, dossier, moment, day):
        return terms.redate(
            dossier=dossier, by=office.actor("khang"), at=moment, new_day=day, note="Ghi nhầm ngày"
        )

    def test_it_is_fixed_and_no_re_appointment(self, office, dossier):
        self.redate(office, dossier, at("2026-11-03 09:00"), date(2026, 11, 9))
        moved = fresh(dossier)
        assert (moved.due_at, moved.appointed_at) == (at("2026-11-09 17:00"), None)
        row = ClockEntry.objects.get(dossier=dossier, kind=EntryKind.CORRECT)
        assert (row.due_before, row.due_after) == (at("2026-11-05 17:00"), at("2026-11-09 17:00"))
        assert derived(moved).due_at == moved.due_at

    def test_the_citizen_is_told_and_gets_a_receipt_with_the_right_day(self, office, dossier):
        self.redate(office, dossier, at("2026-11-03 09:00"), date(2026, 11, 9))
        [told] = Message.objects.filter(template_key="due_corrected")
        assert told.values["due"] == "17:00 ngày 09/11/2026"
        old, new = dossier.issued_forms.filter(key="receipt").order_by("pk")
        assert (new.replaces, "2026-11-09" in new.data["due_at"]) == (old, True)

    def test_a_lateness_by_the_wrong_day_is_annulled(self, office, dossier):
        sweep(at=at("2026-11-06 08:00"))
        self.redate(office, dossier, at("2026-11-06 09:00"), date(2026, 11, 9))
        assert Lateness.objects.get(target=Target.DOSSIER).annulled
        assert fresh(dossier).late_marked_at is None
        assert not fresh(dossier).owes_apology

    @pytest.mark.parametrize(
        "day", [date(2026, 11, 2), date(2026, 11, 8), date(2026, 11, 24), date(9999, 11, 9)]
    )
    def test_a_past_day_a_day_off_or_a_slip_in_the_year_is_refused(self, office, dossier, day):
        with pytest.raises(Invalid) as refused:
            self.redate(office, dossier, at("2026-11-03 09:00"), day)
        assert "new_day" in refused.value.errors


class TestUnanswered:
    def test_after_the_time_it_is_closed_once_with_notice(self, office, dossier):
        asked = ask(office, dossier, at("2026-11-03 09:00"))
        assert asked.answer_by == at("2026-11-25 17:00")  # fifteen working days, the 24th is a holiday
        sweep(at=at("2026-11-25 17:00"))
        assert fresh(dossier).state == State.SUPPLEMENT
        assert sweep(at=at("2026-11-25 17:01"))["unanswered"] == 1
        closed = fresh(dossier)
        assert (closed.state, closed.outcome, closed.clock) == (State.STOPPED, Outcome.STOPPED, Clock.ENDED)
        assert sweep(at=at("2026-11-26 08:00"))["unanswered"] == 0
        [told] = Message.objects.filter(template_key="supplement_lapsed")
        assert told.values["deadline"] == "25/11/2026"

    def test_before_reception_it_is_closed_as_well(self, office):
        dossier = cast.file_online(office, MONDAY)
        ask(office, dossier, at("2026-11-02 09:00"))
        assert unanswered.close_lapsed(at=at("2026-12-10 08:00")) == 1
        assert fresh(dossier).state == State.STOPPED

    def test_who_answered_in_time_stays(self, office, dossier):
        ask(office, dossier, at("2026-11-03 09:00"))
        supplement.complete(dossier=dossier, by=CITIZEN, at=at("2026-11-20 09:00"), answer="Đây")
        assert unanswered.close_lapsed(at=at("2026-12-10 08:00")) == 0

    def test_a_citizen_who_comes_too_late_hears_it_kindly(self, office, dossier):
        ask(office, dossier, at("2026-11-03 09:00"))
        unanswered.close_lapsed(at=at("2026-11-26 08:00"))
        with pytest.raises(Conflict, match="Hồ sơ vừa thay đổi"):
            supplement.complete(dossier=dossier, by=CITIZEN, at=at("2026-11-26 09:00"), answer="Đây")
