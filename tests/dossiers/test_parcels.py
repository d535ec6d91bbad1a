"""A result on its way by post: its number and its states, and what happens when it comes back."""

from datetime import timedelta

import pytest

from accounts.access import scope
from dossiers.models import Event, Parcel
from dossiers.selectors import present, queues
from dossiers.services import finish, parcels
from dossiers.services.parcels import News
from dossiers.states import ParcelState, ResultMethod, State
from dossiers.workflow import Action
from kit.errors import Conflict, DomainError, Invalid, NotAllowed
from notifications.models import Message
from tests import cast
from tests.cast import at

pytestmark = pytest.mark.django_db

SENT = at("2026-11-04 09:00")
NEXT_DAY = at("2026-11-05 10:00")
BACK = News(ParcelState.SENT_BACK, reason="Không có người nhận.")


def given_to(office, how, **more):
    dossier = cast.take_in(office, at("2026-11-02 07:30"))
    dossier = cast.to_the_desk(office, dossier, [at("2026-11-03 09:00")] * 4)
    return finish.hand_over(dossier=dossier, by=office.actor("hoa"), at=SENT, how=how, **more)


@pytest.fixture
def posted(office):
    """Bà Lan's result, given to the post on Wednesday morning."""
    return given_to(office, ResultMethod.POST, to="", waybill=" EB123456789VN ")


def report(office, dossier, news, moment=NEXT_DAY, who="hoa", **more):
    return parcels.report(dossier=dossier, by=office.actor(who), at=moment, news=news, **more)


def listed(office, key):
    scoped = scope(office.people["hoa"], NEXT_DAY.date())
    assert queues.counts(scoped, NEXT_DAY)[key] == queues.queue(scoped, key, NEXT_DAY).count()
    return [row.code for row in queues.queue(scoped, key, NEXT_DAY)]


def test_what_is_given_to_the_post_is_a_parcel_with_its_number(office, posted):
    parcel = posted.parcels.get()
    assert (parcel.waybill, parcel.state, parcel.sent_at) == ("EB123456789VN", "posted", SENT)
    assert (posted.state, posted.parcel) == (State.RETURNED, "posted")
    assert listed(office, "posted") == [posted.code]
    assert present.public_state(posted) == "Hồ sơ đã trả kết quả. Kết quả đã được giao cho bưu chính."


def test_it_goes_on_and_is_delivered_to_somebody(office, posted):
    dossier = report(office, posted, News(ParcelState.UNDER_WAY, to="Nguyễn Thị Lan"))
    assert Parcel.objects.get().delivered_to == ""  # nobody has it yet, whatever stood in the box
    assert listed(office, "posted") == [posted.code]
    delivered = News(ParcelState.DELIVERED, to=" Nguyễn Văn  Hải", when=at("2026-11-05 08:30"))
    dossier = report(office, dossier, delivered, note="Bưu tá gọi điện")
    parcel = Parcel.objects.get()
    assert (parcel.state, parcel.delivered_to, parcel.updated_at) == (
        "delivered", "Nguyễn Văn Hải", at("2026-11-05 08:30"),
    )  # fmt: skip
    assert (dossier.state, dossier.parcel, dossier.returned_at) == (State.RETURNED, "delivered", SENT)
    assert listed(office, "posted") == listed(office, "sent_back") == []
    event = Event.objects.filter(dossier=dossier).last()
    assert (event.action, event.public_label) == (Action.PARCEL, "Bưu chính đã phát kết quả")
    assert event.public_text == (
        "Số vận đơn: EB123456789VN. Người nhận: Nguyễn Văn Hải, lúc 08:30 ngày 05/11/2026."
    )
    assert not Message.objects.filter(template_key__startswith="parcel").exists()


def test_a_parcel_that_comes_back_is_told_and_lies_on_a_list_of_its_own(office, posted):
    dossier = report(office, posted, BACK)
    assert listed(office, "sent_back") == [dossier.code]
    assert listed(office, "posted") == []
    told = Message.objects.get(template_key="parcel_back")
    assert f"Buu chinh chuyen hoan ket qua ho so {dossier.code}" in told.text
    last = present.timeline(dossier, "citizen", NEXT_DAY)[-1]
    assert last["title"] == "Bưu chính chuyển hoàn kết quả"
    assert last["note"] == "Số vận đơn: EB123456789VN. Lý do: Không có người nhận."


def test_it_is_sent_again_under_a_new_number_and_the_old_one_stays(office, posted):
    dossier = report(office, posted, BACK)
    dossier = report(office, dossier, News(ParcelState.POSTED, waybill="EB987654321VN"))
    assert list(Parcel.objects.values_list("no", "waybill", "state")) == [
        (1, "EB123456789VN", "sent_back"), (2, "EB987654321VN", "posted"),
    ]  # fmt: skip
    assert listed(office, "posted") == [dossier.code]
    assert "EB987654321VN" in Message.objects.get(template_key="parcel_again").text


def test_it_is_fetched_at_the_desk_with_the_same_proof_as_any_result(office, posted):
    dossier = report(office, posted, BACK)
    with pytest.raises(Invalid) as told:
        report(office, dossier, News(ParcelState.COLLECTED, to="Lê Văn Tư"))
    assert set(told.value.errors) == {"authority"}
    collected = News(ParcelState.COLLECTED, to="Lê Văn Tư", proof="vneid", authority="Ủy quyền số 12")
    dossier = report(office, dossier, collected)
    assert (dossier.parcel, dossier.returned_to, dossier.returned_proof, dossier.returned_authority) == (
        "collected", "Lê Văn Tư", "vneid", "Ủy quyền số 12",
    )  # fmt: skip
    assert listed(office, "sent_back") == []
    assert Parcel.objects.get().state == "collected"


def test_what_was_said_to_be_delivered_can_still_come_back(office, posted):
    dossier = report(office, posted, News(ParcelState.DELIVERED, to="Nguyễn Thị Lan"))
    assert report(office, dossier, BACK).parcel == "sent_back"


@pytest.mark.parametrize(
    ("news", "field"),
    [
        (News(ParcelState.DELIVERED), "to"),
        (News(ParcelState.DELIVERED, to="N" * 201), "to"),
        (News(ParcelState.SENT_BACK, reason=" "), "reason"),
        (News(ParcelState.SENT_BACK, reason="x" * 301), "reason"),
        (News(ParcelState.UNDER_WAY, when=NEXT_DAY + timedelta(minutes=1)), "when"),
        (News(ParcelState.UNDER_WAY, when=SENT - timedelta(minutes=1)), "when"),
    ],
)
def test_faulty_news_says_what_is_wrong(office, posted, news, field):
    with pytest.raises(Invalid) as told:
        report(office, posted, news)
    assert set(told.value.errors) == {field}


@pytest.mark.parametrize(
    ("news", "field"),
    [
        (News(ParcelState.POSTED), "waybill"),
        (News(ParcelState.POSTED, waybill="E" * 41), "waybill"),
        (News(ParcelState.POSTED, waybill="EB1", when=NEXT_DAY - timedelta(minutes=1)), "when"),
        (News(ParcelState.COLLECTED), "to"),
    ],
)
def test_faulty_news_of_what_came_back_too(office, posted, news, field):
    dossier = report(office, posted, BACK)
    with pytest.raises(Invalid) as told:
        report(office, dossier, news)
    assert set(told.value.errors) == {field}


def test_the_minute_of_sending_is_not_before_it(office):
    dossier = given_to(office, ResultMethod.POST, to="", waybill="EB1")
    Parcel.objects.update(sent_at=SENT + timedelta(seconds=30), updated_at=SENT + timedelta(seconds=30))
    report(office, dossier, News(ParcelState.UNDER_WAY, when=SENT))
    assert Parcel.objects.get().updated_at == SENT + timedelta(seconds=30)


@pytest.mark.parametrize("state", [ParcelState.POSTED, ParcelState.COLLECTED])
def test_what_has_not_come_back_is_not_sent_again(office, posted, state):
    with pytest.raises(Conflict):
        report(office, posted, News(state, to="Nguyễn Thị Lan", waybill="EB1"))


def test_what_was_fetched_has_no_parcel(office):
    dossier = given_to(office, ResultMethod.OFFICE, to="Nguyễn Thị Lan")
    with pytest.raises(DomainError, match="không gửi qua bưu chính"):
        report(office, dossier, News(ParcelState.DELIVERED, to="Nguyễn Thị Lan"))


def test_only_the_desk_that_gives_results_out_may(office, posted):
    for who in ("minh", "khang", "yen"):
        with pytest.raises(NotAllowed):
            report(office, posted, News(ParcelState.UNDER_WAY), who=who)


def test_the_button_stands_while_there_is_something_to_say(office, posted):
    def offered(dossier):
        buttons = present.actions(office.people["hoa"], dossier, None, NEXT_DAY)
        return Action.PARCEL in {button.action for button in buttons}

    assert offered(posted)
    dossier = report(office, posted, BACK)
    dossier = report(office, dossier, News(ParcelState.COLLECTED, to="Nguyễn Thị Lan"))
    assert not offered(dossier)
    assert not offered(given_to(office, ResultMethod.OFFICE, to="Nguyễn Thị Lan"))
