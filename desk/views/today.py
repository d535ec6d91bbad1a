"""An officer's day on one page: what is late, what is due, what waits, and what was done."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.permissions import Permission
from desk import trail
from desk.guards import permission_required
from desk.menu import may
from desk.pages import page
from desk.presenters.today import greeting
from desk.views.queues import line_of
from dossiers.selectors import queues
from dossiers.selectors import today as day
from dossiers.selectors.today import Group, Officer

MOST = 10
PAGE = 50


@dataclass(frozen=True)
class Section:
    """A group as the page shows it: its number, the address of the whole list, the first lines."""

    group: Group
    count: int
    url: str
    rows: list[dict[str, Any]]

    @property
    def goes_on(self) -> bool:
        """Is the whole list longer than what stands here?"""
        return self.count > len(self.rows)


@permission_required(Permission.VIEW)
@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """The day from the top: late, today, soon, nobody's, to hand over; `?nhom=` shows one group whole."""
    officer = _officer(request)
    if key := request.GET.get("nhom"):
        return _group(request, officer, key)
    done, dossiers = day.done_today(officer, request.at)
    context = {
        "greeting": greeting(request.user.full_name, request.office, request.at),
        "sections": _sections(request, officer),
        "done": done,
        "done_dossiers": dossiers,
    }
    shown = dict.fromkeys(row["code"] for section in context["sections"] for row in section.rows)
    trail.saw_list(request, "today", "Việc của tôi hôm nay", shown)
    return page(request, "desk/today/day.html", context, current="today")


def _sections(request: HttpRequest, officer: Officer) -> list[Section]:
    counts = day.counts(officer, request.at)
    return [
        Section(group, counts[group.key], _address(group), _rows(request, officer, group))
        for group in day.groups_of(officer)
        if counts[group.key]
    ]


def _rows(request: HttpRequest, officer: Officer, group: Group) -> list[dict[str, Any]]:
    first = queues.lines(day.listed(officer, group, request.at)[:MOST])
    return [line_of(row) for row in day.rows(first, request.at)]


def _group(request: HttpRequest, officer: Officer, key: str) -> HttpResponse:
    group = next((one for one in day.groups_of(officer) if one.key == key), None)
    if group is None:
        raise Http404
    found = day.listed(officer, group, request.at)
    shown = Paginator(found, PAGE).get_page(request.GET.get("trang"))
    rows = [line_of(row) for row in day.rows(queues.lines(shown.object_list), request.at)]
    context = {"group": group, "page": shown, "rows": rows}
    trail.saw_list(request, f"today.{group.key}", group.title, [row["code"] for row in rows])
    return page(request, "desk/today/group.html", context, current="today")


def _address(group: Group) -> str:
    if group.queue:
        return reverse("desk:queue", args=[group.queue])
    return f"{reverse('desk:today')}?nhom={group.key}"


def _officer(request: HttpRequest) -> Officer:
    return Officer(request.scope, frozenset(word for word in Permission if may(request, word)))
