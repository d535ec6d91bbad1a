"""Look-up by number: alike for known and unknown ones, a code, a list for a quarter of an hour."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from freezegun import freeze_time

from accounts.models import OneTimeCode
from audit.models import AuditEntry
from dossiers.models import Dossier
from notifications.models import Message
from tests import cast
from tests.accounts.captcha_answers import answer_to
from tests.cast import LAN, at

pytestmark = pytest.mark.django_db
NOW = at("2026-11-23 09:00")
ASK, CODE, LIST = (f"/tra-cuu/so-dinh-danh/{page}" for page in ("", "ma/", "ho-so/"))
UNKNOWN = "042199009999"


@pytest.fixture(autouse=True)
def _morning():
    with freeze_time(NOW):
        yield


@pytest.fixture
def dossier(office) -> Dossier:
    return cast.file_online(office, NOW, "2.000815")


def ask(client: Client, number: str = LAN.id_number):
    return client.post(ASK, {"number": number, **answer_to(client.get(ASK))})


def code_sent() -> str:
    return Message.objects.filter(template_key="phone_code").latest("pk").secret_values["code"]


def test_the_list_comes_after_the_code_that_went_to_the_telephone_on_file(client, dossier):
    assert ask(client, "042 165 001 234").url == CODE
    message = Message.objects.get(template_key="phone_code")
    assert message.address == LAN.phone
    assert client.post(CODE, {"code": code_sent()}).url == LIST
    page = client.get(LIST).content.decode()
    assert dossier.code in page
    assert "N*** T*** Lan" in page
    assert not any(private in page for private in (LAN.name, LAN.id_number, "0912 345 678"))
    assert client.get(f"/tra-cuu/{dossier.code}/").status_code == 200  # no second captcha
    assert client.get(f"/ho-so/{dossier.code}/").status_code == 302  # the key is needed as before


def test_known_and_unknown_numbers_get_the_same_answer_for_the_same_work(dossier):
    seen = set()
    for number in (LAN.id_number, UNKNOWN):
        client = Client(REMOTE_ADDR=f"192.0.2.{len(seen) + 1}")
        proof = answer_to(client.get(ASK))
        with CaptureQueriesContext(connection) as log:
            answer = client.post(ASK, {"number": number, **proof})
        verbs = [query["sql"].split(" ")[0] for query in log.captured_queries]
        verbs = [word for word in verbs if word not in ("SAVEPOINT", "RELEASE", "ROLLBACK")]
        page = client.get(CODE).content.decode()
        seen.add((answer.status_code, answer.url, tuple(verbs), "****" in page, LAN.phone[-3:] in page))
    assert len(seen) == 1
    assert Message.objects.filter(template_key="phone_code").count() == 1
    assert OneTimeCode.objects.filter(purpose="lookup").count() == 2


def test_who_files_with_anothers_number_learns_nothing_of_them(client, dossier, office):
    thief = cast.file_online(office, NOW + timedelta(minutes=1), "2.000815", phone="0987 654 321")
    ask(client)
    assert Message.objects.get(template_key="phone_code").address == "84987654321"
    client.post(CODE, {"code": code_sent()})
    page = client.get(LIST).content.decode()
    assert thief.code in page
    assert dossier.code not in page


def test_wrong_codes_run_out_and_the_list_is_this_browser_s_alone(client, dossier):
    ask(client)
    for _ in range(5):
        assert client.post(CODE, {"code": "000000"}).status_code == 422
    assert client.post(CODE, {"code": code_sent()}).status_code == 422
    assert client.get(LIST).url == ASK
    assert Client().get(CODE).url == ASK


def test_after_a_quarter_of_an_hour_the_list_is_gone(client, dossier):
    ask(client)
    client.post(CODE, {"code": code_sent()})
    with freeze_time(NOW + timedelta(minutes=14, seconds=59)):
        assert client.get(LIST).status_code == 200
    with freeze_time(NOW + timedelta(minutes=15)):
        assert client.get(LIST).url == ASK


def test_asking_often_waits_and_a_day_has_its_cap(dossier, settings):
    settings.THROTTLE_FREE = 2
    answers = [ask(Client()) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [302, 302, 302, 422]
    settings.THROTTLE_FREE, settings.CODES_PER_NUMBER_A_DAY = 50, 3
    answer = ask(Client(), LAN.id_number)
    assert answer.status_code == 422


@pytest.mark.parametrize(("number", "sentence"), [("", "Nhập số định danh"), ("12", "gồm 12 chữ số")])
def test_a_wrong_number_gets_a_sentence(client, office, number, sentence):
    answer = ask(client, number)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_without_the_captcha_nothing_is_sent(client, dossier):
    assert client.post(ASK, {"number": LAN.id_number}).status_code == 422
    assert not Message.objects.filter(template_key="phone_code").exists()


def test_the_number_stands_neither_in_the_book_nor_in_the_session(client, dossier):
    ask(client)
    lines = list(AuditEntry.objects.filter(action__in=("key.lookup", "view.list")))
    kept = str(dict(client.session.items())) + str([line.__dict__ for line in lines])
    assert lines
    assert LAN.id_number not in kept
