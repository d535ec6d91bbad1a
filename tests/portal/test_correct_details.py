"""Before reception the applicant corrects people, answers and the way of the result (issue 2, section 4)."""

import pytest

from tests import cast
from tests.cast import at
from tests.portal.test_lookup import opened
from tests.portal.walk import COPY_FORM, LAN

pytestmark = pytest.mark.django_db
FILED = at("2026-11-23 09:00")
BLOCKS = ("nguoi-nop", "chu-ho-so", "noi-dung", "nhan-ket-qua")


@pytest.fixture
def dossier(office):
    return cast.file_online(office, FILED, "2.000815")


def url(dossier, block: str) -> str:
    return f"/ho-so/{dossier.code}/sua/{block}/"


def test_each_block_is_linked_and_shows_what_was_said(client, dossier):
    page = opened(client, dossier).get(f"/ho-so/{dossier.code}/").content.decode()
    for block in BLOCKS:
        assert url(dossier, block) in page
        assert client.get(url(dossier, block)).status_code == 200
    filer = client.get(url(dossier, "nguoi-nop")).content.decode()
    for known in ("Nguyễn Thị Lan", "042165001234", "0912 345 678", "Thôn Trung Lưu"):
        assert known in filer


def test_the_filer_is_corrected_but_not_the_phone_of_the_key(client, dossier):
    opened(client, dossier)
    typed = LAN | {"name": "Nguyễn Thị Lan Anh", "phone": "0987 654 321"}
    answer = client.post(url(dossier, "nguoi-nop"), typed, follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain[-1][0] == f"/ho-so/{dossier.code}/"
    assert "Đã lưu thay đổi." in page
    assert "Đã sửa: người nộp hồ sơ." in page
    assert "Nguyễn Thị Lan Anh" in page
    assert dossier.parties.get(role="filer").phone == cast.LAN.phone


def test_answers_and_result_are_corrected(client, dossier):
    opened(client, dossier)
    client.post(url(dossier, "noi-dung"), COPY_FORM | {"so_ban": "4"})
    client.post(url(dossier, "nhan-ket-qua"), {"method": "post", "address": "Thôn 2, xã Sơn Tây"})
    dossier.refresh_from_db()
    assert dossier.answers["so_ban"] == 4
    assert (dossier.result_method, dossier.result_address) == ("post", "Thôn 2, xã Sơn Tây")


@pytest.mark.parametrize(
    ("block", "typed", "sentence"),
    [
        ("nguoi-nop", LAN | {"name": ""}, "Nhập họ và tên người nộp hồ sơ."),
        ("chu-ho-so", LAN | {"id_number": "12"}, "Số định danh cá nhân gồm 12 chữ số"),
        ("noi-dung", COPY_FORM | {"so_ban": "mười"}, "Chỉ nhập chữ số"),
        ("nhan-ket-qua", {"method": "post", "address": ""}, "Nhập địa chỉ để bưu điện chuyển kết quả."),
    ],
)
def test_wrong_words_get_a_sentence_and_change_nothing(client, dossier, block, typed, sentence):
    opened(client, dossier)
    events = dossier.events.count()
    answer = client.post(url(dossier, block), typed)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert dossier.events.count() == events


def test_after_reception_and_without_the_key_nothing_is_corrected(client, office, dossier):
    for block in BLOCKS:
        assert client.get(url(dossier, block)).url == f"/tra-cuu/?ma={dossier.code}"
    opened(client, dossier)
    cast.receive(office, dossier, at("2026-11-24 23:59"))
    for block in BLOCKS:
        assert client.post(url(dossier, block), LAN).url == f"/ho-so/{dossier.code}/"
    assert dossier.parties.get(role="filer").name == cast.LAN.name
    assert client.get(url(dossier, "khac")).status_code == 404
