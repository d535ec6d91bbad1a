"""What the officer was told: the list, one opened, all of them read."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts import notices as service
from accounts.models import Notice
from desk.guards import choose_office, officer_required
from desk.pages import page
from kit.clock import say_moment

PAGE = 30


@officer_required
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """Everything that is kept, the newest first; what was not opened yet is marked."""
    found = service.notices_of(request.user).select_related("agency")
    shown = Paginator(found, PAGE).get_page(request.GET.get("trang"))
    context = {"page": shown, "lines": [_line(row, request) for row in shown], "unread": request.bell.unread}
    return page(request, "desk/notices/page.html", context, current=reverse("desk:notices"))


@officer_required
@require_POST
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Read, and on to the page where it is looked after, at the office whose matter it is."""
    found = service.notices_of(request.user).select_related("agency").filter(pk=pk).first()
    if found is None:
        raise Http404
    service.read(notice=found, at=request.at)
    if found.agency_id in request.duties.agency_ids():
        choose_office(request, found.agency)
    return redirect(found.path)


@officer_required
@require_POST
def all_read(request: HttpRequest) -> HttpResponse:
    """Nothing is new any more."""
    count = service.read_all(user=request.user, at=request.at)
    messages.success(request, f"Đã đánh dấu đọc {count} thông báo." if count else "Không có thông báo mới.")
    return redirect("desk:notices")


def _line(row: Notice, request: HttpRequest) -> dict[str, object]:
    """One line of the list; the office is named where it is another than the one worked at now."""
    return {
        "text": row.text,
        "level": row.level,
        "when": say_moment(row.at),
        "office": "" if row.agency_id == request.office.pk else row.agency.name,
        "is_new": row.read_at is None,
        "url": reverse("desk:notice", args=[row.pk]),
    }
