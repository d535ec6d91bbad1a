"""Who looked at my data, and what I may ask of it (Luật 91/2025/QH15)."""

import pytest
from freezegun import freeze_time

from accounts.access import actor_of
from audit.services import record
from dossiers.models import DataRequest
from notifications.models import Message
from portal.demo.office import PASSWORD
from tests.cast import LAN, at
from tests.dossiers.test_acting import filed
from tests.portal.citizens import MOTHER_TYPED, account, browser_of, proven

pytestmark = pytest.mark.django_db
NOW = at("2026-11-23 09:00")
PAGE, DESK = "/tai-khoan/du-lieu/", "/can-bo/yeu-cau-du-lieu/"


@pytest.fixture(autouse=True)
def _morning():
    with freeze_time(NOW):
        yield


def asking(office, **changed: str) -> dict[str, str]:
    return {"agency": office.agency.code, "kind": "correct", "text": "Sửa ngày sinh", **changed}


def looked(office, dossier, who: str = "hoa") -> None:
    record(
        action="view.dossier", by=actor_of(office.people[who], office.agency.name), at=NOW,
        object_type="dossier", object_id=dossier.pk, summary=f"Xem hồ sơ: {dossier.code}",
        data={"roles": ["receiver"]},
    )  # fmt: skip


def test_every_look_at_my_dossiers_is_told_without_the_officer_s_name(office):
    lan = proven()
    dossier, other = filed(office, lan), filed(office, None, MOTHER_TYPED, relation="child")
    looked(office, dossier)
    looked(office, other, "tam")
    page = browser_of(lan).get(PAGE).content.decode()
    assert page.count("(Tiếp nhận)") == 1
    assert dossier.code in page
    assert other.code not in page
    assert office.people["hoa"].full_name not in page


def test_a_request_is_due_in_ten_working_days_and_two_clicks_make_one(office):
    client = browser_of(account())
    assert client.post(PAGE, asking(office)).url == PAGE
    row = DataRequest.objects.get()
    assert row.due_at.date().isoformat() == "2026-12-08"  # the 24th of November is a holiday
    again = client.post(PAGE, asking(office))
    assert again.status_code == 422
    assert "đang chờ trả lời" in again.content.decode()
    assert "Sửa ngày sinh" in client.get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [({"text": " "}, "Nhập nội dung yêu cầu."), ({"kind": "x"}, "Chọn một yêu cầu"),
     ({"agency": "1"}, "Chọn cơ quan")],
)  # fmt: skip
def test_a_wrong_request_gets_a_sentence(office, changed, sentence):
    answer = browser_of(account()).post(PAGE, asking(office, **changed))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_the_office_answers_in_words_and_the_citizen_is_told(office, client):
    who = browser_of(account())
    who.post(PAGE, asking(office))
    client.post("/can-bo/dang-nhap/", {"username": "khang", "password": PASSWORD})
    assert "Sửa ngày sinh" in client.get(DESK).content.decode()
    row = DataRequest.objects.get()
    assert client.post(f"{DESK}{row.pk}/", {"text": ""}).status_code == 422
    assert client.post(f"{DESK}{row.pk}/", {"text": "Đã sửa theo giấy khai sinh"}).url == DESK
    assert "Đã sửa theo giấy khai sinh" in who.get(PAGE).content.decode()
    assert Message.objects.get(template_key="data_request_answered").address == LAN.phone
    answered = client.post(f"{DESK}{row.pk}/", {"text": "Lần nữa"}, follow=True)
    assert "đã được trả lời trước đó" in answered.content.decode()


def test_nobody_sees_anothers_requests(office):
    browser_of(account()).post(PAGE, asking(office))
    assert "Sửa ngày sinh" not in browser_of(account(phone="84987654321")).get(PAGE).content.decode()
