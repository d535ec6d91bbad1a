"""The administration of an office's accounts: who is there, what they may do, and the half-yearly review."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from accounts import access, invitations, reviews, second, services
from accounts.models import Membership, User
from accounts.permissions import Permission
from desk.forms.officers import DutyForm, InviteForm, ReasonForm, ReviewForm
from desk.guards import permission_required
from desk.pages import page
from desk.views.dossier import add_errors
from kit.clock import local_date
from kit.errors import DomainError, NotAllowed

OWN = "Việc với tài khoản của chính Anh/Chị cần một người quản trị khác."
ELSEWHERE = (
    "Cán bộ này còn làm việc ở cơ quan khác; việc này do người quản trị của tất cả các cơ quan đó làm."
)


@permission_required(Permission.MEMBERS)
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("secret")
def officers(request: HttpRequest) -> HttpResponse:
    """Everybody with what they may do, and the form that invites one more."""
    form = InviteForm(request.POST if request.method == "POST" else None, office=request.office)
    secret, invited = "", None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            invited, secret = _appoint(request, given)
            form = InviteForm(office=request.office)
        except DomainError as wrong:
            add_errors(form, wrong)
    context = {"form": form, "secret": secret, "invited": invited, **_list(request)}
    return page(request, "desk/officers/list.html", context, current=reverse("desk:officers"),
                status=422 if form.errors else 200)  # fmt: skip


@permission_required(Permission.MEMBERS)
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest) -> HttpResponse:
    """The list to print and to go through; and the note that this was done."""
    form = ReviewForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reviews.review(
            agency=request.office, user=request.user, note=form.cleaned_data["note"], by=request.actor,
            at=request.at,
        )  # fmt: skip
        messages.success(request, "Đã ghi nhận lần rà soát.")
        return redirect("desk:rights_review")
    context = {"form": form, "at": request.at, **_list(request)}
    return page(request, "desk/officers/review.html", context, current=reverse("desk:officers"))


@permission_required(Permission.MEMBERS)
@require_http_methods(["GET", "HEAD"])
def officer(request: HttpRequest, pk: int) -> HttpResponse:
    """One account and what may be done with it."""
    return _officer_page(request, _find(request, pk))


@permission_required(Permission.MEMBERS)
@require_POST
@sensitive_variables("secret")
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """One act on one account; each has its line in the book."""
    user, deed = _find(request, pk), _DEEDS.get(verb)
    if deed is None:
        raise Http404
    form = _form(request, verb)
    if not form.is_valid():
        return _officer_page(request, user, form, status=422)
    try:
        _check(request, user, verb)
        secret = deed(request, user, form)
    except DomainError as wrong:
        add_errors(form, wrong)
        return _officer_page(request, user, form, status=422)
    if secret:
        return _officer_page(request, _find(request, pk), secret=secret)
    messages.success(request, _DONE[verb])
    return redirect("desk:officer", user.pk)


def _appoint(request: HttpRequest, given: dict[str, Any]) -> tuple[User, str]:
    """By a link where there is an address for it; else with a temporary password to hand over."""
    officer = given | {"roles": [given["role"]], "agency": request.office}
    del officer["role"]
    if not given["email"]:
        return services.appoint(by=request.actor, at=request.at, **officer)
    code = request.office.code
    return invitations.appoint_by_mail(office=code, by=request.actor, at=request.at, **officer), ""


def _list(request: HttpRequest) -> dict:
    return {
        "lines": reviews.lines(request.office, local_date(request.at)),
        "last_review": reviews.last_review(request.office),
        "on": local_date(request.at),
    }


def _find(request: HttpRequest, pk: int) -> User:
    found = reviews.officers_of_agency(request.office).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _form(request: HttpRequest, verb: str) -> Form:
    if verb == "giao-vai-tro":
        return DutyForm(request.POST, office=request.office)
    return ReasonForm(request.POST) if verb in WITH_REASON else Form(request.POST)


def _check(request: HttpRequest, user: User, verb: str) -> None:
    """Nobody administers themselves; an account of several offices belongs to no single administrator."""
    if user == request.user:
        raise NotAllowed(OWN)
    held = access.duties(user, local_date(request.at)).own().agency_ids()
    if verb not in DUTIES and not held <= request.duties.agency_ids(Permission.MEMBERS):
        raise NotAllowed(ELSEWHERE)


def _officer_page(
    request: HttpRequest, user: User, form: Form | None = None, *, secret: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "officer": user,
        "duties": reviews.lines(request.office, local_date(request.at), [user])[0].duties,
        "form": form,
        "duty_form": form if isinstance(form, DutyForm) else DutyForm(
            initial={"valid_from": local_date(request.at)}, office=request.office
        ),
        "reason_form": form if isinstance(form, ReasonForm) else ReasonForm(),
        "secret": secret,
        "own": user == request.user,
        "invitation": invitations.open_for(user, request.at),
        "may_invite": bool(user.email) and user.is_active and user.must_change_password,
    }  # fmt: skip
    return page(
        request, "desk/officers/officer.html", context, current=reverse("desk:officers"), status=status
    )


def _grant(request: HttpRequest, user: User, form: DutyForm) -> None:
    services.grant(user=user, agency=request.office, by=request.actor, at=request.at, **form.cleaned_data)


def _end(request: HttpRequest, user: User, form: Form) -> None:
    pk = form.data.get("duty", "")
    mine = Membership.objects.filter(user=user, agency=request.office)
    found = mine.filter(pk=pk).first() if pk.isascii() and pk.isdigit() and len(pk) < 18 else None
    if found is None:
        raise Http404
    services.end_membership(membership=found, by=request.actor, at=request.at)


def _reset_password(request: HttpRequest, user: User, form: Form) -> str:
    return services.reset_password(user=user, by=request.actor, at=request.at)


def _invite(request: HttpRequest, user: User, form: Form) -> None:
    invitations.invite(user=user, office=request.office.code, by=request.actor, at=request.at)


def _cancel_invitation(request: HttpRequest, user: User, form: Form) -> None:
    invitations.cancel(user=user, by=request.actor, at=request.at)


def _reset_factor(request: HttpRequest, user: User, form: ReasonForm) -> str:
    return second.reset(user=user, by=request.actor, at=request.at, **form.cleaned_data)


def _unlock(request: HttpRequest, user: User, form: Form) -> None:
    services.unlock(user=user, by=request.actor, at=request.at)


def _close(request: HttpRequest, user: User, form: ReasonForm) -> None:
    services.close_account(user=user, by=request.actor, at=request.at, **form.cleaned_data)


def _open(request: HttpRequest, user: User, form: Form) -> None:
    services.open_account(user=user, by=request.actor, at=request.at)


WITH_REASON, DUTIES = {"go-xac-thuc", "khoa"}, {"giao-vai-tro", "thoi-giao"}
_DEEDS: dict[str, Callable[..., str | None]] = {
    "giao-vai-tro": _grant,
    "thoi-giao": _end,
    "gui-loi-moi": _invite,
    "huy-loi-moi": _cancel_invitation,
    "cap-mat-khau": _reset_password,
    "go-xac-thuc": _reset_factor,
    "mo-khoa-dang-nhap": _unlock,
    "khoa": _close,
    "mo": _open,
}
_DONE = {
    "giao-vai-tro": "Đã giao vai trò.",
    "thoi-giao": "Đã thôi giao vai trò.",
    "gui-loi-moi": "Đã gửi lời mời. Đường dẫn cũ không dùng được nữa.",
    "huy-loi-moi": "Đã hủy lời mời.",
    "mo-khoa-dang-nhap": "Đã mở khóa đăng nhập.",
    "khoa": "Đã khóa tài khoản.",
    "mo": "Đã mở lại tài khoản.",
}
