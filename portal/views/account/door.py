"""Coming in by phone: the number, the code or the password, and for somebody new the name. Going out."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts.citizens import codes, enter, quota
from accounts.models import Citizen, CitizenSession, OneTimeCode
from accounts.oidc import providers
from kit.errors import Invalid, NotAllowed
from portal import citizen
from portal.forms.account import (
    CodeForm,
    GuardedPasswordForm,
    GuardedPhoneForm,
    NewForm,
    PasswordForm,
    PhoneForm,
)
from portal.views.account import identity
from portal.views.account.common import say, show, wanted

ASKED, NEW = "ma_dang_nhap", "tai_khoan_moi"
Way = CitizenSession.Way
form_page = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@form_page
def sign_in(request: HttpRequest) -> HttpResponse:
    """The ways in: an identity, a code to a phone, a password."""
    return _phone_page(request, "sign_in")


@never_cache
@form_page
def sign_up(request: HttpRequest) -> HttpResponse:
    """The same door in the words of somebody new: whether the number has an account, the code will tell."""
    return _phone_page(request, "sign_up")


@sensitive_post_parameters("password")
@never_cache
@form_page
def with_password(request: HttpRequest) -> HttpResponse:
    """Number and password."""
    at, origin, going = timezone.now(), request.META["REMOTE_ADDR"], _going(request)
    if citizen.session_of(request):
        return redirect(going)
    kind = GuardedPasswordForm if quota.is_busy(address=origin, at=at) else PasswordForm
    form = kind(request.POST if request.method == "POST" else None, initial=_known(request))
    if form.is_valid():
        try:
            found = enter.by_password(**_typed(form, "phone", "password"), origin=origin, at=at)
        except NotAllowed as error:
            say(form, error)
        else:
            return _come_in(request, found, Way.PASSWORD, at, going)
    return show(request, "password_door", form, going=going)


@never_cache
@form_page
def code(request: HttpRequest) -> HttpResponse:
    """The six digits; whoever is new goes on to their name."""
    at, asked = timezone.now(), request.session.get(ASKED)
    if asked is None:
        return redirect("portal:sign_in")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            found = enter.by_code(
                code_id=asked["id"],
                typed=form.cleaned_data["code"],
                origin=request.META["REMOTE_ADDR"],
                at=at,
            )
        except NotAllowed as error:
            say(form, error, "code")
        else:
            del request.session[ASKED]
            if found:
                return _come_in(request, found, Way.CODE, at, asked["next"])
            request.session.cycle_key()
            request.session[NEW] = {"code": asked["id"], "next": asked["next"]}
            return redirect("portal:sign_up_name")
    return show(request, "code", form, phone=asked["phone"], again=reverse("portal:sign_in"))


@sensitive_post_parameters("password")
@never_cache
@form_page
def name(request: HttpRequest) -> HttpResponse:
    """The last step of signing up; the code that was used says whose account it will be."""
    at, new = timezone.now(), request.session.get(NEW)
    if new is None:
        return redirect("portal:sign_in")
    form = NewForm(request.POST if request.method == "POST" else None, wanted=wanted(at))
    if form.is_valid():
        try:
            made = enter.sign_up(code_id=new["code"], **_typed(form, "name", "password"), at=at)
        except Invalid as error:
            say(form, error)
        except NotAllowed as error:
            del request.session[NEW]
            messages.warning(request, error.message)
            return redirect("portal:sign_in")
        else:
            del request.session[NEW]
            messages.success(request, "Đã mở tài khoản.")
            return _come_in(request, made, Way.CODE, at, new["next"])
    return show(request, "name", form)


@require_http_methods(["POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    """Out on this device; the next page offers to end the session at the provider too."""
    identity.remember_way_out(request, citizen.sign_out(request, timezone.now()))
    return redirect("portal:signed_out")


@never_cache
@require_safe
def signed_out(request: HttpRequest) -> HttpResponse:
    """It is done, and what else there is to close."""
    return show(request, "signed_out", provider=identity.way_out(request))


def _phone_page(request: HttpRequest, page: str) -> HttpResponse:
    at, origin, going = timezone.now(), request.META["REMOTE_ADDR"], _going(request)
    if citizen.session_of(request):
        return redirect(going)
    kind = GuardedPhoneForm if quota.is_busy(address=origin, at=at) else PhoneForm
    form = kind(request.POST if request.method == "POST" else None, initial=_known(request))
    if form.is_valid():
        phone = form.cleaned_data["phone"]
        try:
            row = codes.send(purpose=OneTimeCode.Purpose.ENTER, address=phone, origin=origin, at=at)
        except NotAllowed as error:
            say(form, error, "phone")
        else:
            request.session[ASKED] = {"id": row.pk, "phone": phone, "next": going}
            return redirect("portal:sign_in_code")
    return show(request, page, form, going=going, providers=list(providers.enabled()))


def _come_in(request: HttpRequest, who: Citizen, way: str, at: datetime, going: str) -> HttpResponse:
    citizen.sign_in(request, who, way, at)
    return redirect(citizen.own_path(going))


def _going(request: HttpRequest) -> str:
    """Where the person wants to go on: from the address at first, then from the form."""
    source = request.POST if request.method == "POST" else request.GET
    return citizen.own_path(source.get(citizen.NEXT, ""))


def _known(request: HttpRequest) -> dict[str, str]:
    """The number that was typed a moment ago, for who asks for another code."""
    asked = request.session.get(ASKED) if request.COOKIES else None
    return {"phone": f"0{asked['phone'][2:]}"} if asked else {}


def _typed(form: PhoneForm, *names: str) -> dict[str, str]:
    return {field: form.cleaned_data[field] for field in names}
