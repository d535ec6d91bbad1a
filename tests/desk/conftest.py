"""Xã Sơn Tây at work, with a clock that stands where a test puts it."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from django.db import transaction
from django.test import Client

from agencies.models import Agency
from portal.demo.office import Office, build
from tests.cast import at
from tests.desk import access

PROCEDURES = {"1.004837", "2.000815", "1.001193", "1.004859"}


@pytest.fixture(scope="module")
def office(django_db_setup: None, django_db_blocker: object) -> Iterator[Office]:
    """The office; made in a transaction around the whole module."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build(at=at("2026-01-05 08:00"), procedures=PROCEDURES, provinces={"42"})
        transaction.set_rollback(True)


@pytest.fixture
def clock(monkeypatch) -> Callable[[str], datetime]:
    """Set the clock that the views read."""

    def put(text: str) -> datetime:
        moment = at(text)
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
        return moment

    return put


@pytest.fixture
def browser(office) -> Callable[[str], Client]:
    """A browser in which this officer has just signed in."""

    def open_for(username: str) -> Client:
        client = Client()
        client.force_login(office.people[username])
        return client

    return open_for


@pytest.fixture
def neighbour(office) -> Agency:
    """Another commune that uses the product."""
    return access.second_office(office.agency)
