"""Look-up by a citizen's number: number and captcha, the code of the message, the list for fifteen minutes.

No page tells whether anybody has the number, and none shows more than the look-up by code.
"""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from dossiers.models import Dossier
from dossiers.selectors import present, public
from dossiers.services import by_number
from kit.errors import NotAllowed
from kit.secrets import decrypt, encrypt
from portal.forms.account import CodeForm
from portal.forms.lookup import NumberForm
from portal.views.lookup import access
from portal.views.lookup.marks import FOUND
from portal.views.straight import straight_on

ASKED = "hoi_theo_so"
LISTED_FOR = timedelta(minutes=15)


@straight_on
@sensitive_post_parameters("number")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def number(request: HttpRequest) -> HttpResponse:
    """Whose dossiers; then the same page whether there are any."""
    form = NumberForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        typed, origin = form.cleaned_data["number"], request.META["REMOTE_ADDR"]
        try:
            row = by_number.ask(number=typed, origin=origin, at=timezone.now())
        except NotAllowed as error:
            form.add_error("number", error.message)
        else:
            request.session[ASKED] = {"code": row.pk, "number": encrypt(typed)}
            return redirect("portal:lookup_number_code")
    return _show(request, "number", form)


@straight_on
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """The code of the message opens the list."""
    asked = request.session.get(ASKED)
    if asked is None:
        return redirect("portal:lookup_number")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        at = timezone.now()
        try:
            codes = by_number.found(
                code_id=asked["code"], number=decrypt(asked["number"]), typed=form.cleaned_data["code"],
                origin=request.META["REMOTE_ADDR"], at=at,
            )  # fmt: skip
        except NotAllowed as error:
            form.add_error("code", error.message)
        else:
            del request.session[ASKED]
            request.session.cycle_key()
            request.session[FOUND] = {"codes": codes, "at": at.isoformat()}
            return redirect("portal:lookup_number_list")
    return _show(request, "number_code", form)


@never_cache
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Codes and states, names masked; each opens the public page of its dossier."""
    at = timezone.now()
    kept = request.session.get(FOUND)
    if kept is None or at - datetime.fromisoformat(kept["at"]) >= LISTED_FOR:
        request.session.pop(FOUND, None)
        return redirect("portal:lookup_number")
    for one in kept["codes"]:
        access.remember(request, access.SEEN, one, at)
    rows = Dossier.objects.filter(code__in=kept["codes"]).select_related("version").defer("answers")
    lines = [_line(dossier) for dossier in rows.order_by("-submitted_at", "-pk")]
    return render(request, "portal/lookup/number_list.html", {"lines": lines})


def _line(dossier: Dossier) -> dict[str, Any]:
    kind, words = present.badge(dossier)
    return {
        "code": dossier.code,
        "procedure": dossier.version.name,
        "owner": public.mask_name(dossier.owner_name),
        "kind": kind,
        "state": words,
    }


def _show(request: HttpRequest, name: str, form: NumberForm | CodeForm) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    return render(request, f"portal/lookup/{name}.html", {"form": form}, status=status)
