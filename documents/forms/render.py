"""From a key and plain values to the bytes of a tagged PDF with our own fonts."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from django.template.loader import render_to_string
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher

from documents.forms import holes, words
from documents.forms.registry import Form, find

HOME = Path(__file__).parent.parent
SAMPLE = "Bản xem thử với dữ liệu mẫu"
# Pango and the shared font configuration are not made for two threads at once.
_one_at_a_time = Lock()


def render(
    key: str, data: Any, *, form_set: str, texts: Mapping[str, str] | None = None, is_sample: bool = False
) -> bytes:
    """Draw form `key` of `form_set` ("TT03-2025" or "TT01-2018") with `data`, its dataclass of `forms.data`.

    `texts` are the form's words by slug, the shipped ones where None. The same values give the same bytes, so
    a stored form can be compared with a fresh one. All copies (liên) that the law wants are in the one PDF; a
    sample says so on every page. Raises DomainError where the set has no such form, TypeError when `data` is
    of another form.
    """
    form, circular = find(key, form_set)
    if not isinstance(data, form.data_type):
        raise TypeError(f"{key} wants {form.data_type.__name__}, not {type(data).__name__}")
    said = {**form.texts, **(texts or {})}
    origin = f"Mẫu số {form.number} – {circular}" if form.number else ""
    context = {
        "form": form, "t": said, "data": data, "holes": holes.values_of(data),
        "origin": " – ".join(filter(None, (SAMPLE if is_sample else "", origin))),
    }  # fmt: skip
    pages = [_html(form, context | {"copy": said.get(copy, "")}) for copy in form.copies]
    with _one_at_a_time:
        return _pdf(pages, form.style)


def _html(form: Form, context: dict[str, Any]) -> str:
    if form.key == "receipt":
        data = context["data"]
        context["limit"] = words.limit_in_words(data.limit_unit, data.limit_amount, data.limit_cutoff)
    return render_to_string(f"documents/forms/{form.layout}.html", context)


def _pdf(pages: list[str], style: str) -> bytes:
    fonts, sheets = _dress(style)
    documents = [
        HTML(string=page, url_fetcher=_Fetcher()).render(font_config=fonts, stylesheets=sheets)
        for page in pages
    ]
    whole = documents[0].copy([page for document in documents for page in document.pages])
    return whole.write_pdf(pdf_tags=True)


@cache
def _dress(style: str) -> tuple[FontConfiguration, list[CSS]]:
    """Fonts and style sheets, read once in the life of the process."""
    fonts = FontConfiguration()
    folder = HOME / "forms" / "css"
    sheets = [
        CSS(filename=folder / name, font_config=fonts, url_fetcher=_Fetcher()) for name in ("base.css", style)
    ]
    return fonts, sheets


class _Fetcher(URLFetcher):
    """Our own fonts and pictures inside the page; nothing else of the disk, nothing from the network."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=("file", "data"), fail_on_errors=True)

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
        if url.startswith("file:") and not url.startswith((HOME / "fonts").as_uri()):
            raise FatalURLFetchingError(f"a form may not read {url}")
        return super().fetch(url, headers)
