"""Backups, and how long things are kept: the administrator's pages."""

import csv
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Permission
from audit.services import record
from desk.forms.keeping import ConfirmForm
from desk.guards import permission_required
from desk.pages import page
from desk.presenters.marks import BADGES, WORDS
from desk.views.dossier import add_errors
from documents.names import say_size
from keeping import disposal as service
from keeping import retention as rules
from keeping.models import BackupRun, Disposal, DisposalItem
from keeping.selectors import runs, standing
from kit.clock import local
from kit.errors import Conflict, DomainError

PAGE = 30
RUN_BADGES = {
    BackupRun.State.DONE: "done",
    BackupRun.State.RUNNING: "working",
    BackupRun.State.FAILED: "late",
}
LIST_BADGES = {"listed": "new", "confirmed": "waiting", "done": "done", "withdrawn": "stopped"}
COLUMNS = ("Mã hồ sơ", "Mã thủ tục", "Tên thủ tục", "Kết thúc ngày", "Kết quả", "Giữ lại")


@permission_required(Permission.KEEP)
@require_safe
def backups(request: HttpRequest) -> HttpResponse:
    """When a backup was last proven to come back, and every run."""
    shown = Paginator(runs(), PAGE).get_page(request.GET.get("trang"))
    lines = [(run, RUN_BADGES[run.state], say_size(run.size) if run.size else "") for run in shown]
    context = {"standing": standing(request.at), "page": shown, "lines": lines}
    return page(request, "desk/keeping/backups.html", context, current=reverse("desk:backups"))


@permission_required(Permission.KEEP)
@require_safe
def retention(request: HttpRequest) -> HttpResponse:
    """Every kind of record with its rule, and the office's lists of dossiers whose time is over."""
    shown = Paginator(service.lists_of(request.office), PAGE).get_page(request.GET.get("trang"))
    context = {
        "lines": [_ruled(line) for line in rules.table(request.office, request.at)],
        "due": service.due(request.office, request.at).count(),
        "page": shown,
        "lists": [(one, LIST_BADGES[one.state]) for one in shown],
        "open": service.lists_of(request.office).filter(state__in=Disposal.OPEN).exists(),
    }
    return page(request, "desk/keeping/retention.html", context, current=reverse("desk:retention"))


@permission_required(Permission.KEEP)
@require_POST
def make_list(request: HttpRequest) -> HttpResponse:
    """List what is due; changes no dossier."""
    try:
        made = service.list_due(agency=request.office, by=request.actor, at=request.at)
    except Conflict as refused:
        messages.warning(request, refused.message)
        return redirect("desk:retention")
    return redirect("desk:disposal", made.pk)


@permission_required(Permission.KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def disposal(request: HttpRequest, pk: int) -> HttpResponse:
    """One list, and the form that confirms it."""
    found = _find(request, pk)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _confirm(request, found, form):
        messages.success(request, "Đã xác nhận. Các hồ sơ nằm trong thùng rác, còn giữ lại được.")
        return redirect("desk:disposal", pk)
    shown = Paginator(_items(found), PAGE).get_page(request.GET.get("trang"))
    context = {
        "disposal": found, "badge": LIST_BADGES[found.state], "form": form, "page": shown,
        "kept": found.items.filter(taken_out_at__isnull=False).count(),
        "may_keep": found.is_open and not (found.goes_at and found.goes_at <= request.at),
    }  # fmt: skip
    status = 422 if form.errors else 200
    address = reverse("desk:retention")
    return page(request, "desk/keeping/disposal.html", context, current=address, status=status)


@permission_required(Permission.KEEP)
@require_safe
def disposal_csv(request: HttpRequest, pk: int) -> HttpResponse:
    """The list as a file, to be laid before who decides; without anybody's name."""
    found = _find(request, pk)
    record(
        action="export.disposal", by=request.actor, at=request.at, object_type="disposal",
        object_id=found.pk, summary="Tải danh sách hồ sơ hết thời hạn lưu giữ.",
    )  # fmt: skip
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="ho-so-het-han-luu-{found.pk}.csv"'
    writer = csv.writer(response)
    writer.writerow(COLUMNS)
    writer.writerows(_row(item) for item in _items(found).iterator(chunk_size=500))
    return response


@permission_required(Permission.KEEP)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the list up: everything stays."""
    try:
        service.withdraw(disposal=_find(request, pk), by=request.actor, at=request.at)
        messages.success(request, "Đã bỏ danh sách. Mọi hồ sơ được giữ lại.")
    except Conflict as late:
        messages.warning(request, late.message)
    return redirect("desk:disposal", pk)


@permission_required(Permission.KEEP)
@require_POST
def keep(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Take one dossier off the list, out of the bin too."""
    row = _items(_find(request, pk)).filter(pk=item).first()
    if row is None:
        raise Http404
    try:
        service.take_out(item=row, by=request.actor, at=request.at)
        messages.success(request, f"Hồ sơ {row.dossier.code} được giữ lại.")
    except Conflict as late:
        messages.warning(request, late.message)
    return redirect("desk:disposal", pk)


def _find(request: HttpRequest, pk: int) -> Disposal:
    found = service.lists_of(request.office).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _items(disposal: Disposal) -> Any:
    return disposal.items.select_related("dossier__version__procedure").order_by("closed_at", "pk")


def _confirm(request: HttpRequest, found: Disposal, form: ConfirmForm) -> bool:
    try:
        service.confirm(
            disposal=found, basis=form.cleaned_data["basis"], by=request.actor, at=request.at
        )  # fmt: skip
    except DomainError as wrong:
        add_errors(form, wrong)
        return False
    return True


def _row(item: DisposalItem) -> tuple[str, ...]:
    dossier = item.dossier
    return (
        dossier.code, dossier.version.procedure.code, dossier.version.name,
        f"{local(item.closed_at):%d/%m/%Y}", dossier.get_outcome_display(),
        "giữ lại" if item.taken_out_at else "",
    )  # fmt: skip


def _ruled(line: rules.Line) -> dict[str, Any]:
    law = line.law
    return {
        "line": line,
        "basis": law.basis if law else line.basis,
        "badge": BADGES[law.mark] if law else "new",
        "mark": WORDS[law.mark] if law else "",
        "url": reverse("desk:law_value", args=[law.key]) if law else "",
    }
