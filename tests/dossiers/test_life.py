"""A dossier's whole life through the real services."""

import pytest

from dossiers.models import IssuedForm, StepRun
from dossiers.selectors.ledger import derived
from dossiers.services import finish
from dossiers.states import Clock, Outcome, State
from notifications.models import Message
from tests import cast
from tests.cast import at

pytestmark = pytest.mark.django_db


def test_a_dossier_goes_from_the_phone_to_the_returned_result(office):
    dossier = cast.file_online(office, at("2026-11-20 16:00"), "2.000815")
    assert dossier.intake_due_at == at("2026-11-23 16:00")  # T2
    dossier = cast.receive(office, dossier, at("2026-11-23 15:20"))
    assert dossier.due_at == at("2026-11-25 17:00")  # T4: after the cut-off, 24/11 is a holiday
    moments = [at(f"2026-11-25 {clock}") for clock in ("08:00", "10:00", "11:00", "14:00")]
    dossier = cast.to_the_desk(office, dossier, moments)
    assert (dossier.state, dossier.outcome, dossier.clock) == (State.DONE, Outcome.DONE, Clock.ENDED)
    dossier = finish.hand_over(
        dossier=dossier, by=office.actor("hoa"), at=at("2026-11-25 15:00"), how="office", to="Nguyễn Thị Lan"
    )
    assert dossier.state == State.RETURNED
    assert list(IssuedForm.objects.values_list("key", flat=True)) == ["receipt"]
    assert sorted(Message.objects.values_list("template_key", flat=True)) == [
        "dossier_accepted", "dossier_filed", "result_ready",
    ]  # fmt: skip
    assert StepRun.objects.filter(dossier=dossier, closed_at=None).count() == 0
    assert derived(dossier).due_at == dossier.due_at
