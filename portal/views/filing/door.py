"""The door of every step: finds the draft by its cookie, and puts the person where they have to go on."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from dossiers.models import Draft
from dossiers.selectors.drafts import token_hashes
from dossiers.services import drafts
from kit.errors import Conflict
from portal import citizen
from portal.views.filing import cookie
from portal.views.filing.steps import BY_KEY, Here, Step, locate
from portal.views.straight import straight_on

NOT_STARTED = "chua-co"
SENDING = "check"  # after this step the draft is another: it has become a dossier


@dataclass(frozen=True)
class Visit:
    """One person at one step of their draft."""

    request: HttpRequest
    draft: Draft
    at: datetime
    here: Here

    @property
    def posted(self) -> QueryDict | None:
        """What was sent; None when the page is only looked at."""
        return self.request.POST if self.request.method == "POST" else None

    def show(self, **values: Any) -> HttpResponse:
        """The page of the step; a form with errors is answered with 422 so that nobody takes it for done."""
        form = values.get("form")
        wrong = values.pop("wrong", False) or bool(form is not None and form.is_bound and form.errors)
        context = {"here": self.here, "draft": self.draft, "version": self.draft.version, **values}
        template = f"portal/filing/{self.here.step.key}.html"
        return render(self.request, template, context, status=422 if wrong else 200)

    def go_on(self) -> HttpResponse:
        """To the next step; back to the check page when the person came from there."""
        checking = self.request.GET.get("sua") and self.here.step.key != "check"
        return redirect(BY_KEY["check"].url(self.draft) if checking else self.here.next_url)


StepView = Callable[[Visit], HttpResponse]
View = Callable[..., HttpResponse]


def step(key: str) -> Callable[[StepView], View]:
    """Make a view of a step: it is called only with a living, unsent draft that has come this far."""

    def decorate(view: StepView) -> View:
        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest, code: str) -> HttpResponse:
            at = timezone.now()
            found = find(request, code, at)
            if not isinstance(found, Draft):
                return found
            if found.dossier_id:
                return redirect("portal:file_receipt", code)
            here = locate(found, BY_KEY[key])
            if isinstance(here, Step):
                return redirect(here.url(found))
            try:
                response = view(Visit(request, found, at, here))
            except Conflict:  # sent meanwhile, from another tab
                return redirect("portal:file_receipt", code)
            if key != SENDING:
                request.draft = found
            return _keep(response, request, found, at)

        return straight_on(guarded)

    return decorate


def find(request: HttpRequest, code: str, at: datetime) -> Draft | HttpResponse:
    """The draft behind the cookie; else where to send the person, or the page that says it has expired.

    The page that a form is answered with shows the draft that this form has just saved: not read again.
    """
    token = cookie.token_of(request, code)
    if token is None:
        return redirect(f"{reverse('portal:file_start', args=[code])}?{NOT_STARTED}=1")
    saved = getattr(request, "draft", None)
    if saved is not None and saved.token_hash in token_hashes(token):
        return saved
    found = drafts.find(token, at)
    if found is None:
        return expired(request, code)
    return found if may_go_on(request, found, at) else _not_theirs(request, code)


def may_go_on(request: HttpRequest, draft: Draft, at: datetime) -> bool:
    """Is this draft nobody's, or of who is signed in here? Begun by nobody known, it becomes theirs now."""
    me = citizen.citizen_of(request)
    if draft.account_id is None and me is not None and draft.dossier_id is None:
        with suppress(Conflict):  # sent, or taken over, in another tab
            drafts.take_over(draft=draft, account=me, at=at)
    return draft.account_id is None or (me is not None and draft.account_id == me.pk)


def _not_theirs(request: HttpRequest, code: str) -> HttpResponse:
    """Whose account it is signs in first; to another account it is as if there were no draft."""
    start = reverse("portal:file_start", args=[code])
    if citizen.citizen_of(request):
        return redirect(f"{start}?{NOT_STARTED}=1")
    back = request.get_full_path() if request.method in ("GET", "HEAD") else start
    return redirect(reverse("portal:sign_in", query={citizen.NEXT: back}))


def expired(request: HttpRequest, code: str) -> HttpResponse:
    """The draft's time has passed: say so, and offer to begin again."""
    response = render(request, "portal/filing/expired.html", {"code": code}, status=410)
    cookie.drop(response, code)
    return response


def _keep(response: HttpResponse, request: HttpRequest, draft: Draft, at: datetime) -> HttpResponse:
    """Each step taken makes the cookie live as long as the draft does now."""
    if request.method == "POST":
        code = draft.version.procedure.code
        cookie.keep(response, code, draft, cookie.token_of(request, code), at)
    return response
