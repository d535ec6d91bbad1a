"""Handling step by step: forward, send back, assign, note (domain.md 7, 16, 21)."""

import pytest

from dossiers.models import Event, StepRun
from dossiers.services import route
from dossiers.states import RunOutcome, State
from kit.errors import Conflict, DomainError, Invalid, NotAllowed
from tests import cast
from tests.cast import at
from tests.dossiers.files import stored_photo

pytestmark = pytest.mark.django_db


@pytest.fixture
def dossier(office):
    return cast.take_in(office, at("2026-11-02 07:30"))


def open_run(dossier) -> StepRun:
    return StepRun.objects.select_related("step", "unit", "assignee").get(dossier=dossier, closed_at=None)


def test_forwarding_closes_one_run_and_opens_the_next(office, dossier):
    dossier = cast.forward(office, dossier, at("2026-11-02 08:00"), "hoa")
    first, second = StepRun.objects.filter(dossier=dossier).order_by("pk")
    assert (first.outcome, first.closed_by, first.closed_at) == (
        RunOutcome.FORWARDED, office.people["hoa"], at("2026-11-02 08:00"),
    )  # fmt: skip
    assert (second.step.role, second.unit.kind_key, second.assignee) == (
        "process", "justice_civil_status", None,
    )  # fmt: skip
    assert dossier.state == State.PROCESSING


def test_forwarding_to_a_person_puts_it_on_their_desk(office, dossier):
    cast.forward(office, dossier, at("2026-11-02 08:00"), "hoa", office.people["minh"])
    assert open_run(dossier).assignee == office.people["minh"]


@pytest.mark.parametrize("who", ["thuy", "khang", "quantri"])
def test_a_person_who_may_not_do_the_step_cannot_be_given_it(office, dossier, who):
    with pytest.raises(Invalid) as told:
        cast.forward(office, dossier, at("2026-11-02 08:00"), "hoa", office.people[who])
    assert set(told.value.errors) == {"assignee"}
    assert StepRun.objects.filter(dossier=dossier).count() == 1


def test_sent_back_it_returns_to_who_had_it(office, dossier):
    dossier = cast.forward(office, dossier, at("2026-11-02 08:00"), "hoa")
    dossier = cast.forward(office, dossier, at("2026-11-02 09:00"), "minh")
    route.send_back(dossier=dossier, by=office.actor("khang"), at=at("2026-11-02 10:00"), note="Thiếu ý kiến")
    again = open_run(dossier)
    assert (again.step.role, again.attempt, again.assignee) == ("process", 2, office.people["minh"])
    closed = StepRun.objects.get(dossier=dossier, step__role="approve")
    assert (closed.outcome, closed.note) == (RunOutcome.SENT_BACK, "Thiếu ý kiến")


def test_sending_back_says_why(office, dossier):
    dossier = cast.forward(office, dossier, at("2026-11-02 08:00"), "hoa")
    with pytest.raises(Invalid) as told:
        route.send_back(dossier=dossier, by=office.actor("minh"), at=at("2026-11-02 10:00"), note=" ")
    assert set(told.value.errors) == {"note"}


def test_the_first_step_of_another_agency_s_leg_has_nobody_to_send_back_to(office):
    dossier = cast.take_in(office, at("2026-11-02 07:30"), "2.000986")
    for who in ("hoa", "minh", "khang"):
        dossier = cast.forward(office, dossier, at("2026-11-02 08:00"), who)
    with pytest.raises(DomainError, match="bước đầu tiên"):
        route.send_back(dossier=dossier, by=office.actor("luc"), at=at("2026-11-02 10:00"), note="Trả lại")


def test_a_whole_way_through_four_legs(office):
    dossier = cast.take_in(office, at("2026-11-02 07:30"), "2.000986")
    for who in ("hoa", "minh", "khang", "luc", "ha"):
        dossier = cast.forward(office, dossier, at("2026-11-02 08:00"), who)
    assert open_run(dossier).step.role == "return"
    assert [run.leg.ord for run in StepRun.objects.filter(dossier=dossier).order_by("pk")] == [
        1, 1, 1, 2, 3, 4,
    ]  # fmt: skip


def test_the_last_step_has_nothing_to_forward_to(office, dossier):
    for who in ("hoa", "minh", "khang"):
        dossier = cast.forward(office, dossier, at("2026-11-02 08:00"), who)
    with pytest.raises(Conflict):
        cast.forward(office, dossier, at("2026-11-02 09:00"), "hoa")


def test_claiming_and_assigning_change_the_person_and_not_the_clock(office, dossier):
    dossier = cast.forward(office, dossier, at("2026-11-02 08:00"), "hoa")
    before = open_run(dossier).due_at
    minh = office.people["minh"]
    route.assign(dossier=dossier, by=office.actor("minh"), at=at("2026-11-02 09:00"), assignee=minh)
    assert (open_run(dossier).assignee, open_run(dossier).due_at) == (minh, before)
    actions = Event.objects.filter(dossier=dossier).order_by("-seq").values_list("action", "public_label")
    assert actions[0] == ("claim", "")


def test_giving_it_to_another_needs_the_word_to_assign(office, dossier):
    minh = office.people["minh"]
    dossier = cast.forward(office, dossier, at("2026-11-02 08:00"), "hoa")
    with pytest.raises(NotAllowed):
        route.assign(dossier=dossier, by=office.actor("thuy"), at=at("2026-11-02 09:00"), assignee=minh)
    route.assign(dossier=dossier, by=office.actor("yen"), at=at("2026-11-02 09:00"), assignee=minh)
    assert open_run(dossier).assignee == minh


def test_a_late_claim_on_a_stale_page_is_told_who_was_first(office, dossier):
    seen = dossier.last_seq
    tam = office.people["tam"]
    route.assign(
        dossier=dossier, by=office.actor("tam"), at=at("2026-11-02 08:00"), assignee=tam, note="Hoa bận"
    )
    with pytest.raises(Conflict, match="Đinh Thị Tâm vừa thực hiện “Nhận xử lý”"):
        route.assign(
            dossier=dossier, by=office.actor("hoa"), at=at("2026-11-02 08:01"), seen=seen,
            assignee=office.people["hoa"],
        )  # fmt: skip


def test_a_note_with_a_file_is_for_colleagues_only(office, dossier):
    moment = at("2026-11-02 08:00")
    route.add_note(
        dossier=dossier, by=office.actor("hoa"), at=moment, note="Đã gọi điện", files=[stored_photo(moment)]
    )
    event = Event.objects.filter(dossier=dossier).order_by("-seq").first()
    assert (event.action, event.public_label, event.public_text) == ("note", "", "")
    assert event.files.count() == 1
    assert dossier.files.filter(component__isnull=False).count() == 0


def test_an_administrator_cannot_even_write_a_note(office, dossier):
    with pytest.raises(NotAllowed):
        route.add_note(dossier=dossier, by=office.actor("quantri"), at=at("2026-11-02 08:00"), note="Xem thử")


def test_a_person_who_has_left_may_do_nothing(office, dossier):
    hoa = office.people["hoa"]
    hoa.is_active = False
    hoa.save()
    with pytest.raises(NotAllowed):
        cast.forward(office, dossier, at("2026-11-02 08:00"), "hoa")


def test_a_unit_that_is_missing_is_named(office, dossier):
    unit = office.agency.units.get(kind_key="justice_civil_status")
    unit.kind_key = "archive"
    unit.save()
    with pytest.raises(DomainError, match="Chưa khai báo bộ phận thực hiện bước “Thẩm định"):
        cast.forward(office, dossier, at("2026-11-02 08:00"), "hoa")


def test_taking_or_giving_what_somebody_holds_asks_why(office, dossier):
    tam = office.people["tam"]
    for who in ("tam", "yen"):
        with pytest.raises(Invalid, match="Nguyễn Thị Hoa đang giữ hồ sơ") as told:
            route.assign(dossier=dossier, by=office.actor(who), at=at("2026-11-02 08:00"), assignee=tam)
        assert set(told.value.errors) == {"note"}
    route.assign(
        dossier=dossier, by=office.actor("yen"), at=at("2026-11-02 08:00"), assignee=tam, note="Hoa nghỉ ốm"
    )
    assert (
        Event.objects.filter(dossier=dossier).last().note == "Người xử lý: Đinh Thị Tâm\nLý do: Hoa nghỉ ốm"
    )
    assert open_run(dossier).assignee == tam


def test_giving_it_to_who_has_it_is_told_so(office, dossier):
    with pytest.raises(Conflict, match="Nguyễn Thị Hoa đang giữ hồ sơ này rồi"):
        route.assign(
            dossier=dossier, by=office.actor("yen"), at=at("2026-11-02 08:00"), assignee=office.people["hoa"]
        )
