"""Opinions asked of a colleague or another unit: their own time, no clock stopped, late answers told."""

from decimal import Decimal

import pytest

from accounts.access import scope
from agencies.selectors import unit_of
from agencies.worktime.limits import Limit, Unit
from dossiers.models import ClockEntry
from dossiers.selectors import present, queues
from dossiers.selectors.questions import dues
from dossiers.services import finish, questions
from dossiers.services.questions import Asked
from dossiers.services.slip import slip_data
from dossiers.services.transition import open_run_of
from dossiers.workflow import Action
from kit.actor import Actor
from kit.errors import Conflict, Invalid, NotAllowed
from tests import cast
from tests.cast import at

pytestmark = pytest.mark.django_db
ASKED_AT = at("2026-11-02 09:00")
DAY, HOURS = Limit(Unit.WORKING_DAY, Decimal(1)), Limit(Unit.WORKING_HOUR, Decimal(4))


@pytest.fixture
def dossier(office):
    """Lies with anh Minh's unit."""
    found = cast.take_in(office, at("2026-11-02 08:00"))
    return cast.forward(office, found, at("2026-11-02 08:30"), "hoa", office.people["minh"])


def ask(office, dossier, to, who="minh", limit=HOURS, note="Thửa đất có tranh chấp không?", moment=ASKED_AT):
    return questions.ask(
        dossier=dossier, by=office.actor(who), at=moment, to=to, limit=limit, note=note
    )  # fmt: skip


@pytest.fixture
def to_economy(office, dossier):
    return ask(office, dossier, Asked(unit=unit_of(office.agency, "economy")))


def answer(office, question, who, moment="2026-11-02 10:00", note="Không có tranh chấp"):
    return questions.answer(question=question, by=office.actor(who), at=at(moment), note=note)


def opinions(office, who):
    seen = scope(office.people[who], ASKED_AT.date()).only(office.agency)
    return [found.code for found in queues.queue(seen, "opinions", ASKED_AT)], seen


def test_a_question_has_a_time_of_its_own_and_no_clock_notices(office, dossier, to_economy):
    entries = ClockEntry.objects.filter(dossier=dossier).count()
    due_at = open_run_of(dossier).due_at
    assert to_economy.due_at == at("2026-11-02 14:30")
    assert ask(office, dossier, Asked(user=office.people["thuy"]), limit=DAY).due_at == at("2026-11-03 17:00")
    assert (ClockEntry.objects.filter(dossier=dossier).count(), open_run_of(dossier).due_at) == (
        entries, due_at,
    )  # fmt: skip


def test_it_lies_in_the_queue_of_the_asked_until_it_is_answered(office, dossier, to_economy):
    assert opinions(office, "thuy")[0] == []
    codes, seen = opinions(office, "dung")
    assert codes == [dossier.code]
    assert dues(seen, codes) == {dossier.code: to_economy.due_at}
    answer(office, to_economy, "dung")
    assert opinions(office, "dung")[0] == []


def test_an_answer_is_kept_with_the_dossier_and_not_told_to_the_citizen(office, dossier, to_economy):
    answer(office, to_economy, "dung")
    notes = [item["note"] for item in present.timeline(dossier, "officer", ASKED_AT)]
    assert "Trả lời Trần Văn Minh:\nKhông có tranh chấp" in notes
    told = str(list(present.timeline(dossier, "citizen", ASKED_AT)))
    assert "tranh chấp" not in told
    to_economy.refresh_from_db()
    assert not to_economy.is_late(at("2026-12-01 08:00"))


def test_a_late_answer_is_taken_and_says_so_on_the_control_slip_too(office, dossier, to_economy):
    late = answer(office, to_economy, "dung", "2026-11-02 14:31")
    assert late.is_late(late.answered_at)
    dossier = cast.forward(office, dossier, at("2026-11-02 15:00"), "minh")
    slip = slip_data(dossier=dossier, at=at("2026-11-02 15:00"))
    assert slip.rows[1].note == "Phòng Kinh tế cho ý kiến muộn hạn"
    assert "Phòng Kinh tế" in slip.partners
    assert "(muộn hạn)" in dossier.events.get(action="answer_question").note


@pytest.mark.parametrize("who", ["thuy", "hoa", "khang", "quantri"])
def test_only_the_asked_answer(office, to_economy, who):
    with pytest.raises(NotAllowed):
        answer(office, to_economy, who)


def test_a_question_to_a_person_is_answered_by_that_person(office, dossier):
    question = ask(office, dossier, Asked(user=office.people["thuy"]))
    with pytest.raises(NotAllowed):
        answer(office, question, "dung")
    assert answer(office, question, "thuy").answered_by == office.people["thuy"]


def test_it_is_answered_once_and_the_second_is_told_who_did(office, to_economy):
    answer(office, to_economy, "dung")
    with pytest.raises(Conflict, match="Phạm Quốc Dũng đã cho ý kiến lúc 10:00"):
        answer(office, to_economy, "dung", "2026-11-02 10:05")


def test_the_asker_calls_it_off_with_a_reason_and_nobody_waits_any_more(office, dossier, to_economy):
    with pytest.raises(NotAllowed):
        questions.call_off(question=to_economy, by=office.actor("dung"), at=ASKED_AT, note="x")
    with pytest.raises(Invalid):
        questions.call_off(question=to_economy, by=office.actor("minh"), at=ASKED_AT, note=" ")
    questions.call_off(question=to_economy, by=office.actor("minh"), at=ASKED_AT, note="Đã rõ")
    assert opinions(office, "dung")[0] == []
    with pytest.raises(Conflict, match="Trần Văn Minh đã rút yêu cầu"):
        answer(office, to_economy, "dung")


def test_when_the_dossier_ends_nobody_is_waited_for(office, dossier, to_economy):
    for who in ("minh", "khang"):
        dossier = cast.forward(office, dossier, ASKED_AT, who)
    finish.finish(dossier=dossier, by=office.actor("hoa"), at=at("2026-11-02 11:00"))
    to_economy.refresh_from_db()
    assert to_economy.called_off_reason == questions.ENDED
    with pytest.raises(Conflict):
        answer(office, to_economy, "dung", "2026-11-02 11:30")


@pytest.mark.parametrize(
    ("to", "words"),
    [
        ({}, "Chọn người hoặc bộ phận"),
        ({"user": "minh"}, "đang tự hỏi mình"),
        ({"user": "quantri"}, "không xem được hồ sơ"),
    ],
)
def test_whom_one_can_t_ask_is_told(office, dossier, to, words):
    asked = Asked(user=office.people[to["user"]]) if to else Asked()
    with pytest.raises(Invalid, match=words):
        ask(office, dossier, asked)
    assert not dossier.questions.exists()


def test_an_empty_question_is_asked_for(office, dossier):
    with pytest.raises(Invalid):
        ask(office, dossier, Asked(user=office.people["thuy"]), note="  ")


def test_who_does_not_handle_the_step_does_not_ask(office, dossier):
    for who in ("thuy", "yen", "quantri"):
        with pytest.raises(NotAllowed):
            ask(office, dossier, Asked(user=office.people["hoa"]), who)


def test_a_citizen_answers_nothing(office, to_economy):
    with pytest.raises(NotAllowed):
        questions.answer(question=to_economy, by=Actor.citizen("Lan"), at=ASKED_AT, note="x")


def test_the_buttons_stand_where_one_may_press_them(office, dossier, to_economy):
    run = open_run_of(dossier)

    def offered(who):
        return {button.action for button in present.actions(office.people[who], dossier, run, ASKED_AT)}

    about = {Action.ANSWER, Action.CALL_OFF}
    assert about & offered("dung") == {Action.ANSWER}
    assert about & offered("minh") == {Action.CALL_OFF}
    assert about & offered("hoa") == set()
