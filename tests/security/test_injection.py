"""SQL, templates and markup in every field of every form, and in everything that is stored."""

import re
import time
from io import BytesIO
from urllib.parse import urlencode, urljoin

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from agencies.models import Agency
from documents.models import StoredFile
from dossiers.models import Dossier, DossierFile, Party
from notifications.models import Message
from procedures.models import Article
from tests.portal.test_lookup import opened
from tests.portal.walk import LAN, Walk
from tests.security.forms import Form, forms_of
from tests.security.people import Wide
from tests.security.routes import every_route
from tests.security.test_walk import fill_in

pytestmark = pytest.mark.django_db
SQL = "zq') OR 1=1; SELECT pg_sleep(20)--"
TEMPLATE = 'zq{{ "k"|add:"w" }}{% now "Y" %}${7*191}'
MARKUP = "zq\"'><img src=x onerror=alert(7)><script>alert(7)</script>"
SLEEPS = 20  # seconds that no page takes by itself
TRIES = (("SQL", False), ("template", False), ("markup", False), ("markup", True))
PAYLOADS = {"SQL": SQL, "template": TEMPLATE, "markup": MARKUP}
EXECUTED = {
    "SQL": re.compile(r"syntax error at|pg_sleep\(20\)--['\"]?\s*LIMIT|psycopg2|ProgrammingError"),
    "template": re.compile(r"zqkw|zq\d{4}|zq.{0,40}1337"),
    "markup": re.compile(r"<img src=x onerror|<script>alert\(7\)"),
}
WHO = ("receiver", "handler", "approver", "office", "administrator", "returner", "citizen", "stranger")


def body(response: HttpResponse) -> str:
    if "text/html" not in response.headers.get("Content-Type", ""):
        return ""
    return response.content.decode()


def forms_on(wide: Wide, visitor: str, known: set) -> list[tuple[str, Form]]:
    """Each form that this visitor finds, once, with the page it stands on."""
    found = []
    for route in every_route():
        page = wide.own(route)
        response = wide.answer(visitor, "get", page)
        for form in forms_of(body(response)) if response.status_code == 200 else ():
            action = re.sub(r"\d+|[0-9a-f-]{36}", "n", urljoin(page, form.action).partition("?")[0])
            key = (action, form.method, tuple(sorted(form.fields)))
            if key not in known:
                known.add(key)
                found.append((page, form))
    return found


def send(wide: Wide, visitor: str, page: str, form: Form, data: dict) -> str:
    """The answer's page, and the page it leads to; all of it undone."""
    client, url = wide.visitors[visitor], urljoin(page, form.action)
    with transaction.atomic():
        if form.method == "get":
            response = client.get(f"{url.partition('?')[0]}?{urlencode(data)}")
        else:
            response = client.post(url, data)
        assert response.status_code < 500, f"{url} {data}"
        text = body(response)
        target = response.headers.get("Location", "")
        if response.status_code == 302 and target.startswith("/"):
            after = client.get(target)
            assert after.status_code < 500, f"{url} -> {target}"
            text += body(after)
        transaction.set_rollback(True)
    return text


@pytest.fixture(scope="module")
def seen_forms() -> set:
    """Forms that somebody before has tried already."""
    return set()


@pytest.mark.slow
@pytest.mark.parametrize("visitor", WHO)
def test_every_field_of_every_form_takes_words_as_words(wide: Wide, visitor: str, seen_forms: set):
    forms = forms_on(wide, visitor, seen_forms)
    client, wrong = wide.visitors[visitor], []
    session = client.cookies.get("sessionid")
    kept = session.value if session else ""
    for page, form in forms:
        for kind, hidden in TRIES:
            began = time.monotonic()
            text = send(wide, visitor, page, form, form.filled(PAYLOADS[kind], hidden=hidden))
            if kept:
                client.cookies["sessionid"] = kept
            if EXECUTED[kind].search(text) or (kind == "SQL" and time.monotonic() - began > SLEEPS):
                wrong.append((page, form.action, kind, EXECUTED[kind].search(text)))
    assert not wrong
    assert forms or visitor in ("stranger", "returner", "handler")


def poison(wide: Wide) -> None:
    """Markup in everything that people of all kinds can have written, as if every form had let it pass."""
    Party.objects.update(name=MARKUP, address=MARKUP, place_name=MARKUP)
    Dossier.objects.update(owner_name=MARKUP, content=MARKUP)
    StoredFile.objects.update(original_name=f"{MARKUP}.png")
    Message.objects.update(text=MARKUP)
    Article.objects.update(title=MARKUP, summary=MARKUP, body=MARKUP)
    Agency.objects.filter(pk=wide.office.agency.pk).update(short_name=MARKUP[:60])
    for people in (wide.visitors["citizen"].citizen, wide.visitors["other citizen"].citizen):
        type(people).objects.filter(pk=people.pk).update(name=MARKUP, email="")
    for user in wide.office.people.values():
        type(user).objects.filter(pk=user.pk).update(full_name=MARKUP[:100])


@pytest.mark.parametrize("visitor", [*WHO, "keyholder"])
def test_stored_markup_is_words_on_every_page(wide: Wide, visitor: str):
    if visitor == "keyholder":
        wide.visitors["keyholder"] = opened(Client(), wide.world.dossier)
    poison(wide)
    shown, wrong = 0, []
    for route in every_route():
        text = body(wide.answer(visitor, "get", wide.own(route)))
        shown += "&lt;img src=x onerror" in text
        if EXECUTED["markup"].search(text):
            wrong.append(route.name)
    assert not wrong
    assert shown  # it does stand there, as words


NO_PAPERS = {
    "svg": ("anh.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(7)"/>'),
    "svg as png": ("anh.png", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(7)"/>'),
    "html": ("trang.html", b"<html><script>alert(7)</script>"),
    "html as jpg": ("trang.jpg", b"<html><script>alert(7)</script>"),
    "xml": (
        "a.xml",
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
    ),
    "gif with script": ("anh.gif", b"GIF89a/*<script>alert(7)</script>*/=1;"),
    "script": ("a.js", b"alert(7)"),
    "php": ("anh.php.png", b"<?php system($_GET[0]);"),
}


@pytest.mark.parametrize("kind", NO_PAPERS)
def test_what_a_browser_would_run_is_not_taken_as_a_paper(office, clock, client, kind):
    clock("2026-11-10 09:00")
    walk = Walk(client)
    fill_in(walk)
    before = StoredFile.objects.count()
    name, content = NO_PAPERS[kind]
    answer = walk.post("giay-to", {walk.field(): [SimpleUploadedFile(name, content)]})
    assert answer.status_code == 422
    assert "<script>alert" not in answer.content.decode()
    assert StoredFile.objects.count() == before


def test_every_file_that_is_taken_is_shown_as_what_it_is_and_runs_nothing(wide: Wide):
    row = DossierFile.objects.filter(dossier=wide.world.dossier).first()
    StoredFile.objects.filter(pk=row.file_id).update(original_name='x";\r\nSet-Cookie: a=b;.html')
    for route in every_route():
        if route.name not in ("desk:file", "desk:file_view", "desk:file_page"):
            continue
        answer = wide.answer("receiver", "get", wide.own(route))
        assert answer.status_code == 200
        assert answer["Content-Type"] in ("image/png", "image/jpeg")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"].startswith("sandbox")
        assert "Set-Cookie" not in answer.headers
        assert "\n" not in answer["Content-Disposition"]
        assert BytesIO(answer.getvalue()).read(1) != b"<"


UPWARD = ("../../etc/passwd", "..%2f..%2fetc%2fpasswd", "....//....//etc/passwd", "%2e%2e/%2e%2e/etc/passwd",
          "..\\..\\portal\\settings.py", "/etc/passwd", "file:///etc/passwd", "..%252f..%252fetc%252fpasswd",
          "..%c0%af..%c0%afetc/passwd")  # fmt: skip
SECRETS = (b"root:x:0", b"SECRET_KEY", b"DATABASE_URL")


@pytest.mark.parametrize("up", UPWARD)
def test_no_address_leads_out_of_its_folder(wide: Wide, up: str):
    filled = {re.sub(r"<[^>]+>", lambda _: up, route.path) for route in every_route() if "<" in route.path}
    paths = {*filled, f"/static/{up}", f"/static/css/{up}", f"/files/{up}", f"/media/{up}", f"/{up}"}
    for visitor in ("stranger", "receiver"):
        for path in paths:
            answer = wide.answer(visitor, "get", re.sub(r"[\^$]|\\Z|\(\?P|\)", "", path))
            assert answer.status_code < 500, path
            content = b"".join(answer) if answer.streaming else answer.content
            assert not [secret for secret in SECRETS if secret in content], path


def test_a_file_s_name_says_nothing_about_where_it_lies(office, clock, client, settings):
    clock("2026-11-10 09:00")
    walk = Walk(client)
    fill_in(walk, LAN)
    files = settings.MEDIA_ROOT
    lying = {path for path in files.rglob("*") if path.is_file()}
    assert lying
    assert not [path for path in lying if "mot" in path.name or "hai" in path.name]
    assert {path.resolve().is_relative_to(files.resolve()) for path in lying} == {True}
