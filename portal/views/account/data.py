"""My data: which offices looked at it, and what I may ask of it (Luật 91/2025/QH15; law.md 13.1)."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from accounts.models import Citizen, CitizenSession
from accounts.roles import ROLES
from agencies.selectors import active_agencies
from audit.selectors import visits_to
from dossiers.selectors import mine
from dossiers.services import data_requests
from kit.clock import say_date
from kit.errors import DomainError
from portal import citizen
from portal.forms.data import DataForm
from portal.views.account.common import say, show

MOST_VISITS = 100
MOST_DOSSIERS = 500
SENT = "Đã gửi yêu cầu. {} trả lời trước ngày {}."


@require_http_methods(["GET", "HEAD", "POST"])
@citizen.citizen_required
def data(request: HttpRequest, me: CitizenSession, at: datetime) -> HttpResponse:
    """Who looked, what was asked and answered, and the form for one more request."""
    offices = active_agencies()
    form = DataForm(request.POST if request.method == "POST" else None, offices=offices)
    if form.is_valid():
        try:
            row = data_requests.ask(citizen=me.citizen, **form.cleaned_data, at=at)
        except DomainError as error:
            say(form, error, "kind")
        else:
            messages.success(request, SENT.format(row.agency.committee, say_date(row.due_at)))
            return redirect("portal:my_data")
    values = {"visits": _visits(me.citizen), "requests": list(data_requests.of(me.citizen)[:50])}
    return show(request, "data", form, **values)


def _visits(me: Citizen) -> list[dict[str, Any]]:
    """Moment, office, duties and dossier of each visit, the newest first; the officer has no name here."""
    codes = dict(mine.of(me).values_list("pk", "code")[:MOST_DOSSIERS])
    return [
        {
            "at": one.at,
            "office": one.office,
            "duties": ", ".join(ROLES[key].title for key in one.roles if key in ROLES),
            "code": codes[one.dossier_id],
        }
        for one in visits_to(codes.keys(), most=MOST_VISITS)
    ]
