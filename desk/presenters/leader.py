"""The leader's page as plain values: each number with the address of its list."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from desk import links
from kit.clock import local_date
from procedures.models import Sector
from reports.measures import counted, now
from reports.measures.counted import Question, share
from reports.measures.now import Load, Place
from reports.periods import Kind, Period, Windows
from reports.selectors import windows

URGENT = (
    ("late", "late"), ("step_late", "late"), ("waiting_late", "late"),
    ("due_today", "soon"), ("soon", "soon"), ("waiting", "plain"),
)  # fmt: skip
NO_ALARM = "plain"
COMPARED = (
    "received", "received_online", "received_own", "carried",
    "done", "done_early", "done_on_time", "done_late",
    "open", "open_late", "reappointed", "intake_late", "refused",
)  # fmt: skip
BAD_WHEN_MORE = frozenset({"done_late", "open_late", "reappointed", "intake_late"})
BY_SECTOR = {
    "received": "Tiếp nhận",
    "done": "Đã giải quyết",
    "done_late": "Giải quyết quá hạn",
    "open": "Đang giải quyết",
    "open_late": "Đang quá hạn",
}
SHARE = ("on_schedule", "total")
PERIODS = (("thang", "Tháng", Kind.MONTH), ("quy", "Quý", Kind.QUARTER), ("nam", "Năm", Kind.YEAR))
MOST_LOADS = 15


@dataclass(frozen=True)
class Compared:
    """A measure in this period and the last: numbers with their lists, and what changed."""

    title: str
    here: int
    here_url: str
    before: int
    before_url: str
    change: str
    is_worse: bool


def page(request: HttpRequest) -> dict[str, Any]:
    """Everything the page shows: what is urgent and whose it is, then the period beside the one before."""
    agency, at = request.office, request.at
    law = windows(agency, local_date(at))
    slug = request.GET.get("ky")
    chosen = next((row for row in PERIODS if row[0] == slug), PERIODS[0])
    whole = law.around(local_date(at))[chosen[2]]
    here, before = whole.until(local_date(at)), _previous(law, whole)
    keys = (*COMPARED, *SHARE)
    one = counted.count(Question(agency, here), keys)
    other = counted.count(Question(agency, before), keys)
    everybody = now.loads(request.scope, at)
    return {
        "urgent": _urgent(request),
        "loads": [_load(row) for row in everybody[:MOST_LOADS]],
        "more_loads": max(len(everybody) - MOST_LOADS, 0),
        "here": here,
        "before": before,
        "tabs": [
            {"label": words, "url": f"?ky={key}", "current": key == chosen[0]} for key, words, _ in PERIODS
        ],
        "compared": [_compare(key, one, other, here, before) for key in COMPARED],
        "shares": [share(counts["on_schedule"], counts["total"]) for counts in (one, other)],
        "own_shares": [share(counts["received_own"], counts["received_online"]) for counts in (one, other)],
        "sectors": _sectors(request, here),
        "sector_labels": list(BY_SECTOR.values()),
        "definitions": definitions(keys, (key for key, _ in URGENT)),
    }


def definitions(counted_keys: Iterable[str], now_keys: Iterable[str]) -> list[counted.Measure | now.Now]:
    """What each figure of a page means, in the order of the page."""
    return [*(now.MEASURES[key] for key in now_keys), *(counted.MEASURES[key] for key in counted_keys)]


def _urgent(request: HttpRequest) -> list[dict[str, Any]]:
    counts = now.count(request.scope, request.at, [key for key, _ in URGENT])
    return [
        {
            "number": counts[key],
            "words": now.MEASURES[key].title,
            "href": links.now(key),
            "kind": kind if counts[key] else NO_ALARM,
        }
        for key, kind in URGENT
    ]


def _load(load: Load) -> dict[str, Any]:
    place = Place(load.step, load.officer)
    return {
        "step": load.step,
        "name": load.name or "Chưa có người nhận",
        "unit": load.unit,
        "held": (load.held, links.now("in_hand", place)),
        "late_dossiers": (load.late_dossiers, links.now("late", place)),
        "late": (load.late, links.now("step_late", place)),
        "soon": (load.soon, links.now("step_soon", place)),
    }


def _compare(key: str, one: dict[str, int], other: dict[str, int], here: Period, before: Period) -> Compared:
    change = one[key] - other[key]
    return Compared(
        title=counted.MEASURES[key].title,
        here=one[key],
        here_url=links.counted(key, here),
        before=other[key],
        before_url=links.counted(key, before),
        change=_say_change(change),
        is_worse=key in BAD_WHEN_MORE and change > 0,
    )


def _say_change(change: int) -> str:
    if not change:
        return "không đổi"
    return f"{'tăng' if change > 0 else 'giảm'} {abs(change):,}".replace(",", ".")


def _sectors(request: HttpRequest, period: Period) -> list[dict[str, Any]]:
    counts = counted.count_by("sector", Question(request.office, period), BY_SECTOR)
    sectors = Sector.objects.filter(pk__in=counts).order_by("sort_name", "pk")
    return [
        {
            "name": sector.name,
            "cells": [
                {
                    "label": BY_SECTOR[key],
                    "number": counts[sector.pk][key],
                    "url": links.counted(key, period, sector=sector.pk),
                    "late": key in BAD_WHEN_MORE and bool(counts[sector.pk][key]),
                }
                for key in BY_SECTOR
            ],
        }
        for sector in sectors
    ]


def _previous(law: Windows, period: Period) -> Period:
    return law.around(period.before.last)[period.kind]
