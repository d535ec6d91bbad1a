"""Look-up by code and captcha: the state in plain words, names masked; then the door for the key."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import throttle
from dossiers.models import Dossier
from dossiers.selectors import present, public
from dossiers.services import keys
from kit import phone
from kit.errors import DomainError
from portal.forms.lookup import KeyForm, LookupForm, RenewForm
from portal.limits import too_many
from portal.views.lookup import access
from portal.views.straight import straight_on

SCOPE = "lookup.address"
RENEWED = (
    "Nếu số điện thoại đúng là số đã ghi khi nộp hồ sơ, khóa mới đã được gửi tới số đó. "
    "Khóa cũ không còn dùng được."
)


@straight_on
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def lookup(request: HttpRequest) -> HttpResponse:
    """Code and captcha; `?ma=` comes from the receipt's QR code."""
    at = timezone.now()
    if request.method != "POST":
        return _ask(request, LookupForm(initial={"code": request.GET.get("ma", "")[:60]}))
    address = throttle.address_key(request.META["REMOTE_ADDR"])
    if wait := throttle.peek(SCOPE, address, at=at):
        return too_many(request, wait)
    form = LookupForm(request.POST)
    if not form.is_valid():
        return _ask(request, form)
    code = public.known(form.cleaned_data["code"])
    if code is None:
        throttle.failed(SCOPE, address, at=at)
        form.add_error("code", keys.UNKNOWN)
        return _ask(request, form)
    access.remember(request, access.SEEN, code, at)
    return redirect("portal:lookup_result", code)


@never_cache
@require_safe
def result(request: HttpRequest, code: str) -> HttpResponse:
    """What anybody with the code may see."""
    at = timezone.now()
    dossier = public.at_a_glance(code) if access.may(request, access.SEEN, code, at) else None
    if dossier is None:
        return redirect(access.lookup_address(code))
    return _show(request, dossier)


@straight_on
@never_cache
@require_POST
def unlock(request: HttpRequest, code: str) -> HttpResponse:
    """The key opens the dossier on this browser."""
    at = timezone.now()
    dossier = public.at_a_glance(code) if access.may(request, access.SEEN, code, at) else None
    if dossier is None:
        return redirect(access.lookup_address(code))
    form = KeyForm(request.POST)
    if form.is_valid():
        try:
            address = request.META["REMOTE_ADDR"]
            opened = keys.unlock(code=code, key=form.cleaned_data["key"], address=address, at=at)
        except DomainError as error:
            form.add_error("key", error.message)
        else:
            access.open_dossier(request, opened, at)
            return access.to_dossier(opened)
    return _show(request, dossier, key_form=form)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def renew(request: HttpRequest) -> HttpResponse:
    """A new key by SMS; the answer does not tell whether the phone was right."""
    if request.method != "POST":
        blank = RenewForm(initial={"code": request.GET.get("ma", "")[:60]})
        return render(request, "portal/lookup/renew.html", {"form": blank})
    form = RenewForm(request.POST)
    if form.is_valid():
        code = form.cleaned_data["code"]
        try:
            keys.renew(
                code=code,
                phone=form.cleaned_data["phone"],
                address=request.META["REMOTE_ADDR"],
                at=timezone.now(),
            )
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, RENEWED)
            return redirect(access.lookup_address(code))
    return render(request, "portal/lookup/renew.html", {"form": form}, status=422 if form.errors else 200)


def _ask(request: HttpRequest, form: LookupForm) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "portal/lookup/lookup.html", {"form": form}, status=status)


def _show(request: HttpRequest, dossier: Dossier, key_form: KeyForm | None = None) -> HttpResponse:
    at = timezone.now()
    values = {"dossier": dossier, "key_form": key_form or KeyForm(), **_masked(dossier)}
    values["timeline"] = [{**item, "note": ""} for item in present.timeline(dossier, "citizen", at)]
    status = 422 if key_form is not None and key_form.errors else 200
    return render(request, "portal/lookup/result.html", values, status=status)


def _masked(dossier: Dossier) -> dict[str, Any]:
    filer = access.filer_of(dossier)
    return {
        "badge": present.badge(dossier),
        "words": present.public_state(dossier),
        "rows": [
            ("Thủ tục", dossier.version.name),
            ("Chủ hồ sơ", public.mask_name(dossier.owner_name)),
            ("Cơ quan giải quyết", dossier.deciding_agency.committee),
            *(("Số vận đơn", present.parcel_line(parcel)) for parcel in present.parcels(dossier)),
        ],
        "key_phone": phone.mask(filer.phone),
        "has_key": bool(dossier.key_hash),
    }
