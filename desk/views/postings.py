"""The board of the office (niêm yết): what hangs since when, what is out of date, and the sheets to print."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Permission
from desk import trail
from desk.forms.postings import ALL, FIELD, TO_PRINT, PostForm, PrintForm
from desk.guards import permission_required
from desk.pages import page
from desk.views.dossier import add_errors
from desk.views.files import PDF, printable
from dossiers.services.issuing import letterhead
from kit.clock import local_date
from kit.errors import Conflict, DomainError, Invalid
from procedures import board, papers
from procedures.models import Version
from procedures.selectors import whole_versions
from procedures.services import postings

STATES = {
    board.State.POSTED: ("done", "Đúng bản hiện hành"),
    board.State.OUTDATED: ("late", "Bản cũ, cần in lại"),
    board.State.MISSING: ("soon", "Chưa niêm yết"),
    board.State.NO_MORE: ("stopped", "Không còn áp dụng, cần gỡ"),
}
PAST = 30


@permission_required(Permission.CATALOGUE)
@require_safe
def sheets(request: HttpRequest) -> HttpResponse:
    """Every procedure of the office with the sheet that hangs, and what there is to print."""
    return _page(request, _places(request))


@permission_required(Permission.CATALOGUE)
@require_safe
def paper(request: HttpRequest) -> HttpResponse:
    """The sheets of one procedure, a field, or everything, as one PDF."""
    places = _places(request)
    form = PrintForm(request.GET, places=places)
    if not form.is_valid():
        return _page(request, places, print_form=form, status=422)
    chosen, title = _chosen(request, places, form.cleaned_data["pham_vi"])
    if not chosen:
        messages.info(request, "Không có bản nào cần in: mọi bản đang treo đều đúng bản hiện hành.")
        return redirect("desk:postings")
    versions = list(whole_versions(Version.objects.filter(pk__in=[one.pk for one in chosen])))
    content = papers.posting(
        versions,
        title=title,
        agency=request.office,
        head=letterhead(request.office, request.at),
        posted_on=form.cleaned_data["ngay"],
        at=request.at,
    )
    trail.took(request, "agency", request.office.pk, "print.posting", f"In bản niêm yết: {title}")
    return printable(HttpResponse(content, content_type=PDF), f"niem-yet-{request.GET['pham_vi']}.pdf")


@permission_required(Permission.CATALOGUE)
@require_POST
def post(request: HttpRequest) -> HttpResponse:
    """Note that the chosen sheets hang; older ones of the same procedures have come down."""
    places = _places(request)
    form = PostForm(request.POST, places=places)
    if form.is_valid():
        try:
            rows = postings.post_up(
                agency=request.office, versions=form.chosen(), posted_on=form.cleaned_data["posted_on"],
                by=request.actor, at=request.at,
            )  # fmt: skip
        except Invalid as wrong:
            add_errors(form, wrong)
        else:
            messages.success(request, f"Đã ghi niêm yết {len(rows)} thủ tục.")
            return redirect("desk:postings")
    return _page(request, places, post_form=form, status=422)


@permission_required(Permission.CATALOGUE)
@require_POST
def down(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that a sheet was taken down today."""
    row = board.hanging_sheet(request.office, pk)
    if row is None:
        raise Http404
    try:
        postings.take_down(posting=row, on=local_date(request.at), by=request.actor, at=request.at)
    except Conflict as late:
        messages.warning(request, late.message)
    except DomainError as wrong:
        messages.error(request, wrong.message)
    else:
        messages.success(request, f"Đã ghi gỡ bản niêm yết “{row.version.name}”.")
    return redirect("desk:postings")


def _places(request: HttpRequest) -> list[board.Place]:
    return board.board(request.office, local_date(request.at))


def _chosen(request: HttpRequest, places: list[board.Place], scope: str) -> tuple[list[Version], str]:
    """The versions to print, and what stands above them."""
    offered = [place.version for place in places if place.version]
    if scope == TO_PRINT:
        return board.to_print(places), f"Thủ tục hành chính tại {request.office.name}"
    if scope == ALL:
        return offered, f"Toàn bộ thủ tục hành chính thực hiện tại {request.office.name}"
    if scope.startswith(FIELD):
        found = [one for one in offered if f"{FIELD}{one.procedure.sector_id}" == scope]
        return found, f"Lĩnh vực {found[0].procedure.sector.name}"
    found = [one for one in offered if one.procedure.code == scope]
    return found, f"Thủ tục mã số {scope}"


def _page(
    request: HttpRequest, places: list[board.Place], *, print_form: PrintForm | None = None,
    post_form: PostForm | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    today: date = local_date(request.at)
    chosen = (
        set(post_form.data.getlist("chon"))
        if post_form
        else {str(version.pk) for version in board.to_print(places)}
    )
    context: dict[str, Any] = {
        "lines": [
            {
                "place": place,
                "badge": STATES[place.state],
                "is_chosen": place.version is not None and str(place.version.pk) in chosen,
            }
            for place in places
        ],
        "waiting": sum(place.is_to_print for place in places),
        "print_form": print_form or PrintForm(initial={"ngay": today}, places=places),
        "post_form": post_form or PostForm(initial={"posted_on": today}, places=places),
        "past": board.past_sheets(request.office)[:PAST],
    }
    return page(
        request, "desk/catalogue/postings.html", context, current=reverse("desk:postings"), status=status
    )
