"""Taking back: recall of a dossier sent on by mistake, undo of one's last internal move (domain.md 21)."""

from datetime import timedelta

import pytest

from agencies.selectors import calendar_for
from agencies.worktime.arithmetic import working_minutes
from dossiers.models import DossierFile, Event, Lateness, StepRun
from dossiers.selectors import ledger, present
from dossiers.selectors import undo as rule
from dossiers.selectors.way import Way
from dossiers.services import route, undo
from dossiers.services.transition import open_run_of
from dossiers.states import RunOutcome, State
from dossiers.workflow import Action
from kit.errors import Conflict, Invalid, NotAllowed
from notifications.models import Message
from tests import cast
from tests.cast import at
from tests.dossiers.files import stored_photo

pytestmark = pytest.mark.django_db
SENT = at("2026-11-02 08:00")


@pytest.fixture
def received(office):
    return cast.take_in(office, at("2026-11-02 07:30"))


@pytest.fixture
def sent(office, received):
    return cast.forward(office, received, SENT, "hoa")


def recall(office, dossier, who="hoa", moment="2026-11-02 08:30", note="Chuyển nhầm hồ sơ"):
    return undo.recall(dossier=dossier, by=office.actor(who), at=at(moment), note=note)


def take_back(office, dossier, who="hoa", moment="2026-11-02 08:05"):
    return undo.undo(dossier=dossier, by=office.actor(who), at=at(moment))


def left(run: StepRun, moment) -> int:
    """Working minutes that a run has at that moment."""
    return working_minutes(calendar_for(run.leg.agency), moment, run.due_at)


def test_a_dossier_sent_on_by_mistake_comes_back_with_the_minutes_it_had(office, sent):
    first = sent.runs.get(step__role="receive")
    minutes = left(first, first.closed_at)
    dossier = recall(office, sent)
    run = open_run_of(dossier)
    assert (run.step.role, run.attempt, run.assignee) == ("receive", 2, office.people["hoa"])
    assert run.allowance_minutes == minutes == left(run, run.opened_at)
    assert ledger.run_derived(run).due_at == run.due_at
    assert dossier.state == State.PROCESSING


def test_what_was_sent_and_what_was_recalled_both_stay_on_record(office, sent):
    dossier = recall(office, sent)
    events = Event.objects.filter(dossier=dossier).order_by("seq")
    assert [event.action for event in events] == ["take_in", "forward", "recall"]
    assert (events[2].note, events[2].data["undone"]) == ("Chuyển nhầm hồ sơ", 2)
    untouched = dossier.runs.get(step__role="process")
    assert (untouched.outcome, untouched.closed_by) == (
        RunOutcome.RECALLED, office.people["hoa"],
    )  # fmt: skip
    assert [step["outcome"] for step in Way(dossier).steps(at("2026-11-02 09:00"))][:2] == [
        "Chuyển bước sau", "Thu hồi",
    ]  # fmt: skip


def test_a_recall_stands_on_the_citizen_s_timeline_and_sends_no_message(office, sent):
    before = Message.objects.count()
    dossier = recall(office, sent)
    titles = [item["title"] for item in present.timeline(dossier, "citizen", SENT) if item["at"]]
    assert titles[-1] == f"Trở lại bước “{open_run_of(dossier).step.name}”"
    assert Message.objects.count() == before


def test_sending_to_and_fro_makes_no_time(office, received):
    """Ten times sent and recalled: the minutes only become fewer, below the least of a send-back too."""
    dossier, moment = received, SENT
    for _ in range(10):
        dossier = cast.forward(office, dossier, moment, "hoa")
        dossier = recall(office, dossier, moment=f"{moment:%Y-%m-%d %H:%M}")
        moment += timedelta(minutes=5)
    runs = dossier.runs.filter(step__role="receive").order_by("attempt")
    minutes = [run.allowance_minutes for run in runs]
    assert minutes == sorted(minutes, reverse=True)
    assert minutes[0] - minutes[-1] == 30 + 45  # 07:30 to 08:00, then nine times five minutes


def test_a_step_that_was_late_comes_back_with_no_minute(office, received):
    dossier = cast.forward(office, received, at("2026-11-12 08:00"), "hoa")
    dossier = recall(office, dossier, moment="2026-11-12 09:00")
    run = open_run_of(dossier)
    assert (run.allowance_minutes, run.due_at) == (0, at("2026-11-12 09:00"))
    assert Lateness.objects.filter(run__step__role="receive").count() == 1


def test_a_dossier_that_the_receiver_has_touched_is_not_recalled(office, sent):
    minh = office.people["minh"]
    route.assign(dossier=sent, by=office.actor("minh"), at=at("2026-11-02 08:10"), assignee=minh)
    with pytest.raises(Conflict, match="Bên nhận đã làm việc với hồ sơ"):
        recall(office, sent)
    assert open_run_of(sent).assignee == minh


def test_a_note_of_the_sender_does_not_hinder_a_recall_one_of_the_receiver_does(office, sent):
    route.add_note(dossier=sent, by=office.actor("hoa"), at=SENT, note="Chuyển nhầm, đang thu hồi")
    assert rule.taken(Action.RECALL, rule.newest(sent), sent, SENT)
    route.add_note(dossier=sent, by=office.actor("minh"), at=SENT, note="Đang xem")
    with pytest.raises(Conflict):
        recall(office, sent)


def test_a_recall_says_why(office, sent):
    with pytest.raises(Invalid) as told:
        recall(office, sent, note="  ")
    assert set(told.value.errors) == {"note"}


@pytest.mark.parametrize("who", ["minh", "tam", "thuy", "quantri"])
def test_only_the_sender_and_who_assigns_work_may_recall(office, sent, who):
    with pytest.raises(NotAllowed):
        recall(office, sent, who)


@pytest.mark.parametrize("who", ["khang", "yen"])
def test_who_assigns_work_may_recall_for_the_sender(office, sent, who):
    assert open_run_of(recall(office, sent, who)).assignee == office.people["hoa"]


def test_a_dossier_recalled_twice_is_refused_with_a_sentence(office, sent):
    seen = sent.last_seq
    recall(office, sent)
    with pytest.raises(Conflict, match="Nguyễn Thị Hoa vừa thực hiện “Thu hồi hồ sơ đã chuyển”"):
        undo.recall(
            dossier=sent, by=office.actor("hoa"), at=at("2026-11-02 08:31"), note="Nhầm", seen=seen
        )  # fmt: skip


def test_after_a_recall_it_goes_on_to_whoever_is_to_have_it_and_not_to_the_recaller(office, sent):
    dossier = recall(office, sent)
    dossier = cast.forward(office, dossier, at("2026-11-02 09:00"), "hoa")
    run = open_run_of(dossier)
    assert (run.step.role, run.attempt, run.assignee) == ("process", 2, None)


def test_a_dossier_sent_back_by_mistake_is_recalled_without_a_word_to_the_citizen(office, sent):
    dossier = route.send_back(dossier=sent, by=office.actor("minh"), at=at("2026-11-02 09:00"), note="Thiếu")
    dossier = recall(office, dossier, "minh", "2026-11-02 09:20")
    assert open_run_of(dossier).step.role == "process"
    assert Event.objects.filter(dossier=dossier).order_by("-seq")[0].public_label == ""


# Undo


def test_a_forward_is_undone_within_ten_minutes_without_a_reason(office, sent):
    dossier = take_back(office, sent, moment="2026-11-02 08:10")
    assert open_run_of(dossier).step.role == "receive"
    last = Event.objects.filter(dossier=dossier).order_by("-seq")[0]
    assert (last.action, last.note) == ("undo", "Rút lại việc “Chuyển bước tiếp theo” lúc 08:00.")


def test_after_ten_minutes_an_undo_comes_too_late(office, sent):
    with pytest.raises(Conflict, match="không hoàn tác được nữa"):
        undo.undo(dossier=sent, by=office.actor("hoa"), at=SENT + timedelta(minutes=10, seconds=1))


def test_undoing_gives_the_step_back_to_who_had_it(office, sent):
    minh = office.people["minh"]
    dossier = route.assign(dossier=sent, by=office.actor("minh"), at=SENT, assignee=minh)
    dossier = take_back(office, dossier, "minh")
    assert open_run_of(dossier).assignee is None
    dossier = route.assign(dossier=dossier, by=office.actor("yen"), at=at("2026-11-02 08:06"), assignee=minh)
    dossier = take_back(office, dossier, "yen", "2026-11-02 08:07")
    assert open_run_of(dossier).assignee is None


def test_a_note_taken_back_is_no_longer_read_and_its_file_no_longer_part_of_the_dossier(office, sent):
    file = stored_photo(SENT)
    dossier = route.add_note(
        dossier=sent, by=office.actor("minh"), at=SENT, note="Của hồ sơ khác", files=[file]
    )
    dossier = take_back(office, dossier, "minh")
    notes = [item["note"] for item in present.timeline(dossier, "officer", SENT)]
    assert "Của hồ sơ khác" not in notes
    assert "Ghi chú đã được người viết rút lại." in notes
    assert DossierFile.objects.get(file=file).removed_at is not None


def test_only_the_very_person_undoes(office, sent):
    for who in ("tam", "khang", "yen", "minh"):
        with pytest.raises(NotAllowed):
            take_back(office, sent, who)


def test_what_was_undone_is_not_undone_again(office, sent):
    dossier = take_back(office, sent)
    with pytest.raises(Conflict):
        take_back(office, dossier, moment="2026-11-02 08:06")


def test_what_the_citizen_was_told_is_not_undone(office):
    dossier = cast.receive(office, cast.file_online(office, SENT), SENT)
    with pytest.raises(Conflict, match="không hoàn tác được nữa"):
        take_back(office, dossier)


def test_the_officer_s_page_offers_undo_first_and_recall_after(office, sent):
    hoa, run = office.people["hoa"], open_run_of(sent)

    def offered(moment):
        return {button.action for button in present.actions(hoa, sent, run, at(moment))}

    assert {Action.UNDO, Action.RECALL} & offered("2026-11-02 08:09") == {Action.UNDO}
    assert {Action.UNDO, Action.RECALL} & offered("2026-11-02 08:11") == {Action.RECALL}
