"""After filing: look up, open with the key, complete, correct, withdraw (issue 2, section 4)."""

import re

import pytest
from django.test import Client

from dossiers.models import Dossier
from dossiers.services import supplement
from kit.secrets import decrypt
from notifications.models import Message
from tests import cast
from tests.accounts.captcha_answers import answer_to
from tests.cast import at
from tests.portal.walk import picture

pytestmark = pytest.mark.django_db
FILED = at("2026-11-23 09:00")


def key_of(dossier: Dossier) -> str:
    """The update key as the citizen finds it in the newest message."""
    newest = Message.objects.filter(reference=dossier.code, secret_values__isnull=False).latest("pk")
    return re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}", decrypt(newest.secret_values)).group()


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
    for own in ("Nguyễn Thị Lan", "042165001234", "0912 345 678", "Trung Lưu", "Vì sao hẹn ngày này?"):
        assert own in text
