"""Giving results out at the desk: who collects, the parcel, the lists of what lies too long."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dossiers.models import Dossier
from dossiers.services import finish
from tests import cast
from tests.cast import PIXEL, at
from tests.desk.test_actions import done, fresh, offered, page_of, press
from tests.desk.test_queues import QUEUE, counts, listed

pytestmark = pytest.mark.django_db


@pytest.fixture
def morning(clock):
    return clock("2026-11-10 09:00")


@pytest.fixture
def ready(office, morning) -> Dossier:
    """A result that came to the desk the week before: last Monday at nine."""
    dossier = cast.take_in(office, at("2026-11-02 07:30"))
    return cast.to_the_desk(office, dossier, [at("2026-11-02 09:00")] * 4)


@pytest.fixture
def posted(office, ready) -> Dossier:
    return finish.hand_over(
        dossier=ready, by=office.actor("hoa"), at=at("2026-11-09 15:00"), how="post", to="",
        waybill="EB123456789VN",
    )  # fmt: skip


def words_of(client, dossier) -> str:
    return client.get(page_of(dossier)).content.decode()


def test_the_usual_case_is_filled_in_the_filer_with_the_receipt(browser, ready):
    panel = browser("hoa").get(page_of(ready)).context["panels"][0]
    assert (panel.act.slug, panel.form["to"].value(), panel.form["proof"].value()) == (
        "tra-ket-qua", "Nguyễn Thị Lan", "receipt",
    )  # fmt: skip
    assert panel.act.multipart


def test_a_stranger_is_asked_for_an_authorisation_and_the_page_says_who_came(browser, ready):
    hoa = browser("hoa")
    typed = {"how": "office", "to": "Lê Văn Tư", "proof": "id_card", "proof_note": "4 số cuối 1234"}
    back = press(hoa, ready, "tra-ket-qua", **typed)
    assert back.status_code == 422
    assert "Người nhận không phải người nộp hay chủ hồ sơ." in back.content.decode()
    signed = SimpleUploadedFile("ky-nhan.png", PIXEL, content_type="image/png")
    typed |= {"authority": "Văn bản ủy quyền số 12 ngày 09/11/2026", "files": [signed]}
    assert done(press(hoa, ready, "tra-ket-qua", **typed), ready)
    page = words_of(hoa, ready)
    for words in (
        "Lê Văn Tư", "Căn cước, căn cước công dân: 4 số cuối 1234",
        "Văn bản ủy quyền số 12 ngày 09/11/2026", "ky-nhan.png",
    ):  # fmt: skip
        assert words in page


def test_what_the_post_says_is_written_down_and_shown(browser, posted):
    hoa = browser("hoa")
    assert offered(hoa, posted)["cap-nhat-buu-chinh"] == "Cập nhật bưu chính"
    assert "Số vận đơn EB123456789VN" in words_of(hoa, posted)
    typed = {"state": "delivered", "to": "Nguyễn Thị Lan", "when": "08:30 10/11/2026"}
    assert done(press(hoa, posted, "cap-nhat-buu-chinh", **typed), posted)
    assert "Đã phát, 08:30, thứ Ba 10/11/2026" in words_of(hoa, posted)
    assert fresh(posted).parcel == "delivered"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Chọn tin mới về bưu gửi."),
        ({"state": "posted"}, "Bưu gửi vừa có tin khác."),
        ({"state": "delivered"}, "Nhập họ tên người mà bưu chính đã phát cho."),
        ({"state": "sent_back"}, "Nhập lý do bưu chính chuyển hoàn để người nộp hiểu."),
        ({"state": "under_way", "when": "hôm qua"}, "Giờ, ngày cần viết như 14:30 26/11/2026."),
        ({"state": "under_way", "when": "10:00 10/11/2026"}, "Thời điểm này chưa tới."),
        ({"state": "under_way", "when": "14:59 09/11/2026"}, "Kết quả được gửi lúc 15:00 ngày 09/11/2026."),
    ],
)
def test_faulty_news_comes_back_with_a_sentence(browser, posted, typed, sentence):
    back = press(browser("hoa"), posted, "cap-nhat-buu-chinh", **typed)
    assert back.status_code == 422
    assert sentence in back.content.decode()


def test_a_parcel_that_came_back_lies_on_its_list_until_it_is_sent_again(browser, posted):
    hoa = browser("hoa")
    assert listed(hoa.get(QUEUE.format("posted"))) == [posted.code]
    assert done(press(hoa, posted, "cap-nhat-buu-chinh", state="sent_back", reason="Sai địa chỉ"), posted)
    page = hoa.get(QUEUE.format("sent_back"))
    assert listed(page) == [posted.code]
    assert counts(page)["Bưu chính chuyển hoàn"] == 1
    assert done(press(hoa, posted, "cap-nhat-buu-chinh", state="posted", waybill="EB987654321VN"), posted)
    assert listed(hoa.get(QUEUE.format("sent_back"))) == []
    assert counts(hoa.get(QUEUE.format("posted")))["Đang gửi bưu chính"] == 1


def test_the_list_of_the_uncollected_says_for_how_many_working_days(browser, ready):
    page = browser("hoa").get(QUEUE.format("uncollected"))
    assert listed(page) == [ready.code]
    assert "Đã có kết quả 6 ngày làm việc" in page.content.decode()
    assert counts(page)["Quá hẹn chưa đến nhận"] == 1


def test_an_electronic_result_without_a_file_comes_back_with_a_sentence(office, browser, morning):
    dossier = cast.take_in(office, at("2026-11-02 07:30"), result_method="electronic")
    for who in ("hoa", "minh", "khang"):
        dossier = cast.forward(office, dossier, at("2026-11-02 09:00"), who)
    back = press(browser("hoa"), dossier, "co-ket-qua")
    assert back.status_code == 422
    assert "Người nộp chọn nhận bản điện tử. Chọn tệp kết quả." in back.content.decode()
