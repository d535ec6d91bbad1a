"""The dossier page, and the actions on it: load, check, validate, call one service, go on."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import stand_in
from accounts.models import Substitution
from accounts.permissions import Permission
from desk import kept, trail
from desk.acts import BY_ACTION, BY_SLUG, Act, Call
from desk.forms.actions import ActionForm
from desk.guards import permission_required
from desk.menu import may
from desk.pages import page
from desk.presenters import acting
from desk.presenters import dossier as show
from desk.presenters.panels import Panel, blank, panels
from desk.presenters.preview import preview
from desk.presenters.proposals import proposals
from dossiers.models import Dossier, StepRun
from dossiers.selectors import present, queues
from dossiers.selectors.standing import stands
from dossiers.selectors.way import Way
from dossiers.services.transition import NOT_YOURS, open_run_of, say_race
from dossiers.workflow import Action
from kit.clock import local_date
from kit.errors import Conflict, DomainError, Invalid, NotAllowed

Returned = tuple[Act, ActionForm]


def load(request: HttpRequest, code: str) -> Dossier:
    """The dossier of this code within the officer's scope; what lies outside does not exist."""
    found = queues.find(request.scope, code)
    if found is None:
        trail.missed(request, code)
        raise Http404
    return found


@permission_required(Permission.VIEW)
@require_safe
def dossier(request: HttpRequest, code: str) -> HttpResponse:
    """Parts at the left, what I must do now at the right."""
    found = load(request, code)
    return dossier_page(request, found, _typed_before(request, found))


@permission_required(Permission.VIEW)
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """One action of the transition table on one dossier."""
    if slug not in BY_SLUG:
        raise Http404
    found, chosen = load(request, code), BY_SLUG[slug]
    if request.method == "GET":  # the way back after signing in again
        return redirect("desk:dossier", found.code)
    run = open_run_of(found)
    form = blank(chosen, request, found, run, data=request.POST, files=request.FILES)
    if not form.is_valid():
        _check_offered(request, found, run, chosen)
        return dossier_page(request, found, (chosen, form), status=422)
    try:
        chosen.perform(_call(request, found), form)
    except Conflict as race:
        return _told_of_race(request, code, chosen, form, race)
    except NotAllowed as refusal:
        trail.was_refused_act(request, found, chosen.action, refusal.code)
        raise PermissionDenied(refusal.message) from refusal
    except DomainError as wrong:
        add_errors(form, wrong)
        return dossier_page(request, load(request, code), (chosen, form), status=422)
    messages.success(request, chosen.done)
    return redirect("desk:dossier", found.code)


def _check_offered(request: HttpRequest, found: Dossier, run: StepRun | None, chosen: Act) -> None:
    """An unfinished form goes back only to who may press the button; where it is gone, they are told."""
    offered = {button.action for button in present.actions(request.user, found, run, request.at)}
    if chosen.action in offered:
        return
    if stands(chosen.action, found, run):
        trail.was_refused_act(request, found, chosen.action)
        raise PermissionDenied(NOT_YOURS)
    messages.warning(request, say_race(found, run))


def add_errors(form: Form, wrong: DomainError) -> None:
    """A service's sentences beside their fields; what belongs to no field stands above them."""
    errors = wrong.errors if isinstance(wrong, Invalid) else {None: [wrong.message]}
    for name, sentences in errors.items():
        form.add_error(name if name in form.fields else None, sentences)


def dossier_page(
    request: HttpRequest, found: Dossier, returned: Returned | None = None, status: int = 200
) -> HttpResponse:
    """The page as the dossier stands now, with a form that came back open in its place."""
    run = open_run_of(found)
    way, files, whole = Way(found), show.files_of(found), may(request, Permission.WHOLE_ID)
    offered = panels(request, found, run, returned)
    forms = show.issued(found, request.duties.may(Permission.PRINT, agency=request.office))
    context = {
        "dossier": found,
        "badge_kind": present.badge(found)[0],
        "badge_label": present.badge(found)[1],
        "facts": show.facts(found),
        "people": show.people(found, whole=whole),
        "answers": show.answers(found, whole=whole),
        "parts": show.parts(found, files),
        "other_files": show.other_files(found, files),
        "supplements": show.supplements(found),
        "parcels": show.parcels(found),
        "questions": show.questions(found, request.at),
        "proposals": proposals(found),
        "issued": forms,
        "sent": show.messages(found),
        "timeline": present.timeline(found, "officer", request.at),
        "steps": way.steps(request.at),
        "legs": way.legs(request.at),
        "deadlines": show.deadlines(request, found, run),
        "run": run,
        "stand_in": _stand_in(request, run),
        "panels": offered,
        "objection": acting.objection(found),
        "duty": show.duty(found, request.at, offered),
        "preview": preview(request, found),
        "may_see_trail": may(request, Permission.TRAIL),
        **_just_taken_in(request, found, forms),
    }
    trail.saw(request, found, "view.dossier", "Xem hồ sơ")
    return page(request, "desk/dossier/page.html", context, status=status)


def _stand_in(request: HttpRequest, run: StepRun | None) -> Substitution | None:
    """Who does the holder's work today, where the holder is away."""
    if run is None or run.assignee is None:
        return None
    return stand_in(run.assignee, run.leg.agency, local_date(request.at))


def _just_taken_in(request: HttpRequest, found: Dossier, forms: list[dict[str, Any]]) -> dict[str, Any]:
    """After the counter: the receipt to print and the way to the next person."""
    taken_in = "vua-nhan" in request.GET and may(request, Permission.COUNTER)
    return {"taken_in": taken_in, "receipt": show.names(forms, "receipt")}


def _call(request: HttpRequest, found: Dossier) -> Call:
    seen = request.POST.get("seen", "")
    number = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else None
    return Call(found, request.user, request.actor, request.at, number)


def _told_of_race(
    request: HttpRequest, code: str, chosen: Act, form: ActionForm, race: Conflict
) -> HttpResponse:
    """The page anew, the kind sentence above it, and what was typed still there.

    Where the action stands no longer, the words wait in the box for an internal note.
    """
    messages.warning(request, race.message)
    found = load(request, code)
    run = open_run_of(found)
    offered = {panel.act.action: panel for panel in panels(request, found, run)}
    return dossier_page(request, found, _kept(request, offered, found, chosen, form), status=409)


def _typed_before(request: HttpRequest, found: Dossier) -> Returned | None:
    """The words of a form that was sent after the screen had locked, back in their place."""
    typed = kept.given(request, found.code)
    if typed is None or typed[0] not in BY_SLUG:
        return None
    chosen, run = BY_SLUG[typed[0]], open_run_of(found)
    form = blank(chosen, request, found, run, data=typed[1])
    offered = {panel.act.action: panel for panel in panels(request, found, run)}
    if back := _kept(request, offered, found, chosen, form):
        messages.info(request, kept.STILL_THERE)
    return back


def _kept(
    request: HttpRequest, offered: dict[Action, Panel], found: Dossier, chosen: Act, form: ActionForm
) -> Returned | None:
    run = open_run_of(found)
    if chosen.action in offered:
        typed = {name: form.data.get(name, "") for name in form.fields if name not in form.files}
        return chosen, blank(chosen, request, found, run, initial=typed)
    words = form.data.get(chosen.form.kept, "") if chosen.form.kept else ""
    note = BY_ACTION[Action.NOTE]
    if words and Action.NOTE in offered:
        return note, blank(note, request, found, run, initial={"note": words})
    return None
