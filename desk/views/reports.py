"""Reports of TT 01/2020: ask for one, watch it being made, read it, open the list behind each number."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Permission
from desk import links, trail
from desk.forms.reports import ReportForm
from desk.guards import permission_required
from desk.pages import page
from desk.views.dossier import add_errors
from desk.views.files import printable
from documents.http import file_response
from documents.selectors import open_file
from kit.clock import local_date
from kit.errors import Invalid
from reports.forms import FORMS, II06A, headings
from reports.measures.counted import MEASURES, Question, count
from reports.models import Report
from reports.selectors import Edition, kept, period_of, read_edition, send_by, windows
from reports.services import make

PAGE = 20
FILES = ("pdf", "xlsx", "csv")
BESIDE = ("reappointed", "for_others")


@permission_required(Permission.REPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def reports(request: HttpRequest) -> HttpResponse:
    """The office's reports, and the form that asks for one."""
    today = local_date(request.at)
    posted = request.POST if request.method == "POST" else None
    form = ReportForm(posted, windows=windows(request.office, today), today=today)
    if request.method == "POST" and form.is_valid() and (report := _ask(request, form)):
        return redirect("desk:report", report.pk)
    shown = Paginator(kept(request.office), PAGE).get_page(request.GET.get("trang"))
    context = {"form": form, "page": shown, "rows": [_listed(request, report) for report in shown]}
    status = 422 if form.errors else 200
    return page(request, "desk/reports/list.html", context, current=reverse("desk:reports"), status=status)


@permission_required(Permission.REPORT)
@require_safe
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """One report: how far it is, or its figures with their lists and files."""
    found = _find(request, pk)
    context = _told(request, found)
    if request.htmx and not request.htmx.boosted:
        return render(request, "desk/reports/_report.html", context)
    return page(request, "desk/reports/report.html", context, current=reverse("desk:reports"))


@permission_required(Permission.REPORT)
@require_safe
def report_file(request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    """The kept PDF to look at and print; the tables as a download."""
    found = _find(request, pk)
    stored = getattr(found, kind) if kind in FILES else None
    if stored is None:
        raise Http404
    words = f"Tải, in báo cáo {found.form} {period_of(found).say()} ({kind.upper()})"
    trail.took(request, "report", found.pk, "export.report", words, file=kind)
    if kind != "pdf":
        return file_response(stored, inline=False)
    shown = FileResponse(open_file(stored), content_type=stored.media_type)
    return printable(shown, stored.original_name)


@permission_required(Permission.REPORT)
@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """A new edition of the same period, with what is known now; the old one stays."""
    old = _find(request, pk)
    new = make.ask(
        form=FORMS[old.form], agency=request.office, period=period_of(old), by=request.actor, at=request.at
    )
    messages.success(request, "Đang lập lại báo cáo với số liệu mới nhất. Bản đã lập trước đây vẫn được giữ.")
    return redirect("desk:report", new.pk)


def _ask(request: HttpRequest, form: ReportForm) -> Report | None:
    try:
        return make.ask(
            form=II06A, agency=request.office, period=form.chosen(), known_at=form.as_known(),
            by=request.actor, at=request.at,
        )  # fmt: skip
    except Invalid as wrong:
        add_errors(form, wrong)
        return None


def _find(request: HttpRequest, pk: int) -> Report:
    found = kept(request.office).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _listed(request: HttpRequest, report: Report) -> dict[str, Any]:
    return {"report": report, "period": period_of(report), "url": reverse("desk:report", args=[report.pk])}


def _told(request: HttpRequest, report: Report) -> dict[str, Any]:
    form, period = FORMS[report.form], period_of(report)
    context = {"report": report, "form": form, "period": period, "send_by": _send_by(request, report)}
    if report.state == Report.State.DONE:
        edition = read_edition(report)
        context |= {
            "headings": headings(form),
            "rows": [(row.name, _cells(edition, row.figures, row.sector_id)) for row in edition.rows],
            "total": _cells(edition, edition.total, None),
            "beside": _beside(edition),
            "files": [(kind, getattr(report, kind)) for kind in FILES],
        }
    return context


def _beside(edition: Edition) -> list[dict[str, Any]]:
    """What the law's form has no column for: the figures of the same period, as known at the same moment."""
    counts = count(Question(edition.agency, edition.period, edition.known_at), BESIDE)
    return [
        {
            "measure": MEASURES[key],
            "number": number,
            "url": links.counted(key, edition.period, known_at=edition.known_at),
        }
        for key, number in counts.items()
    ]


def _send_by(request: HttpRequest, report: Report) -> dict[str, Any] | None:
    found = send_by(report.agency, period_of(report), local_date(request.at))
    return found and {"day": found[0], "verified": found[1]}


def _cells(edition: Edition, figures: dict[int, int], sector: int | None) -> list[tuple[int, str, bool]]:
    """Figure, address of its list, and whether it is a lateness."""
    return [
        (
            figures[column.number],
            links.counted(column.measure, edition.period, known_at=edition.known_at, sector=sector),
            column.measure in ("done_late", "open_late"),
        )
        for column in edition.form.counted
    ]
