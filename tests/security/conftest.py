"""The office at work, its officers' browsers, and citizens with accounts: whom the attacks are aimed at."""

import pytest
from django.test import Client

from tests.desk.conftest import browser, clock, neighbour, office
from tests.security.people import Wide, build_wide

__all__ = ["browser", "clock", "neighbour", "office"]


@pytest.fixture
def morning(clock):
    return clock("2026-11-10 09:00")


@pytest.fixture
def wide(office, morning) -> Wide:
    """Everything that has an address, and a browser for everybody who may ask for it."""
    return build_wide(office)


@pytest.fixture
def strict() -> Client:
    """A browser whose forms need their token, as in life."""
    return Client(enforce_csrf_checks=True)
