"""The administrator's pages of forms, and an officer who prints a wrong form anew."""

import io
from html import unescape

import pytest
from pypdf import PdfReader

from desk.forms.form_sets import PREFIX
from documents.forms.registry import find, form_sets
from documents.models import FormWording
from dossiers.models import IssuedForm
from tests import cast
from tests.cast import at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_paper")]
FORMS = "/can-bo/bieu-mau/"
REFUSAL = f"{FORMS}TT03-2025/refusal/"
VERSION = {
    "valid_from": "12/11/2026", "basis": "Phụ lục I Thông tư 03/2025/TT-VPCP", "mark": "S", "note": "",
    "scope": "here",
}  # fmt: skip


def typed(**texts: str) -> dict[str, str]:
    shipped = {**find("refusal", "TT03-2025")[0].texts, **texts}
    return VERSION | {PREFIX + slug: text for slug, text in shipped.items()}


@pytest.fixture
def admin(office, browser, clock):
    clock("2026-11-10 09:00")
    return browser("quantri")


@pytest.fixture
def hoa(office, browser, clock):
    clock("2026-11-10 09:00")
    return browser("hoa")


def words(response) -> str:
    return unescape(response.content.decode())


def text_of(response) -> str:
    pages = PdfReader(io.BytesIO(response.content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_the_page_shows_both_sets_and_which_one_is_printed_here(admin):
    page = words(admin.get(FORMS))
    for said in (
        "Bộ 7 mẫu của Thông tư 03/2025/TT-VPCP", "Bộ 6 mẫu của Thông tư 01/2018/TT-VPCP",
        "tại Xã Sơn Tây từ 15/09/2025", "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết",
        "Phiếu xin lỗi và hẹn lại ngày trả kết quả", "ngoài bộ", "Chưa đối chiếu",
    ):  # fmt: skip
        assert said in page, said


def test_the_page_asks_the_database_as_often_with_many_versions_as_with_none(
    admin, django_assert_num_queries
):
    admin.get(FORMS)
    with django_assert_num_queries(7):
        admin.get(FORMS)
    for day in ("12/11/2026", "13/11/2026", "14/11/2026"):
        admin.post(REFUSAL, typed(closing=f"Từ {day}.") | {"valid_from": day})
    with django_assert_num_queries(7):
        admin.get(FORMS)


@pytest.mark.parametrize("form_set", form_sets())
def test_every_form_is_seen_with_sample_data_under_the_offices_own_head(admin, form_set):
    for key, form in form_sets()[form_set].forms.items():
        shown = admin.get(f"{FORMS}{form_set}/{key}/mau.pdf", {"du-lieu": "ngan"})
        assert shown["Content-Type"] == "application/pdf"
        text = text_of(shown)
        assert "ỦY BAN NHÂN DÂN XÃ SƠN TÂY" in text
        assert "Bản xem thử với dữ liệu mẫu" in text
        assert form.title.upper() in text or "V/v xin lỗi" in text


def test_new_words_are_a_new_version_and_old_ones_can_still_be_looked_at(admin):
    assert admin.post(REFUSAL, typed(closing="Kính báo Ông/Bà."))["Location"] == REFUSAL
    version = FormWording.objects.get()
    assert (version.no, version.texts["closing"]) == (1, "Kính báo Ông/Bà.")
    page = words(admin.get(REFUSAL))
    assert "Phan Anh Tuấn" in page
    assert "khác bản gốc 1 dòng" in page
    assert "Kính báo Ông/Bà." in text_of(admin.get(f"{REFUSAL}mau.pdf", {"ban": version.pk}))
    assert "Kính báo" not in text_of(admin.get(f"{REFUSAL}mau.pdf"))
    assert "Kính báo" not in text_of(admin.get(f"{REFUSAL}mau.pdf", {"ban": "goc"}))


def test_words_as_typed_are_seen_before_they_are_kept(admin):
    shown = admin.post(f"{REFUSAL}xem-thu.pdf", typed(closing="Kính báo Ông/Bà."))
    assert "Kính báo Ông/Bà." in text_of(shown)
    assert not FormWording.objects.exists()


def test_a_sentence_that_lost_its_place_is_refused_beside_its_field_and_kept(admin):
    for address in (REFUSAL, f"{REFUSAL}xem-thu.pdf"):
        page = admin.post(address, typed(refuse="Chúng tôi không nhận."))
        assert page.status_code == 422
        assert "Câu này cần giữ {bộ phận}" in words(page)
        assert "Chúng tôi không nhận." in words(page)
    assert not FormWording.objects.exists()


def test_a_version_sent_twice_is_made_once(admin):
    admin.post(REFUSAL, typed(closing="Kính báo."))
    again = admin.post(REFUSAL, typed(closing="Kính báo."))
    assert "Chưa có dòng nào thay đổi" in words(again)
    assert FormWording.objects.count() == 1


@pytest.mark.parametrize(
    "address",
    ["TT03-2025/khong-co/", "TT2030/refusal/", "TT03-2025/refusal/mau.pdf?ban=99999", "TT03-2025/eform/"],
)
def test_a_form_that_is_not_there_is_not_found(admin, address):
    assert admin.get(FORMS + address).status_code == 404


# An officer puts a form right.


def taken_in(office) -> IssuedForm:
    return IssuedForm.objects.get(dossier=cast.take_in(office, at("2026-11-10 08:00")))


def test_a_wrong_name_is_put_right_by_a_new_form_that_says_why(office, hoa):
    old = taken_in(office)
    home = f"/can-bo/ho-so/{old.dossier.code}/"
    address = f"{home}bieu-mau/{old.pk}/dinh-chinh/"
    assert address in words(hoa.get(home))
    page = words(hoa.get(address))
    assert "Nguyễn Thị Lan" in page
    form = hoa.get(address).context["form"]
    sent = {bound.name: bound.initial or "" for bound in form} | {
        "applicant_name": "Nguyễn Thị Lân",
        "why": "Ghi sai tên",
    }
    assert hoa.post(address, sent)["Location"] == home
    after = words(hoa.get(home))
    assert "Đã lập giấy số 02/TTPVHCC thay giấy cũ." in after
    assert "đã được thay bằng số 02: Ghi sai tên" in after
    late = hoa.post(address, sent, follow=True)
    assert "Giấy này đã được thay bằng giấy số 02" in words(late)
    assert IssuedForm.objects.filter(dossier=old.dossier).count() == 2


def test_without_a_reason_nothing_is_printed_and_what_was_typed_stays(office, hoa):
    old = taken_in(office)
    address = f"/can-bo/ho-so/{old.dossier.code}/bieu-mau/{old.pk}/dinh-chinh/"
    page = hoa.post(address, {"applicant_name": "Nguyễn Thị Lân"})
    assert page.status_code == 422
    assert "Nhập lý do lập lại giấy." in words(page)
    assert "Nguyễn Thị Lân" in words(page)
    assert IssuedForm.objects.count() == 1
