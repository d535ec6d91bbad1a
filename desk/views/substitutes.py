"""Who does the work of whom while they are away: arranged and ended by who assigns work."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts import substitutes as service
from accounts.models import Substitution
from accounts.permissions import Permission
from desk.forms.substitutes import SubstituteForm
from desk.guards import permission_required
from desk.pages import page
from desk.views.dossier import add_errors
from kit.clock import local_date
from kit.errors import Conflict, DomainError

PAGE = 20


@permission_required(Permission.ASSIGN)
@require_http_methods(["GET", "HEAD", "POST"])
def substitutes(request: HttpRequest) -> HttpResponse:
    """Who is away and who stands in, now, later and before; and the form to arrange it."""
    on = local_date(request.at)
    form = SubstituteForm(request.POST if request.method == "POST" else None, office=request.office, on=on)
    if request.method == "POST" and form.is_valid() and (made := _arrange(request, form)):
        messages.success(request, f"Đã ghi nhận: {made.substitute} xử lý thay {made.absent}.")
        return redirect("desk:substitutes")
    shown = Paginator(service.substitutions_of(request.office), PAGE).get_page(request.GET.get("trang"))
    lines = [(row, *_state(row, request)) for row in shown]
    context = {"form": form, "page": shown, "lines": lines}
    address = reverse("desk:substitutes")
    status = 422 if form.errors else 200
    return page(request, "desk/substitutes/page.html", context, current=address, status=status)


@permission_required(Permission.ASSIGN)
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """The officer is back, or another is to stand in."""
    found = service.substitutions_of(request.office).filter(pk=pk).first()
    if found is None:
        raise Http404
    try:
        service.end(substitution=found, by=request.actor, at=request.at)
        messages.success(request, f"{found.substitute} thôi xử lý thay {found.absent} từ lúc này.")
    except Conflict as late:
        messages.warning(request, late.message)
    return redirect("desk:substitutes")


def _arrange(request: HttpRequest, form: SubstituteForm) -> Substitution | None:
    try:
        return service.arrange(
            agency=request.office, by=request.actor, at=request.at, **form.cleaned_data
        )  # fmt: skip
    except DomainError as wrong:
        add_errors(form, wrong)
        return None


def _state(row: Substitution, request: HttpRequest) -> tuple[str, str, bool]:
    """The badge of a row, and whether it may still be ended."""
    on = local_date(request.at)
    if row.ended_at is not None:
        return "stopped", "Kết thúc sớm", False
    if row.valid_to < on:
        return "done", "Đã xong", False
    return ("working", "Đang xử lý thay", True) if row.valid_from <= on else ("new", "Sắp tới", True)
