"""Taking over a commune's history: hand in a table, watch it, read what is wrong with it line by line."""

import csv

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Permission
from desk.forms.history import HistoryForm
from desk.guards import permission_required
from desk.pages import page
from desk.views.dossier import add_errors
from dossiers.models import HistoryImport
from dossiers.past import COLUMNS
from dossiers.selectors.history import histories_of
from dossiers.services.history import jobs
from kit.errors import Invalid

PAGE = 20
SAMPLE_NAME = "mau-ho-so-cu.csv"
SAMPLE = (
    ("H42.18172-240610-0001", "2.000815", "{agency}", "direct", "2024-06-10T08:00", "2024-06-10T08:15",
     "2024-06-12T17:00", "2024-06-11T15:30", "2024-06-11T16:00", "done", "Nguyễn Thị Lan", "042165001234",
     "0912345678"),
    ("H42.18172-240611-0004", "2.000815", "{agency}", "online", "2024-06-11T20:10", "", "",
     "2024-06-12T09:00", "", "refused_at_intake", "Trần Văn Bình", "", ""),
)  # fmt: skip
MEANINGS = {
    "code": "Mã hồ sơ như đã in trên giấy tiếp nhận.",
    "procedure_code": "Mã thủ tục quốc gia, ví dụ 2.000815.",
    "agency_code": "Mã cơ quan theo Quyết định 19/2025/QĐ-TTg.",
    "channel": "online (trực tuyến), direct (trực tiếp) hoặc post (bưu chính).",
    "submitted_at": "Lúc nộp. Nộp trực tiếp có thể để trống.",
    "received_at": "Lúc tiếp nhận. Để trống khi bị từ chối tiếp nhận.",
    "due_at": "Lúc hẹn trả. Để trống khi bị từ chối tiếp nhận.",
    "finished_at": "Lúc có kết quả hoặc kết thúc. Để trống khi đang giải quyết.",
    "returned_at": "Lúc trả kết quả cho người dân, nếu đã trả.",
    "outcome": "done (có kết quả), rejected (từ chối giải quyết), withdrawn (rút), stopped (dừng), "
    "refused_at_intake (từ chối tiếp nhận), open (đang giải quyết).",
    "owner_name": "Họ tên hoặc tên tổ chức chủ hồ sơ.",
    "owner_id": "Số định danh 12 số (hoặc CMND 9 số), nếu có.",
    "phone": "Số điện thoại, nếu có.",
}


@permission_required(Permission.HISTORY)
@require_http_methods(["GET", "HEAD", "POST"])
def histories(request: HttpRequest) -> HttpResponse:
    """What a table needs, the form that takes one, and what was taken over so far."""
    posted = request.method == "POST"
    form = HistoryForm(request.POST, request.FILES) if posted else HistoryForm()
    if posted and form.is_valid() and (batch := _ask(request, form)):
        return redirect("desk:history", batch.pk)
    shown = Paginator(histories_of(request.office), PAGE).get_page(request.GET.get("trang"))
    context = {"form": form, "page": shown, "columns": [(name, MEANINGS[name]) for name in COLUMNS]}
    status = 422 if form.errors else 200
    return page(request, "desk/history/list.html", context, current=reverse("desk:histories"), status=status)


@permission_required(Permission.HISTORY)
@require_safe
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """One import: how far it is, what it did, or every fault by line and column."""
    batch = histories_of(request.office).filter(pk=pk).first()
    if batch is None:
        raise Http404
    context = {"batch": batch, "more": max(batch.fault_count - len(batch.faults), 0)}
    if request.htmx and not request.htmx.boosted:
        return render(request, "desk/history/_batch.html", context)
    return page(request, "desk/history/batch.html", context, current=reverse("desk:histories"))


@permission_required(Permission.HISTORY)
@require_safe
def sample(request: HttpRequest) -> HttpResponse:
    """A table with the right columns and two lines to copy."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{SAMPLE_NAME}"'
    writer = csv.writer(response)
    writer.writerow(COLUMNS)
    for line in SAMPLE:
        writer.writerow(cell.replace("{agency}", request.office.code) for cell in line)
    return response


def _ask(request: HttpRequest, form: HistoryForm) -> HistoryImport | None:
    try:
        return jobs.ask(
            upload=form.cleaned_data["file"], agency=request.office, by=request.actor, at=request.at,
            reason=form.why,
        )  # fmt: skip
    except Invalid as wrong:
        add_errors(form, wrong)
        return None
