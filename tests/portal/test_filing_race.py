"""One draft sent from several tabs at the same moment (issue 2: two tabs, a lost answer)."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from dossiers.models import Dossier
from notifications.models import Message
from portal.demo.office import build
from tests.accounts.captcha_answers import answer_to
from tests.cast import at
from tests.portal.walk import COPY_CODE, Walk

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db]
TABS = 6


def test_one_page_sent_from_many_tabs_at_once_makes_one_dossier_and_one_receipt(client):
    """All tabs carry the same captcha: who comes second must not be told that it is wrong."""
    build(at=at("2026-01-05 08:00"), procedures={COPY_CODE}, provinces={"42"})
    walk = Walk(client).up_to("kiem-tra")
    answers = {**answer_to(walk.get("kiem-tra")), "agree": "on"}
    gate = Barrier(TABS)

    def send(_: int) -> HttpResponse:
        tab = Client()
        tab.cookies.load(client.cookies.output(header="", sep=";"))
        gate.wait()
        try:
            return tab.post(walk.url("kiem-tra"), answers)
        finally:
            connection.close()

    with ThreadPoolExecutor(TABS) as pool:
        responses = list(pool.map(send, range(TABS)))
    assert {response.headers.get("Location") for response in responses} == {walk.url("da-nop")}
    assert Dossier.objects.count() == 1
    assert Message.objects.count() == 1
