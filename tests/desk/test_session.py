"""The door of the desk: signing in, waiting, leaving, being forgotten, choosing the office."""

from datetime import date, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts.models import Membership, User
from audit.models import AuditEntry
from tests.desk import access

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.desk.session_urls")]
SECRET = "MotCua#2026-demo"
LOGIN, HOME, PASSWORD = "/can-bo/dang-nhap/", "/can-bo/", "/can-bo/doi-mat-khau/"


@pytest.fixture
def son_tay():
    return access.agency()


@pytest.fixture
def an_phu():
    return access.agency("18175", "Xã An Phú")


@pytest.fixture
def hoa(son_tay) -> User:
    user = access.officer("hoa", "receiver", at=son_tay, full_name="Trần Thị Hoa")
    user.set_password(SECRET)
    user.save()
    return user


@pytest.fixture
def moved_clock(monkeypatch):
    def move(by: timedelta) -> None:
        there: datetime = timezone.now() + by
        monkeypatch.setattr("django.utils.timezone.now", lambda: there)

    return move


def sign_in(client: Client, password: str = SECRET, username: str = "hoa", **more):
    return client.post(LOGIN, {"username": username, "password": password} | more)


def actions() -> list[str]:
    return list(AuditEntry.objects.order_by("id").values_list("action", flat=True))


def test_an_officer_signs_in_with_a_new_session_and_a_line_in_the_book(client, hoa):
    client.get(LOGIN)
    before = client.session.session_key
    response = sign_in(client)
    assert (response.status_code, response["Location"]) == (302, HOME)
    assert client.session.session_key != before
    assert client.get(HOME).json()["actor"] == "Trần Thị Hoa"
    assert actions() == ["session.in"]


def test_the_name_may_be_typed_in_capitals_and_with_spaces(client, hoa):
    assert sign_in(client, username=" HOA ").status_code == 302


@pytest.mark.parametrize(("username", "password"), [("hoa", "sai"), ("khong-co", "sai")])
def test_a_wrong_try_gets_the_same_sentence_whoever_was_named(client, hoa, username, password):
    response = sign_in(client, password, username)
    assert "Tên đăng nhập hoặc mật khẩu chưa đúng" in response.content.decode()
    assert "còn 3 lần thử" in response.content.decode()
    assert f'value="{username}"' in response.content.decode()
    assert "sai" not in response.content.decode().replace("nhập sai", "")
    assert actions() == ["session.failed"]


def test_what_was_typed_as_a_name_is_not_written_down(client, hoa):
    sign_in(client, "x", "MotCua#2026-demo")
    assert SECRET.lower() not in str(AuditEntry.objects.values()).lower()


def test_a_closed_account_does_not_come_in(client, hoa):
    User.objects.update(is_active=False)
    assert sign_in(client).status_code == 200


def test_many_wrong_tries_have_to_wait_even_when_the_next_is_right(client, hoa, moved_clock):
    for _ in range(4):
        sign_in(client, "sai")
    waiting = sign_in(client)
    assert waiting.status_code == 429
    assert "thử lại sau 30 giây" in waiting.content.decode()
    moved_clock(timedelta(seconds=31))
    assert sign_in(client).status_code == 302


def test_a_stranger_elsewhere_makes_nobody_wait(client, hoa):
    for _ in range(9):
        Client(REMOTE_ADDR="203.0.113.9").post(LOGIN, {"username": "hoa", "password": "sai"})
    assert sign_in(client).status_code == 302


def test_a_stranger_at_the_same_address_does_not_lock_the_officer_s_own_machine(client, hoa, moved_clock):
    sign_in(client)
    client.post("/can-bo/dang-xuat/")
    kiosk = Client()
    for _ in range(5):
        sign_in(kiosk, "sai")
        moved_clock(timedelta(minutes=3))
    assert sign_in(kiosk).status_code == 429
    assert sign_in(client).status_code == 302
    for number in range(31):
        sign_in(kiosk, "sai", f"ten-{number}")
    assert sign_in(client).status_code == 302


def test_the_mark_of_a_machine_opens_nothing(client, hoa, moved_clock):
    sign_in(client)
    client.post("/can-bo/dang-xuat/")
    for _ in range(4):
        sign_in(client, "sai")
    assert sign_in(client).status_code == 429


def test_an_address_that_tries_many_names_has_to_wait(client, hoa):
    for number in range(31):
        sign_in(client, "sai", f"ten-{number}")
    assert sign_in(client).status_code == 429


def test_empty_boxes_get_a_sentence_each(client, db):
    page = client.post(LOGIN, {}).content.decode()
    assert "Nhập tên đăng nhập." in page
    assert "Nhập mật khẩu." in page


def test_signing_in_goes_on_to_the_page_that_was_asked_for(client, hoa):
    asked = client.get("/can-bo/nhan/?trang=2")
    assert asked["Location"] == "/can-bo/dang-nhap/?next=/can-bo/nhan/%3Ftrang%3D2"
    assert 'value="/can-bo/nhan/?trang=2"' in client.get(asked["Location"]).content.decode()
    assert sign_in(client, next="/can-bo/nhan/?trang=2")["Location"] == "/can-bo/nhan/?trang=2"


@pytest.mark.parametrize("next_page", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_signing_in_never_leads_out_of_the_house(client, hoa, next_page):
    assert sign_in(client, next=next_page)["Location"] == HOME


def test_a_form_sent_after_the_lock_leads_back_to_its_page(client, hoa):
    sent = client.post("/can-bo/nhan/", headers={"referer": "http://testserver/can-bo/?trang=2"})
    assert sent["Location"] == "/can-bo/dang-nhap/?next=/can-bo/%3Ftrang%3D2"


def test_a_fragment_for_a_stranger_sends_the_whole_page_to_the_door(client, hoa):
    answer = client.get(HOME, headers={"hx-request": "true", "hx-current-url": "http://testserver/can-bo/"})
    assert answer["HX-Redirect"] == "/can-bo/dang-nhap/?next=/can-bo/"


def test_a_forgotten_screen_is_locked_after_a_quarter_of_an_hour(client, hoa, moved_clock):
    sign_in(client)
    moved_clock(timedelta(minutes=14))
    assert client.get(HOME).status_code == 200
    moved_clock(timedelta(minutes=16))
    locked = client.get(HOME)
    assert access.outcome(locked) == "login"
    assert "không thao tác trong 15 phút" in client.get(locked["Location"]).content.decode()


def test_leaving_ends_the_session_and_only_by_post(client, hoa):
    sign_in(client)
    assert client.get("/can-bo/dang-xuat/").status_code == 405
    assert client.post("/can-bo/dang-xuat/")["Location"] == LOGIN
    assert access.outcome(client.get(HOME)) == "login"
    assert Session.objects.count() == 0
    assert actions() == ["session.in", "session.out"]


def test_pages_of_the_desk_are_not_kept_by_the_browser(client, hoa):
    sign_in(client)
    assert "no-store" in client.get(HOME)["Cache-Control"]


def test_a_temporary_password_has_to_be_changed_first(client, hoa):
    User.objects.update(must_change_password=True)
    sign_in(client)
    assert client.get(HOME)["Location"] == PASSWORD
    assert "mật khẩu tạm thời" in client.get(PASSWORD).content.decode()
    new = "Chu#Tich-2026-moi"
    changed = client.post(PASSWORD, {"old": SECRET, "new": new, "again": new})
    assert changed["Location"] == HOME
    assert client.get(HOME).status_code == 200
    assert actions() == ["session.in", "account.password"]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "Nhập mật khẩu hiện tại."),
        ({"old": "sai"}, "Mật khẩu hiện tại chưa đúng."),
        ({"new": SECRET, "again": SECRET}, "phải khác mật khẩu hiện tại"),
        ({"new": "ngan", "again": "ngan"}, "ít nhất 14 ký tự"),
        ({"again": "khac"}, "chưa giống nhau"),
    ],
)
def test_a_change_that_can_not_be_gets_a_sentence(client, hoa, given, sentence):
    sign_in(client)
    typed = {"old": SECRET, "new": "Chu#Tich-2026-moi", "again": "Chu#Tich-2026-moi"} | given if given else {}
    assert sentence in client.post(PASSWORD, typed).content.decode()
    hoa.refresh_from_db()
    assert hoa.check_password(SECRET)


def test_the_old_password_can_not_be_guessed_from_an_open_screen(client, hoa):
    sign_in(client)
    for _ in range(4):
        client.post(PASSWORD, {"old": "sai", "new": "x", "again": "x"})
    page = client.post(PASSWORD, {"old": SECRET, "new": "x", "again": "x"}).content.decode()
    assert "thử lại sau 30 giây" in page


def test_an_account_without_a_duty_is_told_whom_to_ask(client, hoa):
    Membership.objects.update(valid_to=date(2025, 12, 31))
    sign_in(client)
    assert client.get(HOME).status_code == 403


def test_the_door_knows_every_role_at_both_offices(son_tay, an_phu):
    everybody = access.visitors(own=son_tay, foreign=an_phu)
    everyone = {name for name in everybody if " " not in name} - {"stranger"}
    access.assert_table(everybody, HOME, own=everyone, foreign="opens")
    access.assert_table(everybody, "/can-bo/nhan/", own={"receiver"}, foreign="opens")


def test_an_officer_of_two_offices_works_at_one_of_them_at_a_time(client, hoa, son_tay, an_phu):
    Membership.objects.create(
        user=hoa, agency=an_phu, role="handler", valid_from=date(2026, 1, 1), granted_at=access.GIVEN_AT
    )
    sign_in(client)
    assert client.get(HOME).json() | {"actor": ""} == {
        "office": "18175", "actor": "", "place": "Xã An Phú", "sees": [an_phu.pk],
    }  # fmt: skip
    assert client.get("/can-bo/nhan/").status_code == 403
    page = client.get("/can-bo/co-quan/").content.decode().partition("<main")[2]
    assert page.index("Xã An Phú") < page.index("Xã Sơn Tây")
    client.post("/can-bo/co-quan/", {"office": son_tay.pk})
    assert client.get(HOME).json()["sees"] == [son_tay.pk]
    assert client.get("/can-bo/nhan/").status_code == 200


def test_an_office_without_a_duty_can_not_be_chosen(client, hoa, an_phu):
    sign_in(client)
    page = client.post("/can-bo/co-quan/", {"office": an_phu.pk}).content.decode()
    assert "không có vai trò ở cơ quan này" in page


def test_an_administrator_sees_no_dossiers(client, son_tay):
    client.force_login(access.officer("tri", "administrator", at=son_tay))
    assert client.get(HOME).json()["sees"] == []


def test_the_guard_asks_few_questions(client, hoa, django_assert_num_queries):
    sign_in(client)
    with django_assert_num_queries(4):  # session, account, duties, office
        client.get(HOME)
