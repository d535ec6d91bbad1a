"""The administrator words a message anew: looked at, put right, kept, and gone back on."""

from html import unescape

import pytest

from audit.models import AuditEntry
from notifications.models import Message, MessageWording
from tests import cast
from tests.cast import at

pytestmark = pytest.mark.django_db
LIST, WORDS = "/can-bo/mau-tin/", "/can-bo/mau-tin/dossier_accepted/"
OURS = "Hồ sơ {mã hồ sơ} đã được tiếp nhận, hẹn trả {hạn}. Gọi 0239 3 123 456 khi cần."
TYPED = {
    "seen": "0", "scope": "here", "note": "Thêm số điện thoại",
    "subject": "Đã tiếp nhận hồ sơ {mã hồ sơ}",
    "sms1": OURS,
    "sms2": "{cơ quan} đã tiếp nhận {mã hồ sơ}.\nHẹn trả {hạn}.",
    "email": "{cơ quan} đã tiếp nhận hồ sơ {mã hồ sơ}.\nHẹn trả kết quả: {hạn}.\nTheo dõi: {đường dẫn}",
}  # fmt: skip


@pytest.fixture
def admin(office, browser, clock):
    clock("2026-11-10 09:00")
    return browser("quantri")


def said(response) -> str:
    return unescape(response.content.decode())


def test_the_list_names_every_message_and_asks_as_often_with_versions(admin, django_assert_num_queries):
    assert "Mã xác nhận" in said(admin.get(LIST))
    with django_assert_num_queries(6):
        admin.get(LIST)
    admin.post(WORDS, TYPED)
    with django_assert_num_queries(6):
        shown = admin.get(LIST)
    assert OURS in said(shown)
    assert "Phiên bản 1" in said(shown)


def test_new_words_are_what_the_citizen_reads_from_now_on(office, admin):
    assert admin.post(WORDS, TYPED)["Location"] == WORDS
    cast.receive(office, cast.file_online(office, at("2026-11-10 09:00"), "2.000815"), at("2026-11-10 09:10"))
    told = Message.objects.get(template_key="dossier_accepted", channel="sms")
    assert "Goi 0239 3 123 456 khi can." in told.text


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("sms1", "Đã tiếp nhận, hẹn trả {hạn}.", "Cần có {mã hồ sơ}"),
        ("sms1", OURS + " {tên lạ}", "Không có chỗ điền tên {tên lạ}"),
        ("email", "Đã tiếp nhận {mã hồ sơ}, hẹn {hạn}.", "Cần có {đường dẫn}"),
        ("note", "", "Nhập lý do thay đổi."),
    ],
)
def test_a_wrong_text_is_told_beside_its_field_and_stays(admin, field, typed, sentence):
    page = admin.post(WORDS, TYPED | {field: typed})
    assert page.status_code == 422
    assert sentence in " ".join(page.context["form"].errors[field])
    assert typed in said(page)
    assert not MessageWording.objects.exists()


def test_looking_keeps_nothing_and_shows_parts_and_letter(admin):
    page = admin.post(WORDS, TYPED | {"act": "xem-thu", "note": ""})
    assert page.status_code == 200
    assert "Chưa lưu" in said(page)
    assert "Ho so H42.18172-261123-0007 da duoc tiep nhan" in said(page)
    assert "1 phần tin. Nếu có dấu: 2 phần tin." in said(page)
    assert not MessageWording.objects.exists()


def test_history_shows_from_and_to_and_going_back_is_a_new_version(admin):
    admin.post(WORDS, TYPED)
    first = MessageWording.objects.get()
    page = said(admin.get(WORDS))
    assert "<ins>" + OURS in page
    assert "Thêm số điện thoại" in page
    admin.post(f"{WORDS}dung-lai/", {"version": "0", "seen": str(first.pk)})
    newest = MessageWording.objects.order_by("pk").last()
    assert (newest.no, newest.note) == (2, "Dùng lại bản gốc")
    assert AuditEntry.objects.filter(action="message.wording").count() == 2


def test_who_was_slower_is_told_and_loses_nothing(admin):
    admin.post(WORDS, TYPED)
    page = admin.post(WORDS, TYPED | {"sms1": OURS + " Xin cảm ơn."})
    assert page.status_code == 422
    assert "vừa lưu phiên bản mới" in said(page)
    assert "Xin cảm ơn." in said(page)
    assert MessageWording.objects.count() == 1


def test_an_unknown_message_or_version_is_not_there(admin):
    assert admin.get("/can-bo/mau-tin/la/").status_code == 404
    assert admin.post(f"{WORDS}dung-lai/", {"version": "99", "seen": "0"}).status_code == 404
    assert admin.post(f"{WORDS}dung-lai/", {"version": "x", "seen": "0"}).status_code == 404


def test_one_offices_administrator_words_nothing_for_its_neighbours(admin, neighbour):
    page = admin.post(WORDS, TYPED | {"scope": "everywhere"})
    assert page.status_code == 302
    assert MessageWording.objects.get().office == "18172"
