"""Blocks of a page: notices, empty and broken states, figures, steps, print."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.contrib.messages import get_messages
from django.template import Context, Library
from django.template.loader import render_to_string

from portal.look import site

register = Library()

NOTICES = {"info": "new", "ok": "done", "soon": "soon", "late": "late", "waiting": "waiting"}
LEVELS = {"debug": "info", "info": "info", "success": "ok", "warning": "soon", "error": "late"}
FIGURES = ("plain", "late", "soon", "done")


def _notice(kind: str, content: str, title: str, live: bool = False) -> str:
    values = {"kind": kind, "shape": NOTICES[kind], "content": content, "title": title, "live": live}
    return render_to_string("_components/notice.html", values)


@register.simple_block_tag
def notice(content: str, kind: str, *, title: str = "") -> str:
    """A sheet of news: info, ok, soon, late or waiting."""
    return _notice(kind, content, title)


@register.inclusion_tag("_components/flash.html", takes_context=True)
def flash(context: Context) -> dict:
    """Django's messages, each in the notice that fits its level."""
    request = context.get("request")
    found = get_messages(request) if request else []
    shown = [(message, LEVELS.get(message.level_tag, "info")) for message in found]
    return {"shown": [(message, kind, NOTICES[kind]) for message, kind in shown]}


@register.inclusion_tag("_components/empty.html")
def empty(title: str, *, text: str = "", href: str = "", label: str = "") -> dict:
    """Nothing here, and what to do next."""
    return locals()


@register.inclusion_tag("_components/loading.html")
def loading(words: str = "Đang tải…", *, id: str = "") -> dict:
    """Shown by htmx while it waits."""
    return locals()


@register.inclusion_tag("_components/problem.html")
def problem(title: str, *, text: str = "", incident: str = "", href: str = "", label: str = "") -> dict:
    """Something failed on our side: what was kept, what to do, whom to call."""
    return {**locals(), "site": site.facts()}


@register.inclusion_tag("_components/figure.html")
def figure(number: int, words: str, *, href: str = "", kind: str = "plain", note: str = "") -> dict:
    """A large number and plain words, a link to the list behind it."""
    if kind not in FIGURES:
        raise ValueError(f"{kind!r} is none of {', '.join(FIGURES)}")
    return locals()


@register.inclusion_tag("_components/figure_text.html")
def figure_text(value: str, words: str, *, said: bool = False, note: str = "") -> dict:
    """Like `figure`, for what is no plain number: a share, days; `said` for words in a number's place."""
    return locals()


@register.inclusion_tag("_components/steps.html")
def steps(items: Iterable[Mapping[str, Any]]) -> dict:
    """What is done, in order: title, text, time."""
    return {"items": list(items)}


@register.inclusion_tag("_components/print_button.html")
def print_button(*, label: str = "In trang này", href: str = "") -> dict:
    """Prints the page, or opens the PDF that is meant for paper."""
    return locals()


@register.inclusion_tag("_components/saved.html")
def saved(*, at: datetime | None) -> dict:
    """'Đã lưu lúc 14:05.' and that the page may be closed."""
    return {"at": at}


@register.simple_tag(name="site")
def site_facts() -> dict:
    """Name, office and phone of whom the pages speak for."""
    return site.facts()
