"""What was being typed when the screen locked is there again after signing in."""

from urllib.parse import quote

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from desk import kept
from dossiers.models import Dossier, Event
from portal.demo.office import PASSWORD
from tests import cast
from tests.cast import at
from tests.desk.test_counter import CODE, sheet

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


# Every long form of the desk, with what is typed into it; "{code}" and "{form}" name one that is there.
LONG_FORMS = {
    "desk:intake": ("hoa", "/can-bo/tiep-nhan/", "counter"),
    "desk:batches": ("hoa", "/can-bo/nhieu-ho-so/", "batch"),
    "desk:form_again": ("hoa", "/can-bo/ho-so/{code}/bieu-mau/{form}/dinh-chinh/", {"why": WORDS}),
    "desk:law_value": ("quantri", "/can-bo/gia-tri-phap-ly/accept_limit/", {"note": WORDS}),
    "desk:form_words": ("quantri", "/can-bo/bieu-mau/TT03-2025/refusal/", {"note": WORDS}),
    "desk:message_words": ("quantri", "/can-bo/mau-tin/key_renewed/", {"note": WORDS}),
    "desk:article_new": ("quantri", "/can-bo/tin-tuc/viet/", {"body": WORDS}),
}


def test_the_list_of_long_forms_is_whole():
    assert {*LONG_FORMS, "desk:article_change"} == kept.LONG


@pytest.mark.parametrize("name", LONG_FORMS)
def test_a_long_form_has_its_words_again(name, client, clock, dossier):
    who, address, typed = LONG_FORMS[name]
    address = address.format(code=dossier.code, form=dossier.issued_forms.first().pk)
    if typed == "counter":
        typed = sheet(content=WORDS)
    if typed == "batch":
        typed = {
            "buoc": "lam",
            "viec": "ghi-chu",
            "ho_so": f"{dossier.code}@{dossier.last_seq}",
            "note": WORDS,
        }
    sign_in(client, who)
    clock("2026-11-10 09:20")
    locked = client.post(address, typed, headers={"referer": f"http://testserver{address}"})
    assert locked["Location"] == f"{LOGIN}?next={quote(address)}"
    sign_in(client, who)
    before = Dossier.objects.count()
    shown = client.get(address).content.decode()
    assert WORDS in shown
    assert "chưa được gửi" in shown
    assert Dossier.objects.count() == before
    assert WORDS not in client.get(address).content.decode()


def test_the_counters_sheet_comes_back_with_the_person_and_the_papers(client, clock, dossier):
    sign_in(client)
    clock("2026-11-10 09:20")
    client.post("/can-bo/tiep-nhan/", sheet(content=WORDS, filer_name="Trần Thị Cúc"))
    sign_in(client)
    page = client.get("/can-bo/tiep-nhan/")
    assert page.context["version"] == cast.version(CODE)
    assert page.context["form"]["filer_name"].value() == "Trần Thị Cúc"
    ticked = [paper["tick"].value() for paper in page.context["papers"]]
    assert ticked
    assert all(ticked)
    done = client.post("/can-bo/tiep-nhan/", sheet(content=WORDS, filer_name="Trần Thị Cúc"))
    assert "vua-nhan" in done["Location"]


def test_a_password_is_never_kept(client, clock, dossier):
    sign_in(client)
    clock("2026-11-10 09:20")
    client.post("/can-bo/doi-mat-khau/", {"old": PASSWORD, "new": "x", "again": "x"})
    assert "được giữ lại" not in client.get(LOGIN).content.decode()
    assert kept.KEY not in client.session
