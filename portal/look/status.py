"""State and time: badge, deadline, timeline, progress."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from django.template import Library
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

register = Library()

BADGES = ("new", "working", "waiting", "soon", "late", "done", "stopped", "draft")
DEADLINES = {
    "running": "working",
    "soon": "soon",
    "late": "late",
    "stopped": "stopped",
    "done": "done",
    "done_late": "late",
    "none": "new",
}

PLAIN_ITEM = {
    "state": "done",
    "who": "",
    "at": None,
    "note": "",
    "due_at": None,
    "due_words": "",
    "files": (),
}


@register.simple_tag
@cache
def shape(kind: str) -> SafeString:
    """The sign beside every word that tells a state. Drawn once: a list shows it a hundred times."""
    return render_to_string("_components/shape.html", {"kind": kind})


@register.simple_tag
def badge(kind: str, label: Any) -> SafeString:
    """A state as a shape and a word; colour is never the only sign."""
    if kind not in BADGES:
        raise ValueError(f"{kind!r} is none of {', '.join(BADGES)}")
    return _badge(kind, str(label))


@lru_cache(maxsize=1000)
def _badge(kind: str, label: str) -> SafeString:
    """Kept: a list of fifty lines has a handful of states."""
    return render_to_string("_components/badge.html", {"kind": kind, "label": label})


def _lines(explain: Iterable[Any]) -> list[dict]:
    return [
        {"label": "", "words": line} if isinstance(line, str) else {"label": line[0], "words": line[1]}
        for line in explain
    ]


@register.inclusion_tag("_components/deadline.html")
def deadline(
    *,
    state: str,
    due_at: datetime | None = None,
    minutes_left: int | None = None,
    used: int | None = None,
    total: int | None = None,
    hours_kind: str = "giờ làm việc",
    explain: Iterable[Any] = (),
    finished_at: datetime | None = None,
    reason: str = "",
    compact: bool = False,
) -> dict:
    """Time left or overdue in words, the exact due time, a bar of used time, and how it was counted.

    `minutes_left`, `used`, `total` are minutes of the kind named by `hours_kind`.
    """
    return {
        **locals(),
        "kind": DEADLINES[state],
        "explain": _lines(explain),
        "bar": used is not None and bool(total) and state in ("running", "soon", "late", "stopped"),
        "used_shown": min(used or 0, total or 0),
    }


@register.inclusion_tag("_components/deadline_cell.html")
def deadline_cell(values: Mapping[str, Any]) -> dict:
    """The deadline of a table's line, from a mapping of the deadline's parameters."""
    return deadline(**{**values, "compact": True})


@register.inclusion_tag("_components/timeline.html")
def timeline(items: Iterable[Mapping[str, Any]], *, label: str = "Diễn biến hồ sơ") -> dict:
    """What happened, who, when, and what comes next; the same for citizen and officer."""
    return {"items": [{**PLAIN_ITEM, **item} for item in items], "label": label}


@register.inclusion_tag("_components/progress.html")
def progress(*, step: int, total: int, title: str) -> dict:
    """'Bước 3/8: Chủ hồ sơ' with a bar."""
    return locals()
