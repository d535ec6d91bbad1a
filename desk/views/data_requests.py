"""What citizens ask of their own data: the list of the office, each answered in words."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Permission
from desk.forms.data_requests import AnswerRequestForm
from desk.guards import permission_required
from desk.pages import page
from dossiers.models import DataRequest
from dossiers.services import data_requests
from kit.errors import Conflict

PAGE = 20
ANSWERED = "Đã trả lời yêu cầu; người dân được nhắn tin."


@permission_required(Permission.TRAIL)
@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """What waits stands first."""
    return _list(request)


@permission_required(Permission.TRAIL)
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer one; a request of another office does not exist."""
    form = AnswerRequestForm(request.POST, auto_id=f"id_{pk}_%s")
    if not form.is_valid():
        return _list(request, pk, form)
    try:
        data_requests.answer(
            request_id=pk, agency=request.office, user=request.user, by=request.actor, at=request.at,
            text=form.cleaned_data["text"],
        )  # fmt: skip
    except Conflict as race:
        messages.warning(request, race.message)
    else:
        messages.success(request, ANSWERED)
    return redirect("desk:data_requests")


def _list(request: HttpRequest, pk: int = 0, form: AnswerRequestForm | None = None) -> HttpResponse:
    shown = Paginator(data_requests.at_office(request.office), PAGE).get_page(request.GET.get("trang"))
    rows = [_row(row, request, form if row.pk == pk else None) for row in shown]
    context = {"page": shown, "rows": rows, "form": form}
    return page(request, "desk/data_requests.html", context, current=reverse("desk:data_requests"),
                status=422 if form else 200)  # fmt: skip


def _row(row: DataRequest, request: HttpRequest, form: AnswerRequestForm | None) -> dict[str, Any]:
    return {
        "request": row,
        "is_late": row.answered_at is None and row.due_at < request.at,
        "form": form or AnswerRequestForm(auto_id=f"id_{row.pk}_%s"),
        "opened": form is not None,
    }
