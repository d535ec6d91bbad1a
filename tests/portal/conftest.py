"""Xã Sơn Tây, built once for a module of tests; each test undoes what it did."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from agencies.models import Agency
from agencies.selectors import agency_by_code
from agencies.services import activate_agency
from kit.actor import Actor
from portal.demo.office import UNITS, Office, build
from tests.cast import at

PROCEDURES = {"2.000815", "1.001193", "1.013225", "1.004859", "1.003622"}


NEIGHBOUR = "18100"  # Phường of the same province, taken into use beside Xã Sơn Tây


@pytest.fixture
def neighbour(office: Office) -> Agency:
    """A second office that takes filings: people are asked for the office."""
    by, when = Actor.system("kiểm thử"), at("2026-01-05 08:00")
    return activate_agency(
        agency=agency_by_code(NEIGHBOUR), id_code=f"H42.{NEIGHBOUR}", units=UNITS, by=by, at=when
    )


@pytest.fixture(scope="module")
def office(django_db_setup: None, django_db_blocker: object) -> Iterator[Office]:
    """The office with its officers and catalogue; made in a transaction around the whole module."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build(at=at("2026-01-05 08:00"), procedures=PROCEDURES, provinces={"42"})
        transaction.set_rollback(True)
