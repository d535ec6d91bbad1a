"""What the doors cost those who may come in: at most two statements a page."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.portal.test_lookup import opened
from tests.security.people import Wide

pytestmark = pytest.mark.django_db
WHO_IT_IS = ["django_session", "accounts_user"]
ACCESS = ["accounts_membership", "agencies_agency"]


def tables(client: Client, path: str) -> list[str]:
    """The first table of each statement, in order."""
    with CaptureQueriesContext(connection) as log:
        client.get(path)
    return [found[1] for q in log.captured_queries if (found := re.search(r'FROM "(\w+)"', q["sql"]))]


@pytest.mark.urls("tests.desk.session_urls")
@pytest.mark.parametrize("visitor", ["receiver"])
def test_an_officer_s_right_to_a_page_costs_two_statements(wide: Wide, visitor: str) -> None:
    """A guarded view that does nothing: what stands besides session and account is the access check."""
    assert tables(wide.visitors[visitor], "/can-bo/nhan/") == WHO_IT_IS + ACCESS


def test_a_citizen_s_costs_one(wide: Wide) -> None:
    asked = tables(wide.visitors["citizen"], "/tai-khoan/ho-ten/")
    assert asked == ["django_session", "accounts_citizensession"]


def test_a_key_s_costs_one(wide: Wide) -> None:
    """Session, and the dossier that the page is about: the check is made on that row."""
    client = opened(Client(), wide.world.dossier)
    asked = tables(client, f"/ho-so/{wide.world.dossier.code}/rut/")
    assert asked == []  # asked by GET: 405 before anything is read
    asked = tables(client, f"/ho-so/{wide.world.dossier.code}/giay/999999/")
    assert asked[:2] == ["django_session", "dossiers_dossier"]
