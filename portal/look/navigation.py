"""Finding one's way: queues, tabs, pages, the trail of where we are."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.paginator import Page
from django.template import Context, Library
from django.urls import NoReverseMatch, reverse

register = Library()

CITIZEN_NAV = (
    ("portal:procedures", "Thủ tục"),
    ("portal:apply", "Nộp hồ sơ"),
    ("portal:lookup", "Tra cứu"),
    ("portal:news", "Tin và hướng dẫn"),
)


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@register.inclusion_tag("_components/citizen_nav.html", takes_context=True)
def citizen_nav(context: Context) -> dict:
    """The four ways in; the one we are on is marked."""
    request = context.get("request")
    here = request.path if request else ""
    links = [(_address(name), label) for name, label in CITIZEN_NAV]
    return {"links": [(url, label, here.startswith(url)) for url, label in links if url]}


@register.inclusion_tag("_components/queue_nav.html")
def queue_nav(queues: Iterable[Mapping[str, Any]]) -> dict:
    """The officer's queues with their counts."""
    return {"queues": list(queues)}


@register.inclusion_tag("_components/tabs.html")
def tabs(items: Iterable[Mapping[str, Any]], *, label: str = "Các phần") -> dict:
    """A few parts of one page, each an address of its own."""
    return {"items": list(items), "label": label}


@register.inclusion_tag("_components/breadcrumbs.html")
def breadcrumbs(items: Iterable[tuple[str, str]]) -> dict:
    """Where we are, from the front page down."""
    return {"items": list(items), "home": _address("portal:home")}


@register.inclusion_tag("_components/pagination.html", takes_context=True)
def pagination(context: Context, page: Page, *, param: str = "trang") -> dict:
    """Pages of a list; what was searched and filtered stays in the address."""
    query = context["request"].GET.copy()

    def address(number: int) -> str:
        query[param] = str(number)
        return f"?{query.urlencode()}"

    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    links = [(number, address(number) if isinstance(number, int) else "") for number in numbers]
    return {
        "page": page,
        "links": links,
        "previous": address(page.previous_page_number()) if page.has_previous() else "",
        "next": address(page.next_page_number()) if page.has_next() else "",
    }
