"""The door of the desk: who comes in, for which office, and whether they may do this.

A guarded view finds on its request
    at       the moment of the request: the only clock reading of the view
    duties   accounts.access.Duties of today; `request.duties.may(P.X, agency=request.office)` costs no query
    office   the agency that the officer works at now (chosen in the session where there are several)
    sees_dossiers, may_take_in, may_lead   what the header of every page offers
    bell     how many notices are unread; asked of the database where a page shows it
    scope    accounts.access.Scope cut to that office: the first argument of the desk's selectors
    actor    kit.Actor with the office's name
"""

from collections.abc import Callable
from datetime import datetime
from functools import cached_property, wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django_htmx.http import HttpResponseClientRedirect

from accounts import access, notices, rules, second, services
from accounts.networks import is_inside
from accounts.permissions import Permission
from agencies.models import Agency
from desk import kept, trail
from kit.clock import local_date

View = Callable[..., HttpResponse]
SEEN, OFFICE = "desk_seen_at", "desk_office"
IDLE_SECONDS, NETWORKS, FACTOR = "desk_idle_seconds", "desk_networks", "desk_factor"
LONGEST_IDLE = 15 * 60  # for a session that has no number of its own: opened before this was kept
SEEN_EVERY = 60  # seconds between two notes of activity: not every click writes the session
NO_DUTY = (
    "Tài khoản của Anh/Chị hiện chưa được giao vai trò ở cơ quan nào. Vui lòng liên hệ quản trị của cơ quan."
)
IDLE = "Anh/Chị đã không thao tác trong {minutes} phút nên hệ thống khóa màn hình. Vui lòng đăng nhập lại."


class Bell:
    """The officer's unread notices: one query for a page that shows their number, none for others."""

    def __init__(self, user_id: int) -> None:
        self._user_id = user_id

    @cached_property
    def unread(self) -> int:
        return notices.unread(self._user_id)


def signed_in(view: View) -> View:
    """An officer with a live session, whatever their duties: for the pages of the account itself."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        turned_away = _turn_away(request)
        response = turned_away or view(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    return guarded


def officer_required(view: View) -> View:
    """An officer who holds a duty today, and gave a code where one is required. 403 without a duty."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.must_change_password:
            return _go(request, reverse("desk:password"))
        _seat(request)
        return _ask_factor(request) or view(request, *args, **kwargs)

    return signed_in(guarded)


def permission_required(permission: Permission) -> Callable[[View], View]:
    """An officer who holds `permission` at the office that they work at now. Answers 403 to others."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.duties.may(permission, agency=request.office):
                trail.was_refused(request, permission)
                raise PermissionDenied(
                    f"Việc này cần quyền “{permission.description}” tại {request.office.name}. "
                    "Nếu được giao việc này, Anh/Chị liên hệ quản trị của cơ quan."
                )
            return view(request, *args, **kwargs)

        return officer_required(guarded)

    return decorate


def begin(request: HttpRequest, at: datetime, *, factor: bool) -> None:
    """Start the idle clock of a session that has just been opened, with the limits of today.

    They are kept with the session: no page has to ask for them. `factor`: a code was given besides.
    """
    on = local_date(at)
    offices = rules.offices(request.user, on)
    held = access.duties(request.user, on)
    limit = rules.admin_idle if held.agency_ids(Permission.MEMBERS) else rules.idle
    request.session[SEEN] = int(at.timestamp())
    request.session[IDLE_SECONDS] = int(limit(offices, on).total_seconds())
    request.session[NETWORKS] = rules.networks(offices, on)
    request.session[FACTOR] = factor


def factor_given(request: HttpRequest) -> None:
    """The officer has just set up a second factor and proved it."""
    request.session[FACTOR] = True


def is_outside(request: HttpRequest) -> bool:
    """Does the request come from outside the office's networks?"""
    return not is_inside(request.META["REMOTE_ADDR"], request.session.get(NETWORKS, ()))


def needs_factor(request: HttpRequest) -> bool:
    """Is a password alone too little for this officer, here and today?"""
    held = access.duties(request.user, local_date(request.at))
    return _is_required(request, held)


def choose_office(request: HttpRequest, agency: Agency) -> None:
    """Work at `agency` from now on. The caller has checked that a duty is held there."""
    request.session[OFFICE] = agency.pk


def offices(request: HttpRequest) -> QuerySet[Agency]:
    """The agencies where the officer holds a duty today, in Vietnamese order."""
    return Agency.objects.filter(pk__in=request.duties.agency_ids()).in_order()


def _turn_away(request: HttpRequest) -> HttpResponse | None:
    """Sends strangers and forgotten screens to the sign-in page; None for everybody else."""
    request.at = timezone.now()
    if not request.user.is_authenticated:
        return _to_login(request)
    idle = request.at.timestamp() - request.session.setdefault(SEEN, int(request.at.timestamp()))
    limit = request.session.get(IDLE_SECONDS, LONGEST_IDLE)
    if idle > limit:
        typed = kept.typed(request)
        services.sign_out(
            user=request.user, address=request.META["REMOTE_ADDR"], at=request.at, forgotten=True
        )
        logout(request)
        kept.put(request, typed)
        messages.warning(request, IDLE.format(minutes=limit // 60) + (kept.KEPT if typed else ""))
        return _to_login(request)
    if idle > SEEN_EVERY:
        request.session[SEEN] = int(request.at.timestamp())
    return None


def _ask_factor(request: HttpRequest) -> HttpResponse | None:
    """Sends who needs a code and gave none to where it is set up, or to the door where they have one."""
    if request.session.get(FACTOR) or not _is_required(request, request.duties):
        return None
    if second.has(request.user):  # set up in another window: this session was opened without it
        logout(request)
        return _to_login(request)
    return _go(request, reverse("desk:factor"))


def _is_required(request: HttpRequest, held: access.Duties) -> bool:
    networks = request.session.get(NETWORKS, ())
    return settings.REQUIRE_SECOND_FACTOR and second.is_required(held, request.META["REMOTE_ADDR"], networks)


def _seat(request: HttpRequest) -> None:
    """Puts duties, office, scope and actor on the request. Raises PermissionDenied without a duty."""
    request.duties = access.duties(request.user, local_date(request.at))
    held = request.duties.agency_ids()
    if not held:
        raise PermissionDenied(NO_DUTY)
    chosen = request.session.get(OFFICE)
    choice = Agency.objects.filter(pk__in={chosen} & held or held)
    request.office = choice.in_order().first()
    request.has_other_offices = len(held) > 1
    request.scope = access.scope_of(request.duties).only(request.office)
    request.sees_dossiers = request.duties.may(Permission.VIEW, agency=request.office)
    request.may_lead = request.duties.may(Permission.REPORT, agency=request.office)
    request.may_take_in = request.duties.may(Permission.COUNTER, agency=request.office)
    request.actor = access.actor_of(request.user, request.office.name)
    request.bell = Bell(request.user.pk)


def _to_login(request: HttpRequest) -> HttpResponse:
    return _go(request, redirect_to_login(_way_back(request), reverse("desk:login")).url)


def _way_back(request: HttpRequest) -> str:
    """Where to go on after signing in: this page, or the page that a form was sent from."""
    if request.method == "GET" and not request.htmx:
        return request.get_full_path()
    came_from = urlsplit(request.headers.get("HX-Current-URL") or request.headers.get("Referer", ""))
    if came_from.netloc != request.get_host():
        return reverse("desk:home")
    return f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path


def _go(request: HttpRequest, url: str) -> HttpResponse:
    if request.htmx:
        return HttpResponseClientRedirect(url)
    return HttpResponseRedirect(url)
