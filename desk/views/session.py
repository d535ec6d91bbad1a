"""Signing in and out, changing the password, choosing the office: load, check, validate, serve, go."""

from datetime import datetime

from django import forms
from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts import rules, second, services
from accounts.access import actor_of
from accounts.models import User
from accounts.passwords import wanted
from agencies.models import Agency
from desk import device, guards, kept
from kit.clock import local_date
from kit.errors import Invalid, NotAllowed

HALF, HALF_SECONDS = "desk_half_in", 300


class SignInForm(forms.Form):
    username = forms.CharField(
        label="Tên đăng nhập",
        max_length=150,
        error_messages={"required": "Nhập tên đăng nhập."},
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    password = forms.CharField(
        label="Mật khẩu",
        max_length=200,
        strip=False,
        error_messages={"required": "Nhập mật khẩu."},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    next = forms.CharField(required=False, widget=forms.HiddenInput)


class CodeForm(forms.Form):
    code = forms.CharField(
        label="Mã xác thực",
        max_length=20,
        help_text="Sáu chữ số đang hiện trong ứng dụng trên điện thoại, hoặc một mã dự phòng.",
        error_messages={"required": "Nhập mã xác thực."},
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )


class PasswordForm(forms.Form):
    old = forms.CharField(
        label="Mật khẩu hiện tại",
        max_length=200,
        strip=False,
        error_messages={"required": "Nhập mật khẩu hiện tại."},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label="Mật khẩu mới",
        max_length=200,
        strip=False,
        error_messages={"required": "Nhập mật khẩu mới."},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="Nhập lại mật khẩu mới",
        max_length=200,
        strip=False,
        error_messages={"required": "Nhập lại mật khẩu mới."},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict:
        given = super().clean()
        if given.get("new") and given.get("again") and given["new"] != given["again"]:
            self.add_error("again", "Hai lần nhập mật khẩu mới chưa giống nhau.")
        return given


class OfficeForm(forms.Form):
    office = forms.ModelChoiceField(
        Agency.objects.none(),
        label="Cơ quan",
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Chọn một cơ quan.",
            "invalid_choice": "Anh/Chị không có vai trò ở cơ quan này.",
        },
    )


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """The sign-in page of officers."""
    if request.method == "GET" and request.user.is_authenticated:
        return redirect(_onward(request, request.GET.get("next", "")))
    form, at = SignInForm(_sent(request), initial={"next": request.GET.get("next", "")}), timezone.now()
    if request.method == "POST" and form.is_valid():
        try:
            user = services.sign_in(
                username=form.cleaned_data["username"],
                password=form.cleaned_data["password"],
                address=request.META["REMOTE_ADDR"],
                at=at,
                device=device.known(request, form.cleaned_data["username"]),
            )
        except NotAllowed as refusal:
            form.add_error(None, refusal.message)
            return _sign_in_page(request, form, 429 if refusal.code == "wait" else 200)
        return _come_in(request, user, form.cleaned_data["next"], at)
    return _sign_in_page(request, form)


@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """The code of the authenticator, after the password was right."""
    at = timezone.now()
    user = _half_in(request, at)
    if user is None:
        messages.warning(request, "Đã quá thời gian nhập mã. Anh/Chị đăng nhập lại từ đầu.")
        return redirect("desk:login")
    form = CodeForm(_sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            factor = second.check(
                user=user, code=form.cleaned_data["code"], address=request.META["REMOTE_ADDR"], at=at
            )
        except NotAllowed as refusal:
            form.add_error("code", refusal.message)
            return _code_page(request, form, 429 if refusal.code == "wait" else 200)
        services.signed_in(user=user, address=request.META["REMOTE_ADDR"], at=at, factor=factor)
        return _open(request, user, request.session[HALF]["next"], at, factor=True)
    return _code_page(request, form)


@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """Leave: the session is deleted, the book has a line."""
    if request.user.is_authenticated:
        services.sign_out(user=request.user, address=request.META["REMOTE_ADDR"], at=timezone.now())
    auth.logout(request)
    messages.success(request, "Anh/Chị đã đăng xuất.")
    return redirect("desk:login")


@sensitive_post_parameters()
@guards.signed_in
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; every other session of the account ends with it."""
    form = PasswordForm(_sent(request))
    form.fields["new"].help_text = wanted(rules.shortest_password(local_date(request.at)))
    if request.method == "POST" and form.is_valid():
        try:
            services.change_password(
                user=request.user,
                old=form.cleaned_data["old"],
                new=form.cleaned_data["new"],
                address=request.META["REMOTE_ADDR"],
                by=actor_of(request.user),
                at=request.at,
            )
        except Invalid as wrong:
            form = _with_errors(form, wrong)
        else:
            auth.update_session_auth_hash(request, request.user)
            messages.success(request, "Đã đổi mật khẩu.")
            return redirect("desk:home")
    return render(request, "desk/session/password.html", {"form": form})


@guards.officer_required
@require_http_methods(["GET", "POST"])
def office(request: HttpRequest) -> HttpResponse:
    """Choose the agency to work at, where duties are held at several."""
    form = OfficeForm(_sent(request), initial={"office": request.office})
    form.fields["office"].queryset = guards.offices(request)
    if request.method == "POST" and form.is_valid():
        guards.choose_office(request, form.cleaned_data["office"])
        return redirect("desk:home")
    return render(request, "desk/session/office.html", {"form": form})


def _come_in(request: HttpRequest, user: User, target: str, at: datetime) -> HttpResponse:
    """After the right password: in, or on to the code with a session that knows the account alone."""
    if not second.has(user):
        return _open(request, user, target, at, factor=False)
    typed = kept.take(request)
    request.session.flush()
    kept.put(request, typed)
    request.session[HALF] = {
        "user": user.pk, "hash": user.get_session_auth_hash(), "at": int(at.timestamp()), "next": target,
    }  # fmt: skip
    return redirect("desk:second_step")


def _half_in(request: HttpRequest, at: datetime) -> User | None:
    """Whose password was right a moment ago, if it is still theirs."""
    half = request.session.get(HALF)
    if half is None or at.timestamp() - half["at"] > HALF_SECONDS:
        return None
    user = User.objects.filter(pk=half["user"], is_active=True).first()
    return user if user and constant_time_compare(user.get_session_auth_hash(), half["hash"]) else None


def _open(request: HttpRequest, user: User, target: str, at: datetime, *, factor: bool) -> HttpResponse:
    typed = kept.take(request)
    request.session.flush()
    auth.login(request, user)
    guards.begin(request, at, factor=factor)
    kept.put(request, typed)
    response = redirect(_onward(request, target))
    device.remember(request, response, user)
    return response


def _code_page(request: HttpRequest, form: CodeForm, status: int = 200) -> HttpResponse:
    return render(request, "desk/session/second_step.html", {"form": form}, status=status)


def _sign_in_page(request: HttpRequest, form: SignInForm, status: int = 200) -> HttpResponse:
    return render(request, "desk/session/login.html", {"form": form}, status=status)


def _onward(request: HttpRequest, target: str) -> str:
    """The page asked for, if it is one of ours; the desk otherwise."""
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if safe else reverse("desk:home")


def _with_errors(form: forms.Form, wrong: Invalid) -> forms.Form:
    for name, sentences in wrong.errors.items():
        form.add_error(name, sentences)
    return form


def _sent(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None
