"""The law's papers: issued once, numbered without a gap, kept as they were (law.md §2; domain.md 22)."""

import io

import pytest
from pypdf import PdfReader

from documents.selectors import open_file
from dossiers.models import IssuedForm
from dossiers.services import intake, supplement, withdraw
from dossiers.services.slip import print_slip, slip_data
from dossiers.services.supplement import Asked
from tests import cast
from tests.cast import at

pytestmark = pytest.mark.django_db

MORNING = at("2026-11-02 09:00")


def text_of(pdf: bytes) -> str:
    pages = PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def kept(form: IssuedForm) -> str:
    with open_file(form.pdf) as file:
        return text_of(file.read())


def test_the_receipt_says_field_by_field_what_the_law_wants(office, real_paper):
    dossier = cast.take_in(office, MORNING, content="Giám hộ cho cháu Minh")
    form = IssuedForm.objects.get(dossier=dossier)
    text = kept(form)
    for words in (
        "Ủy ban nhân dân Xã Sơn Tây".upper(), "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG", dossier.code,
        "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ", "Nguyễn Thị Lan", "Thôn Trung Lưu", "0912 345 678",
        "Giám hộ cho cháu Minh", "09 giờ 00 phút, ngày 02 tháng 11 năm 2026",
        "17 giờ 00 phút, ngày 05 tháng 11 năm 2026", "Quyển số: 01/2026", "Số thứ tự: 01", "Nguyễn Thị Hoa",
    ):  # fmt: skip
        assert words in text, words
    assert form.data["due_at"] == "2026-11-05T17:00:00+07:00"
    assert (form.number, form.symbol, form.issued_by) == (1, "TTPVHCC", "Nguyễn Thị Hoa")


def test_forms_are_numbered_without_a_gap_each_in_its_own_series(office):
    numbers = []
    for _ in range(3):
        dossier = cast.take_in(office, MORNING)
        withdraw.stop(dossier=dossier, by=office.actor("hoa"), at=MORNING, note="Đề nghị tại quầy")
        numbers.append(dict(IssuedForm.objects.filter(dossier=dossier).values_list("key", "number")))
    assert numbers == [{"receipt": n, "stop": n} for n in (1, 2, 3)]


def test_a_new_year_begins_with_one(office):
    cast.take_in(office, at("2026-12-31 09:00"))
    dossier = cast.take_in(office, at("2027-01-04 09:00"))
    assert IssuedForm.objects.get(dossier=dossier).number == 1
    assert (dossier.register_book, dossier.register_no) == ("01/2027", 1)


def test_a_reception_that_fails_uses_no_number(office, monkeypatch):
    dossier = cast.file_online(office, MORNING)
    monkeypatch.setattr(intake, "tell", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        cast.receive(office, dossier, MORNING)
    monkeypatch.undo()
    cast.receive(office, dossier, MORNING)
    assert IssuedForm.objects.get().number == 1


def test_the_request_for_papers_lists_them_all(office, real_paper):
    dossier = cast.take_in(office, MORNING)
    component = dossier.version.components.order_by("ord").first()
    items = [
        Asked(component, what="Bản chụp rõ cả hai mặt", originals=1),
        Asked(name="Văn bản ủy quyền", basis="Điều 138 Bộ luật Dân sự"),
    ]
    supplement.ask(dossier=dossier, by=office.actor("hoa"), at=MORNING, reason="Ảnh bị mờ", items=items)
    text = kept(IssuedForm.objects.get(dossier=dossier, key="supplement"))
    for words in ("PHIẾU YÊU CẦU BỔ SUNG", "Văn bản ủy quyền", "Ảnh bị mờ", "0239 000 0000", "/HDHS"):
        assert words in text, words


def test_the_notice_of_a_refusal_says_why_and_by_which_law(office, real_paper):
    dossier = cast.file_online(office, MORNING)
    intake.refuse(
        dossier=dossier, by=office.actor("hoa"), at=MORNING, reason_code="not_competent",
        reason="Nơi cư trú ở xã Sơn Kim 1", basis="Điều 20 Luật Hộ tịch",
    )  # fmt: skip
    text = kept(IssuedForm.objects.get(dossier=dossier))
    for words in ("PHIẾU TỪ CHỐI", "Nơi cư trú ở xã Sơn Kim 1", "Điều 20 Luật Hộ tịch"):
        assert words in text, words


def test_the_notice_of_stopping_says_at_which_stage(office, real_paper):
    dossier = cast.take_in(office, MORNING)
    withdraw.stop(dossier=dossier, by=office.actor("hoa"), at=MORNING, note="Gia đình đổi ý")
    text = kept(IssuedForm.objects.get(dossier=dossier, key="stop"))
    for words in ("THÔNG BÁO", "Gia đình đổi ý", "Tiếp nhận", dossier.code):
        assert words in text, words


# The control slip.


def test_the_slip_can_be_had_before_reception(office, real_paper):
    dossier = cast.file_online(office, MORNING)
    assert slip_data(dossier=dossier, at=MORNING).rows == ()
    assert dossier.code in kept(print_slip(dossier=dossier, by=office.actor("hoa"), at=MORNING))


def test_the_slip_has_one_row_a_hand_over_and_ends_at_the_desk(office, real_paper):
    dossier = cast.take_in(office, at("2026-11-02 07:30"), "1.004845")  # each step 360 minutes
    moments = [at(f"2026-11-{when}") for when in ("02 08:00", "02 15:00", "03 16:30", "03 16:45")]
    dossier = cast.to_the_desk(office, dossier, moments)
    rows = slip_data(dossier=dossier, at=moments[-1]).rows
    assert [(row.giver, row.receiver, row.at) for row in rows] == [
        ("Trung tâm Phục vụ hành chính công", "Bộ phận Tư pháp - Hộ tịch", moments[0]),
        ("Bộ phận Tư pháp - Hộ tịch", "Lãnh đạo UBND xã", moments[1]),
        ("Lãnh đạo UBND xã", "Trung tâm Phục vụ hành chính công", moments[2]),
    ]
    assert [row.outcome for row in rows] == ["on_time", "on_time", "late"]
    text = kept(print_slip(dossier=dossier, by=office.actor("hoa"), at=moments[-1]))
    for words in ("PHIẾU KIỂM SOÁT", dossier.code, "Nguyễn Thị Lan", "Võ Đình Khang", "16 giờ 30 phút"):
        assert words in text, words


def test_an_open_hand_over_is_not_on_the_slip_yet(office):
    dossier = cast.take_in(office, MORNING)
    assert slip_data(dossier=dossier, at=MORNING).rows == ()
    dossier = cast.forward(office, dossier, MORNING, "hoa")
    assert len(slip_data(dossier=dossier, at=MORNING).rows) == 1


def test_where_the_agencies_of_all_legs_are_one_there_is_no_partner(office):
    dossier = cast.take_in(office, MORNING, "2.000986")
    slip = slip_data(dossier=dossier, at=MORNING)
    assert slip.office.endswith("xã Sơn Tây")
    assert slip.partners == ""


def test_a_slip_printed_again_is_the_same_paper_until_the_dossier_moves(office, real_paper):
    dossier = cast.take_in(office, MORNING)
    first = print_slip(dossier=dossier, by=office.actor("hoa"), at=MORNING)
    again = print_slip(dossier=dossier, by=office.actor("minh"), at=at("2026-11-03 09:00"))
    assert (again.pk, again.pdf.sha256) == (first.pk, first.pdf.sha256)
    dossier = cast.forward(office, dossier, at("2026-11-02 10:00"), "hoa")
    moved = print_slip(dossier=dossier, by=office.actor("hoa"), at=at("2026-11-03 09:00"))
    assert (moved.replaces, moved.number) == (first, None)
    assert dossier.issued_forms.filter(key="control_slip").count() == 2
