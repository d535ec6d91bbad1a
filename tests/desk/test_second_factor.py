"""Signing in with a code: asked after the password, required of who signs or leads, taken once."""

from datetime import timedelta

import pyotp
import pytest
from django.test import Client
from django.utils import timezone

from accounts import second
from accounts.access import actor_of
from accounts.models import RecoveryCode, SecondFactor, User
from agencies.services import change_law_value
from audit.models import AuditEntry
from kit.secrets import decrypt
from tests.desk import access

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.desk.session_urls")]
SECRET = "MotCua#2026-demo"
LOGIN, CODE, HOME = "/can-bo/dang-nhap/", "/can-bo/dang-nhap/ma/", "/can-bo/"
FACTOR = "/can-bo/tai-khoan/xac-thuc/"


@pytest.fixture
def son_tay():
    return access.agency()


@pytest.fixture
def khang(son_tay) -> User:
    return officer("khang", "approver", son_tay)


@pytest.fixture
def hoa(son_tay) -> User:
    return officer("hoa", "receiver", son_tay)


def officer(name: str, role: str, agency) -> User:
    user = access.officer(name, role, at=agency)
    user.set_password(SECRET)
    user.save()
    return user


@pytest.fixture(autouse=True)
def _required(settings):
    settings.REQUIRE_SECOND_FACTOR = True


@pytest.fixture
def factor(khang) -> str:
    """Anh Khang has set up an authenticator yesterday."""
    secret, yesterday = second.new_secret(), timezone.now() - timedelta(days=1)
    second.set_up(
        user=khang, secret=secret, code=pyotp.TOTP(secret).at(yesterday), password=SECRET,
        address="127.0.0.1", by=actor_of(khang), at=yesterday,
    )  # fmt: skip
    return secret


def sign_in(client: Client, username: str = "khang", **more):
    return client.post(LOGIN, {"username": username, "password": SECRET} | more)


def code(secret: str) -> str:
    return pyotp.TOTP(secret).now()


def test_after_the_password_comes_the_code_and_then_the_page_asked_for(client, khang, factor):
    half = sign_in(client, next="/can-bo/nhan/")
    assert half["Location"] == CODE
    assert access.outcome(client.get(HOME)) == "login"
    assert client.get(CODE).status_code == 200
    assert client.post(CODE, {"code": code(factor)})["Location"] == "/can-bo/nhan/"
    assert client.get(HOME).status_code == 200
    assert list(AuditEntry.objects.order_by("id").values_list("action", flat=True))[-2:] == [
        "session.half", "session.in",
    ]  # fmt: skip


def test_a_wrong_code_does_not_open_and_a_used_one_neither(client, khang, factor):
    sign_in(client)
    assert "Mã chưa đúng" in client.post(CODE, {"code": "000000"}).content.decode()
    used = code(factor)
    assert client.post(CODE, {"code": used}).status_code == 302
    other = Client()
    sign_in(other)
    assert "Mã chưa đúng" in other.post(CODE, {"code": used}).content.decode()


def test_the_half_open_door_closes_after_five_minutes(client, khang, factor, monkeypatch):
    sign_in(client)
    later = timezone.now() + timedelta(minutes=6)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    assert client.get(CODE)["Location"] == LOGIN


def test_a_new_password_closes_the_half_open_door(client, khang, factor):
    sign_in(client)
    khang.set_password("Khac#2026-mat-khau")
    khang.save()
    assert client.post(CODE, {"code": code(factor)})["Location"] == LOGIN


def test_a_stranger_finds_no_second_step(client, db):
    assert client.get(CODE)["Location"] == LOGIN


def test_a_leader_sets_it_up_before_anything_else(client, khang):
    assert sign_in(client)["Location"] == HOME
    assert client.get(HOME)["Location"] == FACTOR
    page = client.get(FACTOR).content.decode()
    assert "data:image/svg+xml" in page
    secret = decrypt(client.session["desk_factor_secret"])
    assert secret[:4] in page
    shown = client.post(FACTOR, {"code": code(secret), "password": SECRET})
    assert shown.content.decode().count("<code>") == 10
    assert client.get(HOME).status_code == 200
    assert RecoveryCode.objects.filter(factor__user=khang).count() == 10
    assert "10 mã dự phòng" in client.get(FACTOR).content.decode()


def test_what_was_wrong_at_the_set_up_is_said_and_the_picture_stays(client, khang):
    sign_in(client)
    client.get(FACTOR)
    secret = client.session["desk_factor_secret"]
    answer = client.post(FACTOR, {"code": "123", "password": SECRET})
    assert answer.status_code == 422
    assert "Mã chưa đúng" in answer.content.decode()
    assert client.session["desk_factor_secret"] == secret


def test_where_it_is_not_required_nobody_is_asked(client, hoa, khang, settings):
    sign_in(client, "hoa")
    assert client.get(HOME).status_code == 200
    settings.REQUIRE_SECOND_FACTOR = False
    trial = Client()
    sign_in(trial)
    assert trial.get(HOME).status_code == 200
    assert "bản dùng thử" in trial.get(FACTOR).content.decode()


@pytest.fixture
def networks(son_tay):
    change_law_value(
        key="office_networks", value=["10.0.0.0/24"], valid_from=timezone.localdate(), basis="QĐ 1",
        mark="S", agency=son_tay, by=access.Actor.system(), at=timezone.now(),
    )  # fmt: skip


def test_from_outside_everybody_needs_it_and_sets_it_up_inside(hoa, networks):
    inside, outside = Client(REMOTE_ADDR="10.0.0.7"), Client(REMOTE_ADDR="203.0.113.9")
    sign_in(inside, "hoa")
    assert inside.get(HOME).status_code == 200
    sign_in(outside, "hoa")
    assert outside.get(HOME)["Location"] == FACTOR
    refused = outside.get(FACTOR)
    assert refused.status_code == 403
    assert "ngoài mạng của cơ quan" in refused.content.decode()
    assert outside.post(FACTOR, {"code": "000000", "password": SECRET}).status_code == 403
    assert inside.get(FACTOR).status_code == 200


def test_one_opened_without_it_goes_to_the_door_when_it_is_there(client, khang, factor):
    client.force_login(khang)
    assert access.outcome(client.get(HOME)) == "login"


def test_a_leader_can_not_turn_it_off_and_a_receiver_can(client, khang, factor, hoa):
    sign_in(client)
    client.post(CODE, {"code": code(factor)})
    assert client.post(f"{FACTOR}tat/", {"password": SECRET}).status_code == 422
    assert second.has(khang)
    SecondFactor.objects.create(user=hoa, secret="x", confirmed_at=timezone.now())
    own = Client()
    own.force_login(hoa)
    assert own.post(f"{FACTOR}tat/", {"password": "sai"}).status_code == 422
    assert own.post(f"{FACTOR}tat/", {"password": SECRET}).status_code == 302
    assert not second.has(hoa)


def test_new_recovery_codes_ask_for_the_password(client, khang, factor):
    sign_in(client)
    client.post(CODE, {"code": code(factor)})
    assert client.post(f"{FACTOR}ma-du-phong/", {"password": "sai"}).status_code == 422
    shown = client.post(f"{FACTOR}ma-du-phong/", {"password": SECRET}).content.decode()
    assert shown.count("<code>") == 10


def test_an_administrator_s_screen_locks_after_five_minutes(client, son_tay, settings, monkeypatch):
    settings.REQUIRE_SECOND_FACTOR = False
    officer("tri", "administrator", son_tay)
    sign_in(client, "tri")
    for minutes, status in ((4, 200), (10, 302)):
        there = timezone.now() + timedelta(minutes=minutes)
        with monkeypatch.context() as patched:
            patched.setattr("django.utils.timezone.now", lambda there=there: there)
            assert client.get(HOME).status_code == status
