"""My dossiers: those of the account and those whose owner I am; claiming one; who looked at my data."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.citizens.book import actor_of
from accounts.models import Citizen, CitizenSession
from audit.services import record
from dossiers.models import Dossier
from dossiers.selectors import mine, present
from dossiers.services import claim
from kit.errors import Conflict, DomainError
from portal import citizen
from portal.forms.lookup import ClaimForm
from portal.views.account.common import show

PAGE = 20
ENDED = "da-xong"
CLAIMED = "Hồ sơ {} đã được nhận về tài khoản của Ông/Bà."


@require_safe
@citizen.citizen_required
def dossiers(request: HttpRequest, me: CitizenSession, at: datetime) -> HttpResponse:
    """Under way or ended, twenty a page; what may be claimed stands above."""
    ended = request.GET.get("xem") == ENDED
    rows = mine.of(me.citizen)
    chosen = mine.ended(rows) if ended else mine.under_way(rows)
    shown = Paginator(chosen, PAGE).get_page(request.GET.get("trang"))
    lines = [line(dossier, me.citizen) for dossier in shown]
    _saw(me.citizen, [one["code"] for one in lines], at)
    tabs = [
        {"label": "Đang giải quyết", "url": "?", "current": not ended},
        {"label": "Đã kết thúc", "url": f"?xem={ENDED}", "current": ended},
    ]
    values = {
        "tabs": tabs, "page": shown, "lines": lines, "ended": ended, "form": None,
        "offered": [line(dossier, me.citizen) for dossier in mine.to_claim(me.citizen)[:PAGE]],
    }  # fmt: skip
    return show(request, "dossiers", **values)


@require_http_methods(["GET", "HEAD", "POST"])
@citizen.citizen_required
def claim_by_key(request: HttpRequest, me: CitizenSession, at: datetime) -> HttpResponse:
    """A dossier that was filed without the account comes to it: code and update key."""
    form = ClaimForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            address = request.META["REMOTE_ADDR"]
            found = claim.by_key(citizen=me.citizen, **form.cleaned_data, address=address, at=at)
        except DomainError as error:
            form.add_error("code" if error.code == "unknown" else "key", error.message)
        else:
            messages.success(request, CLAIMED.format(found.code))
            return redirect("portal:my_dossiers")
    return show(request, "claim", form)


@require_POST
@citizen.citizen_required
def claim_offered(request: HttpRequest, me: CitizenSession, at: datetime, code: str) -> HttpResponse:
    """One that was filed with my proven number."""
    try:
        found = claim.by_number(citizen=me.citizen, code=code, at=at)
    except (Conflict, DomainError) as error:
        messages.warning(request, error.message)
    else:
        messages.success(request, CLAIMED.format(found.code))
    return redirect("portal:my_dossiers")


def line(dossier: Dossier, me: Citizen) -> dict[str, Any]:
    """One line of the list: no more than the masked public page says, and whose it is to me."""
    kind, words = present.badge(dossier)
    return {
        "code": dossier.code,
        "procedure": dossier.version.name,
        "owner": dossier.owner_name,
        "kind": kind,
        "state": words,
        "submitted_at": dossier.submitted_at,
        "promised_at": dossier.promised_at,
        "filed_by_me": mine.is_filers(me, dossier),
    }


def _saw(me: Citizen, codes: list[str], at: datetime) -> None:
    if codes:
        record(
            action="view.list", by=actor_of(me), at=at, object_type="citizen", object_id=me.pk,
            summary="Xem danh sách hồ sơ của mình", data={"codes": codes},
        )  # fmt: skip
