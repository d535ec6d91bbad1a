"""Changing what stands in the account: name, password, phone, e-mail; the last two with a code."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.citizens import profile, secret
from accounts.models import CitizenSession, OneTimeCode
from kit.errors import Conflict, DomainError, Invalid
from portal import citizen
from portal.forms.account import CodeForm, EmailForm, NameForm, NewPhoneForm, SecretForm
from portal.views.account.common import say, show, wanted

ASKED = "ma_doi"
Purpose = OneTimeCode.Purpose
form_page = require_http_methods(["GET", "HEAD", "POST"])
SAVED = {Purpose.PHONE: "Đã đổi số điện thoại.", Purpose.EMAIL: "Đã lưu thư điện tử."}
CHANGE = {Purpose.PHONE: profile.change_phone, Purpose.EMAIL: profile.change_email}
AGAIN = {Purpose.PHONE: "portal:account_phone", Purpose.EMAIL: "portal:account_email"}


@form_page
@citizen.citizen_required
def name(request: HttpRequest, me: CitizenSession, at: datetime) -> HttpResponse:
    """The name, as long as nobody has proven it."""
    form = NameForm(_posted(request), initial={"name": me.citizen.name})
    if form.is_valid():
        try:
            profile.rename(citizen=me.citizen, name=form.cleaned_data["name"], at=at)
        except (Invalid, Conflict) as error:
            say(form, error, "name")
        else:
            return _saved(request, "Đã lưu họ và tên.")
    return show(request, "change", form, title="Sửa họ và tên", button="Lưu họ và tên")


@sensitive_post_parameters("old", "new")
@form_page
@citizen.citizen_required
def password(request: HttpRequest, me: CitizenSession, at: datetime) -> HttpResponse:
    """A password of one's own."""
    form = SecretForm(_posted(request), needs_old=secret.needs_old(me), wanted=wanted(at))
    if form.is_valid():
        old = form.cleaned_data.get("old", "")
        try:
            secret.change(session=me, old=old, new=form.cleaned_data["new"], at=at)
        except Invalid as error:
            say(form, error)
        else:
            return _saved(request, "Đã đặt mật khẩu. Các thiết bị khác đã được đăng xuất.")
    return show(request, "change", form, title="Đặt mật khẩu", button="Lưu mật khẩu")


@sensitive_post_parameters("password")
@form_page
@citizen.citizen_required
def phone(request: HttpRequest, me: CitizenSession, at: datetime) -> HttpResponse:
    """Another number: a code goes there."""
    form = NewPhoneForm(_posted(request), needs_password=bool(me.citizen.password))
    if form.is_valid():
        number = form.cleaned_data["phone"]
        try:
            row = profile.ask_phone(
                session=me, phone=number, password=form.cleaned_data.get("password", ""),
                origin=request.META["REMOTE_ADDR"], at=at,
            )  # fmt: skip
        except DomainError as error:
            say(form, error, "phone")
        else:
            return _asked(request, row)
    return show(request, "change", form, title="Đổi số điện thoại", button="Gửi mã tới số mới")


@form_page
@citizen.citizen_required
def email(request: HttpRequest, me: CitizenSession, at: datetime) -> HttpResponse:
    """A mail box: a code goes there."""
    form = EmailForm(_posted(request), initial={"email": me.citizen.email})
    if form.is_valid():
        address, origin = form.cleaned_data["email"], request.META["REMOTE_ADDR"]
        try:
            row = profile.ask_email(session=me, email=address, origin=origin, at=at)
        except DomainError as error:
            say(form, error, "email")
        else:
            return _asked(request, row)
    values = {"title": "Thư điện tử", "button": "Gửi mã tới thư điện tử", "droppable": me.citizen.email}
    return show(request, "change", form, **values)


@require_POST
@citizen.citizen_required
def drop_email(request: HttpRequest, me: CitizenSession, at: datetime) -> HttpResponse:
    """No mail box any more."""
    profile.drop_email(citizen=me.citizen, at=at)
    return _saved(request, "Đã bỏ thư điện tử.")


@form_page
@citizen.citizen_required
def code(request: HttpRequest, me: CitizenSession, at: datetime) -> HttpResponse:
    """The code from the new number or mail box."""
    asked = request.session.get(ASKED)
    if asked is None:
        return redirect(citizen.account())
    purpose = Purpose(asked["purpose"])
    form = CodeForm(_posted(request))
    if form.is_valid():
        try:
            CHANGE[purpose](
                session=me, code_id=asked["id"], typed=form.cleaned_data["code"],
                origin=request.META["REMOTE_ADDR"], at=at,
            )  # fmt: skip
        except DomainError as error:
            say(form, error, "code")
        else:
            del request.session[ASKED]
            return _saved(request, SAVED[purpose])
    return show(request, "change_code", form, address=asked["address"], again=AGAIN[purpose])


def _asked(request: HttpRequest, row: OneTimeCode) -> HttpResponse:
    request.session[ASKED] = {"id": row.pk, "purpose": str(row.purpose), "address": row.address}
    return redirect("portal:account_code")


def _posted(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _saved(request: HttpRequest, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect(citizen.account())
