"""The officer's own second factor: set it up, see its recovery codes once, turn it off where it may be."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts import second
from accounts.access import actor_of
from desk import guards
from desk.views.dossier import add_errors
from desk.views.session import CodeForm
from documents import qr
from kit.errors import DomainError
from kit.secrets import decrypt, encrypt

SECRET = "desk_factor_secret"  # noqa: S105  the session's key, not a secret
ISSUER = "Một Cửa"
OUTSIDE = "Anh/Chị đang ở ngoài mạng của cơ quan. Hãy thiết lập xác thực hai lớp khi ở cơ quan."


class OwnPasswordForm(forms.Form):
    """Is it the officer who sits there?"""

    password = forms.CharField(
        label="Mật khẩu hiện tại",
        max_length=200,
        strip=False,
        error_messages={"required": "Nhập mật khẩu hiện tại."},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class SetUpForm(CodeForm, OwnPasswordForm):
    """The first code, and the password."""

    field_order = ["code", "password"]

    def __init__(self, *args: object, **rest: object) -> None:
        super().__init__(*args, **rest)
        self.fields["code"].help_text = "Sáu chữ số đang hiện trong ứng dụng trên điện thoại."


@sensitive_post_parameters()
@guards.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def factor(request: HttpRequest) -> HttpResponse:
    """Set up, or see that it is."""
    if request.user.must_change_password:
        return redirect("desk:password")
    if second.has(request.user):
        return _state(request, OwnPasswordForm())
    if guards.is_outside(request):
        return _set_up_page(request, None, 403)
    secret = _secret(request)
    form = SetUpForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            codes = second.set_up(user=request.user, secret=secret, **form.cleaned_data, **_who(request))
        except DomainError as wrong:
            add_errors(form, wrong)
        else:
            request.session.pop(SECRET, None)
            guards.factor_given(request)
            return _codes(request, codes)
    return _set_up_page(request, form, 422 if form.errors else 200, secret)


@sensitive_post_parameters()
@guards.signed_in
@require_POST
def codes(request: HttpRequest) -> HttpResponse:
    """Ten new recovery codes in place of the old ones."""
    form = OwnPasswordForm(request.POST)
    if form.is_valid():
        try:
            return _codes(
                request, second.renew_codes(user=request.user, **form.cleaned_data, **_who(request))
            )
        except DomainError as wrong:
            add_errors(form, wrong)
    return _state(request, form, 422)


@sensitive_post_parameters()
@guards.signed_in
@require_POST
def off(request: HttpRequest) -> HttpResponse:
    """Without it again; refused where the office or the law wants it."""
    form = OwnPasswordForm(request.POST)
    if form.is_valid() and guards.needs_factor(request):
        form.add_error(None, "Vai trò của Anh/Chị, hoặc nơi Anh/Chị đang ngồi, cần xác thực hai lớp.")
    elif form.is_valid():
        try:
            second.turn_off(user=request.user, **form.cleaned_data, **_who(request))
        except DomainError as wrong:
            add_errors(form, wrong)
        else:
            messages.success(request, "Đã tắt xác thực hai lớp.")
            return redirect("desk:factor")
    return _state(request, form, 422)


def _secret(request: HttpRequest) -> str:
    """The secret that the page offers: the same one until it is confirmed, sealed in the session."""
    if SECRET not in request.session:
        request.session[SECRET] = encrypt(second.new_secret())
    return decrypt(request.session[SECRET])


def _who(request: HttpRequest) -> dict:
    return {"address": request.META["REMOTE_ADDR"], "by": actor_of(request.user), "at": request.at}


def _set_up_page(request: HttpRequest, form: SetUpForm | None, status: int, secret: str = "") -> HttpResponse:
    context = {
        "form": form,
        "outside": "" if form else OUTSIDE,
        "picture": qr.data_uri(second.link(request.user, secret, ISSUER)) if secret else "",
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "required": guards.needs_factor(request),
        "trial": settings.DEMO_MODE and not settings.REQUIRE_SECOND_FACTOR,
    }
    return render(request, "desk/session/factor_new.html", context, status=status)


def _state(request: HttpRequest, form: OwnPasswordForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form, "left": second.codes_left(request.user), "required": guards.needs_factor(request),
        "since": request.user.second_factor.confirmed_at if second.has(request.user) else None,
    }  # fmt: skip
    if context["since"] is None:
        return redirect("desk:factor")
    return render(request, "desk/session/factor.html", context, status=status)


def _codes(request: HttpRequest, shown: list[str]) -> HttpResponse:
    return render(request, "desk/session/factor_codes.html", {"codes": shown})
