"""The whole set-up at a glance, and every change of it as old and new."""

from datetime import timedelta
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Max, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.access import ever_at
from accounts.models import User
from accounts.permissions import Permission as P
from agencies.models import LawValue, Mark
from agencies.selectors import law_value, law_values
from audit.actions import SETTINGS
from audit.models import AuditEntry
from audit.selectors import begins_with, concerning, lines
from desk import trail
from desk.forms.setup import HistoryForm
from desk.guards import permission_required
from desk.menu import may
from desk.pages import page
from desk.presenters import changes as show
from desk.presenters.environment import environment
from desk.rule import can_rule_everywhere
from kit.clock import local_date

PAGE = 30
RECENT = timedelta(days=365)  # how far back the last change of each kind is looked for
# What an administrator changes where: address, title, permission, the words of the book.
PLACES = (
    ("desk:agency", "Cơ quan và bộ phận", P.OFFICES, ("agency.", "unit.")),
    ("desk:officers", "Cán bộ và quyền", P.MEMBERS, ("account.", "duty.")),
    ("desk:calendar", "Giờ làm việc, ngày nghỉ", P.CALENDAR, ("calendar.",)),
    ("desk:law", "Giá trị pháp lý", P.LAW, ("law.",)),
    ("desk:forms", "Biểu mẫu in", P.LAW, ("forms.",)),
    ("desk:messages", "Mẫu tin nhắn", P.MESSAGES, ("message.",)),
    ("desk:catalogue", "Danh mục thủ tục", P.CATALOGUE, ("procedure.",)),
    ("desk:articles", "Tin và hướng dẫn", P.CATALOGUE, ("article.",)),
)


@permission_required(P.OFFICES)
@require_safe
def settings_page(request: HttpRequest) -> HttpResponse:
    """Where everything is changed and who did it last; what is not verified; what the server says."""
    on = local_date(request.at)
    values = list(law_values(on, request.office))
    context = {
        "places": _places(request),
        "values": _by_unit(values),
        "unverified": sum(row.mark == Mark.UNVERIFIED for row in values),
        "count": len(values),
        "environment": environment(law_value("office_networks", on, request.office)),
        "may_see_history": may(request, P.AUDIT),
    }
    return page(request, "desk/setup/page.html", context, current=reverse("desk:setup"))


@permission_required(P.AUDIT)
@require_safe
def history(request: HttpRequest) -> HttpResponse:
    """Every change of the set-up: who, when, from what to what; narrowed by who, what and when."""
    form = HistoryForm(request.GET, officers=ever_at(request.office))
    rows = form.narrow(_of_office(request).filter(begins_with(SETTINGS)))
    shown = Paginator(rows, PAGE).get_page(request.GET.get("trang"))
    context = {
        "form": form,
        "clear_url": reverse("desk:setup_history") if form.is_used else "",
        "page": shown,
        "lines": _named([show.line(row) for row in shown]),
    }
    trail.read_the_book(request, "")
    return page(request, "desk/setup/history.html", context, current=reverse("desk:setup"))


def _named(told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What was done to somebody's account says whose it is."""
    people = User.objects.in_bulk({line["whose"] for line in told if line["whose"]})
    for line in told:
        if person := people.get(line["whose"]):
            line["what"] = f"{person.full_name}: {line['what']}"
    return told


def _of_office(request: HttpRequest) -> QuerySet[AuditEntry]:
    """What this office's people changed; who administers every office sees what all did."""
    if can_rule_everywhere(request, P.AUDIT):
        return lines()
    return lines().filter(concerning(list(ever_at(request.office).values_list("pk", flat=True))))


def _places(request: HttpRequest) -> list[dict[str, Any]]:
    """Each page with the newest change of what is set there: one query for the newest lines, one for them."""
    recent = _of_office(request).filter(at__gte=request.at - RECENT)
    kinds = [(address, title, words) for address, title, needed, words in PLACES if may(request, needed)]
    newest = recent.order_by().aggregate(
        **{f"n{number}": Max("pk", filter=begins_with(words)) for number, (*_, words) in enumerate(kinds)}
    )
    found = AuditEntry.objects.in_bulk([pk for pk in newest.values() if pk])
    return [
        {"title": title, "url": reverse(address), "last": found.get(newest[f"n{number}"])}
        for number, (address, title, _) in enumerate(kinds)
    ]


def _by_unit(values: list[LawValue]) -> list[dict[str, Any]]:
    """The values that somebody has to look at: not verified, or changed here."""
    asked = [row for row in values if row.mark == Mark.UNVERIFIED or row.actor_kind == "officer"]
    return [{"row": row, "unverified": row.mark == Mark.UNVERIFIED} for row in asked]
