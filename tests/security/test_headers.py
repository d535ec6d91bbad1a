"""Every answer of every address, whatever its status, says what a browser may not do with it."""

import os
import re
import subprocess
import sys
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from tests.security.people import Wide
from tests.security.routes import every_route

pytestmark = pytest.mark.django_db
ASKED_BY = ("stranger", "citizen", "receiver", "administrator")
METHODS = ("get", "post", "put")
WANTED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
PERSONAL = (
    "/can-bo/",
    "/ho-so/",
    "/tra-cuu/",
    "/tai-khoan/",
    "/nop-ho-so/",
    "/dang-nhap/",
    "/dang-ky/",
    "/tin-nhan/",
)
SHOWS_NOBODY = {"/nop-ho-so/da-xoa/", "/nop-ho-so/dia-ban/"}
FILE_POLICY = "sandbox; default-src 'none'"
STRICTER = {"X-Frame-Options: SAMEORIGIN", "Referrer-Policy: no-referrer"}  # of such a file, in our own page
COOKIES_TODAY = re.compile(r"sessionid|csrftoken|messages|may_\w+|ho-so-.+")


class Inline(HTMLParser):
    """Scripts, styles and handlers that stand in the page itself."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        data = (given.get("type") or "").startswith("application/")
        if tag == "style" or (tag == "script" and "src" not in given and not data):
            self.found.append(tag)
        self.found += [f"{tag} {name}" for name in given if name == "style" or name.startswith("on")]
        self.found += [
            f"{tag} {v}" for v in given.values() if v and v.strip().lower().startswith("javascript:")
        ]


def faults(response: HttpResponse, path: str = "") -> list[str]:
    """What is missing or too much in the headers, cookies and page of one answer."""
    told = response.headers
    wrong = [f"{name}: {told.get(name)}" for name, value in WANTED.items() if told.get(name) != value]
    policy = told.get("Content-Security-Policy", "")
    if policy == FILE_POLICY:  # what people have sent: shown within our own page, and nothing runs
        wrong = [fault for fault in wrong if fault not in STRICTER]
        return wrong + inline_of(response)
    if "unsafe" in policy or "script-src 'self'" not in policy or "default-src 'none'" not in policy:
        wrong.append(f"CSP: {policy}")
    if "frame-ancestors 'none'" not in policy or "base-uri 'none'" not in policy:
        wrong.append(f"CSP: {policy}")
    if "camera=()" not in told.get("Permissions-Policy", ""):
        wrong.append("Permissions-Policy")
    if (
        path.startswith(PERSONAL)
        and path not in SHOWS_NOBODY
        and response.status_code < 400
        and "no-store" not in told.get("Cache-Control", "")
    ):
        wrong.append(f"Cache-Control: {told.get('Cache-Control')}")
    for name, cookie in response.cookies.items():
        if not (
            COOKIES_TODAY.fullmatch(name)
            and cookie["samesite"] == "Lax"
            and (cookie["httponly"] or not cookie.value)
        ):
            wrong.append(f"cookie {name}")
    return wrong + inline_of(response)


def inline_of(response: HttpResponse) -> list[str]:
    body = b"".join(response) if response.streaming else response.content
    if "text/html" not in response.headers.get("Content-Type", ""):
        return []
    reader = Inline()
    reader.feed(body.decode())
    return reader.found


@pytest.mark.parametrize("visitor", ASKED_BY)
def test_every_answer_of_every_address_has_its_headers(wide: Wide, visitor: str) -> None:
    wrong, seen = {}, set()
    for route in every_route():
        for path in {route.anywhere, wide.own(route)}:
            for method in METHODS:
                response = wide.answer(visitor, method, path)
                seen.add(response.status_code)
                if found := faults(response, path):
                    wrong[f"{method} {path} {response.status_code}"] = found
    assert not wrong
    assert seen >= {200, 302, 404, 405}, seen
    assert visitor not in ("receiver", "administrator") or 403 in seen


def test_refusals_before_any_view_have_them_too(client: Client, settings, monkeypatch) -> None:
    limit, settings.MAX_BODY_BYTES = settings.MAX_BODY_BYTES, 10
    too_large = client.post("/tra-cuu/", {"code": "x" * 50})
    settings.MAX_BODY_BYTES = limit
    answers = {
        413: too_large,
        400: client.get("/", HTTP_HOST="evil.example"),
        404: client.get("/khong-co\0/"),
        403: Client(enforce_csrf_checks=True).post("/tra-cuu/", {"a": "b"}),
    }
    assert {status: answer.status_code for status, answer in answers.items()} == {n: n for n in answers}
    assert not [faults(answer) for answer in answers.values() if faults(answer)]


def test_our_own_mistake_has_them_too(client: Client, monkeypatch) -> None:
    client.raise_request_exception = False
    monkeypatch.setattr("portal.views.safety.render", lambda *_, **__: 1 / 0)
    answer = client.get("/bao-mat/")
    assert answer.status_code == 500
    assert not faults(answer)


def test_a_page_that_shows_somebody_is_kept_by_no_cache(wide: Wide) -> None:
    """Public pages too, where they greet who is signed in."""
    for visitor in ("citizen", "receiver"):
        answer = wide.answer(visitor, "get", "/thu-tuc/")
        names = ("Nguyễn Thị Lan", "Cán bộ receiver")
        if any(name in answer.content.decode() for name in names):
            assert "no-store" in answer.headers["Cache-Control"]


OVER_HTTPS = """
import django; django.setup()
from django.conf import settings
from django.test import Client
from django.contrib.messages import get_messages
from portal.cookies import HostCookie
from portal.views.filing.cookie import PREFIX
from desk.device import _cookie
home = Client(headers={"X-Forwarded-Proto": "https"}).get("/healthz", HTTP_HOST="motcua.example.vn")
moved = Client().get("/bao-mat/", HTTP_HOST="motcua.example.vn")
print(home["Strict-Transport-Security"], "|", "upgrade-insecure-requests" in home["Content-Security-Policy"])
print(moved.status_code, moved["Location"])
names = [settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, HostCookie.cookie_name]
print(*names, _cookie("hoa")[:11], PREFIX)
print(settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE, settings.SESSION_COOKIE_HTTPONLY)
"""


def test_over_https_cookies_are_this_host_s_and_http_is_left() -> None:
    values = {
        "DEMO_MODE": "0", "PUBLIC_URL": "https://motcua.example.vn", "SECRET_KEY": "s" * 60,
        "DATA_KEYS": "d" * 64, "INDEX_KEY": "i" * 64, "SCAN_UPLOADS": "0",
        "BACKUP_REPOSITORY": "/nonexistent", "BACKUP_PASSWORD": "b" * 64,
        "DATABASE_URL": "postgresql://x@127.0.0.1:1/x", "REDIS_URL": "redis://127.0.0.1:1/0",
        "DJANGO_SETTINGS_MODULE": "portal.settings",
    }  # fmt: skip
    own = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    done = subprocess.run(
        [sys.executable, "-c", OVER_HTTPS],
        cwd=settings.BASE_DIR,
        env=own | values,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    hsts, moved, cookies, flags = done.stdout.splitlines()[-4:]
    assert hsts == "max-age=31536000; includeSubDomains; preload | True"
    assert moved == "301 https://motcua.example.vn/bao-mat/"
    assert cookies == "__Host-sessionid __Host-csrftoken __Host-messages __Host-may_ __Secure-ho-so-"
    assert flags == "True True True"


def test_the_law_of_the_page_stands_in_no_template_alone() -> None:
    """No copy of the policy in a <meta>: one place says it."""
    found = [
        file for file in (settings.BASE_DIR / "templates").rglob("*.html") if "http-equiv" in file.read_text()
    ]
    assert not found
