"""Before the first question: choose a procedure, read what it needs, begin, go on, or forget a draft."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Citizen
from agencies.models import Agency
from agencies.selectors import active_agencies
from dossiers.models import Draft
from dossiers.selectors import rules
from dossiers.services import drafts
from kit.clock import local_date
from portal.citizen import citizen_of
from portal.forms.filing import StartForm
from portal.views import catalogue_page
from portal.views.filing import cookie
from portal.views.filing.door import NOT_STARTED, may_go_on
from portal.views.filing.steps import first_missing
from portal.views.straight import straight_on
from procedures import selectors
from procedures.models import Version


@never_cache
@require_safe
def apply(request: HttpRequest) -> HttpResponse:
    """Drafts that this browser can go on with, and the way to the procedures."""
    at = timezone.now()
    kept = [draft for _, token in cookie.tokens(request) if (draft := drafts.find(token, at))]
    found = [draft for draft in kept if may_go_on(request, draft, at)]
    going = [(draft, first_missing(draft).url(draft)) for draft in found if draft.dossier_id is None]
    sent = [draft for draft in found if draft.dossier_id]
    return render(request, "portal/filing/apply.html", {"going": going, "sent": sent})


@straight_on
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, code: str) -> HttpResponse:
    """What the procedure needs, then "Bắt đầu"; a draft that exists is never lost by one click."""
    at = timezone.now()
    version = _in_force(code, at)
    current = _current(request, code, at)
    where = _where(version)
    form = StartForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and where["files_here"]:
        if current and current.dossier_id is None:
            if not form.cleaned_data["replace"]:
                return redirect(first_missing(current).url(current))
            drafts.forget(draft=current, at=at)
        me = citizen_of(request)
        return _begin(version, where["only_office"], form.cleaned_data["shared_machine"], at, me)
    open_draft = current if current and current.dossier_id is None else None
    context = catalogue_page.describe(version) | where
    context |= {
        "form": form,
        "open_draft": open_draft,
        "go_on_url": first_missing(open_draft).url(open_draft) if open_draft else "",
        "not_started": NOT_STARTED in request.GET,
        "draft_hours": int(rules.draft_lifetime(None, local_date(at)).total_seconds() // 3600),
    }
    return render(request, "portal/filing/start.html", context)


@never_cache
@require_POST
def forget(request: HttpRequest, code: str) -> HttpResponse:
    """Leave nothing on this machine: an unsent draft goes with its files, a sent one stays sent."""
    at = timezone.now()
    if current := _current(request, code, at):
        drafts.forget(draft=current, at=at)
    response = redirect("portal:file_forgotten")
    cookie.drop(response, code)
    return response


@require_safe
def forgotten(request: HttpRequest) -> HttpResponse:
    """Nothing of the dossier is left on this machine."""
    return render(request, "portal/filing/forgotten.html")


def _begin(
    version: Version, only_office: Agency | None, shared_machine: bool, at: datetime, account: Citizen | None
) -> HttpResponse:
    """Where one office alone takes it, nobody is asked for the office."""
    draft, token = drafts.start(
        version=version, agency=only_office, at=at, shared_machine=shared_machine, account=account
    )
    response = redirect(first_missing(draft).url(draft))
    cookie.keep(response, version.procedure.code, draft, token, at)
    return response


def _in_force(code: str, at: datetime) -> Version:
    procedure = selectors.procedure_by_code(code)
    found = procedure and procedure.versions.in_force(local_date(at)).values_list("pk", flat=True).first()
    if found is None:
        raise Http404("Không có thủ tục mang mã này.")
    version = selectors.kept_version(found)
    version.procedure = procedure
    return version


def _where(version: Version) -> dict[str, Any]:
    """Whether any office takes it here, and where else it is taken, with the basis."""
    agencies = active_agencies().filter(kind=version.procedure.authority_level)
    return catalogue_page.where_to_file(version, selectors.switches_of(version.procedure, agencies))


def _current(request: HttpRequest, code: str, at: datetime) -> Draft | None:
    token = cookie.token_of(request, code)
    found = drafts.find(token, at) if token else None
    return found if found and may_go_on(request, found, at) else None
