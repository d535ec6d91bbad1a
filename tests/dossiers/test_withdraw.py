"""Leaving the way: withdrawal and stopping (domain.md 14, 15; law.md R15, R28)."""

import pytest

from dossiers.models import DossierFact, IssuedForm, StepRun, Supplement
from dossiers.services import supplement, withdraw
from dossiers.services.supplement import Asked
from dossiers.states import Clock, Outcome, RunOutcome, State
from kit.errors import Conflict, Invalid, NotAllowed
from notifications.models import Message
from tests import cast
from tests.cast import CITIZEN, at

pytestmark = pytest.mark.django_db


def ask(office, dossier, moment):
    items = [Asked(dossier.version.components.order_by("ord").first())]
    supplement.ask(dossier=dossier, by=office.actor("hoa"), at=moment, reason="Thiếu", items=items)
    dossier.refresh_from_db()


def leave(dossier, moment):
    return withdraw.withdraw(dossier=dossier, by=CITIZEN, at=moment, reason="Không còn nhu cầu")


def test_before_reception_it_ends_at_once_and_is_never_counted(office):
    dossier = leave(cast.file_online(office, at("2026-11-02 09:00")), at("2026-11-02 10:00"))
    assert (dossier.state, dossier.outcome, dossier.intake_clock) == (
        State.STOPPED, Outcome.WITHDRAWN, Clock.ENDED,
    )  # fmt: skip
    assert not DossierFact.objects.filter(dossier=dossier, received_on__isnull=False).exists()
    assert Message.objects.filter(template_key="dossier_withdrawn").count() == 1


def test_before_reception_an_open_request_is_no_longer_waited_for(office):
    dossier = cast.file_online(office, at("2026-11-02 09:00"))
    ask(office, dossier, at("2026-11-02 10:00"))
    assert leave(dossier, at("2026-11-03 10:00")).state == State.STOPPED
    assert not Supplement.objects.filter(completed_at=None).exists()


def test_after_reception_the_clock_runs_and_an_officer_has_a_working_day(office):
    dossier = leave(cast.take_in(office, at("2026-11-02 09:00")), at("2026-11-02 16:00"))
    assert (dossier.state, dossier.clock) == (State.WITHDRAWING, Clock.RUNNING)
    assert dossier.intake_due_at == at("2026-11-03 17:00")
    run = StepRun.objects.get(dossier=dossier)
    assert (run.outcome, run.closed_by, run.closed_by_name) == (RunOutcome.ENDED, None, cast.LAN.name)


def test_the_day_of_the_confirmation_is_the_finish(office):
    dossier = leave(cast.take_in(office, at("2026-11-02 09:00")), at("2026-11-02 16:00"))
    dossier = withdraw.confirm(dossier=dossier, by=office.actor("khang"), at=at("2026-11-03 08:00"))
    assert (dossier.state, dossier.outcome, dossier.finished_at) == (
        State.STOPPED, Outcome.WITHDRAWN, at("2026-11-03 08:00"),
    )  # fmt: skip
    assert (dossier.clock, dossier.intake_clock) == (Clock.ENDED, Clock.ENDED)


def test_declined_it_goes_on_where_it_stood(office):
    dossier = cast.take_in(office, at("2026-11-02 09:00"))
    dossier = cast.forward(office, dossier, at("2026-11-02 10:00"), "hoa", office.people["minh"])
    dossier = leave(dossier, at("2026-11-02 11:00"))
    dossier = withdraw.decline(
        dossier=dossier, by=office.actor("khang"), at=at("2026-11-02 14:00"), note="Kết quả đã ký"
    )
    run = StepRun.objects.get(dossier=dossier, closed_at=None)
    assert (run.step.role, run.attempt, run.assignee) == ("process", 2, office.people["minh"])
    assert (dossier.state, dossier.intake_clock) == (State.PROCESSING, Clock.ENDED)


def test_a_withdrawal_that_waits_for_papers_can_only_be_confirmed(office):
    dossier = cast.take_in(office, at("2026-11-02 09:00"))
    ask(office, dossier, at("2026-11-02 10:00"))
    dossier = leave(dossier, at("2026-11-02 11:00"))
    assert (dossier.state, dossier.clock) == (State.WITHDRAWING, Clock.STOPPED)
    with pytest.raises(Conflict, match="đang chờ bổ sung"):
        withdraw.decline(dossier=dossier, by=office.actor("khang"), at=at("2026-11-02 14:00"), note="Chờ")
    dossier = withdraw.confirm(dossier=dossier, by=office.actor("khang"), at=at("2026-11-02 14:00"))
    assert (dossier.clock, dossier.due_at, dossier.outcome) == (Clock.ENDED, None, Outcome.WITHDRAWN)


def test_papers_cannot_be_completed_after_a_withdrawal(office):
    dossier = cast.take_in(office, at("2026-11-02 09:00"))
    ask(office, dossier, at("2026-11-02 10:00"))
    leave(dossier, at("2026-11-02 11:00"))
    with pytest.raises(Conflict):
        supplement.complete(dossier=dossier, by=CITIZEN, at=at("2026-11-02 12:00"), answer="Tôi đổi ý")


def test_a_result_cannot_be_withdrawn(office):
    dossier = cast.take_in(office, at("2026-11-02 07:30"))
    moments = [at(f"2026-11-02 {clock}") for clock in ("08:00", "09:00", "10:00", "11:00")]
    dossier = cast.to_the_desk(office, dossier, moments)
    with pytest.raises(Conflict):
        leave(dossier, at("2026-11-02 14:00"))


def test_withdrawing_twice_is_told_kindly(office):
    dossier = leave(cast.take_in(office, at("2026-11-02 09:00")), at("2026-11-02 10:00"))
    with pytest.raises(Conflict, match="Ông/Bà vui lòng xem lại"):
        leave(dossier, at("2026-11-02 10:01"))


@pytest.mark.parametrize("who", ["hoa", "khang"])
def test_stopping_on_request_gives_a_notice(office, who):
    dossier = cast.take_in(office, at("2026-11-02 09:00"))
    dossier = withdraw.stop(
        dossier=dossier, by=office.actor(who), at=at("2026-11-02 14:00"), note="Đề nghị tại quầy"
    )
    assert (dossier.state, dossier.outcome, dossier.clock) == (State.STOPPED, Outcome.STOPPED, Clock.ENDED)
    assert IssuedForm.objects.filter(dossier=dossier, key="stop").count() == 1
    assert not StepRun.objects.filter(dossier=dossier, closed_at=None).exists()


def test_stopping_while_papers_are_awaited_closes_the_request(office):
    dossier = cast.take_in(office, at("2026-11-02 09:00"))
    ask(office, dossier, at("2026-11-02 10:00"))
    withdraw.stop(dossier=dossier, by=office.actor("hoa"), at=at("2026-11-02 14:00"), note="Đề nghị tại quầy")
    assert not Supplement.objects.filter(completed_at=None).exists()


def test_stopping_says_why_and_needs_the_word(office):
    dossier = cast.take_in(office, at("2026-11-02 09:00"))
    with pytest.raises(Invalid):
        withdraw.stop(dossier=dossier, by=office.actor("hoa"), at=at("2026-11-02 14:00"), note="")
    with pytest.raises(NotAllowed):
        withdraw.stop(dossier=dossier, by=office.actor("minh"), at=at("2026-11-02 14:00"), note="Dừng")


def test_an_online_dossier_cannot_be_stopped_before_reception(office):
    dossier = cast.file_online(office, at("2026-11-02 09:00"))
    with pytest.raises(Conflict):
        withdraw.stop(dossier=dossier, by=office.actor("hoa"), at=at("2026-11-02 14:00"), note="Dừng")


def test_an_officer_without_the_counter_cannot_withdraw_for_a_citizen(office):
    dossier = cast.take_in(office, at("2026-11-02 09:00"))
    with pytest.raises(NotAllowed):
        withdraw.withdraw(dossier=dossier, by=office.actor("minh"), at=at("2026-11-02 14:00"))
