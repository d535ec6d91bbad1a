"""Which citizen this browser is signed in for: asked lazily, and without a statement for who has no session.

The session of the browser names an account and a row of its devices under one key of its own; an officer may
be signed in beside it, and neither knows of the other (docs/adr/0018).
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache

from accounts.citizens import devices, sessions
from accounts.models import Citizen, CitizenSession
from kit.errors import Conflict
from kit.secrets import encrypt
from portal.views.lookup import marks

KEY = "cong_dan"
AT_PROVIDER = "noi_cap"  # how to end the session at who vouched for the person
NEXT = "tiep"
LONGEST_NEXT = 300
# What somebody else would find open on this machine.
PERSONAL = (KEY, AT_PROVIDER, marks.SEEN, marks.OPENED, marks.PENDING, marks.SEALS, marks.FOUND)


def session_of(request: HttpRequest) -> CitizenSession | None:
    """The open session with its citizen; None for everybody else. One query more than the session's."""
    if not hasattr(request, "_citizen_session"):
        request._citizen_session = _find(request, timezone.now())
    return request._citizen_session


def citizen_of(request: HttpRequest) -> Citizen | None:
    """Who is signed in here as a citizen."""
    found = session_of(request)
    return found.citizen if found else None


def sign_in(
    request: HttpRequest,
    citizen: Citizen,
    way: str,
    at: datetime,
    *,
    provider: str = "",
    id_token: str = "",
) -> CitizenSession:
    """From now on this browser is the citizen's; its session's number is new: nobody can have prepared it.

    Who was signed in before is out, and what the person before has opened is closed.
    """
    sign_out(request, at)
    request.session.cycle_key()
    row = sessions.begin(
        citizen=citizen, way=way, device=devices.say(request.headers.get("User-Agent", "")),
        address=request.META.get("REMOTE_ADDR", ""), at=at,
    )  # fmt: skip
    request.session[KEY] = {"account": citizen.pk, "session": row.pk}
    if id_token:
        request.session[AT_PROVIDER] = {"key": provider, "token": encrypt(id_token)}
    request._citizen_session = row
    return row


def sign_out(request: HttpRequest, at: datetime) -> dict[str, str] | None:
    """Nobody is signed in here any more; gives what ends the session at the provider. An officer stays in."""
    kept = request.session.get(KEY)
    at_provider = request.session.get(AT_PROVIDER)
    if kept:
        with suppress(Conflict):  # ended from another device
            sessions.end(citizen=Citizen(pk=kept["account"]), pk=kept["session"], at=at)
    for name in PERSONAL:
        request.session.pop(name, None)
    if kept:
        request.session.cycle_key()
    request._citizen_session = None
    return at_provider


CitizenView = Callable[..., HttpResponse]


def citizen_required(view: CitizenView) -> CitizenView:
    """For who is signed in: the view gets the session and the moment. The others are asked to, and return."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        at = timezone.now()
        me = session_of(request)
        if me is None:
            back = request.get_full_path() if request.method in ("GET", "HEAD") else account()
            return redirect(reverse("portal:sign_in", query={NEXT: back}))
        sessions.touch(session=me, at=at)
        return view(request, me, at, *args, **kwargs)

    return guarded


def own_path(wanted: str) -> str:
    """A page of this portal to go on to: a path of our own, else the account's page."""
    fits = wanted.startswith("/") and len(wanted) <= LONGEST_NEXT
    return wanted if fits and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else account()


def account() -> str:
    """The account's page."""
    return reverse("portal:account")


def _find(request: HttpRequest, at: datetime) -> CitizenSession | None:
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    kept = request.session.get(KEY)
    return sessions.find(pk=kept["session"], citizen_id=kept["account"], at=at) if kept else None
