"""Filters of the forms' templates: the wording of `documents.forms.words`."""

from datetime import datetime

from django import template

from documents import qr
from documents.forms import holes, words
from kit.clock import local

register = template.Library()
register.filter("two", words.two)
register.filter("day_in_words", words.day_in_words)
register.filter("moment_in_words", words.moment_in_words)
register.filter("qr_image", qr.data_uri)
register.filter("fill", holes.fill)


@register.filter
def or_dots(text: str) -> str:
    """The text, or a dotted line to be filled in by hand."""
    return text or words.DOTS


@register.filter
def or_few_dots(text: str) -> str:
    """The text, or dots for a short answer: two of them stand on one line beside the QR code."""
    return text or words.DOTS[:7]


@register.filter
def short_day(at: datetime | None) -> str:
    """'23/11/2026', or nothing."""
    return f"{local(at):%d/%m/%Y}" if at else ""


@register.filter
def outcome(value: str) -> str:
    """'late' -> 'Quá hạn'."""
    return words.OUTCOMES[value]


@register.filter
def w3c(at: datetime) -> str:
    """A moment for the PDF's own metadata."""
    return local(at).isoformat(timespec="seconds")


@register.filter
def dotted(number: int) -> str:
    """12345 -> '12.345'."""
    return f"{number:,}".replace(",", ".")


@register.filter
def short_moment(at: datetime) -> str:
    """'17:00 ngày 23/11/2026'."""
    return f"{local(at):%H:%M} ngày {local(at):%d/%m/%Y}"


register.filter("ranges", words.ranges)


@register.filter
def count_or_dash(number: int) -> str:
    """'01', or a dash where there is none."""
    return words.two(number) if number else "–"
