"""Bad input while filing: a clear sentence beside the field, what was typed stays, files stay (issue 2)."""

import io
import re
import zipfile

import pytest
from captcha.models import CaptchaStore
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from dossiers.models import Dossier, Draft, DraftFile
from kit import idnumber, phone
from procedures.services import switches
from tests.accounts.captcha_answers import answer_to
from tests.cast import at
from tests.portal.walk import LAN, Walk, picture

pytestmark = pytest.mark.django_db
PHONE = phone.WRONG
EMAIL = "Địa chỉ thư điện tử chưa đúng"


@pytest.fixture
def walk(office, client) -> Walk:
    return Walk(client)


def error_at(response: HttpResponse, name: str) -> str:
    """The sentence beside a field, by the id that the field is described by."""
    found = re.search(rf'id="id_{name}_error">(.*?)</div>', response.content.decode(), re.S)
    return re.sub(r"<[^>]+>|\s+", " ", found.group(1)).strip() if found else ""


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("name", "", "Nhập họ và tên người nộp hồ sơ."),
        ("name", "   ", "Nhập họ và tên người nộp hồ sơ."),
        ("name", "Lan 😀", "có ký tự “😀” không dùng được"),
        ("name", "12345", "cần có ít nhất một chữ cái"),
        ("name", "a" * 201, "dài quá 200 ký tự"),
        ("name", "Lan\u202e", "có ký tự ẩn không dùng được"),
        ("id_number", "", "Nhập số định danh cá nhân của người nộp hồ sơ."),
        ("id_number", "12345678", idnumber.WRONG),
        ("id_number", "04216500123a", idnumber.WRONG),
        ("id_number", "٠٤٢١٦٥٠٠١٢٣٤", idnumber.WRONG),
        ("phone", "", "Nhập số điện thoại để nhận mã hồ sơ và khóa cập nhật."),
        ("phone", "12345", PHONE),
        ("phone", "không có", PHONE),
        ("phone", "0239 3876 543", "không nhận được tin nhắn có khóa cập nhật"),
        ("phone", "+1 650 555 1234", PHONE),
        ("email", "lan@", EMAIL),
        ("email", "a" * 300 + "@x.vn", EMAIL),
        ("address", "", "Nhập địa chỉ của người nộp hồ sơ."),
        ("address", "x" * 301, "dài quá 300 ký tự"),
        ("place", "Xã Không Có Thật Ở Đâu", "Không tìm thấy xã, phường"),
        ("place", "x" * 151, "dài quá 150 ký tự"),
    ],
)
def test_wrong_field_of_the_filer_gets_a_sentence_and_the_rest_stays(walk, field, typed, sentence):
    walk.up_to("nguoi-nop")
    response = walk.post("nguoi-nop", LAN | {field: typed})
    assert response.status_code == 422
    assert sentence in error_at(response, field)
    assert error_at(response, field)
    others = [name for name in ("name", "id_number", "phone", "address") if name != field]
    for name in others:
        assert f'value="{LAN[name]}"' in response.content.decode()
        assert error_at(response, name) == ""
    assert "filer" not in Draft.objects.get().data


def test_owner_is_named_as_owner_and_may_do_without_a_phone(walk):
    walk.up_to("chu-ho-so")
    response = walk.post("chu-ho-so", LAN | {"name": "", "phone": ""})
    assert error_at(response, "name") == "Nhập họ và tên chủ hồ sơ."
    assert error_at(response, "phone") == ""
    assert walk.post("chu-ho-so", LAN | {"phone": ""}).status_code == 302


def test_everything_empty_gets_a_sentence_at_each_star(walk):
    walk.up_to("nguoi-nop")
    response = walk.post("nguoi-nop", {})
    assert [name for name in LAN if error_at(response, name)] == ["name", "id_number", "phone", "address"]
    assert "error-summary" in response.content.decode()


def test_place_of_several_alike_is_offered_to_choose_from(walk):
    walk.up_to("nguoi-nop")
    response = walk.post("nguoi-nop", LAN | {"place": "Hương"})
    assert "Chọn một nơi" in error_at(response, "place")
    code = re.search(r'name="place_pick" value="(\d+)"', response.content.decode()).group(1)
    picked = walk.post("nguoi-nop", LAN | {"place": "Hương", "place_pick": code})
    assert picked.status_code == 302
    assert Draft.objects.get().data["filer"]["place_code"] == code


@pytest.mark.parametrize("typed", ["Sơn Tây", "xa son tay", "Xã Sơn Tây, tỉnh Hà Tĩnh", "son tay ha tinh"])
def test_place_is_found_without_accents_and_without_its_province(walk, typed):
    walk.up_to("nguoi-nop")
    assert walk.post("nguoi-nop", LAN | {"place": typed}).status_code in (302, 422)
    options = walk.client.get("/nop-ho-so/dia-ban/", {"place": typed}).content.decode()
    assert "Xã Sơn Tây, tỉnh Hà Tĩnh" in options


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"tinh": "42"}, "Chọn cơ quan nhận hồ sơ."),
        ({"tinh": "42", "agency": ""}, "Chọn cơ quan nhận hồ sơ."),
        ({"tinh": "42", "agency": "99999"}, "không có trong danh sách"),
        ({"tinh": "01", "agency": "00001"}, "không có trong danh sách"),
        ({"tinh": "x" * 900, "agency": "42"}, "không có trong danh sách"),
        ({"tinh": "42", "agency": "18073"}, "Cổng Dịch vụ công quốc gia"),
    ],
)
def test_wrong_office_gets_a_sentence(walk, neighbour, data, sentence):
    walk.begin()
    response = walk.post("co-quan", data)
    assert response.status_code == 422
    assert sentence in error_at(response, "agency")
    assert Draft.objects.get().agency is None


def test_office_where_the_switch_is_off_names_the_national_portal_and_the_basis(walk, office):
    switches.set_switch(
        agency=office.agency,
        procedure=walk.version.procedure,
        enabled=True,
        files_here=False,
        legal_basis="Quyết định 1234/QĐ-UBND",
        by=office.actor("hoa"),
        at=at("2026-01-06 08:00"),
    )
    page = walk.get().content.decode()
    assert "dichvucong.gov.vn" in page
    assert "Quyết định 1234/QĐ-UBND" in page
    assert walk.begin().status_code == 200
    assert Draft.objects.count() == 0


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"so_ban": ""}, "so_ban", "Nhập"),
        ({"so_ban": "hai"}, "so_ban", "Chỉ nhập chữ số"),
        ({"so_ban": "0"}, "so_ban", "Nhập số từ 1 đến 200."),
        ({"so_ban": "9" * 30}, "so_ban", "Nhập số từ 1 đến 200."),
        ({"loai_giay_to": "x" * 201}, "loai_giay_to", "dài quá 200 ký tự"),
        ({"loai_giay_to": "Bằng 😀"}, "loai_giay_to", "biểu tượng cảm xúc"),
    ],
)
def test_wrong_answer_in_the_e_form_gets_a_sentence(walk, changed, field, sentence):
    walk.up_to("noi-dung")
    response = walk.post("noi-dung", walk.answers("noi-dung") | changed)
    assert response.status_code == 422
    assert sentence in error_at(response, field)
    assert "form" not in Draft.objects.get().data


@pytest.mark.parametrize(
    ("data", "field", "sentence"),
    [
        ({"method": ""}, "method", "Chọn cách nhận kết quả."),
        ({"method": "pigeon"}, "method", "Chọn một cách"),
        ({"method": "post"}, "address", "Nhập địa chỉ để bưu điện chuyển kết quả."),
        ({"method": "post", "address": "x" * 301}, "address", "dài quá 300 ký tự"),
        ({"method": "post", "address": "Thôn 😀"}, "address", "biểu tượng cảm xúc"),
    ],
)
def test_wrong_way_to_get_the_result_gets_a_sentence(walk, data, field, sentence):
    walk.up_to("nhan-ket-qua")
    response = walk.post("nhan-ket-qua", data)
    assert response.status_code == 422
    assert sentence in error_at(response, field)


def zip_bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(60):
            archive.writestr(f"{number}.txt", b"0" * 10_000_000)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("giaykhaisinh.pdf", b"MZ\x90\x00" + b"\0" * 400, "không phải tệp văn bản hay ảnh"),
        ("hong.pdf", b"%PDF-1.7\nnothing that belongs to a PDF", "không mở được"),
        ("bom.zip", zip_bomb, "Tệp “bom.zip”"),
        ("rong.pdf", b"", "không có nội dung"),
        ("trang.html", b"<script>alert(1)</script>", "không phải tệp văn bản hay ảnh"),
    ],
)
def test_refused_file_has_its_sentence_and_the_others_stay(walk, name, content, sentence):
    walk.up_to("giay-to")
    walk.post("giay-to", {walk.field(): picture("truoc.png"), "tai_len": "1"})
    bad = SimpleUploadedFile(name, content() if callable(content) else content)
    response = walk.post("giay-to", {walk.field(): [picture("cung-luc.png"), bad], "tiep_tuc": "1"})
    assert response.status_code == 422
    assert sentence in error_at(response, walk.field())
    page = response.content.decode()
    assert "truoc.png" in page
    assert "cung-luc.png" in page
    kept = DraftFile.objects.values_list("file__original_name", flat=True)
    assert sorted(kept) == ["cung-luc.png", "truoc.png"]


def test_file_of_51_mb_is_refused_with_its_size(walk):
    walk.up_to("giay-to")
    big = SimpleUploadedFile("banve.pdf", b"%PDF-1.7" + b"0" * (51 * 1024 * 1024))
    response = walk.post("giay-to", {walk.field(): [picture(), big], "tiep_tuc": "1"})
    assert "Tệp “banve.pdf” nặng 51 MB. Mỗi tệp cần dưới 50 MB." in error_at(response, walk.field())
    assert "anh.png" in response.content.decode()


def test_missing_paper_is_said_beside_it(walk):
    walk.up_to("giay-to")
    response = walk.post("giay-to", {"tiep_tuc": "1"})
    assert error_at(response, walk.field()) == "Chọn ít nhất một tệp cho giấy tờ này."


def test_file_for_a_paper_that_is_only_shown_is_not_taken(walk):
    walk.up_to("giay-to")
    walk.post("giay-to", {walk.field("GT01"): picture(), "tai_len": "1"})
    assert DraftFile.objects.count() == 0


def test_file_taken_back_is_gone_and_twice_does_no_harm(walk):
    walk.up_to("nhan-ket-qua")
    row = DraftFile.objects.order_by("pk").first()
    for _ in range(2):
        assert walk.post("giay-to", {"go_tep": row.pk}).status_code == 302
    assert walk.get(f"tep/{row.pk}").status_code == 404
    assert DraftFile.objects.filter(removed_at=None).count() == 1
    assert walk.post("giay-to", {"go_tep": "../../etc"}).status_code == 302


def test_wrong_captcha_keeps_all_and_sends_nothing(walk):
    walk.up_to("kiem-tra")
    wrong = answer_to(walk.get("kiem-tra")) | {"captcha": "sai", "agree": "on"}
    response = walk.post("kiem-tra", wrong)
    assert response.status_code == 422
    assert "Mã xác nhận chưa đúng" in error_at(response, "captcha")
    assert re.search(r'name="agree"[^>]*checked', response.content.decode())
    assert Dossier.objects.count() == 0
    assert CaptchaStore.objects.exists()


def test_other_captcha_and_question_in_words_are_given_without_a_complaint(walk):
    walk.up_to("kiem-tra")
    first = answer_to(walk.get("kiem-tra"))
    for wanted, words in (("refresh", "Dùng câu hỏi bằng chữ"), ("question", "Dùng mã trong hình")):
        response = walk.post("kiem-tra", {**first, "agree": "on", "captcha_action": wanted})
        assert response.status_code == 200
        assert words in response.content.decode()
    question = walk.post("kiem-tra", {**first, "captcha_action": "question"})
    assert walk.post("kiem-tra", {**answer_to(question), "agree": "on"}).url == walk.url("da-nop")


def test_without_the_declaration_nothing_is_sent(walk):
    walk.up_to("kiem-tra")
    response = walk.post("kiem-tra", answer_to(walk.get("kiem-tra")))
    assert "Đánh dấu vào ô cam đoan" in error_at(response, "agree")
    assert Dossier.objects.count() == 0


def test_procedure_changed_meanwhile_is_said_on_the_check_page(walk):
    walk.up_to("kiem-tra")
    Draft.objects.update(agency=Draft.objects.get().agency.parent)
    response = walk.send()
    assert response.status_code == 422
    assert "hiện không nhận hồ sơ trực tuyến" in response.content.decode()


def test_unknown_procedure_is_not_found(office, client):
    for path in ("/nop-ho-so/9.999999/", "/nop-ho-so/%00/", f"/nop-ho-so/{'x' * 500}/"):
        assert client.get(path).status_code == 404


def test_cookie_of_somebody_else_or_tampered_opens_nothing(walk):
    walk.up_to("giay-to")
    stranger = Walk(Client())
    stranger.client.cookies["ho-so-2.000815"] = walk.client.cookies["ho-so-2.000815"].value[:-2] + "xx"
    assert stranger.get("nguoi-nop").url == f"{walk.url()}?chua-co=1"
    moved = Walk(Client(), "1.001193")
    moved.client.cookies["ho-so-1.001193"] = walk.client.cookies["ho-so-2.000815"].value
    assert moved.get("nguoi-nop").url == f"{moved.url()}?chua-co=1"


def test_files_of_another_draft_do_not_exist(walk):
    walk.up_to("nhan-ket-qua")
    row = DraftFile.objects.first()
    mine = walk.get(f"tep/{row.pk}")
    assert b"".join(mine.streaming_content)[:4] == b"\x89PNG"
    stranger = Walk(Client())
    assert stranger.get(f"tep/{row.pk}").url == f"{walk.url()}?chua-co=1"
    stranger.up_to("nhan-ket-qua")
    assert stranger.get(f"tep/{row.pk}").status_code == 404
    stranger.post("giay-to", {"go_tep": row.pk})
    row.refresh_from_db()
    assert row.removed_at is None


def test_files_of_a_sent_draft_need_the_key(walk):
    walk.up_to("nhan-ket-qua")
    row = DraftFile.objects.first()
    walk.post("nhan-ket-qua", {"method": "office"})
    walk.send()
    assert walk.get(f"tep/{row.pk}").status_code == 404


def test_request_larger_than_the_house_takes_is_answered_kindly(walk, settings):
    settings.MAX_BODY_BYTES = 1000
    walk.begin()
    response = walk.post("giay-to", {"tep_1": SimpleUploadedFile("a.pdf", b"0" * 2000)})
    assert response.status_code == 413
    assert "Mỗi tệp cần dưới 50 MB" in response.content.decode()
