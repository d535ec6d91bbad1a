"""Who acts for an organisation: invite, answer, leave."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.citizens import organisations
from accounts.models import CitizenSession
from kit.errors import Conflict, DomainError, Invalid, NotAllowed
from portal import citizen
from portal.forms.account import InviteForm
from portal.views.account.common import say
from portal.views.account.home import page

INVITED = "Đã gửi lời mời bằng tin nhắn. Người được mời trả lời trong tài khoản của mình."


@require_POST
@citizen.citizen_required
def invite(request: HttpRequest, me: CitizenSession, at: datetime, pk: int) -> HttpResponse:
    """A text message asks somebody to join."""
    form = InviteForm(request.POST, auto_id=f"id_{pk}_%s")
    if form.is_valid():
        try:
            organisations.invite(
                citizen=me.citizen, organisation_id=pk, origin=request.META["REMOTE_ADDR"], at=at,
                **form.cleaned_data,
            )  # fmt: skip
        except (Conflict, Invalid, NotAllowed) as error:
            say(form, error, "phone")
        else:
            messages.success(request, INVITED)
            return redirect(citizen.account())
    return page(request, me, at, invite=form, of=pk)


@require_POST
@citizen.citizen_required
def answer(request: HttpRequest, me: CitizenSession, at: datetime, pk: int) -> HttpResponse:
    """Yes or no to an invitation."""
    accept = request.POST.get("tra_loi") == "dong-y"
    try:
        seat = organisations.answer(citizen=me.citizen, seat_id=pk, accept=accept, at=at)
    except Conflict as error:
        messages.warning(request, error.message)
    else:
        name = seat.organisation.name
        messages.success(request, f"Đã tham gia {name}." if accept else f"Đã từ chối lời mời của {name}.")
    return redirect(citizen.account())


@require_POST
@citizen.citizen_required
def end(request: HttpRequest, me: CitizenSession, at: datetime, pk: int) -> HttpResponse:
    """Take somebody's part away, or leave."""
    try:
        organisations.end(citizen=me.citizen, seat_id=pk, at=at)
    except DomainError as error:
        messages.warning(request, error.message)
    else:
        messages.success(request, "Đã lưu thay đổi.")
    return redirect(citizen.account())
