"""The audit book: looked up by the administrator, one's own trail, who opened a dossier, the days' digests.

What an administrator sees of it is codes, never a citizen's name: such an actor is "Người dân" here.
"""

from datetime import date, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.access import ever_at
from accounts.permissions import Permission
from audit import proof, selectors
from audit.models import AuditEntry
from desk import links, trail
from desk.forms.book import BookForm
from desk.guards import officer_required, permission_required
from desk.pages import page
from desk.rule import can_rule_everywhere
from desk.views.dossier import load
from dossiers.selectors.queues import key_of
from kit.clock import local_date

PAGE = 50
DIGEST_DAYS = 60
RECENT = timedelta(days=30)  # what is shown while nothing is looked for
NOBODYS = {"citizen": "Người dân", "system": "Hệ thống"}


@permission_required(Permission.AUDIT)
@require_safe
def book(request: HttpRequest) -> HttpResponse:
    """The lines of this office's people and dossiers; who administers every office sees the whole book."""
    officers = ever_at(request.office)
    form = BookForm(request.GET, officers=officers)
    rows = form.narrow(_of_office(request, form, list(officers.values_list("pk", flat=True))))
    if not form.is_used:
        rows = rows.filter(at__gte=request.at - RECENT)
    context = _told(request, rows) | {"form": form, "clear_url": reverse("desk:book") if form.is_used else ""}
    context["recent"] = 0 if form.is_used else RECENT.days
    trail.read_the_book(request, form.code)
    return page(request, "desk/book/book.html", context, current=reverse("desk:book"))


@officer_required
@require_safe
def own_trail(request: HttpRequest) -> HttpResponse:
    """What I did, and from where; tries with my name too."""
    rows = selectors.lines().filter(selectors.concerning([request.user.pk]))
    return page(request, "desk/book/own.html", _told(request, rows), current=reverse("desk:own_trail"))


@permission_required(Permission.TRAIL)
@require_safe
def dossier_trail(request: HttpRequest, code: str) -> HttpResponse:
    """Who looked at the dossier, its files and papers."""
    found = load(request, code)
    context = _told(request, selectors.viewings(found.pk)) | {"dossier": found}
    return page(request, "desk/book/dossier.html", context)


@permission_required(Permission.AUDIT)
@require_safe
def digests(request: HttpRequest) -> HttpResponse:
    """The last days of the chain, each with its hash."""
    today = local_date(request.at)
    context = {
        "digests": [
            (one, reverse("desk:book_digest", args=[one.day.isoformat()]))
            for one in proof.digests(today - timedelta(days=DIGEST_DAYS), today)
        ],
        "today": today,
    }
    return page(request, "desk/book/digests.html", context, current=reverse("desk:book"))


@permission_required(Permission.AUDIT)
@require_safe
def digest(request: HttpRequest, day: str) -> HttpResponse:
    """A day's digest on one sheet, to be printed, signed and kept."""
    asked = links.read_day(day)
    found = proof.digest(asked) if asked and asked > date(2000, 1, 1) else None
    if found is None:
        raise Http404
    context = {"digest": found, "parts": _in_eights(found.hash), "open": found.day == local_date(request.at)}
    return render(request, "desk/book/digest.html", context)


def _of_office(request: HttpRequest, form: BookForm, officers: list[int]) -> QuerySet[AuditEntry]:
    if form.code:
        key = key_of(form.code, _offices(request))
        return selectors.lines().filter(selectors.about("dossier", key)) if key else AuditEntry.objects.none()
    whole = can_rule_everywhere(request, Permission.AUDIT)
    return selectors.lines().filter(Q() if whole else selectors.concerning(officers))


def _offices(request: HttpRequest) -> frozenset[int]:
    """The offices whose dossiers may be looked for by their code: those that one administers."""
    return request.duties.agency_ids(Permission.AUDIT)


def _told(request: HttpRequest, rows: QuerySet[AuditEntry]) -> dict[str, Any]:
    shown = Paginator(rows, PAGE).get_page(request.GET.get("trang"))
    return {"page": shown, "rows": [_line(row) for row in shown]}


def _line(row: AuditEntry) -> dict[str, Any]:
    """A citizen's name and network address stay in the book."""
    citizen = row.actor_kind == "citizen"
    stranger = citizen and row.object_type == "user"  # somebody at an officer's account
    return {
        "at": row.at,
        "who": NOBODYS.get(row.actor_kind, row.actor_name) if not stranger else "Người chưa đăng nhập",
        "office": row.actor_office,
        "what": row.summary,
        "address": "" if citizen and not stranger else row.address,
    }


def _in_eights(text: str) -> list[str]:
    """A hash as people compare it: eight signs at a time."""
    return [text[at : at + 8] for at in range(0, len(text), 8)]
