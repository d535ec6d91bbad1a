"""Rules of the law that no vector of time tells: how often one may ask, which version binds."""

import pytest

from dossiers.models import Lateness
from dossiers.services import supplement
from dossiers.services.supplement import Asked
from dossiers.services.sweep import sweep
from dossiers.states import Target
from kit.actor import Actor
from kit.errors import Invalid
from portal.demo.office import DECISION
from procedures.services.versions import new_draft_from, publish
from tests import cast
from tests.cast import CITIZEN, at

pytestmark = pytest.mark.django_db


def ask(office, dossier, moment):
    item = Asked(dossier.version.components.order_by("ord").first(), what="Nộp bản rõ hơn")
    by = office.actor("hoa")
    return supplement.ask(dossier=dossier, by=by, at=moment, reason="Ảnh bị mờ", items=[item])


def answer(dossier, moment):
    return supplement.complete(dossier=dossier, by=CITIZEN, at=moment, answer="Tôi đã bổ sung")


def test_a_supplement_is_asked_once_at_reception_and_once_at_appraisal(office):
    dossier = cast.file_online(office, at("2026-11-02 08:00"))
    ask(office, dossier, at("2026-11-02 09:00"))
    dossier = answer(dossier, at("2026-11-02 10:00"))
    with pytest.raises(Invalid, match="một lần"):
        ask(office, dossier, at("2026-11-02 11:00"))
    dossier = cast.receive(office, dossier, at("2026-11-02 13:30"))
    ask(office, dossier, at("2026-11-02 14:00"))
    dossier = answer(dossier, at("2026-11-02 15:00"))
    with pytest.raises(Invalid, match="một lần"):
        ask(office, dossier, at("2026-11-02 16:00"))


def test_a_dossier_follows_the_version_in_force_when_it_is_received_and_keeps_it(office):
    dossier = cast.file_online(office, at("2026-11-02 16:00"))
    filed_under = dossier.version
    draft = new_draft_from(version=filed_under, by=Actor.system(), at=at("2026-11-02 17:00"))
    newer = publish(
        version=draft, decision=DECISION, valid_from=at("2026-11-03 00:00").date(), by=Actor.system(),
        at=at("2026-11-02 17:00"),
    )  # fmt: skip
    dossier = cast.receive(office, dossier, at("2026-11-03 08:00"))
    assert dossier.version == newer != filed_under
    assert dossier.case.version == newer


def test_an_answer_that_does_not_come_in_time_is_late_from_its_due_minute(office):
    dossier = cast.file_online(office, at("2026-11-02 08:00"))
    sweep(at=dossier.intake_due_at)
    assert not Lateness.objects.filter(dossier=dossier).exists()
    sweep(at=at("2026-11-04 08:00"))
    late = Lateness.objects.get(dossier=dossier, target=Target.INTAKE)
    assert late.became_late_at == dossier.intake_due_at == at("2026-11-03 08:00")
