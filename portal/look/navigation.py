"""Finding one's way: queues, tabs, pages, the trail of where we are."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from django.core.paginator import Page
from django.template import Context, Library
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString

from portal import citizen
from portal.look import site

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


@register.simple_tag(takes_context=True)
def citizen_header(context: Context) -> SafeString:
    """Whose pages these are, the four ways in, and the account; the one we are on is marked.

    Who has no session costs no statement; a page with a person's name on it is not kept.
    """
    request = context.get("request")
    here = request.path if request else ""
    links = [(url, label) for name, label in CITIZEN_NAV if (url := _address(name))]
    marked = tuple((url, label, here.startswith(url)) for url, label in links)
    facts = tuple(site.facts().items())
    who = citizen.citizen_of(request) if request else None
    if who is None:
        return _drawn("_components/citizen_header.html", facts, marked)
    values = {"site": dict(facts), "links": marked, "account": who.name}
    return render_to_string("_components/citizen_header.html", values)


@register.simple_tag
def citizen_footer() -> SafeString:
    """Whom to call, and what else there is."""
    return _drawn("_components/citizen_footer.html", tuple(site.facts().items()))


@register.simple_tag
def styles() -> SafeString:
    """The style sheets of every page."""
    return _drawn("_components/styles.html")


@lru_cache(maxsize=100)
def _drawn(template: str, facts: tuple = (), links: tuple = ()) -> SafeString:
    """What stands on every page and says the same on all of them: drawn once, kept by what it depends on."""
    return render_to_string(template, {"site": dict(facts), "links": links})


@register.inclusion_tag("_components/queue_nav.html")
def queue_nav(queues: Iterable[Mapping[str, Any]]) -> dict:
    """The officer's queues with their counts."""
    return {"queues": list(queues)}


@register.inclusion_tag("_components/bell.html")
def bell(unread: int, url: str) -> dict:
    """The way to what an officer was told, with how much of it is new."""
    return {"unread": unread, "url": url}


@register.inclusion_tag("_components/told_list.html", takes_context=True)
def told_list(context: Context, lines: Iterable[Mapping[str, Any]]) -> dict:
    """What an officer was told, each a button that opens it; new ones are marked by word and edge."""
    return {"lines": list(lines), "csrf_token": context.get("csrf_token", "")}


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
