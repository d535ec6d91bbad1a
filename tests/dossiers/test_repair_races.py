"""Repairs meet other hands at the same moment, on real commits: one is done, the other is told."""

import pytest

from dossiers.models import Dossier, Question, StepRun
from dossiers.services import questions, reclassify, retime, revise, route, undo
from dossiers.services.amend import Corrections
from kit.errors import DomainError
from portal.demo.office import Office, build
from tests import cast
from tests.cast import at
from tests.dossiers.conftest import PROCEDURES
from tests.dossiers.test_questions import HOURS
from tests.dossiers.test_races import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db, pytest.mark.slow]
NOW = at("2026-11-20 09:05")


@pytest.fixture
def office() -> Office:
    """The office, committed: the threads have connections of their own."""
    return build(at=at("2026-01-05 08:00"), procedures=PROCEDURES, provinces={"42"})


@pytest.fixture
def sent(office) -> Dossier:
    return cast.forward(office, cast.take_in(office, at("2026-11-20 08:00")), at("2026-11-20 09:00"), "hoa")


def refused(answers: list[object]) -> list[object]:
    return [answer for answer in answers if isinstance(answer, DomainError)]


def test_the_sender_recalls_while_the_receiver_takes_it(office, sent):
    minh, seen = office.people["minh"], sent.last_seq
    answers = at_once(
        [
            lambda: undo.recall(
                dossier=sent, by=office.actor("hoa"), at=NOW, note="Nhầm", seen=sent.last_seq
            ),
            lambda: route.assign(dossier=sent, by=office.actor("minh"), at=NOW, assignee=minh, seen=seen),
        ]
    )
    assert len(refused(answers)) == 1
    assert StepRun.objects.filter(closed_at=None).count() == 1


def test_an_undo_pressed_five_times_at_once_is_done_once(office, sent):
    answers = at_once([lambda: undo.undo(dossier=sent, by=office.actor("hoa"), at=NOW)] * 5)
    assert len(refused(answers)) == 4
    assert StepRun.objects.filter(step__role="receive").count() == 2


def test_of_two_answers_to_one_question_one_is_kept(office, sent):
    unit = office.agency.units.get(kind_key="one_stop")
    question = questions.ask(
        dossier=sent, by=office.actor("minh"), at=NOW, to=questions.Asked(unit=unit), limit=HOURS, note="Đủ?"
    )
    answers = at_once(
        [
            lambda who=who: questions.answer(question=question, by=office.actor(who), at=NOW, note=who)
            for who in ("hoa", "tam")
        ]
    )
    assert len(refused(answers)) == 1
    assert "đã cho ý kiến lúc 09:05" in str(refused(answers)[0])
    assert Question.objects.get().answer in ("hoa", "tam")


def test_a_correction_sent_three_times_at_once_prints_one_receipt(office, sent):
    answers = at_once(
        [
            lambda: revise.revise(
                dossier=sent,
                by=office.actor("hoa"),
                at=NOW,
                corrections=Corrections(content="Cải chính"),
                note="Nhầm",
                seen=sent.last_seq,
            )
        ]
        * 3
    )
    assert len(refused(answers)) == 2
    assert sent.issued_forms.count() == 2


def test_the_leader_corrects_the_procedure_while_it_is_sent_on_and_the_moment_too(office, sent):
    seen, khang = sent.last_seq, office.actor("khang")
    common = {"dossier": sent, "at": NOW, "seen": seen}
    answers = at_once(
        [
            lambda: reclassify.reclassify(
                **common, by=khang, case=cast.version("1.003622").cases.get(), note="Nhầm thủ tục"
            ),
            lambda: retime.retime(**common, by=khang, received_at=at("2026-11-19 16:00"), note="Nhầm giờ"),
            lambda: route.forward(**common, by=office.actor("minh")),
        ]
    )
    assert len(refused(answers)) == 2
    assert StepRun.objects.filter(closed_at=None).count() == 1
    assert Dossier.objects.get().last_seq == seen + 1
