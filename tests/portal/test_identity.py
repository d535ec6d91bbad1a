"""The way to a provider and back through our own pages: once, in the session that began it, or not at all."""

import re
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.utils import timezone
from freezegun import freeze_time

from accounts.models import Citizen, CitizenSession, ExternalIdentity
from accounts.oidc import providers
from audit.models import AuditEntry
from kit.actor import Actor
from tests.accounts.citizens import LAN, code_to
from tests.accounts.provider import BA_LAN, Impostor, known_as, running
from tests.cast import at

pytestmark = pytest.mark.django_db
START = "/dang-nhap/dinh-danh/dvcqg/"
BACK = f"{START}tro-ve/"


@pytest.fixture
def op() -> Iterator[Impostor]:
    with running() as impostor:
        known_as(impostor.url)
        yield impostor


def begin(client: Client, **query: str) -> dict[str, str]:
    """What the browser would carry to the provider."""
    return {
        name: values[0] for name, values in parse_qs(urlsplit(client.get(START, query).url).query).items()
    }


def come_back(client: Client, asked: dict[str, str], **changed: str):
    return client.get(BACK, {"state": asked["state"], "code": asked["nonce"]} | changed)


def nobody_in(client: Client, sentence: str) -> None:
    page = client.get("/dang-nhap/").content.decode()
    assert sentence in page
    assert not CitizenSession.objects.exists()
    assert not Citizen.objects.exists()
    assert client.get("/tai-khoan/").status_code == 302
    assert AuditEntry.objects.filter(action="citizen.failed").exists()


def test_whoever_the_provider_names_is_in_and_goes_on(client, office, op):
    asked = begin(client, tiep="/tra-cuu/")
    before = client.session.session_key
    assert come_back(client, asked).url == "/tra-cuu/"
    assert client.session.session_key != before
    page = client.get("/tai-khoan/").content.decode()
    assert "NGUYỄN THỊ LAN" in page
    assert "********1234" in page
    assert "042165001234" not in page
    assert "Tài khoản định danh (VNeID)" in page


def test_an_answer_counts_once(client, office, op):
    asked = begin(client)
    come_back(client, asked)
    client.post("/dang-xuat/")
    come_back(client, asked)
    assert "đã hết hạn hoặc đã được dùng" in client.get("/dang-nhap/").content.decode()
    assert client.get("/tai-khoan/").status_code == 302


def test_an_answer_counts_only_in_the_session_that_asked(office, op):
    victim = Client()
    asked = begin(Client())
    come_back(victim, asked)
    nobody_in(victim, "đã hết hạn hoặc đã được dùng")


def test_an_answer_comes_within_ten_minutes(client, office, op):
    with freeze_time(timezone.now() - timedelta(minutes=11)):
        asked = begin(client)
    come_back(client, asked)
    nobody_in(client, "đã hết hạn hoặc đã được dùng")


@pytest.mark.parametrize("state", ["", "x" * 40])
def test_an_answer_without_our_state_is_none(client, office, op, state):
    begin(client)
    come_back(client, {"state": state, "nonce": "n"})
    nobody_in(client, "đã hết hạn hoặc đã được dùng")


def test_an_answer_of_another_provider_is_none(client, office, op):
    known_as(op.url, key="tinh")
    asked = begin(client)
    client.get("/dang-nhap/dinh-danh/tinh/tro-ve/", {"state": asked["state"], "code": asked["nonce"]})
    nobody_in(client, "đã hết hạn hoặc đã được dùng")


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"code": "another nonce"}, "Chưa xác minh được"),
        ({"iss": "https://evil.example"}, "Chưa xác minh được"),
        ({"error": "access_denied"}, "đã dừng đăng nhập"),
        ({"error": "<script>"}, "không cho đăng nhập lần này"),
        ({"code": ""}, "không cho đăng nhập lần này"),
    ],
)
def test_what_does_not_pass_gets_a_sentence(client, office, op, changed, sentence):
    come_back(client, begin(client), **changed)
    nobody_in(client, sentence)


def test_claims_without_the_providers_key_of_a_person(client, office, op):
    op.says = BA_LAN | {"TechID": ""}
    come_back(client, begin(client))
    nobody_in(client, "không gửi đủ thông tin")


def test_a_provider_that_is_down(client, office, op):
    op.fails = {"/token": (503, "")}
    come_back(client, begin(client))
    nobody_in(client, "không kết nối được")


def test_several_tabs_at_once(client, office, op):
    first, second = begin(client), begin(client)
    assert come_back(client, first).url == "/tai-khoan/"
    client.post("/dang-xuat/")
    assert come_back(client, second).url == "/tai-khoan/"
    assert Citizen.objects.count() == 1


def test_nobody_is_sent_out_of_the_house(client, office, op):
    asked = begin(client, tiep="//evil.example")
    assert come_back(client, asked).url == "/tai-khoan/"


def by_phone(client: Client) -> None:
    client.post("/dang-nhap/", {"phone": "0912345678"})
    client.post("/dang-nhap/ma/", {"code": code_to(LAN)})
    client.post("/dang-nhap/ho-ten/", {"name": "Lan"})


def ask_to_be_proven(client: Client) -> dict[str, str]:
    """As the link on the account's page does it."""
    link = re.search(rf'href="{START}\?xac-thuc=([^"]+)"', client.get("/tai-khoan/").content.decode())[1]
    return begin(client, **{"xac-thuc": link})


@pytest.mark.parametrize("mark", ["", "x", "1:1abc:def"])
def test_a_strange_site_makes_nobody_ask_to_be_proven(client, office, op, mark):
    by_phone(client)
    assert client.get(START, {"xac-thuc": mark}).url == "/tai-khoan/"


def test_who_is_signed_in_by_phone_is_proven_and_stays_the_same(client, office, op):
    by_phone(client)
    come_back(client, ask_to_be_proven(client))
    lan = Citizen.objects.get()
    assert (lan.phone, lan.name, lan.id_number) == (LAN, BA_LAN["HoVaTen"], "042165001234")
    assert ExternalIdentity.objects.get().basis == "asked"


def test_a_proof_that_was_asked_for_is_not_given_to_who_came_after(client, office, op):
    by_phone(client)
    asked = ask_to_be_proven(client)
    client.post("/dang-xuat/")
    come_back(client, asked)
    assert not ExternalIdentity.objects.exists()
    assert client.get("/tai-khoan/").status_code == 302


def test_signing_out_leads_to_the_provider_once(client, office, op):
    come_back(client, begin(client))
    client.post("/dang-xuat/")
    assert "Đăng xuất cả ở đó" in client.get("/dang-xuat/xong/").content.decode()
    out = client.get("/dang-xuat/dinh-danh/dvcqg/").url
    assert out.startswith(f"{op.url}/logout?id_token_hint=")
    assert client.get("/dang-xuat/dinh-danh/dvcqg/").url == "/dang-nhap/"


def test_a_provider_that_is_switched_off_is_not_there(client, office, op):
    asked = begin(client)
    providers.put(key="dvcqg", values={"enabled": False}, by=Actor.system(), at=at("2026-11-23 09:00"))
    assert client.get(START).status_code == 404
    assert come_back(client, asked).status_code == 404
