"""The account's page: who one is here, organisations, devices."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.citizens import organisations, sessions
from accounts.models import Citizen, CitizenSession
from accounts.oidc import providers
from kit import idnumber, phone
from kit.clock import say_moment
from kit.errors import Conflict
from portal import citizen
from portal.forms.account import InviteForm
from portal.views.account import identity
from portal.views.account.common import show


@require_safe
@citizen.citizen_required
def account(request: HttpRequest, me: CitizenSession, at: datetime) -> HttpResponse:
    """All of it on one page, each with its way to change it."""
    return page(request, me, at)


@require_POST
@citizen.citizen_required
def end_session(request: HttpRequest, me: CitizenSession, at: datetime, pk: int) -> HttpResponse:
    """Sign out one other device."""
    try:
        sessions.end(citizen=me.citizen, pk=pk, at=at)
    except Conflict as error:
        messages.warning(request, error.message)
    else:
        messages.success(request, "Đã đăng xuất khỏi thiết bị đó.")
    return redirect(citizen.account())


@require_POST
@citizen.citizen_required
def end_all(request: HttpRequest, me: CitizenSession, at: datetime) -> HttpResponse:
    """Sign out everywhere, here too."""
    sessions.end_others(citizen=me.citizen, keep=me, at=at)
    citizen.sign_out(request, at)
    return redirect("portal:signed_out")


def page(
    request: HttpRequest, me: CitizenSession, at: datetime, *, invite: InviteForm | None = None, of: int = 0
) -> HttpResponse:
    """The page; `invite` is the form that was sent for the organisation `of`, with what is wrong in it."""
    who = me.citizen
    standing = organisations.standings(who)
    people = organisations.people([one.organisation for one in standing])
    values = {
        "me": me,
        "rows": _rows(who),
        "identity_rows": _identity(who),
        "offered": [] if who.is_organisation or who.proven_at else list(providers.enabled()),
        "wish": identity.wish_of(me),
        "organisations": [_organisation(one, people, invite, of) for one in standing],
        "invitations": organisations.invitations(who),
        "sessions": sessions.of(who, at),
    }
    return show(request, "account", invite, **values)


def _rows(who: Citizen) -> list[dict[str, str]]:
    rows = [{"label": "Tên tổ chức" if who.is_organisation else "Họ và tên", "value": who.name}]
    if not who.proven_at and not who.is_organisation:
        rows[0] |= {"url": reverse("portal:account_name"), "act": "Sửa"}
    number = phone.display(who.phone) if who.phone else "Chưa có"
    rows.append(
        {"label": "Số điện thoại", "value": number, "url": reverse("portal:account_phone"),
         "act": "Đổi số" if who.phone else "Thêm số"}
    )  # fmt: skip
    rows.append(
        {"label": "Thư điện tử", "value": who.email or "Chưa có", "url": reverse("portal:account_email"),
         "act": "Đổi" if who.email else "Thêm"}
    )  # fmt: skip
    secret = "Đã đặt" if who.password else "Chưa đặt"
    rows.append(
        {"label": "Mật khẩu", "value": secret, "url": reverse("portal:account_password"),
         "act": "Đổi" if who.password else "Đặt mật khẩu"}
    )  # fmt: skip
    return rows


def _identity(who: Citizen) -> list[tuple[str, str]]:
    if not who.proven_at:
        return []
    rows = [("Số định danh cá nhân", idnumber.mask(who.id_number))] if who.id_number else []
    rows.append(("Xác thực bởi", f"{who.proven_by}, {say_moment(who.proven_at)}"))
    return [*rows, ("Mức độ", who.loa)] if who.loa else rows


def _organisation(
    one: organisations.Standing, people: dict[int, Any], invite: InviteForm | None, of: int
) -> dict[str, Any]:
    mine = one.organisation.pk == of
    return {
        "organisation": one.organisation,
        "manages": one.manages,
        "seat": one.seat,
        "people": people[one.organisation.pk],
        "form": invite if mine and invite else InviteForm(auto_id=f"id_{one.organisation.pk}_%s"),
        "open": mine,
    }
