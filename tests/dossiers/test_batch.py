"""One move on many dossiers: each by itself, each with a result, the same end however often it is begun."""

import pytest

from dossiers.models import Batch, BatchItem, Event
from dossiers.services import batch, route
from dossiers.services.transition import open_run_of
from dossiers.tasks import run_batches
from dossiers.workflow import Action
from kit.errors import Invalid
from tests import cast
from tests.cast import at

pytestmark = pytest.mark.django_db
NOW = at("2026-11-02 09:00")


def clock():
    return NOW


@pytest.fixture
def three(office):
    """Three dossiers that chị Hoa has taken in."""
    return [cast.take_in(office, at(f"2026-11-02 08:0{minute}")) for minute in range(3)]


def ask(office, action, dossiers, who="hoa", **more):
    picked = [(dossier, dossier.last_seq) for dossier in dossiers]
    return batch.ask(
        action=action, dossiers=picked, agency=office.agency, by=office.actor(who), at=NOW, **more
    )  # fmt: skip


def results(done):
    return [(item.state, item.sentence) for item in done.items.order_by("ord")]


def test_many_are_forwarded_each_with_its_event(office, three):
    done = ask(office, Action.FORWARD, three, note="Đủ giấy tờ")
    assert batch.run_next(clock=clock)
    done.refresh_from_db()
    assert (done.state, done.attempts, done.ended_at) == ("done", 1, NOW)
    assert results(done) == [("done", "")] * 3
    for dossier in three:
        assert open_run_of(dossier).step.role == "process"
        last = dossier.events.last()
        assert (last.action, last.note, last.actor) == ("forward", "Đủ giấy tờ", office.people["hoa"])
    assert not batch.run_next(clock=clock)


def test_what_is_refused_says_why_and_does_not_hinder_the_others(office, three):
    moved, noted, still = three
    cast.forward(office, moved, at("2026-11-02 08:30"), "hoa")
    done = ask(office, Action.FORWARD, [moved, noted, still])
    route.add_note(dossier=noted, by=office.actor("tam"), at=at("2026-11-02 08:50"), note="Chờ tôi")
    batch.run_next(clock=clock)
    first, second, third = results(done)
    assert first[0] == second[0] == "refused"
    assert "Đinh Thị Tâm vừa thực hiện “Ghi chú nội bộ”" in second[1]
    assert second[1].endswith("bước “Tiếp nhận”.")
    assert third == ("done", "")
    assert open_run_of(noted).step.role == "receive"


def test_each_dossier_asks_for_the_permission_of_its_own_step(office, three):
    cast.forward(office, three[0], at("2026-11-02 08:30"), "hoa")
    for dossier in three:
        dossier.refresh_from_db()
    done = ask(office, Action.FORWARD, three, "minh")
    batch.run_next(clock=clock)
    assert [state for state, _ in results(done)] == ["done", "refused", "refused"]


def test_many_are_given_to_another_with_a_reason(office, three):
    done = ask(office, Action.ASSIGN, three, "yen", note="Hoa nghỉ ốm", assignee=office.people["tam"])
    batch.run_next(clock=clock)
    assert {open_run_of(dossier).assignee for dossier in three} == {office.people["tam"]}
    assert results(done) == [("done", "")] * 3


def test_many_are_claimed_noted_and_recalled(office, three):
    ask(office, Action.CLAIM, three, "tam", note="Hoa họp")
    batch.run_next(clock=clock)
    assert {open_run_of(dossier).assignee for dossier in three} == {office.people["tam"]}
    for dossier in three:
        dossier.refresh_from_db()
    ask(office, Action.FORWARD, three)
    batch.run_next(clock=clock)
    for dossier in three:
        dossier.refresh_from_db()
    ask(office, Action.RECALL, three, note="Chuyển nhầm loạt")
    ask(office, Action.NOTE, three, note="Chờ phí")
    assert run_batches() == 2
    assert {open_run_of(dossier).step.role for dossier in three} == {"receive"}
    assert Event.objects.filter(action="note", note="Chờ phí").count() == 3


@pytest.mark.parametrize(
    ("action", "more", "field"),
    [
        (Action.ASSIGN, {"note": "x"}, "assignee"),
        (Action.RECALL, {"note": "  "}, "note"),
        (Action.NOTE, {}, "note"),
        (Action.NOTE, {"note": "x" * 1001}, "note"),
        (Action.STOP, {"note": "x"}, "dossiers"),
    ],
)
def test_what_is_missing_is_said_before_anything_is_queued(office, three, action, more, field):
    with pytest.raises(Invalid) as told:
        ask(office, action, three, **more)
    assert set(told.value.errors) == {field}
    assert not Batch.objects.exists()


@pytest.mark.parametrize("count", [0, 501])
def test_a_batch_has_from_one_to_five_hundred_dossiers(office, three, count):
    with pytest.raises(Invalid):
        ask(office, Action.NOTE, [three[0]] * count, note="x")


def test_one_dossier_s_trouble_does_not_stop_the_others(office, three, monkeypatch, caplog):
    deed = batch.DEEDS[Action.FORWARD]

    def stumble(item, by, moment):
        deed(item, by, moment)
        if item.ord == 2:
            raise RuntimeError("mất điện")

    monkeypatch.setitem(batch.DEEDS, Action.FORWARD, stumble)
    done = ask(office, Action.FORWARD, three)
    batch.run_next(clock=clock)
    assert results(done) == [("done", ""), ("refused", batch.OUR_FAULT), ("done", "")]
    assert open_run_of(three[1]).step.role == "receive"  # nothing half done
    assert "not done" in caplog.text


def test_a_batch_that_kills_every_worker_is_given_up(office, three):
    done = ask(office, Action.FORWARD, three)
    Batch.objects.filter(pk=done.pk).update(attempts=batch.MOST_ATTEMPTS)
    batch.run_next(clock=clock)
    assert {state for state, _ in results(done)} == {"refused"}
    assert Batch.objects.get().state == "done"


def test_what_is_marked_is_not_done_again(office, three):
    done = ask(office, Action.NOTE, three, note="Một lần")
    BatchItem.objects.filter(batch=done, ord=1).update(state="done")
    batch.run_next(clock=clock)
    assert Event.objects.filter(note="Một lần").count() == 2
