"""E-forms: typed fields as data, kind sentences, conditions, the printed form."""

import datetime as dt
import json
from zoneinfo import ZoneInfo

import pytest

from procedures.eform import build_form, prefill, printable, values
from procedures.eform.options import COUNTRIES, ETHNICITIES
from procedures.models import Version
from tests.procedures.builders import published

pytestmark = pytest.mark.django_db
TODAY = dt.datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).date()

BIRTH = {
    "nyc_ho_ten": "Trần Thị Lan", "nyc_so_dinh_danh": "042 175 001234", "nyc_noi_cu_tru": "Thôn 3, Sơn Tây",
    "nyc_quan_he": "Ông hoặc bà", "tre_ho_ten": "Lê Minh An", "tre_ngay_sinh": "5/3/2026",
    "tre_gioi_tinh": "Nữ", "tre_dan_toc": "Kinh", "tre_quoc_tich": "Việt Nam", "tre_noi_sinh": "Bệnh viện",
    "tre_que_quan": "Hà Tĩnh", "me_ho_ten": "Trần Thu Hà", "me_nam_sinh": "1998", "me_dan_toc": "Kinh",
    "me_quoc_tich": "Việt Nam", "me_noi_cu_tru": "Xã Sơn Tây", "me_giay_to": "Hộ chiếu",
    "me_so_giay_to": "C123", "chua_xac_dinh_cha": "Không", "cha_ho_ten": "Lê Văn Bình",
    "cha_nam_sinh": "1996", "cha_dan_toc": "Thái",
    "cha_quoc_tich": "Việt Nam", "cha_noi_cu_tru": "Xã Sơn Tây", "cha_giay_to": "Hộ chiếu",
    "cha_so_giay_to": "C124", "cap_ban_sao": "Có", "so_luong_ban_sao": "3",
}  # fmt: skip
FATHER = [key for key in BIRTH if key.startswith("cha_")]


@pytest.fixture
def birth() -> Version:
    return published(code="1.001193")


def filled(version: Version, **changes):
    form = build_form(version)({**BIRTH, **changes})
    form.is_valid()
    return form


def test_good_answers_are_kept_in_one_form_fit_for_json(birth):
    form = filled(birth)
    assert form.errors == {}
    assert form.cleaned_data["nyc_so_dinh_danh"] == "042175001234"
    assert form.cleaned_data["tre_ngay_sinh"] == "05/03/2026"
    assert form.cleaned_data["me_nam_sinh"] == 1998
    again = filled(birth, **json.loads(json.dumps(form.cleaned_data)))
    assert again.cleaned_data == form.cleaned_data


@pytest.mark.parametrize(
    ("key", "typed", "sentence"),
    [
        ("tre_ho_ten", "", "Nhập họ, chữ đệm, tên của trẻ."),
        ("tre_ho_ten", "   ", "Nhập họ, chữ đệm, tên của trẻ."),
        ("tre_ho_ten", "-", "Họ và tên cần có ít nhất một chữ cái."),
        ("tre_ho_ten", "An 😀", "Họ và tên có ký tự “😀” không dùng được. Hãy chỉ nhập chữ."),
        ("tre_ho_ten", "An 2", "Họ và tên chỉ gồm chữ cái, không có chữ số."),
        ("tre_ho_ten", "a" * 101, "Nội dung dài quá 100 ký tự. Hãy viết ngắn hơn."),
        ("nyc_so_dinh_danh", "123", "Số định danh cá nhân gồm 12 chữ số (số CMND cũ gồm 9 chữ số)."),
        ("tre_ngay_sinh", "30/02/2026", "Ngày này không có trong lịch. Hãy xem lại ngày, tháng và năm."),
        ("tre_ngay_sinh", "hôm qua", "Ngày cần có dạng ngày/tháng/năm, ví dụ 05/03/2026."),
        ("tre_ngay_sinh", "1/1/1800", "Năm cần từ 1900 trở đi."),
        ("tre_ngay_sinh", f"{TODAY + dt.timedelta(days=1):%d/%m/%Y}", "Ngày này ở sau hôm nay. Hãy xem lại."),
        ("tre_gioi_tinh", "", "Chọn giới tính của trẻ."),
        ("tre_gioi_tinh", "khác", "Hãy chọn một mục trong danh sách."),
        ("tre_dan_toc", "Klingon", "Hãy chọn một mục trong danh sách."),
        ("me_nam_sinh", "abc", "Chỉ nhập chữ số, ví dụ 2."),
        ("me_nam_sinh", str(TODAY.year + 1), "Năm này ở sau năm nay. Hãy xem lại."),
        ("me_nam_sinh", "98", "Nhập số từ 1900 đến 9999."),
        ("so_luong_ban_sao", "", "Nhập số lượng bản sao."),
        ("so_luong_ban_sao", "51", "Nhập số từ 1 đến 50."),
        ("me_noi_cu_tru", "Nhà 🏠",
         "Nội dung chỉ gồm chữ, số và dấu câu; hãy bỏ các biểu tượng cảm xúc và ký tự lạ."),
        ("me_so_giay_to", "1" * 31, "Nội dung dài quá 30 ký tự. Hãy viết ngắn hơn."),
    ],
)  # fmt: skip
def test_bad_answer_gets_one_sentence_beside_its_field(birth, key, typed, sentence):
    assert filled(birth, **{key: typed}).errors == {key: [sentence]}


def test_known_father_has_to_be_declared(birth):
    form = filled(birth, **dict.fromkeys(FATHER, ""))
    assert set(form.errors) == set(FATHER)
    assert form.errors["cha_ho_ten"] == ["Nhập họ, chữ đệm, tên của cha."]


def test_unknown_father_need_not_be_declared_and_is_left_out(birth):
    form = filled(birth, chua_xac_dinh_cha="Có", cha_nam_sinh="1996")
    assert form.errors == {}
    assert {form.cleaned_data[key] for key in FATHER} == {""}
    assert "Họ, chữ đệm, tên của cha" not in str(printable(birth, form.cleaned_data))


def test_copies_need_a_number_only_when_asked_for(birth):
    assert filled(birth, cap_ban_sao="Không", so_luong_ban_sao="").errors == {}


def test_printed_form_has_sections_labels_and_the_date_in_words(birth):
    sections = dict(printable(birth, filled(birth).cleaned_data))
    assert list(sections) == [
        "Người yêu cầu", "Người được khai sinh", "Mẹ của trẻ", "Cha của trẻ", "Đề nghị cấp bản sao",
    ]  # fmt: skip
    assert sections["Người được khai sinh"][1:3] == [
        ("Ngày, tháng, năm sinh của trẻ", "05/03/2026"),
        (
            "Ngày, tháng, năm sinh của trẻ (ghi bằng chữ)",
            "Ngày năm tháng ba năm hai nghìn không trăm hai mươi sáu",
        ),
    ]


def test_empty_form_prints_empty_lines(birth):
    assert dict(printable(birth, {}))["Mẹ của trẻ"][0] == ("Họ, chữ đệm, tên của mẹ", "")


def test_form_is_drawn_in_its_sections(birth):
    form = build_form(birth)()
    titles = [title for title, _ in form.sections()]
    assert titles[0] == "Người yêu cầu"
    assert [f.name for _, part in form.sections() for f in part] == list(form.fields)
    assert 'inputmode="numeric"' in str(form["tre_ngay_sinh"])


def test_known_person_fills_the_form_in_advance(birth):
    person = {"name": "Trần Thị Lan", "id_number": "042175001234", "address": "", "phone": "84912345678"}
    assert prefill(birth, person) == {"nyc_ho_ten": "Trần Thị Lan", "nyc_so_dinh_danh": "042175001234"}


def test_certified_copy_asks_what_and_how_many():
    version = published(code="2.000815")
    form = build_form(version)({"loai_giay_to": "Bằng tốt nghiệp", "so_trang": "2", "so_ban": "3"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {
        "loai_giay_to": "Bằng tốt nghiệp", "co_quan_cap": "", "so_trang": 2, "so_ban": 3, "ghi_chu": "",
    }  # fmt: skip


def test_version_without_e_form_gives_a_form_without_fields():
    version = published()
    form = build_form(version)({})
    assert form.is_valid()
    assert printable(version, {}) == []


@pytest.mark.parametrize(
    "typed", ["5/3/2026", "05-03-2026", "05.03.2026", "05032026", "2026-03-05", " 5 3 2026 "]
)
def test_day_is_read_in_every_usual_writing(typed):
    assert values.day(typed) == dt.date(2026, 3, 5)


def test_name_of_one_letter_is_a_name(birth):
    assert filled(birth, tre_ho_ten="Y").errors == {}


def test_text_keeps_its_lines_and_ordinary_signs():
    assert values.plain_text("a  b \r\n c: 50% – “x” & <y> ½") == "a b\nc: 50% – “x” & <y> ½"


def test_lists_have_54_peoples_once_each_and_the_usual_first():
    assert (ETHNICITIES[0], COUNTRIES[0], len(ETHNICITIES)) == ("Kinh", "Việt Nam", 55)
    assert len(set(ETHNICITIES)) == 55
    assert len(set(COUNTRIES)) == len(COUNTRIES)
