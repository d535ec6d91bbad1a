"""Xã Sơn Tây is built once for a module of tests, then every test undoes what it did."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from portal.demo.office import Office, build
from tests.cast import at

PROCEDURES = {
    "1.004837", "1.004845", "2.000815", "1.001193", "2.000986", "1.013225", "1.004859", "1.003622",
}  # fmt: skip


@pytest.fixture(scope="module")
def office(django_db_setup: None, django_db_blocker: object) -> Iterator[Office]:
    """The office; made in a transaction around the whole module."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build(at=at("2026-01-05 08:00"), procedures=PROCEDURES, provinces={"42"})
        transaction.set_rollback(True)
