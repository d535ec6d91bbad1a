"""Strangers, thieves of keys and busy fingers: what they must not see, do or fill (issue 2, bad input)."""

import json
import logging

import pytest
from django.test import Client
from django.urls import reverse

from dossiers.services import keys, route
from dossiers.services.drafts import TOO_MANY
from portal.logs import Formatter, RequestFilter
from portal.urls import urlpatterns
from tests import cast
from tests.accounts.captcha_answers import answer_to
from tests.cast import at
from tests.dossiers.files import stored_photo
from tests.portal.test_hostile_input import OTHERS, routes
from tests.portal.test_lookup import ask, key_of, look_up, opened
from tests.portal.walk import COPY_CODE, LAN, Walk, picture

pytestmark = pytest.mark.django_db
FILED = at("2026-11-23 09:00")


@pytest.fixture
def dossier(office):
    return cast.file_online(office, FILED, COPY_CODE)


def test_an_officer_s_working_file_is_no_business_of_the_applicant(client, office, dossier):
    cast.receive(office, dossier, at("2026-11-23 10:00"))
    note = stored_photo(FILED)
    route.add_note(
        dossier=dossier, by=office.actor("hoa"), at=at("2026-11-23 11:00"), note="Ảnh", files=[note]
    )
    page = opened(client, dossier).get(f"/ho-so/{dossier.code}/").content.decode()
    row = dossier.files.get(file=note)
    url = reverse("portal:dossier_file", args=[dossier.code, row.pk])
    assert url not in page
    assert client.get(url).status_code == 404


def test_a_new_key_closes_what_the_old_one_has_opened(client, dossier):
    thief = opened(Client(), dossier)
    keys.renew(code=dossier.code, phone="0912345678", address="203.0.113.1", at=at("2026-11-23 12:00"))
    assert thief.get(f"/ho-so/{dossier.code}/").status_code == 302
    assert opened(client, dossier).get(f"/ho-so/{dossier.code}/").status_code == 200


def test_a_key_opens_its_own_dossier_and_no_other(client, office, dossier):
    other = cast.file_online(office, FILED, COPY_CODE)
    opened(client, dossier)
    look_up(client, other.code)
    wrong = client.post(f"/tra-cuu/{other.code}/khoa/", {"key": key_of(dossier)})
    assert wrong.status_code == 422
    mine = dossier.files.first()
    assert client.get(f"/ho-so/{other.code}/").status_code == 302
    assert client.get(f"/ho-so/{other.code}/tep/{mine.pk}/").status_code == 302
    assert client.get(f"/ho-so/{dossier.code}/tep/{other.files.first().pk}/").status_code == 404
    assert client.get(f"/ho-so/{dossier.code.lower()}/").status_code == 302


def test_the_number_of_the_session_changes_when_the_key_is_right(client, dossier):
    look_up(client, dossier.code)
    before = client.session.session_key
    client.post(f"/tra-cuu/{dossier.code}/khoa/", {"key": key_of(dossier)})
    assert client.session.session_key != before


def test_a_paper_takes_no_files_without_end(client, office, dossier):
    opened(client, dossier)
    correct = f"/ho-so/{dossier.code}/sua/"
    field = f"tep_{dossier.files.get().component_id}"
    answer = client.post(correct, {field: [picture(f"{n}.png") for n in range(20)]})
    assert TOO_MANY in answer.content.decode()
    assert dossier.files.filter(removed_at=None).count() == 20
    ask(office, dossier, at("2026-11-23 10:00"))
    item = f"tep_{dossier.supplements.get().items.get().pk}"
    answer = client.post(f"/ho-so/{dossier.code}/bo-sung/", {item: [picture(f"{n}.png") for n in range(21)]})
    assert TOO_MANY in answer.content.decode()


def test_another_browser_finds_nothing_of_a_draft(office, client):
    mine = Walk(client).up_to("kiem-tra")
    stranger = Walk(Client())
    stranger.begin()
    file = mine.client.get(mine.url("giay-to")).context["rows"]
    url = next(f["url"] for row in file for f in row["files"])
    assert look_at(client, url) == 200
    assert stranger.client.get(url).status_code == 404
    assert Client().get(url).status_code == 302
    assert stranger.client.post(mine.url("giay-to"), {"go_tep": url.split("/")[-2]}).status_code == 302
    assert look_at(client, url) == 200


def look_at(client: Client, url: str) -> int:
    answer = client.get(url)
    assert answer.getvalue()
    return answer.status_code


def test_a_forged_cookie_is_no_draft(office, client):
    walk = Walk(client).up_to("kiem-tra")
    name = f"ho-so-{COPY_CODE}"
    value = client.cookies[name].value
    for forged in (value[:-2] + "xx", value.split(":")[0], value.replace(":", "")):
        stranger = Client()
        stranger.cookies[name] = forged
        assert "chua-co" in stranger.get(walk.url("kiem-tra")).url


def test_a_captcha_is_good_for_one_answer(client, dossier):
    answer = answer_to(client.get("/tra-cuu/"))
    assert client.post("/tra-cuu/", {"code": dossier.code, **answer}).status_code == 302
    assert client.post("/tra-cuu/", {"code": dossier.code, **answer}).status_code == 422


def test_no_page_takes_anything_without_the_token_of_its_form(office, dossier):
    client = Client(enforce_csrf_checks=True)
    paths = [route for route in routes_of_portal() if "<" not in route and "^" not in route]
    paths += [f"/ho-so/{dossier.code}/{part}" for part in ("", "bo-sung/", "sua/", "rut/", "dong/")]
    paths += [f"/nop-ho-so/{COPY_CODE}/{part}" for part in ("", "ket-thuc/", "nguoi-nop/", "kiem-tra/")]
    assert {client.post(path, LAN).status_code for path in paths} <= {403, 404, 405}
    assert client.post("/tra-cuu/", LAN).status_code == 403


def routes_of_portal() -> list[str]:
    return [route for route in routes(urlpatterns) if not route.startswith(OTHERS)]


def test_pages_with_people_on_them_are_kept_by_no_cache(office, client, dossier):
    walk = Walk(client).up_to("kiem-tra")
    opened(client, dossier)
    paths = [
        walk.url(slug) for slug in ("nguoi-nop", "chu-ho-so", "noi-dung", "giay-to", "kiem-tra", "to-khai")
    ]
    paths += [f"/ho-so/{dossier.code}/{part}" for part in ("", "sua/", "sua/nguoi-nop/", "to-khai/")]
    paths += [f"/ho-so/{dossier.code}/tep/{dossier.files.get().pk}/", f"/tra-cuu/{dossier.code}/"]
    for path in paths:
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert "no-store" in answer["Cache-Control"], path
        assert answer["Referrer-Policy"] in ("same-origin", "no-referrer"), path
        assert answer.getvalue()


def test_a_foreign_host_is_refused(client):
    assert client.get("/", HTTP_HOST="evil.example").status_code == 400


def test_logs_name_no_code_key_phone_or_token(client, dossier, caplog):
    caplog.handler.addFilter(RequestFilter())
    with caplog.at_level(logging.INFO):
        opened(client, dossier)
        client.get(f"/ho-so/{dossier.code}/tep/999999/")
        client.get(f"/ho-so/{dossier.code}/khong-co/0912345678/")
        client.get("/hooks/sms/kannel/bi-mat/?attempt=1")
    lines = [Formatter().format(record) for record in caplog.records]
    assert len(lines) > 4
    assert any(json.loads(line).get("path") == "/ho-so/<str:code>/tep/<int:pk>/" for line in lines)
    for private in (dossier.code, key_of(dossier), "0912345678", "84912345678", "bi-mat", "Nguyễn Thị Lan"):
        assert not [line for line in lines if private in line], private
