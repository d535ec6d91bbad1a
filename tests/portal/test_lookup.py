"""After filing: look up, open with the key, complete, correct, withdraw (issue 2, section 4)."""

import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Q
from django.test import Client
from django.utils.html import escape
from freezegun import freeze_time
from pypdf import PdfReader

from accounts.access import actor_of
from audit.models import AuditEntry
from audit.services import record
from dossiers.models import Dossier
from dossiers.services import supplement
from kit.clock import say_time
from notifications.models import Message
from tests import cast
from tests.accounts.captcha_answers import answer_to
from tests.cast import at
from tests.portal.walk import Walk, picture

pytestmark = pytest.mark.django_db
FILED = at("2026-11-23 09:00")


def key_of(dossier: Dossier) -> str:
    """The update key as the citizen finds it in the newest message."""
    newest = Message.objects.filter(reference=dossier.code, secret_values__isnull=False).latest("pk")
    return newest.secret_values["key"]


@pytest.fixture
def dossier(office) -> Dossier:
    return cast.file_online(office, FILED, "2.000815")


def look_up(client: Client, code: str):
    page = client.get("/tra-cuu/")
    return client.post("/tra-cuu/", {"code": code, **answer_to(page)})


def opened(client: Client, dossier: Dossier) -> Client:
    look_up(client, dossier.code)
    response = client.post(f"/tra-cuu/{dossier.code}/khoa/", {"key": key_of(dossier)})
    assert response.url == f"/ho-so/{dossier.code}/", response
    return client


def test_lookup_with_code_and_captcha_shows_the_masked_state(client, dossier):
    response = look_up(client, f" {dossier.code.lower()} ")
    assert response.url == f"/tra-cuu/{dossier.code}/"
    page = client.get(response.url).content.decode()
    assert "đang chờ cán bộ tiếp nhận" in page
    assert "N*** T*** Lan" in page
    for private in ("Nguyễn Thị Lan", "042165001234", "0912 345 678", "Trung Lưu"):
        assert private not in page


def test_the_key_opens_everything_the_applicant_may_see(client, dossier):
    page = opened(client, dossier).get(f"/ho-so/{dossier.code}/")
    text = page.content.decode()
    assert page.status_code == 200
    assert "042165001234" not in text  # who stands beside may read along
    for own in ("Nguyễn Thị Lan", "********1234", "0912 345 678", "Trung Lưu", "Vì sao hẹn ngày này?"):
        assert own in text


def test_code_in_the_address_of_the_qr_code_is_filled_in(client, dossier):
    page = client.get("/tra-cuu/", {"ma": dossier.code}).content.decode()
    assert f'value="{dossier.code}"' in page


@pytest.mark.parametrize("code", ["H42.18172-261123-9999", "x" * 60, "' OR 1=1 --"])
def test_unknown_code_gets_a_sentence_and_stays(client, dossier, code):
    response = look_up(client, code)
    assert response.status_code == 422
    assert "Không tìm thấy hồ sơ với mã này" in response.content.decode()
    assert escape(code) in response.content.decode()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"code": ""}, "Nhập mã hồ sơ."),
        ({"code": "x" * 61}, "Mã hồ sơ dài quá"),
        ({"captcha": ""}, "Nhập mã"),
    ],
)
def test_wrong_lookup_gets_a_sentence(client, dossier, typed, sentence):
    page = client.get("/tra-cuu/")
    response = client.post("/tra-cuu/", {"code": dossier.code, **answer_to(page), **typed})
    assert response.status_code == 422
    assert sentence in response.content.decode()


def test_guessing_codes_meets_a_wait(client, dossier, settings):
    settings.THROTTLE_FREE_PER_ADDRESS = 2
    for _ in range(3):
        look_up(client, "H42.18172-261123-9999")
    response = look_up(client, dossier.code)
    assert response.status_code == 429
    assert "thử lại sau" in response.content.decode()


@pytest.mark.parametrize("path", ["", "bo-sung/", "sua/", "to-khai/", "tep/1/", "giay/1/"])
def test_without_the_key_nothing_of_the_dossier_opens(client, dossier, path):
    look_up(client, dossier.code)
    response = client.get(f"/ho-so/{dossier.code}/{path}")
    assert response.url == f"/tra-cuu/?ma={dossier.code}"


def test_result_page_needs_the_captcha_first(client, dossier):
    assert client.get(f"/tra-cuu/{dossier.code}/").url == f"/tra-cuu/?ma={dossier.code}"
    answer = client.post(f"/tra-cuu/{dossier.code}/khoa/", {"key": key_of(dossier)})
    assert answer.url == f"/tra-cuu/?ma={dossier.code}"


def test_wrong_key_says_how_many_tries_are_left_and_where_the_key_is(client, dossier):
    look_up(client, dossier.code)
    response = client.post(f"/tra-cuu/{dossier.code}/khoa/", {"key": "AAAA-AAAA"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "Khóa cập nhật chưa đúng. Ông/Bà còn 3 lần thử." in page
    assert "****678" in page


def test_key_is_read_without_its_dash_and_in_small_letters(client, dossier):
    look_up(client, dossier.code)
    typed = key_of(dossier).replace("-", "").lower()
    assert client.post(f"/tra-cuu/{dossier.code}/khoa/", {"key": typed}).url == f"/ho-so/{dossier.code}/"


def test_open_dossier_closes_after_half_an_hour_and_by_its_button(client, dossier):
    with freeze_time(at("2026-11-23 10:00")):
        opened(client, dossier)
    with freeze_time(at("2026-11-23 10:29")):
        assert client.get(f"/ho-so/{dossier.code}/").status_code == 200
    with freeze_time(at("2026-11-23 10:58")):
        assert client.get(f"/ho-so/{dossier.code}/").status_code == 200  # half an hour after the last use
    with freeze_time(at("2026-11-23 11:29")):
        assert client.get(f"/ho-so/{dossier.code}/").status_code == 302
        opened(client, dossier)
        client.post(f"/ho-so/{dossier.code}/dong/")
        assert client.get(f"/ho-so/{dossier.code}/").status_code == 302


def test_key_of_one_dossier_opens_no_other(client, office, dossier):
    other = cast.file_online(office, FILED, "2.000815", name="Trần Văn Bình")
    opened(client, dossier)
    theirs = other.files.first()
    assert client.get(f"/ho-so/{other.code}/").status_code == 302
    assert client.get(f"/ho-so/{dossier.code}/tep/{theirs.pk}/").status_code == 404
    assert client.post(f"/ho-so/{dossier.code}/sua/", {"go_tep": theirs.pk}).status_code in (302, 422)
    theirs.refresh_from_db()
    assert theirs.removed_at is None
    look_up(client, other.code)
    wrong = client.post(f"/tra-cuu/{other.code}/khoa/", {"key": key_of(dossier)})
    assert wrong.status_code == 422


def test_own_file_is_shown_and_downloaded(client, dossier):
    opened(client, dossier)
    row = dossier.files.first()
    response = client.get(f"/ho-so/{dossier.code}/tep/{row.pk}/")
    assert "attachment" in response["Content-Disposition"]
    assert b"".join(response.streaming_content)
    shown = client.get(f"/ho-so/{dossier.code}/tep/{row.pk}/", {"xem": "1"})
    assert shown["Content-Type"] == "image/jpeg"


def test_declaration_of_the_dossier_is_printed_with_its_code(client, office):
    dossier = cast.take_in(office, FILED, "2.000815")
    assert dossier.answers == {}
    walk = Walk(client)
    walk.up_to("kiem-tra").send()
    sent = Dossier.objects.latest("pk")
    opened(client, sent)
    assert client.get(f"/ho-so/{sent.code}/to-khai/")["Content-Type"] == "application/pdf"


def test_new_key_goes_to_the_phone_on_file_and_the_answer_never_tells(client, dossier):
    before = key_of(dossier)
    told = []
    for phone in ("0987 654 321", "0912 345 678"):
        page = client.get("/tra-cuu/khoa-moi/", {"ma": dossier.code})
        response = client.post(
            "/tra-cuu/khoa-moi/", {"code": dossier.code, "phone": phone, **answer_to(page)}, follow=True
        )
        told.append(re.search(r"Nếu số điện thoại đúng[^<]*", response.content.decode()).group())
    assert told[0] == told[1]
    assert key_of(dossier) != before
    assert Message.objects.filter(template_key="key_renewed").count() == 1


def ask(office, dossier: Dossier, moment) -> None:
    component = dossier.version.components.get(code="GT02")
    supplement.ask(
        dossier=dossier,
        by=office.actor("hoa"),
        at=moment,
        reason="Bản chụp bị mờ ở trang 2.",
        items=[supplement.Asked(component=component, what="Chụp lại rõ nét trang 2")],
    )


def test_supplement_asked_before_reception_is_completed_with_files_and_words(client, office, dossier):
    ask(office, dossier, at("2026-11-23 10:00"))
    opened(client, dossier)
    page = client.get(f"/ho-so/{dossier.code}/").content.decode()
    assert "Bản chụp bị mờ ở trang 2." in page
    url = f"/ho-so/{dossier.code}/bo-sung/"
    assert "Chụp lại rõ nét trang 2" in client.get(url).content.decode()
    field = f"tep_{dossier.supplements.get().items.get().pk}"
    response = client.post(url, {field: picture("ro-net.png"), "answer": "Tôi đã chụp lại.", "gui": "1"})
    assert response.url == f"/ho-so/{dossier.code}/"
    assert "Đã bổ sung hồ sơ" in client.get(response.url).content.decode()
    done = dossier.supplements.get()
    assert done.answer == "Tôi đã chụp lại."
    assert done.files.get().file.original_name == "ro-net.png"
    assert client.get(url).status_code == 302  # nothing is asked any more


def test_supplement_keeps_good_files_when_one_is_refused(client, office, dossier):
    ask(office, dossier, at("2026-11-23 10:00"))
    opened(client, dossier)
    url = f"/ho-so/{dossier.code}/bo-sung/"
    field = f"tep_{dossier.supplements.get().items.get().pk}"
    bad = SimpleUploadedFile("lạ.pdf", b"MZ" + b"\0" * 300)
    response = client.post(url, {field: [picture("tot.png"), bad], "answer": "Đây ạ", "gui": "1"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "không phải tệp văn bản hay ảnh" in page
    assert "tot.png" in page
    assert "Đây ạ" in page
    assert dossier.supplements.get().completed_at is None
    kept = re.search(r'name="go_tep" value="([0-9a-f-]{36})"', page).group(1)
    client.post(url, {"go_tep": kept, "answer": "Đây ạ"})
    again = client.get(url).content.decode()
    assert "tot.png" not in again
    assert "Đây ạ" in again


def test_empty_supplement_gets_a_sentence(client, office, dossier):
    ask(office, dossier, at("2026-11-23 10:00"))
    opened(client, dossier)
    response = client.post(f"/ho-so/{dossier.code}/bo-sung/", {"answer": "", "gui": "1"})
    assert "vui lòng thêm tệp hoặc viết câu trả lời" in response.content.decode()


def test_papers_are_corrected_before_reception_only(client, office, dossier):
    opened(client, dossier)
    url = f"/ho-so/{dossier.code}/sua/"
    row = dossier.files.get()
    field = f"tep_{row.component_id}"
    refused = client.post(url, {"go_tep": row.pk})
    assert "cần còn ít nhất một tệp" in refused.content.decode()
    assert client.post(url, {field: picture("moi.png")}).url == url
    assert client.post(url, {"go_tep": row.pk}).url == url
    names = dossier.files.filter(removed_at=None).values_list("file__original_name", flat=True)
    assert list(names) == ["moi.png"]
    cast.receive(office, dossier, at("2026-11-24 23:59"))
    assert client.get(url).url == f"/ho-so/{dossier.code}/"


def test_withdrawal_before_reception_ends_at_once(client, dossier):
    opened(client, dossier)
    url = f"/ho-so/{dossier.code}/rut/"
    no_reason = client.post(url, {"reason": "", "seen": "1"})
    assert no_reason.status_code == 422
    assert "Nhập lý do rút hồ sơ." in no_reason.content.decode()
    client.post(url, {"reason": "Tôi nộp nhầm", "seen": "1"})
    page = client.get(f"/ho-so/{dossier.code}/").content.decode()
    assert "Đã rút hồ sơ" in page
    assert "Rút hồ sơ" not in re.sub(r"Đã rút hồ sơ|đã rút hồ sơ", "", page)


def test_withdrawal_on_a_stale_page_gets_a_kind_sentence(client, office, dossier):
    opened(client, dossier)
    cast.receive(office, dossier, at("2026-11-23 10:00"))
    response = client.post(
        f"/ho-so/{dossier.code}/rut/", {"reason": "Tôi nộp nhầm", "seen": "1"}, follow=True
    )
    assert "Hồ sơ vừa thay đổi" in response.content.decode()


def test_received_dossier_shows_its_receipt_and_why_that_day(client, office, dossier):
    cast.receive(office, dossier, at("2026-11-23 10:00"))
    opened(client, dossier)
    page = client.get(f"/ho-so/{dossier.code}/").content.decode()
    assert "Giấy tiếp nhận hồ sơ và hẹn trả kết quả" in page
    assert "Hẹn trả kết quả" in page
    form = dossier.issued_forms.get()
    response = client.get(f"/ho-so/{dossier.code}/giay/{form.pk}/")
    assert response["Content-Type"] == "application/pdf"
    assert b"".join(response.streaming_content)


def test_officers_name_is_not_told_to_citizens(client, office, dossier):
    cast.receive(office, dossier, at("2026-11-23 10:00"))
    opened(client, dossier)
    assert "Nguyễn Thị Hoa" not in client.get(f"/ho-so/{dossier.code}/").content.decode()


def test_the_citizen_sees_which_office_opened_the_dossier_and_no_name(client, office, dossier):
    opened(client, dossier)
    page = client.get(f"/ho-so/{dossier.code}/").content.decode()
    assert "Ai đã xem hồ sơ này" in page
    assert "Chưa có cán bộ nào mở hồ sơ" in page
    hoa = office.people["hoa"]
    by = actor_of(hoa, office.agency.name)
    looks = (("08:00", "view.dossier"), ("08:04", "view.file"), ("08:30", "print.slip"))
    for clock, action in looks:
        record(action=action, by=by, at=at(f"2026-11-23 {clock}"), object_type="dossier",
               object_id=dossier.pk, summary="x", data={"roles": ["receiver", "gone"]})  # fmt: skip
    shown = client.get(f"/ho-so/{dossier.code}/")
    office_name = office.agency.name
    told = [(say_time(moment), name, duties) for moment, name, duties in shown.context["visits"]]
    assert told == [("08:30", office_name, "Tiếp nhận"), ("08:04", office_name, "Tiếp nhận")]
    assert hoa.full_name not in shown.content.decode()


def test_what_is_opened_with_the_key_and_a_wrong_key_stand_in_the_book(client, dossier):
    opened(client, dossier)
    client.get(f"/ho-so/{dossier.code}/")
    client.head(f"/ho-so/{dossier.code}/")
    lines = AuditEntry.objects.filter(actor_kind="citizen", object_id=str(dossier.pk))
    lines = lines.filter(Q(action__startswith="key.") | Q(action__startswith="view.")).order_by("pk")
    assert [line.action for line in lines] == ["key.open", "view.dossier"]
    assert {line.actor_name for line in lines} == {"Người có khóa cập nhật"}
    assert {line.address for line in lines} == {"127.0.0.1"}
    client.post(f"/tra-cuu/{dossier.code}/khoa/", {"key": "AAAA-AAAA"})
    assert AuditEntry.objects.latest("pk").action == "key.failed"


def test_demo_inbox_shows_the_messages_of_a_phone_in_the_demo_only(client, settings, dossier):
    assert client.get("/tin-nhan/").status_code == 200
    wrong = client.get("/tin-nhan/", {"so": "12345"})
    assert "10 chữ số" in wrong.content.decode()
    assert "chưa nhận tin nhắn nào" in client.get("/tin-nhan/", {"so": "0900000000"}).content.decode()
    settings.DEMO_MODE = False
    assert client.get("/tin-nhan/").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_pages_of_a_dossier_ask_few_questions_of_the_database(
    client, dossier, number, django_assert_num_queries
):
    opened(client, dossier)
    field = f"tep_{dossier.files.get().component_id}"
    for extra in range(number - 1):
        client.post(f"/ho-so/{dossier.code}/sua/", {field: picture(f"{extra}.png")})
    with django_assert_num_queries(18):
        client.get(f"/ho-so/{dossier.code}/")
    with django_assert_num_queries(4):
        client.get(f"/tra-cuu/{dossier.code}/")


def test_declaration_is_addressed_to_the_body_that_acts(client, dossier, real_paper):
    paper = opened(client, dossier).get(f"/ho-so/{dossier.code}/to-khai/")
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(paper.content)).pages)
    assert "Ủy ban nhân dân xã Sơn Tây" in " ".join(text.split())
