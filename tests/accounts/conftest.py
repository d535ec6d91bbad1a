"""Xã Sơn Tây with its people, where a test of accounts needs an office that works."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from portal.demo.office import Office, build
from tests.cast import at


@pytest.fixture(scope="module")
def office(django_db_setup: None, django_db_blocker: object) -> Iterator[Office]:
    """The office; made in a transaction around the whole module."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build(at=at("2026-01-05 08:00"), procedures={"2.000815"}, provinces={"42"})
        transaction.set_rollback(True)
