"""The cast of the catalogue: one commune, the whole catalogue published."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.db import transaction

from agencies.models import Agency
from kit.text import fold, sort_key
from tests.procedures.builders import whole_catalogue


@pytest.fixture
def commune() -> Agency:
    name = "UBND xã Sơn Tây"
    return Agency.objects.create(
        code="18172", kind="commune", name=name, short_name="Sơn Tây", place_kind="commune",
        sort_name=sort_key(name), fold_name=fold(name), valid_from=dt.date(2025, 7, 1),
    )  # fmt: skip


@pytest.fixture(scope="class")
def catalogue(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Brought in once for all the tests of a class, which each undo only what they did themselves."""
    with django_db_blocker.unblock(), transaction.atomic():
        whole_catalogue()
        yield
        transaction.set_rollback(True)
