"""Each form read back from its PDF, field by field (law.md §2.2–2.8, §11)."""

import io
import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from itertools import combinations

import pdfplumber
import pypdf
import pytest

from documents.forms import data as values
from documents.forms import holes, registry, render
from documents.forms.plain import from_plain, to_plain
from documents.forms.samples import LONG, SHORT, sample
from documents.forms.words import limit_in_words, ranges
from kit.errors import DomainError
from tests.documents import cast

NEW, OLD = "TT03-2025", "TT01-2018"
MILLIMETRE = 72 / 25.4


@cache
def drawn(key: str, data=None, form_set: str = "") -> bytes:
    return render(key, data or cast.ALL[key], form_set=form_set or NEW)


def reader(key: str, data=None, form_set: str = "") -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(drawn(key, data, form_set)))


def text_of(pdf: pypdf.PdfReader, *pages: int) -> str:
    chosen = [pdf.pages[n] for n in pages] if pages else pdf.pages
    return " ".join(" ".join(page.extract_text() for page in chosen).split())


def assert_in_order(text: str, *parts: str) -> None:
    at = 0
    for part in parts:
        found = text.find(part, at)
        assert found >= 0, f"“{part}” is missing or out of order in: {text}"
        at = found + len(part)


RECEIPT_FIELDS = (
    "Chữ ký số của Tổ chức (nếu là biểu mẫu điện tử)",
    "ỦY BAN NHÂN DÂN XÃ SƠN TÂY",
    "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG",
    "Số: 05/TTPVHCC",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "Sơn Tây, ngày 23 tháng 11 năm 2026",
    "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
    "Mã hồ sơ: H42.18172-261123-0007",
    "Trung tâm Phục vụ hành chính công / Bộ phận tiếp nhận và trả kết quả: "
    "Trung tâm Phục vụ hành chính công xã Sơn Tây",
    "Tiếp nhận hồ sơ của: Nguyễn Thị Lan",
    "Địa chỉ: Thôn Hồ Vậy, xã Sơn Tây, tỉnh Hà Tĩnh",
    "Số điện thoại: 0912 345 678 Email: lan@example.vn",
    "Nội dung yêu cầu giải quyết: Đăng ký khai sinh",
    "Thành phần hồ sơ nộp gồm: 1. Tờ khai đăng ký khai sinh (01 bản chính) "
    "2. Giấy chứng sinh hoặc giấy tờ thay thế (01 bản chính, 02 bản sao) "
    "3. Giấy chứng nhận kết hôn (xuất trình)",
    "Số lượng hồ sơ: 01 (bộ)",
    "Thời gian giải quyết hồ sơ theo quy định là: 05 ngày làm việc",
    "Thời gian nhận hồ sơ: 09 giờ 42 phút, ngày 23 tháng 11 năm 2026",
    "Thời gian trả kết quả giải quyết hồ sơ: 17 giờ 00 phút, ngày 25 tháng 11 năm 2026",
    "Đăng ký nhận kết quả tại: Trung tâm Phục vụ hành chính công xã Sơn Tây",
    "Vào Sổ theo dõi hồ sơ, Quyển số: 01/2026 Số thứ tự: 07",
    "NGƯỜI NỘP HỒ SƠ",
    "(Ký và ghi rõ họ tên)",
    "NGƯỜI TIẾP NHẬN HỒ SƠ",
    "(Ký và ghi rõ họ tên)",
    "Ghi chú:",
    "lập thành 2 liên; một liên kèm theo Phiếu kiểm soát quá trình giải quyết hồ sơ và lưu tại Bộ phận",
    "một liên giao cho tổ chức, cá nhân nộp hồ sơ",
    "tại nhà (trụ sở) qua dịch vụ bưu chính",
)


def test_receipt_says_every_field_of_mau_01_in_order_on_both_copies():
    pdf = reader("receipt")
    assert len(pdf.pages) == 2
    for page, copy in enumerate(("(Liên 1: Lưu)", "(Liên 2: giao cho tổ chức, cá nhân)")):
        text = text_of(pdf, page)
        assert_in_order(text, *RECEIPT_FIELDS)
        assert_in_order(text, "GIẤY TIẾP NHẬN", copy, "Tiếp nhận hồ sơ của")


def test_receipt_of_the_old_set_names_the_old_office():
    text = text_of(reader("receipt", form_set=OLD))
    assert "Trung tâm Phục vụ hành chính công / Bộ phận" not in text
    assert_in_order(text, "Bộ phận tiếp nhận và trả kết quả: ", "Mẫu số 01 – Thông tư số 01/2018/TT-VPCP")


def test_receipt_with_a_long_name_and_thirty_papers_flows_to_a_second_page_with_its_heading():
    pdf = reader("receipt", cast.LONG_RECEIPT)
    assert len(pdf.pages) == 4
    first, second = text_of(pdf, 0), text_of(pdf, 1)
    assert len(cast.LONG_RECEIPT.applicant.name) >= 195
    assert cast.LONG_RECEIPT.applicant.name in first
    heading = "2 Giấy tiếp nhận hồ sơ và hẹn trả kết quả – H42.18172-261123-0007 – Liên 1: Lưu"
    assert heading in second
    assert heading not in first
    assert "Liên 2: giao cho tổ chức, cá nhân" in text_of(pdf, 3)
    assert_in_order(text_of(pdf, 0, 1), *(f" {n}. Giấy tờ thứ {n} " for n in range(1, 31)), "Ghi chú:")
    assert_in_order(second, "Vào Sổ theo dõi hồ sơ", "NGƯỜI NỘP HỒ SƠ", "NGƯỜI TIẾP NHẬN HỒ SƠ")


@pytest.mark.parametrize(
    ("unit", "amount", "cutoff", "said"),
    [
        ("same_day", 1, "15:00", "trong ngày làm việc (nhận sau 15 giờ 00 phút thì trả trong ngày làm việc"),
        ("same_day", 1, "", "trong ngày làm việc"),
        ("working_hour", 4, "", "04 giờ làm việc"),
        ("working_day", Decimal("0.5"), "", "0,5 ngày làm việc"),
        ("working_day", Decimal("15.00"), "", "15 ngày làm việc"),
        ("working_day", 100, "", "100 ngày làm việc"),
        ("calendar_day", 30, "", "30 ngày"),
        ("month", 2, "", "02 tháng"),
    ],
)
def test_limit_reads_right_in_every_unit(unit, amount, cutoff, said):
    assert limit_in_words(unit, Decimal(amount), cutoff).startswith(said)
    data = replace(cast.RECEIPT, limit_unit=unit, limit_amount=Decimal(amount), limit_cutoff=cutoff)
    assert f"theo quy định là: {said}" in text_of(reader("receipt", data), 0)


def test_days_below_ten_and_the_first_two_months_get_a_leading_zero():
    for month, said in ((2, "tháng 02"), (3, "tháng 3")):
        head = replace(cast.HEAD, issued_at=datetime(2026, month, 4, 18, 0, tzinfo=UTC))
        assert f"Sơn Tây, ngày 05 {said} năm 2026" in text_of(
            reader("refusal", replace(cast.REFUSAL, head=head))
        )


def test_supplement_lists_what_to_complete_and_whom_to_call():
    assert_in_order(
        text_of(reader("supplement")),
        "Số: 12/HDHS",
        "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ",
        "Tiếp nhận hồ sơ của Ông/Bà: Nguyễn Thị Lan",
        "Nội dung yêu cầu giải quyết: Đăng ký khai sinh",
        "Địa chỉ: Thôn Hồ Vậy, xã Sơn Tây, tỉnh Hà Tĩnh",
        "Số điện thoại: 0912 345 678 Email: lan@example.vn",
        "Yêu cầu Ông/Bà hoàn thiện hồ sơ gồm những nội dung như sau:",
        "TT Thành phần hồ sơ Số lượng Bản chính Bản chứng thực Bản photo",
        "1 Giấy chứng sinh Ảnh chụp bị mờ, chưa đọc được ngày sinh. 01",
        "2 Văn bản ủy quyền Chưa có chứng thực chữ ký. 02 03",
        "Lý do: Thành phần hồ sơ chưa đủ theo Điều 16 Luật Hộ tịch năm 2014.",
        "Trong quá trình hoàn thiện hồ sơ nếu có vướng mắc, Ông/Bà liên hệ với bà Phan Thị Hoa "
        "số điện thoại 0239 3877 001 để được hướng dẫn./.",
        "NGƯỜI HƯỚNG DẪN (Ký và ghi rõ họ tên) Phan Thị Hoa",
    )


def test_refusal_gives_reason_and_article():
    assert_in_order(
        text_of(reader("refusal")),
        "Số: 120/TTPVHCC",
        "PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ",
        "Tiếp nhận hồ sơ của: Nguyễn Thị Lan",
        "Địa chỉ:",
        "Số điện thoại:",
        "Email:",
        "Nội dung yêu cầu giải quyết: Đăng ký khai sinh",
        "Qua xem xét, Trung tâm Phục vụ hành chính công xã Sơn Tây thông báo không tiếp nhận, "
        "giải quyết hồ sơ này với lý do cụ thể như sau:",
        "Hồ sơ không thuộc thẩm quyền",
        "Điều 13 Luật Hộ tịch năm 2014.",
        "Xin thông báo cho Ông/Bà được biết và thực hiện./.",
        "NGƯỜI NỘP HỒ SƠ",
        "NGƯỜI TIẾP NHẬN HỒ SƠ",
    )


def test_stop_notice_tells_request_stage_decision_money_and_papers():
    assert_in_order(
        text_of(reader("stop")),
        "THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ",
        "Thời gian đề nghị dừng: 08 giờ 00 phút, ngày 25 tháng 11 năm 2026",
        "Lý do đề nghị dừng: Gia đình đã đăng ký",
        "Giai đoạn giải quyết: Thẩm định, dự thảo kết quả; hồ sơ chưa có quyết định hoặc kết quả",
        "dừng giải quyết hồ sơ này kể từ 09 giờ 05 phút, ngày 25 tháng 11 năm 2026",
        "Xử lý phí, lệ phí đã nộp: chưa thu phí, lệ phí.",
        "1. Giấy chứng sinh (01 bản chính)",
        "GIÁM ĐỐC",
        "Trần Văn Minh",
    )
    online = replace(cast.STOP, returned=())
    assert "Giấy tờ trả lại cho Ông/Bà: không có" in text_of(reader("stop", online))


def test_control_slip_has_one_row_a_hand_over_and_ends_at_the_one_stop_office():
    pdf = reader("control_slip")
    text = text_of(pdf)
    assert_in_order(
        text,
        "PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ",
        "Kèm theo hồ sơ của: Nguyễn Thị Lan",
        "Mã hồ sơ: H42.18172-261123-0007",
        "Ngày nhận: 09 giờ 42 phút, ngày 23 tháng 11 năm 2026",
        "Ngày, giờ hẹn trả kết quả: 17 giờ 00 phút, ngày 25 tháng 11 năm 2026",
        "Cơ quan (bộ phận) giải quyết hồ sơ: Bộ phận Tư pháp – Hộ tịch",
        "Cơ quan phối hợp giải quyết hồ sơ: …",
        "TÊN CƠ QUAN THỜI GIAN GIAO, NHẬN HỒ SƠ KẾT QUẢ GIẢI QUYẾT HỒ SƠ "
        "(Trước hạn / Đúng hạn / Quá hạn) GHI CHÚ",
        "1. Giao: Bộ phận TN&TKQ 2. Nhận: Tư pháp – Hộ tịch 09 giờ 42 phút, ngày 23 tháng 11 năm 2026",
        "Người giao Phan Thị Hoa Người nhận Lê Quốc Việt Trước hạn",
        "1. Giao: Tư pháp – Hộ tịch 2. Nhận: Lãnh đạo UBND 17 giờ 00 phút, ngày 25 tháng 11 năm 2026",
        "Đúng hạn",
        "1. Giao: Lãnh đạo UBND 2. Nhận: Bộ phận TN&TKQ 08 giờ 00 phút, ngày 26 tháng 11 năm 2026",
        "Quá hạn Chờ xác minh",
    )
    assert "Số:" not in text
    stopped = text_of(reader("control_slip", replace(cast.CONTROL_SLIP, due_at=None)))
    assert "Ngày, giờ hẹn trả kết quả: đang tạm dừng tính thời gian giải quyết" in stopped


def test_long_control_slip_repeats_its_column_heads():
    data = replace(cast.CONTROL_SLIP, rows=cast.CONTROL_SLIP.rows * 5)
    pdf = reader("control_slip", data)
    assert len(pdf.pages) >= 3
    for page in pdf.pages:
        assert "THỜI GIAN GIAO, NHẬN HỒ SƠ" in " ".join(page.extract_text().split())


def test_register_is_a_lying_sheet_with_every_column_on_every_page():
    pdf = reader("register")
    width, height = pdf.pages[0].mediabox[2:]
    assert (round(width / MILLIMETRE), round(height / MILLIMETRE)) == (297, 210)
    for page in range(len(pdf.pages)):
        assert_in_order(
            text_of(pdf, page),
            *("STT", "Mã hồ sơ", "Tên TTHC", "Số lượng hồ sơ (bộ)", "Tên cá nhân, tổ chức"),
            *("Địa chỉ, số điện thoại", "Cơ quan chủ trì giải quyết", "Ngày, tháng, năm", "Trả kết quả"),
            *("Ghi chú", "Nhận hồ sơ", "Hẹn trả kết quả", "Chuyển hồ sơ đến cơ quan giải quyết"),
            *(
                "Nhận kết quả từ cơ quan giải quyết",
                "Ngày, tháng, năm",
                "Phương thức nhận kết quả",
                "Ký nhận",
            ),
        )
    assert_in_order(text_of(pdf), "SỔ THEO DÕI HỒ SƠ", "Quyển số: 01 – Năm 2026", "24 hồ sơ")


def test_register_row_says_who_what_and_every_date():
    with pdfplumber.open(io.BytesIO(drawn("register"))) as pdf:
        rows = [row for page in pdf.pages for row in page.extract_table()[2:]]
    assert [row[0] for row in rows] == [f"{n:02d}" for n in range(1, 25)]
    assert [" ".join(cell.split()) for cell in rows[6]] == [
        *("07", cast.CODE, "Đăng ký khai sinh", "01", "Nguyễn Thị Lan"),
        "Thôn Hồ Vậy, xã Sơn Tây, tỉnh Hà Tĩnh; 0912 345 678",
        "UBND xã Sơn Tây",
        *("23/11/2026", "25/11/2026", "23/11/2026", "25/11/2026", "25/11/2026"),
        *("Trực tiếp", "Đã ký", ""),
    ]


def test_eform_prints_as_a_declaration_with_answers_and_dots_for_the_unanswered():
    pdf = reader("eform")
    assert_in_order(
        text_of(pdf),
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "TỜ KHAI ĐĂNG KÝ KHAI SINH",
        "Kính gửi: Ủy ban nhân dân xã Sơn Tây",
        "Người yêu cầu",
        "Họ, chữ đệm, tên: Nguyễn Thị Lan",
        "Giấy tờ: …",
        "Người được khai sinh",
        "Họ, chữ đệm, tên: TRẦN GIA BẢO",
        "Tôi cam đoan",
        "Sơn Tây, ngày 23 tháng 11 năm 2026",
        "NGƯỜI YÊU CẦU",
        "Nguyễn Thị Lan",
    )
    assert pdf.metadata.title == "Tờ khai đăng ký khai sinh"


@pytest.mark.parametrize(
    "key", [key for key in cast.ALL if key not in ("register", "apology", "eform", "statistics")]
)
def test_slips_are_a5_and_one_page_a_copy(key):
    pdf = reader(key)
    width, height = pdf.pages[0].mediabox[2:]
    assert (round(width / MILLIMETRE), round(height / MILLIMETRE)) == (148, 210)
    assert len(pdf.pages) == len(registry.find(key, NEW)[0].copies)


@pytest.mark.parametrize("key", cast.ALL)
def test_form_is_tagged_vietnamese_and_carries_only_its_own_fonts(key):
    pdf = reader(key)
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "vi"
    assert pdf.metadata.title
    fonts = [font.get_object() for font in pdf.pages[0]["/Resources"]["/Font"].values()]
    for font in fonts:
        assert "Doc-Serif" in font["/BaseFont"]
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert "/FontFile2" in descriptor


@pytest.mark.parametrize("key", cast.ALL)
def test_nothing_leaves_the_paper(key):
    assert_nothing_leaves_the_paper(drawn(key))


def assert_nothing_leaves_the_paper(content: bytes) -> None:
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        for page in pdf.pages:
            edge = 8 * MILLIMETRE
            words = [word for word in page.extract_words() if word["bottom"] - word["top"] > 1]
            assert min(word["x0"] for word in words) >= edge
            assert max(word["x1"] for word in words) <= page.width - edge
            assert min(word["top"] for word in words) >= 0.5 * edge
            assert max(word["bottom"] for word in words) <= page.height - 0.3 * edge


@pytest.mark.parametrize("key", cast.ALL)
def test_no_word_lies_over_another(key):
    with pdfplumber.open(io.BytesIO(drawn(key))) as pdf:
        for page in pdf.pages:
            words = page.extract_words()
            for one, two in combinations(words, 2):
                wide = min(one["x1"], two["x1"]) - max(one["x0"], two["x0"])
                high = min(one["bottom"], two["bottom"]) - max(one["top"], two["top"])
                assert wide < 1 or high < 4, (one["text"], two["text"])


DRAW_ONE = """
import hashlib, django
django.setup()
from documents.forms import render
from tests.documents import cast
print(hashlib.sha256(render("receipt", cast.RECEIPT, form_set="TT03-2025")).hexdigest())
"""


def test_same_values_give_the_same_bytes_in_another_process():
    answers = {
        subprocess.run(
            [sys.executable, "-W", "ignore", "-c", DRAW_ONE],
            env=os.environ | {"DJANGO_SETTINGS_MODULE": "portal.settings", "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(answers) == 1


def test_markup_in_an_answer_stays_text_and_reads_nothing_from_the_disk():
    name = '<img src="file:///etc/passwd"><script>1</script>'
    text = text_of(reader("refusal", replace(cast.REFUSAL, applicant=replace(cast.LAN, name=name))))
    assert "<script>1</script>" in text


def test_form_that_the_set_does_not_have_is_refused_in_words():
    with pytest.raises(DomainError, match="Thông tư số 01/2018/TT-VPCP không có mẫu “biên lai”"):
        render("biên lai", cast.STOP, form_set=OLD)
    with pytest.raises(DomainError, match="chưa có bộ mẫu “2030”"):
        render("receipt", cast.RECEIPT, form_set="2030")


def test_data_of_another_form_is_refused():
    with pytest.raises(TypeError, match="ReceiptData"):
        render("receipt", cast.STOP, form_set=NEW)


def test_both_sets_have_the_forms_of_the_law_in_the_order_of_their_numbers():
    numbers = {
        name: [(form.number, key) for key, form in forms.forms.items()]
        for name, forms in registry.form_sets().items()
    }
    assert numbers == {
        NEW: [("01", "receipt"), ("02", "supplement"), ("03", "refusal"), ("04", "apology"), ("05", "stop"),
              ("06", "control_slip"), ("07", "register")],
        OLD: [("01", "receipt"), ("02", "supplement"), ("03", "refusal"), ("04", "apology"), ("", "stop"),
              ("05", "control_slip"), ("06", "register")],
    }  # fmt: skip


def test_the_stop_notice_that_the_old_set_lacks_is_printed_outside_the_set():
    text = text_of(reader("stop", form_set=OLD))
    assert "THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ" in text
    assert "Mẫu số" not in text


def test_old_apology_is_a_slip_that_promises_a_new_day():
    pdf = reader("apology", form_set=OLD)
    assert round(pdf.pages[0].mediabox[2] / MILLIMETRE) == 148
    assert_in_order(
        text_of(pdf),
        "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ",
        "Kính gửi: Nguyễn Thị Lan",
        "Địa chỉ: Thôn Hồ Vậy, xã Sơn Tây, tỉnh Hà Tĩnh",
        f"Mã hồ sơ: {cast.CODE}",
        "Ngày hẹn trả kết quả giải quyết hồ sơ: 17 giờ 00 phút, ngày 25 tháng 11 năm 2026",
        "Tuy nhiên, Bộ phận Tư pháp – Hộ tịch chưa trả được kết quả giải quyết hồ sơ đúng thời hạn",
        "Lý do: Chờ kết quả xác minh",
        "trân trọng gửi lời xin lỗi",
        "Thời gian hẹn trả kết quả lại: 17 giờ 00 phút, ngày 27 tháng 11 năm 2026",
        "CHỦ TỊCH",
        "Võ Đình Khang",
        "Mẫu số 04 – Thông tư số 01/2018/TT-VPCP",
    )


def test_new_apology_is_a_letter_on_a4_that_may_ask_for_more_time():
    earlier = values.EarlierPromise(cast.NOON, cast.DUE, "Chờ xác minh")
    data = replace(cast.APOLOGY, is_extension=True, explanation="Dòng một.\nDòng hai.", earlier=(earlier,))
    pdf = reader("apology", data)
    assert [round(side / MILLIMETRE) for side in pdf.pages[0].mediabox[2:]] == [210, 297]
    assert_in_order(
        text_of(pdf),
        "Số: 03/TTPVHCC",
        "V/v xin lỗi và đề nghị gia hạn thời gian giải quyết hồ sơ",
        "Kính gửi: Ông/Bà Nguyễn Thị Lan",
        "đã tiếp nhận hồ sơ của Ông/Bà vào 09 giờ 42 phút, ngày 23 tháng 11 năm 2026",
        "Thời gian hẹn trả kết quả là 17 giờ 00 phút, ngày 25 tháng 11 năm 2026.",
        "Lý do: Chờ kết quả xác minh",
        "Dòng một.",
        "Dòng hai.",
        "trân trọng xin lỗi Ông/Bà vì sự chậm trễ này",
        "đề nghị gia hạn thời gian giải quyết hồ sơ",
        "vào 17 giờ 00 phút, ngày 27 tháng 11 năm 2026 tại",
        "Các lần hẹn trước của hồ sơ",
        "1 09:42 ngày 23/11/2026 17:00 ngày 25/11/2026 Chờ xác minh",
        "Trân trọng./.",
        "Nơi nhận:",
        "Lưu: VT, hồ sơ.",
        "Mẫu số 04 – Thông tư số 03/2025/TT-VPCP",
    )
    assert "hẹn trả lại cho" in text_of(reader("apology"))


SETS_AND_KEYS = [(name, key) for name, forms in registry.form_sets().items() for key in forms.forms]
PAGES = {"receipt": (2, 4), "supplement": (1, 3), "refusal": (1, 1), "apology": (1, 2), "stop": (1, 2),
         "control_slip": (1, 4), "register": (1, 5)}  # fmt: skip


@pytest.mark.parametrize(("form_set", "key"), SETS_AND_KEYS)
def test_form_of_each_set_is_tight_with_the_shortest_and_the_longest_data(form_set, key):
    short, long = (sample(key, length, cast.HEAD) for length in (SHORT, LONG))
    assert tuple(len(reader(key, data, form_set).pages) for data in (short, long)) == PAGES[key]
    assert_nothing_leaves_the_paper(drawn(key, long, form_set))


def test_a_sample_says_so_on_its_page():
    shown = render("refusal", sample("refusal", SHORT, cast.HEAD), form_set=NEW, is_sample=True)
    assert "Bản xem thử với dữ liệu mẫu – Mẫu số 03" in text_of(pypdf.PdfReader(io.BytesIO(shown)))


def test_words_of_another_version_are_printed_and_their_places_filled():
    texts = {"refuse": "Nay {bộ phận} báo:", "title": "Phiếu không tiếp nhận"}
    shown = render("refusal", cast.REFUSAL, form_set=NEW, texts=texts)
    assert_in_order(
        text_of(pypdf.PdfReader(io.BytesIO(shown))), "PHIẾU KHÔNG TIẾP NHẬN", f"Nay {cast.OFFICE} báo:"
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Nay {bộ phận} báo", ""),
        ("Nay chúng tôi báo", "Câu này cần giữ {bộ phận} để hệ thống điền vào khi in."),
        ("{bộ phận} báo {ngày mai}", "Hệ thống không có gì để điền vào {ngày mai} ở câu này."),
        ("{bộ phận} báo {", "Dấu { và } chỉ dùng cho chỗ hệ thống điền vào."),
    ],
)
def test_a_reworded_sentence_keeps_the_places_that_are_filled_in(text, sentence):
    assert holes.fault(text, "Qua xem xét, {bộ phận} thông báo") == sentence


@pytest.mark.parametrize("key", cast.ALL)
def test_what_is_kept_beside_the_paper_draws_the_same_paper(key):
    data = cast.ALL[key]
    kept = json.loads(json.dumps(to_plain(data)))
    assert from_plain(type(data), kept) == data
    if key in ("receipt", "apology"):
        assert drawn(key, from_plain(type(data), kept)) == drawn(key)


@pytest.mark.parametrize(
    ("numbers", "said"), [((), ""), ((4,), "04"), ((4, 7, 8, 9, 12), "04, 07–09, 12"), ((1, 2), "01–02")]
)
def test_missing_lines_are_told_as_runs(numbers, said):
    assert ranges(numbers) == said
