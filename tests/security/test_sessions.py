"""What a strange site, a planted cookie or a strange host name could do with somebody's browser."""

import re
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import CitizenSession
from notifications.models import Message
from portal.demo.office import PASSWORD
from tests.accounts.citizens import SECRET, code_to, enrolled
from tests.cast import at
from tests.portal.walk import LAN as LAN_TYPED
from tests.portal.walk import Walk
from tests.security.people import LAN, Wide
from tests.security.routes import every_route
from tests.security.test_walk import fill_in

pytestmark = pytest.mark.django_db
NOW = at("2026-11-10 09:00")
PLANTED = "planted0by0the0attacker000000000"
EVIL = (
    "https://evil.example/", "//evil.example/", "///evil.example", "/\\evil.example", "\\\\evil.example",
    "https:evil.example", "http:///evil.example", "javascript:alert(1)", "/\t/evil.example",
    "\x01//evil.example", "/\r\nSet-Cookie: a=b", "//evil.example@localhost/",
    "https://localhost@evil.example", "/" * 400 + "evil.example",
)  # fmt: skip
PARAMETERS = ("next", "tiep", "ve", "url", "return_to", "redirect_uri", "continue", "RelayState")
# What a look may write: that somebody looked, the session, a picture, a sign of life, a wrong link of an
# invitation (it counts as a try).
RECORDS = "audit_auditentry|django_session|captcha_captchastore|accounts_citizensession|accounts_throttle"
ISSUED_ONCE = {"desk:control_slip"}  # made when it is first printed, the same ever after
MAY_WRITE = re.compile(f'"({RECORDS})"')


def planted(**more: str) -> Client:
    """A browser to which an attacker gave the number of a session that the attacker knows."""
    client = Client(**more)
    first = Client()
    opened = first.session
    opened["mark"] = "the attacker's"
    opened.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = opened.session_key
    client.planted = opened.session_key
    return client


def test_an_officer_who_signs_in_has_a_session_that_nobody_knows(office, clock):
    clock("2026-11-10 09:00")
    client = planted()
    assert client.post("/can-bo/dang-nhap/", {"username": "hoa", "password": PASSWORD}).status_code == 302
    assert client.session.session_key not in (client.planted, PLANTED)
    assert client.session.get("mark") is None
    assert client.get("/can-bo/").status_code == 200
    assert opens("/can-bo/", client.planted) == 302


def opens(path: str, session_key: str) -> int:
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = session_key
    return thief.get(path).status_code


@pytest.mark.parametrize("way", ["password", "code"])
def test_a_citizen_who_signs_in_has_a_session_that_nobody_knows(office, clock, way):
    clock("2026-11-10 09:00")
    enrolled(phone=LAN[0], password=SECRET, moment=NOW)
    clock("2026-11-10 10:00")
    client = planted()
    if way == "password":
        client.post("/dang-nhap/mat-khau/", {"phone": "0905000111", "password": SECRET})
    else:
        client.post("/dang-nhap/", {"phone": "0905000111"})
        client.post("/dang-nhap/ma/", {"code": code_to(LAN[0])})
    assert client.get("/tai-khoan/").status_code == 200
    assert client.session.session_key != client.planted
    assert opens("/tai-khoan/", client.planted) == 302


def test_a_session_number_that_we_never_gave_is_not_taken_over(office, clock):
    clock("2026-11-10 09:00")
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = PLANTED
    client.post("/can-bo/dang-nhap/", {"username": "hoa", "password": PASSWORD})
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != PLANTED


def test_who_has_signed_out_leaves_a_number_that_opens_nothing(wide: Wide):
    officer, who = wide.visitors["receiver"], wide.visitors["citizen"]
    for client, path, out in (
        (officer, "/can-bo/", "/can-bo/dang-xuat/"),
        (who, "/tai-khoan/", "/dang-xuat/"),
    ):
        kept = client.cookies[settings.SESSION_COOKIE_NAME].value
        assert opens(path, kept) == 200
        client.post(out)
        assert opens(path, kept) == 302
    assert CitizenSession.objects.filter(citizen=who.citizen, ended_at__isnull=False).exists()


@pytest.mark.parametrize("visitor", ["stranger", "citizen", "receiver", "administrator"])
def test_no_address_takes_a_form_without_its_token(wide: Wide, visitor: str):
    """Every address of the product: 403, before a view, a form or a session is looked at."""
    client = wide.visitors[visitor]
    client.handler.enforce_csrf_checks = True
    paths = {path for route in every_route() for path in (route.anywhere, wide.own(route))}
    taken = {path: status for path in paths if (status := client.post(path, {"a": "b"}).status_code) != 403}
    assert not taken


def test_a_token_of_another_browser_is_none(strict: Client, office):
    token = re.search(
        r'name="csrfmiddlewaretoken" value="(\w+)"', Client().get("/tra-cuu/").content.decode()
    )[1]
    strict.get("/tra-cuu/")
    assert strict.post("/tra-cuu/", {"csrfmiddlewaretoken": token, "code": "x"}).status_code == 403


@pytest.mark.parametrize("visitor", ["stranger", "citizen", "receiver", "approver", "administrator"])
def test_a_look_changes_nothing(wide: Wide, visitor: str):
    """A picture tag on a strange site makes a browser GET: nothing may come of it but the record."""
    wrote = {}
    for route in every_route():
        if route.name in ISSUED_ONCE:
            continue
        path = wide.own(route)
        with CaptureQueriesContext(connection) as log:
            wide.answer(visitor, "get", path)
        changes = [q["sql"] for q in log.captured_queries if re.match("INSERT|UPDATE|DELETE", q["sql"])]
        if left := [sql[:120] for sql in changes if not MAY_WRITE.search(sql)]:
            wrote[path] = left
    assert not wrote


@pytest.mark.parametrize("target", EVIL)
def test_nobody_is_sent_to_a_strange_site_after_signing_in(office, clock, target):
    clock("2026-11-10 09:00")
    enrolled(phone=LAN[0], password=SECRET, moment=NOW)
    officer, who = Client(), Client()
    officer.get("/can-bo/dang-nhap/", {"next": target})
    inside = officer.post("/can-bo/dang-nhap/", {"username": "hoa", "password": PASSWORD, "next": target})
    who.get("/dang-nhap/", {"tiep": target})
    typed = {"phone": "0905000111", "password": SECRET, "tiep": target}
    in_by_password = who.post("/dang-nhap/mat-khau/", typed)
    for answer in (inside, in_by_password, officer.get("/can-bo/dang-nhap/", {"next": target}),
                   who.get("/dang-nhap/", {"tiep": target})):  # fmt: skip
        assert answer.status_code == 302
        assert stays(answer["Location"]), answer["Location"]
        assert "Set-Cookie: a=b" not in str(answer.headers)


def stays(location: str) -> bool:
    """Is it a path of ours for every browser? They take backslashes for slashes and drop tabs."""
    seen = re.sub(r"[\t\r\n]", "", location).replace("\\", "/")
    return seen.startswith("/") and not seen.startswith("//") and not urlsplit(seen).netloc


@pytest.mark.parametrize("visitor", ["stranger", "citizen", "receiver", "administrator"])
def test_no_parameter_of_any_address_leads_away(wide: Wide, visitor: str):
    led = {}
    for route in every_route():
        path = wide.own(route)
        query = "&".join(f"{name}=https%3A%2F%2Fevil.example%2F" for name in PARAMETERS)
        answer = wide.answer(visitor, "get", f"{path}?{query}")
        target = answer.headers.get("Location", "/")
        if urlsplit(target).netloc not in ("", "xacthuc.example"):
            led[path] = target
    assert not led


def test_a_strange_host_name_reaches_no_link(office, clock):
    """Host and forwarded host are the stranger's word; links are built from PUBLIC_URL."""
    clock("2026-11-10 09:00")
    walk = Walk(Client(HTTP_X_FORWARDED_HOST="evil.example", HTTP_X_FORWARDED_SERVER="evil.example"))
    fill_in(walk, LAN_TYPED | {"email": "lan@example.vn"})
    assert walk.send().status_code == 302
    letter = Message.objects.get(channel="email", template_key="dossier_filed")
    assert letter.values["link"].startswith(f"{settings.PUBLIC_URL}/tra-cuu/")
    assert not [row for row in Message.objects.all() if "evil" in f"{row.text}{row.values}{row.address}"]
    assert "evil.example" not in walk.get("da-nop").content.decode()


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "localhost:80@evil.example", "[::1", ""]
)
def test_a_host_that_is_not_ours_is_refused(client, host):
    for path in ("/", "/tra-cuu/", "/can-bo/dang-nhap/"):
        answer = client.get(path, HTTP_HOST=host)
        assert answer.status_code == 400
        assert host == "" or host not in answer.content.decode()
