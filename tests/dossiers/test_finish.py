"""The end of handling, and the hand-over of the result (domain.md 2, 3, 16; law.md R10, R14)."""

import pytest

from dossiers.models import DossierFile, Event, IssuedForm, Lateness
from dossiers.services import finish
from dossiers.states import Clock, Outcome, ResultMethod, State, Target
from kit.errors import Conflict, Invalid, NotAllowed
from notifications.models import Message
from tests import cast
from tests.cast import at
from tests.dossiers.files import stored_photo

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_return(office):
    """A dossier (due 05/11 17:00) whose result comes to the desk."""
    dossier = cast.take_in(office, at("2026-11-02 07:30"))
    for who in ("hoa", "minh", "khang"):
        dossier = cast.forward(office, dossier, at("2026-11-02 08:00"), who)
    return dossier


def finished(office, dossier, moment, **more):
    return finish.finish(dossier=dossier, by=office.actor("hoa"), at=moment, **more)


def hand_over(office, dossier, moment, **changed):
    given = {"how": ResultMethod.OFFICE, "to": "Nguyễn Thị Lan"} | changed
    return finish.hand_over(dossier=dossier, by=office.actor("hoa"), at=moment, **given)


def test_the_result_at_the_desk_ends_every_clock_and_tells_the_citizen(office, at_return):
    moment = at("2026-11-03 09:00")
    dossier = finished(office, at_return, moment, files=[stored_photo(moment)])
    assert (dossier.state, dossier.outcome, dossier.finished_at) == (State.DONE, Outcome.DONE, moment)
    assert (dossier.clock, dossier.due_at) == (Clock.ENDED, at("2026-11-05 17:00"))
    assert DossierFile.objects.get(dossier=dossier).kind == "result"
    assert Message.objects.filter(template_key="result_ready").count() == 1


@pytest.mark.parametrize(
    ("finished_at", "late"),
    [
        ("2026-11-05 17:00", False),
        ("2026-11-05 17:00:01", False),
        ("2026-11-05 23:59", False),
        ("2026-11-06 00:00", True),
    ],
)
def test_the_dossier_is_late_from_the_day_after(office, at_return, finished_at, late):
    finished(office, at_return, at(finished_at))
    rows = list(Lateness.objects.filter(target=Target.DOSSIER).values_list("became_late_at", flat=True))
    assert rows == ([at("2026-11-06 00:00")] if late else [])


def test_the_step_is_late_by_the_minute(office, at_return):
    run = at_return.runs.get(closed_at=None)
    finished(office, at_return, run.due_at.replace(second=1))
    assert Lateness.objects.get(target=Target.RUN).became_late_at == run.due_at


def test_the_citizen_is_reminded_after_five_working_days(office, at_return):
    dossier = finished(office, at_return, at("2026-11-03 09:00"))
    dossier.refresh_from_db()
    assert dossier.remind_at == at("2026-11-10 17:00")


def test_a_finished_dossier_cannot_be_finished_again(office, at_return):
    finished(office, at_return, at("2026-11-03 09:00"))
    with pytest.raises(Conflict):
        finished(office, at_return, at("2026-11-03 09:01"))


@pytest.mark.parametrize("who", ["minh", "khang", "yen"])
def test_only_the_return_desk_has_a_result_and_hands_it_over(office, at_return, who):
    with pytest.raises(NotAllowed):
        finish.finish(dossier=at_return, by=office.actor(who), at=at("2026-11-03 09:00"))
    finished(office, at_return, at("2026-11-03 09:00"))
    with pytest.raises(NotAllowed):
        finish.hand_over(
            dossier=at_return,
            by=office.actor(who),
            at=at("2026-11-03 09:00"),
            how=ResultMethod.OFFICE,
            to="Nguyễn Thị Lan",
        )


def test_a_result_given_in_person_names_who_took_it(office, at_return):
    dossier = finished(office, at_return, at("2026-11-03 09:00"))
    dossier = hand_over(office, dossier, at("2026-11-04 09:00"), to=" nguyen thi  Lan ")
    assert (dossier.state, dossier.returned_to, dossier.returned_how, dossier.returned_proof) == (
        State.RETURNED, "nguyen thi Lan", ResultMethod.OFFICE, "receipt",
    )  # fmt: skip
    assert dossier.returned_by == office.people["hoa"]


def test_a_result_sent_by_post_has_its_waybill(office, at_return):
    dossier = finished(office, at_return, at("2026-11-03 09:00"))
    hand_over(office, dossier, at("2026-11-04 09:00"), how=ResultMethod.POST, to="", waybill="EB123456789VN")
    assert Event.objects.filter(dossier=dossier).last().data["waybill"] == "EB123456789VN"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"to": " "}, "to"),
        ({"to": "N" * 201, "authority": "Giấy ủy quyền số 12"}, "to"),
        ({"to": "Nguyễn Văn Hải"}, "authority"),
        ({"proof": ""}, "proof"),
        ({"proof": "other"}, "proof_note"),
        ({"proof_note": "số 042 165 001 234"}, "proof_note"),
        ({"authority": "Giấy ủy quyền của người có số 042165001234"}, "authority"),
        ({"authority": "Đ" * 301}, "authority"),
        ({"how": ResultMethod.POST, "waybill": ""}, "waybill"),
        ({"how": ResultMethod.POST, "waybill": "E" * 41}, "waybill"),
        ({"how": ResultMethod.ELECTRONIC}, "how"),
    ],
)
def test_a_faulty_hand_over_says_what_is_wrong(office, at_return, changed, field):
    dossier = finished(office, at_return, at("2026-11-03 09:00"))
    with pytest.raises(Invalid) as told:
        hand_over(office, dossier, at("2026-11-04 09:00"), **changed)
    assert set(told.value.errors) == {field}


def test_the_hand_over_is_not_the_finish(office, at_return):
    dossier = finished(office, at_return, at("2026-11-05 09:00"))
    dossier = hand_over(office, dossier, at("2026-12-01 09:00"))
    assert dossier.finished_at == at("2026-11-05 09:00")
    assert not Lateness.objects.filter(target=Target.DOSSIER).exists()


@pytest.fixture
def at_approval(office):
    dossier = cast.take_in(office, at("2026-11-02 07:30"))
    for who in ("hoa", "minh"):
        dossier = cast.forward(office, dossier, at("2026-11-02 08:00"), who)
    return dossier


def reject(office, dossier, **changed):
    given = {"reason": "Chưa đủ điều kiện", "basis": "Điều 46 Bộ luật Dân sự"} | changed
    return finish.reject(dossier=dossier, by=office.actor("khang"), at=at("2026-11-02 09:00"), **given)


def test_a_rejection_is_a_result_in_writing(office, at_approval):
    dossier = reject(office, at_approval)
    assert (dossier.state, dossier.outcome) == (State.DONE, Outcome.REJECTED)
    assert IssuedForm.objects.filter(dossier=dossier, key="refusal").count() == 1
    assert hand_over(office, dossier, at("2026-11-03 09:00")).state == State.RETURNED


@pytest.mark.parametrize("field", ["reason", "basis"])
def test_a_rejection_without_reason_or_law_is_refused(office, at_approval, field):
    with pytest.raises(Invalid) as told:
        reject(office, at_approval, **{field: "  "})
    assert set(told.value.errors) == {field}


def test_only_the_approval_rejects(office):
    dossier = cast.take_in(office, at("2026-11-02 07:30"))
    with pytest.raises(Conflict):
        reject(office, dossier)
