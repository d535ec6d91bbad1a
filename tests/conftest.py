"""Paper that costs nothing: drawing a form takes longer than most of what the tests do."""

from functools import cache
from io import BytesIO

import pytest
from pypdf import PdfWriter

from documents import forms as printer


@pytest.fixture(autouse=True)
def _quick_paper(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Forms are one blank page, but for the tests of the forms themselves (`real_paper`)."""
    if "real_paper" not in request.fixturenames:
        monkeypatch.setattr(printer, "render", lambda key, data, **_: blank_page())


@pytest.fixture
def real_paper() -> None:
    """The forms are drawn as citizens get them."""


@cache
def blank_page() -> bytes:
    """A PDF of one empty page."""
    writer, page = PdfWriter(), BytesIO()
    writer.add_blank_page(width=419, height=595)
    writer.write(page)
    return page.getvalue()
