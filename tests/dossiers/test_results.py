"""Who comes for a result and with what; an electronic one; results that nobody fetches (law.md R14, R19)."""

from dataclasses import replace

import pytest

from accounts.access import scope
from dossiers.models import Dossier, Event
from dossiers.selectors import present, queues
from dossiers.services import finish, keys, sweep
from dossiers.states import ResultMethod, State
from kit.errors import Invalid
from notifications.models import Message
from tests import cast
from tests.cast import at
from tests.dossiers.files import stored_photo

pytestmark = pytest.mark.django_db

READY, LATER = at("2026-11-03 09:00"), at("2026-11-04 09:00")


def at_return(office, **more):
    dossier = cast.take_in(office, at("2026-11-02 07:30"), **more)
    for who in ("hoa", "minh", "khang"):
        dossier = cast.forward(office, dossier, at("2026-11-02 08:00"), who)
    return dossier


def finished(office, *, files=(), **more):
    by = office.actor("hoa")
    return finish.finish(dossier=at_return(office, **more), by=by, at=READY, files=files)


def hand_over(office, dossier, **changed):
    given = {"how": ResultMethod.OFFICE, "to": "Nguyễn Thị Lan"} | changed
    return finish.hand_over(dossier=dossier, by=office.actor("hoa"), at=LATER, **given)


def online(office, **more):
    filing = {"result_method": ResultMethod.ELECTRONIC}
    return finished(office, files=[stored_photo(READY)], **filing, **more)


def listed(office, key, moment):
    return [row.code for row in queues.queue(scope(office.people["hoa"], moment.date()), key, moment)]


# Who comes.


def test_the_filer_shows_the_receipt_and_that_is_on_record(office):
    dossier = hand_over(office, finished(office))
    event = Event.objects.filter(dossier=dossier).last()
    assert (dossier.returned_to, dossier.returned_proof, dossier.returned_authority) == (
        "Nguyễn Thị Lan", "receipt", "",
    )  # fmt: skip
    assert event.data == {"how": "office", "proof": "receipt"}
    assert event.public_text == "Hình thức: Nhận tại Bộ phận Một cửa. Người nhận: Nguyễn Thị Lan."


def test_the_owner_may_come_as_well_as_the_filer(office):
    owner = replace(cast.LAN, name="Trần Văn Bảy", id_number="042065001111")
    dossier = finished(office, owner=owner)
    assert hand_over(office, dossier, to="tran van bay").state == State.RETURNED


def test_a_stranger_comes_with_an_authorisation(office):
    dossier = finished(office)
    with pytest.raises(Invalid) as told:
        hand_over(office, dossier, to="Lê Văn Tư", proof="id_card", proof_note="4 số cuối 1234")
    assert "văn bản ủy quyền" in told.value.errors["authority"][0]
    dossier = hand_over(
        office, dossier, to="Lê Văn Tư", proof="id_card", proof_note="4 số cuối 1234",
        authority="Văn bản ủy quyền số 12 ngày 01/11/2026",
    )  # fmt: skip
    assert (dossier.returned_to, dossier.returned_proof_note) == ("Lê Văn Tư", "4 số cuối 1234")
    data = Event.objects.filter(dossier=dossier).last().data
    assert data["authority"] == dossier.returned_authority == "Văn bản ủy quyền số 12 ngày 01/11/2026"


def test_what_the_collector_signed_is_a_working_paper_of_the_hand_over(office):
    dossier = hand_over(office, finished(office), files=[stored_photo(LATER)])
    kept = dossier.files.get(kind="other")
    assert kept.event == Event.objects.filter(dossier=dossier).last()


def test_a_result_sent_by_post_asks_for_no_proof(office):
    dossier = hand_over(
        office, finished(office), how=ResultMethod.POST, to="Lê Văn Tư", proof="", waybill="EB123456789VN"
    )
    assert (dossier.returned_proof, dossier.parcel) == ("", "posted")


def test_one_is_told_where_and_what_to_bring(office):
    finished(office)
    assert "Mang theo giay hen va can cuoc" in Message.objects.get(template_key="result_ready").text


# Electronic.


def test_an_electronic_result_needs_its_file(office):
    dossier = at_return(office, result_method=ResultMethod.ELECTRONIC)
    with pytest.raises(Invalid) as told:
        finish.finish(dossier=dossier, by=office.actor("hoa"), at=READY)
    assert told.value.errors == {"files": ["Người nộp chọn nhận bản điện tử. Chọn tệp kết quả."]}
    dossier.refresh_from_db()
    assert dossier.state == State.PROCESSING


def test_an_electronic_result_is_told_with_its_link_and_with_a_key_where_there_was_none(office):
    dossier = online(office)
    message = Message.objects.get(template_key="result_online_key", channel="sms")
    assert f"/tra-cuu/?ma={dossier.code}" in message.text
    assert "****" in message.text
    dossier.refresh_from_db()
    assert dossier.key_hash
    found = message.secret_values["key"]
    assert keys.unlock(code=dossier.code, key=found, address="127.0.0.1", at=LATER) == dossier


def test_a_written_no_can_be_opened_too_by_who_chose_the_electronic_result(office):
    dossier = cast.take_in(office, at("2026-11-02 07:30"), result_method=ResultMethod.ELECTRONIC)
    for who in ("hoa", "minh"):
        dossier = cast.forward(office, dossier, at("2026-11-02 08:00"), who)
    dossier = finish.reject(
        dossier=dossier, by=office.actor("khang"), at=READY, reason="Chưa đủ điều kiện", basis="Điều 46"
    )
    assert dossier.key_hash
    assert Message.objects.filter(template_key="result_online_key").count() == 1
    assert hand_over(office, dossier, how=ResultMethod.ELECTRONIC, to="").state == State.RETURNED


def test_who_has_a_key_keeps_it_and_gets_the_link_in_a_letter_too(office):
    dossier = cast.file_online(office, at("2026-11-02 07:30"), email="lan@vidu.vn")
    Dossier.objects.filter(pk=dossier.pk).update(result_method=ResultMethod.ELECTRONIC)
    dossier = cast.receive(office, dossier, at("2026-11-02 07:40"))
    for who in ("hoa", "minh", "khang"):
        dossier = cast.forward(office, dossier, at("2026-11-02 08:00"), who)
    before = dossier.key_hash
    finish.finish(dossier=dossier, by=office.actor("hoa"), at=READY, files=[stored_photo(READY)])
    told = Message.objects.filter(template_key="result_online", reference=dossier.code)
    assert {message.channel for message in told} == {"sms", "email"}
    assert all(f"/tra-cuu/?ma={dossier.code}" in message.text for message in told)
    assert Dossier.objects.get(pk=dossier.pk).key_hash == before


def test_opening_it_is_kept_once_and_is_not_the_hand_over(office):
    dossier = online(office)
    for moment in (LATER, at("2026-11-05 09:00")):
        finish.result_opened(dossier=dossier, at=moment)
    dossier.refresh_from_db()
    assert (dossier.result_opened_at, dossier.state) == (LATER, State.DONE)
    assert hand_over(office, dossier, how=ResultMethod.ELECTRONIC, to="").state == State.RETURNED


# Results that nobody fetches.


def test_a_result_that_nobody_fetches_is_on_the_list_from_the_reminder_on_oldest_first(office):
    first = finished(office)
    second = finish.finish(dossier=at_return(office), by=office.actor("hoa"), at=at("2026-11-03 10:00"))
    assert listed(office, "uncollected", at("2026-11-10 16:59")) == []
    assert listed(office, "uncollected", at("2026-11-10 17:00")) == [first.code, second.code]
    assert sweep.sweep(at=at("2026-11-10 17:00"))["reminded"] == 2
    hand_over(office, first)
    assert listed(office, "uncollected", at("2026-11-11 08:00")) == [second.code]


def test_an_electronic_result_that_was_opened_is_neither_reminded_of_nor_on_the_list(office):
    dossier, late = online(office), at("2026-11-12 08:00")
    assert listed(office, "uncollected", late) == [dossier.code]
    finish.result_opened(dossier=dossier, at=LATER)
    assert listed(office, "uncollected", late) == []
    assert sweep.sweep(at=late)["reminded"] == 0


def test_nobody_is_reminded_to_fetch_what_the_post_brings(office):
    dossier = finished(office, result_method=ResultMethod.POST, result_address="Thôn Trung Lưu")
    late = at("2026-11-12 08:00")
    assert sweep.sweep(at=late)["reminded"] == 0
    assert listed(office, "uncollected", late) == [dossier.code]  # the desk has not sent it
    assert "sẽ được gửi tới Ông/Bà qua bưu chính" in present.public_state(dossier)
