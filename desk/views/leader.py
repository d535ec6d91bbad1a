"""The leader's page, and the lists behind its numbers and behind those of a report."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.permissions import Permission
from desk import links, trail
from desk.guards import permission_required
from desk.pages import page
from desk.presenters import leader as presenter
from desk.views.queues import PAGE, lines_of
from dossiers.models import DossierFact
from dossiers.states import Channel
from procedures.models import Procedure, Sector
from reports.measures import counted, now
from reports.measures.counted import Question
from reports.measures.now import Place
from reports.periods import Period

CHANNELS = {Channel.ONLINE: "Trực tuyến", Channel.DIRECT: "Trực tiếp", Channel.POST: "Bưu chính"}
STANDINGS = {
    "done_early": ("done", "Trước hạn"),
    "done_on_time": ("done", "Đúng hạn"),
    "done_late": ("late", "Quá hạn"),
    "open_within": ("working", "Đang giải quyết, trong hạn"),
    "open_late": ("late", "Đang giải quyết, quá hạn"),
    "refused": ("stopped", "Từ chối tiếp nhận"),
}


@permission_required(Permission.REPORT)
@require_safe
def leader(request: HttpRequest) -> HttpResponse:
    """What is late and whose, what will be late today, then the period beside the one before."""
    context = presenter.page(request)
    return page(request, "desk/leader/page.html", context, current=reverse("desk:leader"))


@permission_required(Permission.REPORT)
@require_safe
def figure_now(request: HttpRequest, key: str) -> HttpResponse:
    """The dossiers behind a figure of this moment, due first."""
    measure = now.MEASURES.get(key)
    if measure is None:
        raise Http404
    place = Place(request.GET.get("buoc", "")[:200], links.read_number(request.GET.get("can-bo")))
    rows = now.rows(key, request.scope, request.at, place)
    shown = Paginator(rows, PAGE).get_page(request.GET.get("trang"))
    context = {
        "measure": measure,
        "place": place,
        "page": shown,
        "rows": lines_of(shown, request.at),
    }
    trail.saw_list(request, f"figure.{key}", measure.title, [row["code"] for row in context["rows"]])
    return page(request, "desk/figures/now.html", context, current=reverse("desk:leader"))


@permission_required(Permission.REPORT)
@require_safe
def figure_counted(request: HttpRequest, key: str) -> HttpResponse:
    """The dossiers behind a figure of a period, as they stood at its end and were known then."""
    measure = counted.MEASURES.get(key)
    question = _question(request)
    if measure is None or question is None:
        raise Http404
    rows = counted.rows(key, question)
    shown = Paginator(rows, PAGE).get_page(request.GET.get("trang"))
    context = {
        "measure": measure,
        "question": question,
        "page": shown,
        "rows": [_line(fact) for fact in shown],
    }
    trail.saw_list(request, f"figure.{key}", measure.title, [row["code"] for row in context["rows"]])
    return page(request, "desk/figures/counted.html", context, current=reverse("desk:leader"))


def _question(request: HttpRequest) -> Question | None:
    """What the address asks for; None where it makes no sense or is of another office."""
    asked = request.GET
    first, last = links.read_day(asked.get("tu")), links.read_day(asked.get("den"))
    if first is None or last is None or last < first:
        return None
    sector, procedure = links.read_number(asked.get("linh-vuc")), links.read_number(asked.get("thu-tuc"))
    question = Question(
        request.office,
        Period(first, last),
        links.read_moment(asked.get("biet")),
        sector=Sector.objects.filter(pk=sector).first() if sector is not None else None,
        procedure=Procedure.objects.filter(pk=procedure).first() if procedure is not None else None,
    )
    missing = (sector is not None and question.sector is None) or (
        procedure is not None and question.procedure is None
    )
    return None if missing else question


def _line(fact: DossierFact) -> dict[str, object]:
    return {
        "code": fact.dossier.code,
        "url": reverse("desk:dossier", args=[fact.dossier.code]),
        "person": fact.dossier.owner_name,
        "procedure": fact.dossier.version.name,
        "channel": CHANNELS[fact.channel],
        "received_on": fact.received_on,
        "due_on": fact.due_on,
        "finished_on": fact.finished_on,
        "standing": STANDINGS[fact.standing],
    }
