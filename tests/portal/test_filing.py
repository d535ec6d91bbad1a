"""Filing online, step by step (issue 2, section 4)."""

import re
from datetime import timedelta
from itertools import pairwise

import pytest
from django.test import Client
from django.urls import reverse
from freezegun import freeze_time

from dossiers.models import Dossier, Draft, Party
from dossiers.services import drafts
from notifications.models import Message
from tests.accounts.captcha_answers import answer_to
from tests.cast import at
from tests.portal.walk import BIRTH_CODE, LAN, STEPS, Walk, picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk(office, client) -> Walk:
    return Walk(client)


def test_each_step_leads_to_the_next_and_the_last_to_the_receipt(walk):
    assert walk.get().status_code == 200
    assert walk.begin().url == walk.url("nguoi-nop")
    for step, after in pairwise(STEPS):
        assert walk.get(step).status_code == 200
        response = walk.post(step, walk.answers(step))
        assert response.status_code == 302, response.content.decode()
        assert response.url == walk.url(after)
    assert walk.send().url == walk.url("da-nop")
    page = walk.get("da-nop").content.decode()
    dossier = Dossier.objects.get()
    assert dossier.code in page
    assert "****678" in page
    assert f"{dossier.intake_due_at.astimezone(at('2026-01-01').tzinfo):%H:%M}" in page
    assert dossier.files.count() == 2
    assert dossier.answers["so_ban"] == 2
    assert Message.objects.get().template_key == "dossier_filed"


def test_receipt_shows_the_code_and_nothing_secret_or_personal(walk):
    walk.up_to("kiem-tra").send()
    page = walk.get("da-nop").content.decode()
    for private in (LAN["name"], LAN["id_number"], LAN["phone"], LAN["address"]):
        assert private not in page


@pytest.mark.parametrize("step", STEPS)
def test_a_page_out_of_order_leads_to_the_first_missing_block(walk, step):
    walk.begin()
    response = walk.get(step)
    if step == "nguoi-nop":
        assert response.status_code == 200
    else:
        assert response.url == walk.url("nguoi-nop")


@pytest.mark.parametrize("step", [*STEPS, "da-nop", "to-khai"])
def test_without_a_draft_every_page_leads_to_the_start(walk, step):
    response = walk.get(step)
    assert response.url == f"{walk.url()}?chua-co=1"
    assert "Chưa thấy hồ sơ đang soạn" in walk.client.get(response.url).content.decode()


@pytest.mark.parametrize("step", STEPS)
def test_an_expired_draft_has_a_page_with_a_next_step(walk, step):
    walk.up_to("nguoi-nop")
    Draft.objects.update(expires_at=at("2026-01-06 08:00"))
    response = walk.get(step)
    assert response.status_code == 410
    assert "Bắt đầu lại" in response.content.decode()
    assert walk.get(step).status_code == 302  # the cookie is gone


def test_going_on_later_finds_what_was_typed(walk):
    walk.up_to("noi-dung")
    assert LAN["address"] in walk.get("nguoi-nop").content.decode()
    page = walk.client.get("/nop-ho-so/").content.decode()
    assert "Tiếp tục hồ sơ đang soạn" in page
    assert walk.url("noi-dung") in page


def test_starting_again_never_loses_a_draft_by_one_click(walk):
    walk.up_to("noi-dung")
    draft = Draft.objects.get()
    assert walk.begin().url == walk.url("noi-dung")
    assert Draft.objects.get() == draft
    assert walk.post("", {"replace": "1"}).url == walk.url("nguoi-nop")
    draft.refresh_from_db()
    assert draft.data == {}


def test_change_from_the_check_page_comes_back_to_it(walk):
    walk.up_to("kiem-tra")
    page = walk.get("kiem-tra").content.decode()
    for step in STEPS[:-1]:
        assert f"{walk.url(step)}?sua=1" in page
    response = walk.client.post(f"{walk.url('nguoi-nop')}?sua=1", LAN | {"address": "Thôn Hà Tây"})
    assert response.url == walk.url("kiem-tra")
    again = walk.get("kiem-tra").content.decode()
    assert "Thôn Hà Tây" in again
    assert "Trung Lưu" not in again  # the owner, taken from the filer, follows


def test_owner_taken_from_the_filer_without_javascript(walk):
    walk.up_to("chu-ho-so")
    page = walk.post("chu-ho-so", {"lay_tu_nguoi_nop": "1"})
    assert page.status_code == 200
    assert f'value="{LAN["name"]}"' in page.content.decode()
    assert f'value="{LAN["id_number"]}"' in page.content.decode()


def test_result_address_taken_from_the_filer_without_javascript(walk):
    walk.up_to("nhan-ket-qua")
    page = walk.post("nhan-ket-qua", {"lay_dia_chi": "1", "method": "office"}).content.decode()
    assert "Thôn Trung Lưu, Xã Sơn Tây, tỉnh Hà Tĩnh" in page
    assert walk.post("nhan-ket-qua", {"method": "post", "address": "Thôn Trung Lưu"}).status_code == 302


def test_fee_for_the_declared_copies_is_shown_before_sending(walk):
    page = walk.up_to("kiem-tra").get("kiem-tra").content.decode()
    assert "2.000 đ/trang" in page
    assert "10.000 đ" in page  # 2 copies of 3 pages: 2 × (2.000 + 2.000 + 1.000)


def test_declaration_has_the_words_in_force(walk):
    assert (
        "Tôi xin chịu trách nhiệm trước pháp luật" in walk.up_to("kiem-tra").get("kiem-tra").content.decode()
    )


def test_sending_twice_makes_one_dossier_and_shows_the_same_receipt(walk):
    walk.up_to("kiem-tra")
    page = walk.get("kiem-tra")
    assert walk.send().url == walk.url("da-nop")
    again = walk.post("kiem-tra", {"captcha_key": "picture-used", "captcha": "x", "agree": "on"})
    assert again.url == walk.url("da-nop")
    assert page.status_code == 200
    assert Dossier.objects.count() == 1
    assert Message.objects.count() == 1


@pytest.mark.parametrize("step", STEPS)
def test_after_sending_every_step_shows_the_receipt(walk, step):
    walk.up_to("kiem-tra").send()
    assert walk.get(step).url == walk.url("da-nop")
    assert walk.post(step, {"x": "1"}).url == walk.url("da-nop")


def test_another_tab_that_saves_after_sending_gets_the_receipt(walk, monkeypatch):
    """The tab read the draft before it was sent, and saves after."""
    walk.up_to("kiem-tra")
    stale = Draft.objects.select_related("version__procedure", "agency__parent", "case").get()
    walk.send()
    monkeypatch.setattr(drafts, "find", lambda token, moment: stale)
    assert walk.post("nguoi-nop", LAN).url == walk.url("da-nop")


def test_shared_machine_keeps_nothing_after_the_browser_is_closed(walk):
    response = walk.begin(shared_machine="on")
    assert response.cookies["ho-so-2.000815"]["max-age"] == ""
    private = Walk(Client())
    assert private.begin().cookies["ho-so-2.000815"]["max-age"] > timedelta(hours=71).total_seconds()


def test_draft_cookie_is_closed_to_scripts_and_to_other_sites(walk):
    cookie = walk.begin().cookies["ho-so-2.000815"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/nop-ho-so/"


def test_ending_on_a_shared_machine_erases_an_unsent_draft(walk):
    walk.up_to("nhan-ket-qua")
    response = walk.post("ket-thuc", {})
    assert response.url == reverse("portal:file_forgotten")
    assert walk.client.get(response.url).status_code == 200
    assert Draft.objects.get().data == {}
    assert walk.get("nguoi-nop").url == f"{walk.url()}?chua-co=1"


def test_ending_after_sending_leaves_the_dossier(walk):
    walk.up_to("kiem-tra").send()
    walk.post("ket-thuc", {})
    assert Dossier.objects.count() == 1
    assert walk.get("da-nop").url == f"{walk.url()}?chua-co=1"


def test_several_cases_are_asked_first(office, client):
    walk = Walk(client, "1.013225")
    assert walk.begin().url == walk.url("truong-hop")
    assert "Bước 1/7" in walk.get("truong-hop").content.decode()
    assert "Chọn một trường hợp." in walk.post("truong-hop", {}).content.decode()
    wrong = walk.post("truong-hop", {"case": "999999"})
    assert wrong.status_code == 422
    assert "Hãy chọn lại" in wrong.content.decode()
    case = walk.version.cases.first()
    assert walk.post("truong-hop", {"case": case.pk}).url == walk.url("nguoi-nop")
    assert Draft.objects.get().case == case


def test_birth_registration_needs_no_file_for_its_declaration(office, client):
    walk = Walk(client, BIRTH_CODE)
    walk.begin()
    walk.post("nguoi-nop", LAN)
    walk.post("chu-ho-so", LAN)
    page = walk.get("noi-dung").content.decode()
    assert f'value="{LAN["name"]}"' in page  # prefilled from the filer
    assert "Thôn Trung Lưu, Xã Sơn Tây, tỉnh Hà Tĩnh" in page
    assert walk.post("noi-dung", BIRTH).status_code == 302
    assert walk.get("to-khai")["Content-Type"] == "application/pdf"
    assert "không cần gửi tệp" in walk.get("giay-to").content.decode()
    walk.post("giay-to", {walk.field("GT02"): picture(), "tiep_tuc": "1"})
    walk.post("nhan-ket-qua", {"method": "electronic"})
    checked = walk.get("kiem-tra").content.decode()
    assert "Nguyễn Bảo An" in checked
    assert walk.send().url == walk.url("da-nop")
    assert Dossier.objects.get().answers["tre_ho_ten"] == "Nguyễn Bảo An"


BIRTH = {
    "nyc_ho_ten": LAN["name"],
    "nyc_so_dinh_danh": LAN["id_number"],
    "nyc_noi_cu_tru": "Thôn Trung Lưu",
    "nyc_quan_he": "Ông hoặc bà",
    "tre_ho_ten": "Nguyễn Bảo An",
    "tre_ngay_sinh": "5/3/2026",
    "tre_gioi_tinh": "Nữ",
    "tre_dan_toc": "Kinh",
    "tre_quoc_tich": "Việt Nam",
    "tre_noi_sinh": "Bệnh viện đa khoa Hương Sơn",
    "tre_que_quan": "Xã Sơn Tây, tỉnh Hà Tĩnh",
    "me_ho_ten": "Trần Thị Mai",
    "me_nam_sinh": "1998",
    "me_dan_toc": "Kinh",
    "me_quoc_tich": "Việt Nam",
    "me_noi_cu_tru": "Thôn Trung Lưu",
    "me_giay_to": "Thẻ căn cước hoặc căn cước công dân",
    "me_so_giay_to": "042198001234",
    "chua_xac_dinh_cha": "Có",
    "cap_ban_sao": "Không",
}


@pytest.mark.parametrize(
    ("moment", "by"),
    [
        ("2026-11-20 16:00", "16:00, thứ Hai 23/11/2026"),  # T2: inside office hours
        ("2026-11-21 09:00", "17:00, thứ Hai 23/11/2026"),  # a Saturday
        ("2026-11-20 22:00", "17:00, thứ Hai 23/11/2026"),  # after hours
        ("2026-09-01 08:00", "17:00, thứ Năm 03/09/2026"),  # a public holiday
    ],
)
def test_receipt_says_by_when_also_outside_hours_and_on_holidays(walk, moment, by):
    with freeze_time(at(moment)):
        walk.up_to("kiem-tra").send()
        assert by in walk.get("da-nop").content.decode()


def test_old_nine_digit_number_is_flagged_and_taken(walk):
    walk.up_to("nguoi-nop")
    assert walk.post("nguoi-nop", LAN | {"id_number": "183 456 789"}).status_code == 302
    walk.post("chu-ho-so", LAN)
    walk.post("noi-dung", walk.answers("noi-dung"))
    walk.post("giay-to", walk.answers("giay-to"))
    walk.post("nhan-ket-qua", {"method": "office"})
    assert "Số CMND cũ 9 số" in walk.get("kiem-tra").content.decode()
    walk.send()
    assert Party.objects.get(role="filer").id_is_old


@pytest.mark.parametrize("typed", ["+84 912 345 678", "0912.345.678", "84912345678", "0912 345 678"])
def test_phone_is_read_however_it_is_typed(walk, typed):
    walk.up_to("nguoi-nop")
    assert walk.post("nguoi-nop", LAN | {"phone": typed}).status_code == 302


def test_name_of_one_letter_is_a_name(walk):
    walk.up_to("nguoi-nop")
    assert walk.post("nguoi-nop", LAN | {"name": "Y"}).status_code == 302


@pytest.mark.parametrize(("slug", "queries"), [("nguoi-nop", 1), ("giay-to", 3), ("kiem-tra", 5), ("", 7)])
def test_pages_ask_few_questions_of_the_database(walk, slug, queries, django_assert_num_queries):
    walk.up_to("kiem-tra")
    with django_assert_num_queries(queries):
        walk.get(slug)


def test_script_that_sends_a_form_gets_the_next_page_with_its_address(walk):
    walk.up_to("giay-to")
    url, answers = walk.url("giay-to"), walk.answers("giay-to")
    response = walk.client.post(url, answers, headers={"X-Upload": "1"})
    assert response.status_code == 200
    assert response["X-Location"] == walk.url("nhan-ket-qua")
    assert "Location" not in response
    assert "Cách nhận kết quả" in response.content.decode()
    assert "no-store" in response["Cache-Control"]


def test_whole_filing_by_script_is_one_request_a_page(walk):
    script = {"X-Upload": "1"}
    page = walk.client.post(walk.url(), {}, headers=script)
    for step in STEPS[:-1]:
        assert page["X-Location"] == walk.url(step)
        assert page.cookies["ho-so-2.000815"].value
        page = walk.client.post(walk.url(step), walk.answers(step), headers=script)
    assert page["X-Location"] == walk.url("kiem-tra")
    page = walk.client.post(walk.url("kiem-tra"), answer_to(page) | {"agree": "on"}, headers=script)
    assert page["X-Location"] == walk.url("da-nop")
    assert Dossier.objects.get().code in page.content.decode()


def test_script_is_shown_a_wrong_answer_where_it_stands(walk):
    walk.up_to("nguoi-nop")
    page = walk.client.post(walk.url("nguoi-nop"), {}, headers={"X-Upload": "1"})
    assert page.status_code == 422
    assert "X-Location" not in page


def test_the_only_office_is_named_and_not_asked_for(walk):
    assert "UBND xã Sơn Tây" in walk.get().content.decode()
    walk.up_to("kiem-tra")
    assert walk.get("co-quan").url == walk.url("kiem-tra")
    assert "/co-quan/" not in walk.get("kiem-tra").content.decode()


def test_among_several_offices_one_is_chosen(walk, neighbour):
    assert walk.begin().url == walk.url("co-quan")
    assert "Bước 1/7" in walk.get("co-quan").content.decode()
    assert walk.post("co-quan", {"tinh": "42", "agency": "18172"}).url == walk.url("nguoi-nop")
    assert "/co-quan/" in walk.get("nguoi-nop").content.decode()
    assert Draft.objects.get().agency.code == "18172"


def test_province_chosen_in_the_address_shows_its_communes_without_javascript(walk, neighbour):
    walk.begin()
    page = walk.get("co-quan", tinh="42").content.decode()
    assert '<option value="18172">' in page
    assert re.search(r'<option value="18073" disabled>', page)  # takes no filings here
    assert "18172" in walk.get("co-quan", tinh="không có").content.decode()  # falls back to where it is taken


def test_on_a_shared_machine_every_step_offers_to_leave_nothing(walk):
    walk.begin(shared_machine="on")
    assert "Dừng và xóa khỏi máy này" in walk.get("nguoi-nop").content.decode()
    private = Walk(Client())
    private.begin()
    assert "Dừng và xóa khỏi máy này" not in private.get("nguoi-nop").content.decode()


@pytest.mark.parametrize("typed", ["", "s", "\0", "sơn\0", "<script>", "x" * 5000])
def test_suggested_places_answer_whatever_is_typed(walk, typed):
    response = walk.client.get("/nop-ho-so/dia-ban/", {"place": typed})
    assert response.status_code == 200
    assert "<script>" not in response.content.decode()
