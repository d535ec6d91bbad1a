"""Pages of a citizen's account: coming in, the browser's session, what strangers learn, what one changes."""

from http import HTTPStatus

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from freezegun import freeze_time

from accounts.citizens import organisations, sessions
from accounts.models import Citizen, CitizenSession
from accounts.oidc import providers
from audit.actions import BY_KEY
from portal.demo.office import PASSWORD
from tests.accounts.captcha_answers import answer_to
from tests.accounts.citizens import AN, LAN, NOW, SECRET, code_to, enrolled
from tests.accounts.provider import known_as
from tests.accounts.test_identities import HTX
from tests.accounts.test_identities import enter as enter_by

pytestmark = pytest.mark.django_db
TYPED, UNKNOWN = "0912 345 678", "0905 000 000"


@pytest.fixture(autouse=True)
def _morning():
    with freeze_time(NOW):
        yield


@pytest.fixture
def lan(office) -> Citizen:
    return enrolled(password=SECRET)


def sign_in(client: Client, phone: str = TYPED, password: str = SECRET, **more: str):
    return client.post("/dang-nhap/mat-khau/", {"phone": phone, "password": password, **more})


@pytest.fixture
def inside(client, lan) -> Client:
    assert sign_in(client).url == "/tai-khoan/"
    return client


def statements(client: Client, path: str, **typed: str) -> tuple[int, int]:
    """How many statements a page costs, and its status."""
    with CaptureQueriesContext(connection) as log:
        answer = client.post(path, typed) if typed else client.get(path)
    return len(log), answer.status_code


def test_signing_up_goes_number_code_name(client, office):
    assert client.post("/dang-ky/", {"phone": TYPED}).url == "/dang-nhap/ma/"
    assert client.post("/dang-nhap/ma/", {"code": code_to(LAN)}).url == "/dang-nhap/ho-ten/"
    answer = client.post("/dang-nhap/ho-ten/", {"name": "Nguyễn Thị Lan", "password": ""})
    assert answer.url == "/tai-khoan/"
    page = client.get("/tai-khoan/").content.decode()
    assert "Nguyễn Thị Lan" in page
    assert "0912 345 678" in page
    assert "Chưa xác thực danh tính" in page


def test_who_signs_up_with_a_known_number_is_signed_in(client, lan):
    client.post("/dang-ky/", {"phone": TYPED})
    assert client.post("/dang-nhap/ma/", {"code": code_to(LAN)}).url == "/tai-khoan/"
    assert Citizen.objects.count() == 1


@pytest.mark.parametrize("path", ["/dang-nhap/", "/dang-ky/"])
def test_asking_for_a_code_tells_nothing_about_the_number(lan, path):
    seen = set()
    for number in (TYPED, UNKNOWN):
        client = Client(REMOTE_ADDR=f"192.0.2.{len(seen) + 200}")
        with freeze_time(NOW.replace(hour=11)), CaptureQueriesContext(connection) as log:
            answer = client.post(path, {"phone": number})
        page = client.get(answer.url)
        seen.add((answer.status_code, answer.url, len(page.content), page.status_code))
        statements_seen = [query["sql"].split(" ")[0] for query in log.captured_queries]
        seen.add(tuple(word for word in statements_seen if word != "INSERT"))
    assert len(seen) == 2


def test_a_wrong_password_tells_nothing_about_the_number(lan):
    seen = set()
    for number in (TYPED, UNKNOWN):
        client = Client(REMOTE_ADDR=f"192.0.2.{len(seen) + 210}")
        with CaptureQueriesContext(connection) as log:
            answer = sign_in(client, number, "Sai-mat-khau#2026")
        csrf = len(answer.context["csrf_token"])
        seen.add((answer.status_code, len(answer.content), len(log), csrf))
    assert len(seen) == 1
    assert seen.pop()[0] == HTTPStatus.UNPROCESSABLE_ENTITY


@pytest.mark.parametrize(
    ("phone", "sentence"),
    [
        ("", "Nhập số điện thoại."),
        ("123", "Số điện thoại cần có 10 chữ số"),
        ("0239 385 1234", "không nhận được tin nhắn"),
        ("9" * 26, "Số điện thoại cần có 10 chữ số"),
    ],
)
def test_a_wrong_number_gets_a_sentence_and_stays(client, office, phone, sentence):
    answer = client.post("/dang-nhap/", {"phone": phone})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_a_wrong_code_says_how_many_tries_are_left(client, office):
    client.post("/dang-nhap/", {"phone": TYPED})
    answer = client.post("/dang-nhap/ma/", {"code": "12ab"})
    assert answer.status_code == 422
    assert "còn 4 lần thử" in answer.content.decode()


def test_a_busy_address_answers_a_captcha_first(client, office, settings):
    settings.CAPTCHA_AFTER = 1
    client.post("/dang-nhap/", {"phone": UNKNOWN})
    other = Client()
    page = other.get("/dang-nhap/")
    assert "Nhập các ký tự trong hình" in page.content.decode()
    assert other.post("/dang-nhap/", {"phone": TYPED}).status_code == 422
    assert other.post("/dang-nhap/", {"phone": TYPED, **answer_to(page)}).url == "/dang-nhap/ma/"


def test_the_session_has_another_number_after_signing_in(client, lan):
    client.post("/dang-nhap/", {"phone": TYPED})
    prepared = client.session.session_key
    client.post("/dang-nhap/ma/", {"code": code_to(LAN)})
    assert client.session.session_key != prepared
    thief = Client()
    thief.cookies["sessionid"] = prepared
    assert thief.get("/tai-khoan/").status_code == 302


def test_a_device_that_was_signed_out_elsewhere_opens_nothing(inside, lan):
    elsewhere = Client()
    sign_in(elsewhere)
    other = CitizenSession.objects.latest("pk")
    assert inside.post(f"/tai-khoan/thiet-bi/{other.pk}/dang-xuat/").url == "/tai-khoan/"
    assert elsewhere.get("/tai-khoan/").url.startswith("/dang-nhap/")
    assert "Nguyễn Thị Lan" not in elsewhere.get("/").content.decode()
    assert inside.get("/tai-khoan/").status_code == 200


def test_signing_out_everywhere_ends_this_one_too(inside, lan):
    sign_in(Client())
    assert inside.post("/tai-khoan/thiet-bi/tat-ca/dang-xuat/").url == "/dang-xuat/xong/"
    assert not sessions.of(lan, NOW).exists()
    assert inside.get("/tai-khoan/").status_code == 302


def test_nobody_ends_anothers_session(inside, lan):
    an = enrolled(AN, "Trần An")
    theirs = sessions.begin(citizen=an, way="code", device="x", address="", at=NOW)
    inside.post(f"/tai-khoan/thiet-bi/{theirs.pk}/dang-xuat/")
    assert list(sessions.of(an, NOW)) == [theirs]


def test_an_hour_without_a_click_asks_to_sign_in_again_and_comes_back(inside, lan):
    with freeze_time(NOW.replace(hour=10)):
        answer = inside.get("/tai-khoan/so-dien-thoai/")
        assert answer.url == "/dang-nhap/?tiep=%2Ftai-khoan%2Fso-dien-thoai%2F"
        assert sign_in(inside, tiep="/tai-khoan/so-dien-thoai/").url == "/tai-khoan/so-dien-thoai/"


@pytest.mark.parametrize(
    "evil",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "evil",
        "/\t/evil.example",
    ],
)
def test_nobody_is_sent_out_of_the_house(client, lan, evil):
    page = client.get("/dang-nhap/", {"tiep": evil}).content.decode()
    assert "evil" not in page
    assert sign_in(client, tiep=evil).url == "/tai-khoan/"


def test_an_officer_and_a_citizen_in_one_browser_are_two(client, lan):
    client.post("/can-bo/dang-nhap/", {"username": "hoa", "password": PASSWORD})
    assert client.get("/can-bo/").status_code == 200
    assert client.get("/tai-khoan/").status_code == 302
    assert "Trần Thị Hoa" not in client.get("/").content.decode()
    sign_in(client)
    assert client.get("/tai-khoan/").status_code == 200
    assert "Nguyễn Thị Lan" not in client.get("/can-bo/").content.decode()
    client.post("/dang-xuat/")
    assert client.get("/tai-khoan/").status_code == 302
    assert client.get("/can-bo/").status_code == 200


def test_a_citizen_does_not_come_to_the_desk(inside):
    assert inside.get("/can-bo/").status_code == 302


def test_another_citizen_at_the_same_machine_finds_nothing_open(inside, lan):
    session = inside.session
    session["ho_so_da_mo"] = {"H42": NOW.isoformat()}
    session.save()
    inside.post("/dang-xuat/")
    assert not {"ho_so_da_mo", "cong_dan"} & set(inside.session.keys())


def test_the_header_costs_strangers_no_statement(client, lan):
    assert statements(client, "/dang-xuat/xong/") == (0, 200)
    page = client.get("/").content.decode()
    assert 'href="/dang-nhap/">Đăng nhập</a>' in page


def test_the_header_names_who_is_in_and_costs_two_statements(inside):
    count, _ = statements(inside, "/dang-xuat/xong/")
    assert count == 2  # the browser's session; the device with its citizen
    assert "Nguyễn Thị Lan</a>" in inside.get("/").content.decode()


@pytest.mark.parametrize("devices", [1, 3])
def test_the_account_page_costs_the_same_however_much_is_in_it(inside, lan, devices):
    for _ in range(devices):
        sessions.begin(citizen=lan, way="code", device="x", address="", at=NOW)
    assert statements(inside, "/tai-khoan/") == (6, 200)


@pytest.mark.parametrize(
    "path",
    ["", "ho-ten/", "mat-khau/", "so-dien-thoai/", "thu-dien-tu/", "ma/"],
)
def test_strangers_are_asked_to_sign_in(client, office, path):
    assert client.get(f"/tai-khoan/{path}").url.startswith("/dang-nhap/?tiep=")


def test_changing_the_number_by_its_code(inside, lan):
    answer = inside.post("/tai-khoan/so-dien-thoai/", {"phone": "0987 654 321", "password": SECRET})
    assert answer.url == "/tai-khoan/ma/"
    assert inside.post("/tai-khoan/ma/", {"code": code_to(AN)}).url == "/tai-khoan/"
    assert Citizen.objects.get(pk=lan.pk).phone == AN


def test_changing_the_number_needs_the_password(inside, lan):
    answer = inside.post("/tai-khoan/so-dien-thoai/", {"phone": "0987 654 321", "password": "sai"})
    assert answer.status_code == 422
    assert "Mật khẩu hiện tại chưa đúng" in answer.content.decode()


def test_mail_box_name_and_password_are_changed(inside, lan):
    inside.post("/tai-khoan/thu-dien-tu/", {"email": "lan@hopthu.example"})
    inside.post("/tai-khoan/ma/", {"code": code_to("lan@hopthu.example")})
    inside.post("/tai-khoan/ho-ten/", {"name": "Nguyễn Thị Lan Anh"})
    weak = inside.post("/tai-khoan/mat-khau/", {"old": SECRET, "new": "ngan"})
    assert weak.status_code == 422
    inside.post("/tai-khoan/mat-khau/", {"old": SECRET, "new": "Mua-gat#2027-som"})
    lan.refresh_from_db()
    assert (lan.email, lan.name) == ("lan@hopthu.example", "Nguyễn Thị Lan Anh")
    assert sign_in(Client(), password="Mua-gat#2027-som").status_code == 302
    inside.post("/tai-khoan/thu-dien-tu/bo/")
    assert Citizen.objects.get(pk=lan.pk).email == ""


def test_an_invitation_is_answered_on_the_page(inside, lan):
    htx = enter_by(known_as("https://xacthuc.example"), HTX)
    seat = organisations.invite(
        citizen=htx, organisation_id=htx.organisation_id, phone=LAN, role="manager", origin="", at=NOW
    )
    assert "mời Ông/Bà tham gia" in inside.get("/tai-khoan/").content.decode()
    inside.post(f"/tai-khoan/loi-moi/{seat.pk}/", {"tra_loi": "dong-y"})
    page = inside.get("/tai-khoan/").content.decode()
    assert "Hợp tác xã Nông nghiệp Sơn Tây" in page
    wrong = inside.post(f"/tai-khoan/to-chuc/{htx.organisation_id}/moi/", {"phone": "1", "role": "member"})
    assert wrong.status_code == 422
    inside.post(f"/tai-khoan/to-chuc/{htx.organisation_id}/moi/", {"phone": "0987654321", "role": "member"})
    assert organisations.open_seats().filter(phone=AN).exists()
    inside.post(f"/tai-khoan/thanh-vien/{seat.pk}/thoi/")
    assert "Hợp tác xã" not in inside.get("/tai-khoan/").content.decode()


def test_a_stranger_to_an_organisation_invites_nobody(inside, lan):
    htx = enter_by(known_as("https://xacthuc.example"), HTX)
    answer = inside.post(
        f"/tai-khoan/to-chuc/{htx.organisation_id}/moi/", {"phone": "0987654321", "role": "member"}
    )
    assert "không quản lý tổ chức này" in answer.content.decode()
    assert not organisations.open_seats().exists()


def test_the_national_account_is_offered_only_where_it_is_set_up(client, office):
    assert not providers.enabled().exists()
    assert "/dang-nhap/dinh-danh/" not in client.get("/dang-nhap/").content.decode()
    known_as("https://xacthuc.example")
    assert "/dang-nhap/dinh-danh/dvcqg/?tiep=%2Ftai-khoan%2F" in client.get("/dang-nhap/").content.decode()


def test_the_book_has_a_group_for_citizens_accounts():
    assert BY_KEY["nguoi-dan"].prefixes == ("citizen.",)
