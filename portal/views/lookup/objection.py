"""The owner of what another filed says no: with the code of their message, or from their account."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dossiers.models import Dossier
from dossiers.services import objection
from kit.errors import Conflict, DomainError
from portal.forms.lookup import ObjectForm, ReasonForm
from portal.views.lookup import access
from portal.views.lookup.access import Door
from portal.views.straight import straight_on

HEARD = "Đã ghi nhận ý kiến của Ông/Bà. Cán bộ xem xét và trả lời."
OVER = "Hồ sơ đã kết thúc hoặc đã có ý kiến của chủ hồ sơ nên không ghi nhận thêm tại đây được."


@straight_on
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def object_by_key(request: HttpRequest, code: str) -> HttpResponse:
    """The page that the message leads to; whether there is such a dossier it does not tell."""
    form = ObjectForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        given, address = form.cleaned_data, request.META["REMOTE_ADDR"]
        try:
            objection.by_key(code=code, **given, address=address, at=timezone.now())
        except Conflict:
            form.add_error(None, OVER)
        except DomainError as error:
            form.add_error("key", error.message)
        else:
            return redirect("portal:objected", code)
    status = 422 if form.errors else 200
    return render(request, "portal/lookup/object.html", {"code": code, "form": form}, status=status)


@never_cache
@require_safe
def objected(request: HttpRequest, code: str) -> HttpResponse:
    """It was written down; what happens next."""
    return render(request, "portal/lookup/objected.html", {"code": code})


@require_POST
@access.open_to_see
def object_from_account(request: HttpRequest, dossier: Dossier, at: datetime) -> HttpResponse:
    """The owner, signed in, does not agree."""
    form = ReasonForm(request.POST)
    if request.entry.door != Door.OWNER:
        return access.to_dossier(dossier)
    if not form.is_valid():
        messages.warning(request, form.errors["reason"][0])
        return access.to_dossier(dossier)
    try:
        objection.by_account(
            dossier=dossier, citizen=request.entry.account, reason=form.cleaned_data["reason"], at=at
        )
    except Conflict:
        messages.warning(request, OVER)
    else:
        messages.success(request, HEARD)
    return access.to_dossier(dossier)
