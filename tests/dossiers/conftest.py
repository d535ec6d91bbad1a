"""Xã Sơn Tây is built once for a module of tests, then every test undoes what it did."""

from collections.abc import Iterator
from functools import cache
from io import BytesIO

import pytest
from django.db import transaction
from pypdf import PdfWriter

from documents import forms as printer
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


@pytest.fixture(autouse=True)
def _quick_paper(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Forms are one blank page, but for the tests of the forms themselves (`real_paper`)."""
    if "real_paper" not in request.fixturenames:
        monkeypatch.setattr(printer, "render", lambda key, data, **_: _blank())


@pytest.fixture
def real_paper() -> None:
    """The forms are drawn as citizens get them."""


@cache
def _blank() -> bytes:
    writer, page = PdfWriter(), BytesIO()
    writer.add_blank_page(width=419, height=595)
    writer.write(page)
    return page.getvalue()
