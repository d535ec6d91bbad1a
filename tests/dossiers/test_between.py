"""Phi địa giới: received here, decided elsewhere (NĐ 118/2025 Đ14.4, Đ17.3, Đ18.2; law.md R07, R08, R19)."""

import pytest

from accounts.access import duties, scope, scope_of
from accounts.permissions import Permission
from dossiers.models import DossierFact, Lateness
from dossiers.selectors import ledger, present, queues, today
from dossiers.selectors.today import Officer
from dossiers.selectors.way import Way
from dossiers.services import (
    between,
    finish,
    intake,
    parcels,
    proposals,
    route,
    sweep,
    withdraw,
)
from dossiers.services.parcels import News
from dossiers.services.slip import slip_data
from dossiers.services.transition import open_run_of
from dossiers.states import Clock, ParcelState, ResultMethod, State, Target
from kit.clock import local_date
from kit.errors import Conflict, Invalid, NotAllowed
from notifications.models import Message
from reports.measures.counted import Question, count, rows
from reports.periods import Period
from tests import cast
from tests.cast import CITIZEN, at
from tests.neighbours import with_neighbour

pytestmark = pytest.mark.django_db

MONDAY = "2026-11-02"


@pytest.fixture
def two(office):
    return with_neighbour(office, at("2026-01-05 08:00"))


def received(two, moment="2026-11-02 09:00", **more):
    """Bà Lan brings to Sơn Tây what Kỳ Anh decides."""
    wanted = {"deciding": two.neighbour} | more
    return cast.take_in(two, at(moment), **wanted)


def sent(two, moment="2026-11-02 10:00", dossier=None):
    dossier = dossier or received(two)
    return between.transfer(dossier=dossier, by=two.actor("hoa"), at=at(moment), to=two.neighbour)


def accepted(two, dossier, moment="2026-11-03 08:00"):
    return between.accept(dossier=dossier, by=two.actor("nga"), at=at(moment))


def taken(two):
    return accepted(two, sent(two))


def in_queue(two, who, key, moment="2026-11-02 12:00"):
    seen = scope(two.people[who], local_date(at(moment)))
    return [dossier.code for dossier in queues.queue(seen, key, at(moment))]


def test_nd_118_dieu_17_3_the_clock_starts_with_who_decides_and_not_at_the_counter(two):
    dossier = received(two)
    assert (dossier.state, dossier.clock, dossier.due_at) == (State.RECEIVED, Clock.OFF, None)
    assert dossier.register_no is not None
    assert dossier.received_at == at("2026-11-02 09:00")
    dossier = between.accept(
        dossier=sent(two, dossier=dossier), by=two.actor("nga"), at=at("2026-11-03 08:00")
    )
    plain = cast.take_in(two, at("2026-11-03 08:00"))
    assert dossier.accepted_at == dossier.clock_from == at("2026-11-03 08:00")
    assert dossier.due_at == dossier.due_original == plain.due_at
    assert ledger.derived(dossier).due_at == dossier.due_at


def test_the_receipt_promises_no_day_until_there_is_one_and_is_then_replaced(two):
    dossier = received(two)
    first = dossier.issued_forms.get(key="receipt")
    assert first.data["due_at"] is None
    assert first.data["decided_by"] == "UBND xã Kỳ Anh"
    dossier = between.accept(
        dossier=sent(two, dossier=dossier), by=two.actor("nga"), at=at("2026-11-03 08:00")
    )
    second = dossier.issued_forms.get(key="receipt", replaced_by=None)
    assert second.replaces == first
    assert second.number == first.number + 1
    assert second.data["due_at"] is not None
    assert second.data["receiver_name"] == "Nguyễn Thị Hoa"  # the counter's receipt, not the neighbour's


def test_the_citizen_hears_who_decides_and_later_the_day(two):
    dossier = taken(two)
    told = list(Message.objects.filter(reference=dossier.code, channel="sms").order_by("pk"))
    assert [message.template_key for message in told] == ["dossier_passed_on", "dossier_taken_over"]
    titles = [item["title"] for item in present.timeline(dossier, "citizen", at("2026-11-03 09:00"))]
    assert "Đã chuyển hồ sơ đến cơ quan có thẩm quyền" in titles
    assert "Cơ quan có thẩm quyền đã nhận hồ sơ" in titles


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        ("2026-11-02 09:00", "2026-11-02 17:00"),  # the same day
        ("2026-11-02 15:00", "2026-11-02 17:00"),  # 15:00:00 is before the cut-off
        ("2026-11-02 15:01", "2026-11-03 08:30"),  # the beginning of the next working day
        ("2026-11-06 16:00", "2026-11-09 08:30"),  # over a week-end
        ("2026-11-07 09:00", "2026-11-09 08:30"),  # taken on a Saturday
        ("2026-11-23 15:30", "2026-11-25 08:30"),  # 24/11 is a holiday
    ],
)
def test_nd_118_dieu_18_2_it_is_passed_on_the_same_day_or_after_15_00_the_next_morning(two, moment, due):
    run = open_run_of(received(two, moment))
    assert run.due_at == at(due)
    assert (run.leg.agency, run.assignee) == (two.agency, two.people["hoa"])


def test_nd_118_dieu_18_2_a_dossier_decided_here_is_passed_on_in_time_as_well(two):
    long_one = cast.take_in(two, at("2026-11-02 15:30"), "1.004837")
    assert open_run_of(long_one).due_at == at("2026-11-03 08:30")


def test_what_came_on_line_is_passed_on_at_once(two):
    dossier = cast.file_online(two, at("2026-11-02 08:00"))
    dossier = between.route(dossier=dossier, by=two.actor("hoa"), at=at("2026-11-02 08:30"), to=two.neighbour)
    dossier = cast.receive(two, dossier, at("2026-11-02 09:00"))
    assert open_run_of(dossier).due_at == at("2026-11-02 10:00")
    assert dossier.clock == Clock.OFF


def test_it_lies_with_who_is_to_send_it_and_then_with_who_is_to_take_it(two):
    dossier = received(two)
    assert in_queue(two, "hoa", "mine") == [dossier.code]
    assert in_queue(two, "nga", "arriving") == []
    sent(two, dossier=dossier)
    assert in_queue(two, "hoa", "mine") == []
    assert in_queue(two, "nga", "arriving") == [dossier.code]
    assert in_queue(two, "hoa", "arriving") == []


def test_qd_3851_dieu_2_the_result_goes_back_to_where_it_was_received(two):
    dossier = taken(two)
    for minute, who in ((10, "nga"), (20, "binh")):
        dossier = route.forward(dossier=dossier, by=two.actor(who), at=at(f"2026-11-03 09:{minute}"))
    run = open_run_of(dossier)
    assert (run.step.role, run.leg.agency) == ("return", two.agency)
    with pytest.raises(NotAllowed):
        finish.finish(dossier=dossier, by=two.actor("nga"), at=at("2026-11-03 10:00"))
    dossier = finish.finish(dossier=dossier, by=two.actor("hoa"), at=at("2026-11-03 10:00"))
    assert in_queue(two, "hoa", "to_return", "2026-11-03 11:00") == [dossier.code]
    assert in_queue(two, "nga", "to_return", "2026-11-03 11:00") == []
    finish.hand_over(
        dossier=dossier,
        by=two.actor("hoa"),
        at=at("2026-11-03 11:00"),
        how=ResultMethod.OFFICE,
        to=cast.LAN.name,
    )


def test_every_hand_over_is_a_row_of_the_control_slip(two):
    dossier = taken(two)
    rows = slip_data(dossier=dossier, at=at("2026-11-03 09:00")).rows
    assert [row.giver_name for row in rows] == ["Nguyễn Thị Hoa", "Trần Thị Nga"]
    assert len(rows) == dossier.runs.count() - 1 == 2


def test_who_passes_it_on_late_is_late_and_the_dossier_is_not(two):
    dossier = received(two)
    sweep.sweep(at=at("2026-11-04 08:00"))
    late = Lateness.objects.get(dossier=dossier)
    assert (late.target, late.unit.agency, late.holder) == (Target.RUN, two.agency, two.people["hoa"])
    told = Way(dossier).legs(at("2026-11-04 08:00"))[0]
    assert (told["state"], told["late_by"]) == ("late", "Nguyễn Thị Hoa (bước “Tiếp nhận”)")


def test_it_is_counted_once_by_who_decides_from_the_day_they_took_it(two):
    dossier = sent(two)
    waiting = DossierFact.objects.get(dossier=dossier, known__upper_inf=True, effective__upper_inf=True)
    assert (waiting.received_on, waiting.received_at) == (None, None)
    dossier = between.accept(dossier=dossier, by=two.actor("nga"), at=at("2026-11-04 08:00"))
    fact = DossierFact.objects.get(dossier=dossier, known__upper_inf=True, effective__upper_inf=True)
    assert (fact.agency, fact.receiving_agency) == (two.neighbour, two.agency)
    assert fact.received_on == local_date(at("2026-11-04 08:00"))


def test_the_receiving_office_sees_it_in_a_column_of_its_own(two):
    dossier = taken(two)
    month = Period(at("2026-11-01 00:00").date(), at("2026-11-30 00:00").date())
    keys = ("total", "for_others")
    assert count(Question(two.agency, month), keys) == {"total": 0, "for_others": 1}
    assert count(Question(two.neighbour, month), keys) == {"total": 1, "for_others": 0}
    assert [fact.dossier for fact in rows("for_others", Question(two.agency, month))] == [dossier]


def test_who_is_not_competent_turns_it_back_and_the_receiver_has_to_find_who_is(two):
    dossier = sent(two)
    with pytest.raises(Invalid):
        between.turn_back(dossier=dossier, by=two.actor("nga"), at=at("2026-11-02 14:00"), note=" ")
    dossier = between.turn_back(
        dossier=dossier, by=two.actor("nga"), at=at("2026-11-02 14:00"), note="Thửa đất ở xã khác"
    )
    assert dossier.authority_open
    assert open_run_of(dossier).assignee == two.people["hoa"]
    assert in_queue(two, "hoa", "authority", "2026-11-02 15:00") == [dossier.code]
    assert in_queue(two, "nga", "arriving", "2026-11-02 15:00") == []
    dossier = between.transfer(
        dossier=dossier, by=two.actor("hoa"), at=at("2026-11-02 15:30"), to=two.agency, note="Đất ở Sơn Tây"
    )
    assert (dossier.deciding_agency, dossier.clock) == (two.agency, Clock.RUNNING)
    assert in_queue(two, "hoa", "authority", "2026-11-02 16:00") == []
    cast.to_the_desk(two, dossier, [at(f"2026-11-03 0{hour}:00") for hour in (8, 9, 9, 9)])


def test_turning_back_and_sending_again_makes_no_time(two):
    dossier = received(two)
    whole = open_run_of(dossier).allowance_minutes
    dossier = sent(two, "2026-11-02 16:00", dossier)
    dossier = between.turn_back(dossier=dossier, by=two.actor("nga"), at=at("2026-11-02 16:30"), note="Nhầm")
    assert open_run_of(dossier).allowance_minutes == 60 < whole


def test_where_who_decides_is_not_known_the_counter_takes_it_all_the_same(two):
    dossier = received(two, deciding=None, authority_open=True)
    assert in_queue(two, "hoa", "authority") == [dossier.code]
    assert dossier.issued_forms.get(key="receipt").data["decided_by"] == "cơ quan có thẩm quyền"
    dossier = sent(two, dossier=dossier)
    assert (dossier.deciding_agency, dossier.authority_open) == (two.neighbour, False)


def test_a_new_dossier_goes_to_the_right_office_with_its_time_to_answer(two):
    dossier = cast.file_online(two, at("2026-11-02 08:00"))
    due = dossier.intake_due_at
    dossier = between.route(
        dossier=dossier, by=two.actor("hoa"), at=at("2026-11-02 09:00"), to=two.neighbour, receive_here=False
    )
    assert dossier.intake_due_at == due
    assert in_queue(two, "hoa", "waiting") == []
    assert in_queue(two, "nga", "waiting") == [dossier.code]
    with pytest.raises(NotAllowed):
        cast.receive(two, dossier, at("2026-11-02 10:00"))
    dossier = intake.receive(dossier=dossier, by=two.actor("nga"), at=at("2026-11-02 10:00"))
    assert dossier.clock == Clock.RUNNING
    assert dossier.filing_agency == two.agency
    assert {leg.agency for leg in dossier.legs.planned()} == {two.neighbour}
    assert in_queue(two, "hoa", "open") == [dossier.code]  # where it was filed may go on looking at it


def test_an_office_that_is_not_on_the_product_is_not_chosen(two):
    two.neighbour.uses_product = False
    two.neighbour.save()
    with pytest.raises(Invalid) as refused:
        sent(two, dossier=received(two, deciding=None, authority_open=True))
    assert "chưa dùng hệ thống" in refused.value.errors["to"][0]
    with pytest.raises(Invalid):
        received(two, deciding=two.neighbour)


def test_two_send_it_and_one_is_told_kindly(two):
    dossier = received(two)
    seen = dossier.last_seq
    sent(two, dossier=dossier)
    with pytest.raises(Conflict, match="vừa thực hiện"):
        between.transfer(
            dossier=dossier, by=two.actor("tam"), at=at("2026-11-02 10:00"), to=two.neighbour, seen=seen
        )


@pytest.mark.parametrize("who", ["minh", "khang", "yen", "nga"])
def test_only_the_counter_that_has_it_sends_it(two, who):
    with pytest.raises(NotAllowed):
        between.transfer(
            dossier=received(two), by=two.actor(who), at=at("2026-11-02 10:00"), to=two.neighbour
        )


@pytest.mark.parametrize("who", ["hoa", "khang"])
def test_only_the_office_it_was_sent_to_takes_it(two, who):
    with pytest.raises(NotAllowed):
        between.accept(dossier=sent(two), by=two.actor(who), at=at("2026-11-02 14:00"))


def test_nothing_of_the_handling_stands_before_who_decides_has_it(two):
    dossier = received(two)
    for verb in (route.forward, finish.finish):
        with pytest.raises(Conflict):
            verb(dossier=dossier, by=two.actor("hoa"), at=at("2026-11-02 10:00"))


def test_it_is_withdrawn_on_the_way_or_goes_on_with_what_was_left(two):
    dossier = withdraw.withdraw(dossier=received(two), by=CITIZEN, at=at("2026-11-02 10:00"))
    dossier = withdraw.decline(
        dossier=dossier, by=two.actor("hoa"), at=at("2026-11-02 10:30"), note="Đã gửi bản giấy đi rồi"
    )
    run = open_run_of(dossier)
    assert (run.leg.agency, run.due_at) == (two.agency, at("2026-11-03 08:00"))
    dossier = sent(two, "2026-11-02 11:00", dossier)
    dossier = withdraw.stop(dossier=dossier, by=two.actor("nga"), at=at("2026-11-02 14:00"), note="Xin dừng")
    assert (dossier.state, dossier.clock) == (State.STOPPED, Clock.OFF)


def with_its_result(two):
    dossier = taken(two)
    for minute, who in ((10, "nga"), (20, "binh")):
        dossier = route.forward(dossier=dossier, by=two.actor(who), at=at(f"2026-11-03 09:{minute}"))
    return finish.finish(dossier=dossier, by=two.actor("hoa"), at=at("2026-11-03 10:00"))


def test_what_lies_at_the_desk_and_what_the_post_has_is_on_the_lists_of_the_desk_alone(two):
    dossier = with_its_result(two)
    assert in_queue(two, "hoa", "uncollected", "2026-11-20 08:00") == [dossier.code]
    assert in_queue(two, "nga", "uncollected", "2026-11-20 08:00") == []
    finish.hand_over(
        dossier=dossier, by=two.actor("hoa"), at=at("2026-11-20 08:00"), how=ResultMethod.POST, to="",
        waybill="EG1",
    )  # fmt: skip
    assert in_queue(two, "hoa", "posted", "2026-11-20 09:00") == [dossier.code]
    assert in_queue(two, "nga", "posted", "2026-11-20 09:00") == []
    news = News(ParcelState.SENT_BACK, reason="Sai địa chỉ")
    parcels.report(dossier=dossier, by=two.actor("hoa"), at=at("2026-11-23 08:00"), news=news)
    assert in_queue(two, "hoa", "sent_back", "2026-11-23 09:00") == [dossier.code]
    assert in_queue(two, "nga", "sent_back", "2026-11-23 09:00") == []


def test_only_who_received_it_has_to_answer_it_today(two):
    new = cast.file_online(two, at("2026-11-02 08:00"))
    between.route(dossier=new, by=two.actor("hoa"), at=at("2026-11-02 08:30"), to=two.neighbour)
    withdraw.withdraw(dossier=taken(two), by=CITIZEN, at=at("2026-11-03 10:00"))
    assert late_work(two, "hoa") == 2
    assert late_work(two, "nga") == 0


def late_work(two, who):
    moment = at("2026-11-10 08:00")
    held = duties(two.people[who], local_date(moment))
    may = frozenset((Permission.RECEIVE, Permission.STOP))
    return today.counts(Officer(scope_of(held), may | {Permission.VIEW}), moment)["qua-han"]


def test_who_decided_late_asks_for_the_apology_and_signs_it(two):
    dossier = taken(two)
    for minute, who in ((10, "nga"), (20, "binh")):
        dossier = route.forward(dossier=dossier, by=two.actor(who), at=at(f"2026-11-16 09:{minute}"))
    dossier = finish.finish(dossier=dossier, by=two.actor("hoa"), at=at("2026-11-16 10:00"))
    asked = {"dossier": dossier, "at": at("2026-11-16 11:00"), "cause_code": "workload", "note": "Hồ sơ tăng"}
    assert in_queue(two, "nga", "apology", "2026-11-16 11:00") == [dossier.code]
    assert in_queue(two, "khang", "apology", "2026-11-16 11:00") == []
    with pytest.raises(NotAllowed):
        proposals.propose_apology(by=two.actor("hoa"), **asked)
    proposals.propose_apology(by=two.actor("nga"), **asked)
    with pytest.raises(NotAllowed):
        proposals.approve(dossier=dossier, by=two.actor("khang"), at=at("2026-11-16 12:00"))
    proposals.approve(dossier=dossier, by=two.actor("binh"), at=at("2026-11-16 12:00"))
    letter = dossier.issued_forms.get(key="apology")
    assert (letter.data["agency"], letter.data["signer_name"]) == (
        "Ủy ban nhân dân xã Kỳ Anh",
        "Lê Văn Bình",
    )
