"""One move on many dossiers: chosen in a list, checked on a page, done by the worker, told one by one."""

import re
from urllib.parse import urlsplit

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Permission
from desk import kept, trail
from desk.forms.batch import BY_ACTION, BY_SLUG, BatchForm, Verb
from desk.forms.filters import FilterForm
from desk.guards import permission_required
from desk.once import once, ticket
from desk.pages import page
from desk.views.dossier import add_errors
from dossiers.models import Batch, Dossier
from dossiers.selectors import queues
from dossiers.selectors.batch import batches_of, chosen, counts_of, items_of
from dossiers.services import batch as jobs
from dossiers.workflow import Action
from kit.clock import local_date
from kit.errors import Invalid

PAGE = 20
NOTHING = "Chọn ít nhất một hồ sơ trong danh sách, rồi chọn việc cần làm."
CODE = re.compile(r"[\w.-]{1,60}")
CHOSEN = re.compile(rf"(?P<code>{CODE.pattern})@(?P<seen>[0-9]{{1,9}})")


@permission_required(Permission.VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def batches(request: HttpRequest) -> HttpResponse:
    """What the officer did with many dossiers so far; a POST goes on with what was chosen in a list."""
    if request.method == "POST":
        return _begin(request) if request.POST.get("buoc") == "lam" else _check(request)
    if typed := kept.again(request):
        return _as_it_was(request, typed)
    rows = batches_of(request.office, request.user.pk)
    shown = Paginator(rows, PAGE).get_page(request.GET.get("trang"))
    lines = [(one, BY_ACTION[Action(one.action)].title) for one in shown]
    return page(request, "desk/batch/list.html", {"page": shown, "lines": lines})


@permission_required(Permission.VIEW)
@require_safe
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is; then each dossier with its result."""
    found = batches_of(request.office).filter(pk=pk).first()
    if found is None:
        raise Http404
    counts = counts_of(found)
    verb = BY_ACTION[Action(found.action)]
    context = {
        "batch": found,
        "counts": counts,
        "items": items_of(found),
        "title": _title(verb, counts.total),
    }
    if request.htmx and not request.htmx.boosted:
        return render(request, "desk/batch/_batch.html", context)
    trail.saw_list(request, "batch", context["title"], [item.dossier.code for item in context["items"]])
    return page(request, "desk/batch/batch.html", context)


def _check(request: HttpRequest) -> HttpResponse:
    """From the list: what would be done, with which dossiers, before anything is done."""
    verb = _verb(request)
    codes, more = _picked(request)
    dossiers = chosen(request.scope, codes)
    if not dossiers:
        messages.warning(request, NOTHING)
        return redirect(_back(request))
    form = BatchForm(None, verb=verb, office=request.office, on=local_date(request.at))
    return _check_page(request, verb, [(found, found.last_seq) for found in dossiers], form, more=more)


def _begin(request: HttpRequest) -> HttpResponse:
    """The page was confirmed: one batch, however often the button was pressed."""
    verb, picked = _verb(request), _seen(request)
    form = BatchForm(request.POST, verb=verb, office=request.office, on=local_date(request.at))
    if form.is_valid():
        try:
            key, _ = once(request, lambda: str(_ask(request, verb, picked, form).pk))
            return redirect("desk:batch", int(key))
        except Invalid as wrong:
            add_errors(form, wrong)
    return _check_page(request, verb, picked, form)


def _as_it_was(request: HttpRequest, typed: QueryDict) -> HttpResponse:
    """The page that was to be confirmed when the screen locked, with the words that were typed."""
    request.POST = typed
    verb, office = _verb(request), request.office
    form = BatchForm(None, verb=verb, office=office, on=local_date(request.at), initial=typed.dict())
    return _check_page(request, verb, _seen(request), form)


def _seen(request: HttpRequest) -> list[tuple[Dossier, int]]:
    """The dossiers of the page, each with the number of its newest event as it was shown there."""
    seen = {
        m["code"]: int(m["seen"]) for one in request.POST.getlist("ho_so") if (m := CHOSEN.fullmatch(one))
    }
    return [(found, seen[found.code]) for found in chosen(request.scope, seen)]


def _ask(request: HttpRequest, verb: Verb, picked: list[tuple[Dossier, int]], form: BatchForm) -> Batch:
    given = form.cleaned_data
    return jobs.ask(
        action=verb.action, dossiers=picked, agency=request.office, by=request.actor, at=request.at,
        note=given["note"], assignee=given.get("assignee"),
    )  # fmt: skip


def _check_page(
    request: HttpRequest, verb: Verb, picked: list[tuple[Dossier, int]], form: BatchForm, *, more: int = 0
) -> HttpResponse:
    context = {
        "verb": verb, "title": _title(verb, len(picked)), "picked": picked, "form": form, "more": more,
        "most": jobs.MOST, "once": request.POST.get("once") or ticket(), "back": _back(request),
    }  # fmt: skip
    trail.saw_list(request, "batch", context["title"], [found.code for found, _ in picked])
    return page(request, "desk/batch/check.html", context, status=422 if form.errors else 200)


def _picked(request: HttpRequest) -> tuple[list[str], int]:
    """The codes that were ticked, or those of the whole list as it was narrowed; how many are too many."""
    if not request.POST.get("tat_ca"):
        codes = [code for code in dict.fromkeys(request.POST.getlist("ho_so")) if CODE.fullmatch(code)]
        return codes[: jobs.MOST], max(len(codes) - jobs.MOST, 0)
    key = request.POST.get("hang", "")
    if key not in queues.BY_KEY:
        raise Http404
    form = FilterForm(request, QueryDict(request.POST.get("loc", "")[:2000]))
    rows = form.narrow(queues.queue(request.scope, key, request.at))
    codes = list(rows.values_list("code", flat=True)[: jobs.MOST])
    return codes, max(rows.count() - jobs.MOST, 0)


def _verb(request: HttpRequest) -> Verb:
    if request.POST.get("viec") not in BY_SLUG:
        raise Http404
    return BY_SLUG[request.POST["viec"]]


def _back(request: HttpRequest) -> str:
    """The list that one came from; its address travels with the form, and leads nowhere but to the desk."""
    asked = urlsplit(request.POST.get("tu", ""))
    home = reverse("desk:home")
    if asked.netloc or asked.scheme or not asked.path.startswith(home):
        return home
    return f"{asked.path}?{asked.query}" if asked.query else asked.path


def _title(verb: Verb, count: int) -> str:
    return f"{verb.title} {count} hồ sơ"
