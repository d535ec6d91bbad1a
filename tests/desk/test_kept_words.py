"""What was being typed when the screen locked is there again after signing in."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from dossiers.models import Event
from portal.demo.office import PASSWORD
from tests import cast
from tests.cast import at

pytestmark = pytest.mark.django_db
LOGIN, WORDS = "/can-bo/dang-nhap/", "Đã gọi điện cho bà Lan, chiều nay bà mang bản chính"


@pytest.fixture
def dossier(office, clock):
    clock("2026-11-10 09:00")
    return cast.take_in(office, at("2026-11-10 08:00"))


def sign_in(client: Client, name: str = "hoa"):
    return client.post(LOGIN, {"username": name, "password": PASSWORD})


def send_too_late(client: Client, clock, dossier, moment: str = "2026-11-10 09:20"):
    """Chị Hoa signs in at 9:00, goes away, and sends her note twenty minutes later."""
    sign_in(client)
    clock(moment)
    return client.post(reverse("desk:act", args=[dossier.code, "ghi-chu"]), {"note": WORDS, "seen": "1"})


def page(client: Client, dossier) -> str:
    return client.get(reverse("desk:dossier", args=[dossier.code])).content.decode()


def test_the_note_is_there_again_and_was_not_sent(client, clock, dossier):
    locked = send_too_late(client, clock, dossier)
    assert locked["Location"].startswith(LOGIN)
    assert "được giữ lại trong 10 phút" in client.get(LOGIN).content.decode()
    sign_in(client)
    shown = page(client, dossier)
    assert WORDS in shown
    assert "chưa được gửi" in shown
    assert not Event.objects.filter(note__contains="bản chính").exists()
    assert WORDS not in page(client, dossier)


def test_it_lies_sealed(client, clock, dossier):
    send_too_late(client, clock, dossier)
    for session in Session.objects.all():
        assert "Lan" not in str(session.get_decoded())


def test_another_officer_does_not_find_it(client, clock, dossier):
    send_too_late(client, clock, dossier)
    sign_in(client, "tam")
    assert WORDS not in page(client, dossier)


def test_after_ten_minutes_it_is_gone(client, clock, dossier):
    send_too_late(client, clock, dossier)
    clock("2026-11-10 09:31")
    sign_in(client)
    assert WORDS not in page(client, dossier)


def test_it_stays_with_its_dossier(office, client, clock, dossier):
    send_too_late(client, clock, dossier)
    other = cast.take_in(office, at("2026-11-10 08:30"))
    sign_in(client)
    assert WORDS not in page(client, other)
    assert WORDS in page(client, dossier)


def test_a_search_is_not_kept(client, clock, dossier):
    sign_in(client)
    clock("2026-11-10 09:20")
    client.get("/can-bo/tim/", {"q": "Lan"})
    assert "được giữ lại" not in client.get(LOGIN).content.decode()
