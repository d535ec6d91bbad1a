"""A double click without JavaScript: two sendings of one sheet at the same moment (real commits)."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from dossiers.models import Dossier
from portal.demo.office import Office, build
from tests.cast import at
from tests.desk.test_counter import CODE, URL, sheet

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db, pytest.mark.slow]


@pytest.fixture
def office() -> Office:
    """The office, committed: the threads have connections of their own."""
    return build(at=at("2026-01-05 08:00"), procedures={CODE}, provinces={"42"})


def test_one_sheet_sent_three_times_at_once_makes_one_dossier(office, clock):
    clock("2026-11-10 09:00")
    hoa = Client()
    hoa.force_login(office.people["hoa"])
    cookies, typed, gate = hoa.cookies, sheet(), Barrier(3)

    def send(_: int) -> str:
        browser = Client()
        browser.cookies = cookies
        try:
            connection.ensure_connection()
            gate.wait(timeout=60)
            return browser.post(URL, typed)["Location"]
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        answers = set(pool.map(send, range(3)))
    assert Dossier.objects.count() == 1
    assert answers == {f"/can-bo/ho-so/{Dossier.objects.get().code}/?vua-nhan=1"}
