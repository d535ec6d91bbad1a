"""What this browser may see for a while: codes looked up, dossiers opened with their key.

Kept in the session, for half an hour after the last use; the key itself is kept nowhere.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from audit.services import record
from dossiers.models import Dossier, Party
from dossiers.selectors import public
from kit.actor import Actor

STAYS = timedelta(minutes=30)
SEEN = "da_tra_cuu"
OPENED = "ho_so_da_mo"
PENDING = "tep_bo_sung"
SEALS = "khoa_da_dung"
SEEN_AS = {
    "dossier_file": ("view.file", "Tải tệp bằng khóa"),
    "dossier_issued": ("view.form", "Tải giấy bằng khóa"),
    "dossier_form": ("view.declaration", "Xem tờ khai bằng khóa"),
}
CHANGED = (
    "Hồ sơ vừa thay đổi sau khi Ông/Bà mở trang. Trang đã được cập nhật; Ông/Bà xem lại trước khi tiếp tục."
)
TOO_LATE = "Hồ sơ đã được cán bộ xử lý nên không sửa tại đây được nữa."


def remember(request: HttpRequest, kind: str, code: str, at: datetime) -> None:
    """From now on this browser may see `code`; what has grown old is forgotten."""
    kept = {c: since for c, since in request.session.get(kind, {}).items() if _fresh(since, at)}
    request.session[kind] = kept | {code: at.isoformat()}


def may(request: HttpRequest, kind: str, code: str, at: datetime) -> bool:
    """Has this browser earned `code` within the last half hour?"""
    since = request.session.get(kind, {}).get(code)
    return since is not None and _fresh(since, at)


def open_dossier(request: HttpRequest, dossier: Dossier, at: datetime) -> None:
    """The key was right: a new session number, so that nobody can have prepared this one."""
    request.session.cycle_key()
    remember(request, OPENED, dossier.code, at)
    request.session[SEALS] = request.session.get(SEALS, {}) | {dossier.code: _seal(dossier)}


def _seal(dossier: Dossier) -> str:
    """Which key it was: a new one closes what an old one has opened."""
    return dossier.key_set_at.isoformat() if dossier.key_set_at else ""


def close_dossier(request: HttpRequest, code: str) -> None:
    """The key is needed again ("Đóng hồ sơ này")."""
    for kind in (OPENED, SEEN, PENDING, SEALS):
        kept = request.session.get(kind, {})
        if code in kept:
            request.session[kind] = {c: value for c, value in kept.items() if c != code}


def lookup_address(code: str) -> str:
    """The look-up page with the code filled in."""
    return reverse("portal:lookup", query={"ma": code})


def _fresh(since: str, at: datetime) -> bool:
    return at - datetime.fromisoformat(since) < STAYS


OwnView = Callable[..., HttpResponseBase]


def with_key(view: OwnView) -> OwnView:
    """For those who gave the key within the last half hour; the others are asked for it."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, code: str, **rest: object) -> HttpResponseBase:
        at = timezone.now()
        dossier = public.by_code(code) if may(request, OPENED, code, at) else None
        if dossier is None or request.session.get(SEALS, {}).get(code) != _seal(dossier):
            return redirect(lookup_address(code))
        remember(request, OPENED, code, at)
        answer = view(request, dossier, at, **rest)
        if request.method == "GET" and answer.status_code == 200:
            _saw(request, dossier, at)
        return answer

    return guarded


def _saw(request: HttpRequest, dossier: Dossier, at: datetime) -> None:
    """What was opened with the key stands in the book like what officers open."""
    name = request.resolver_match.url_name if request.resolver_match else ""
    action, words = SEEN_AS.get(name, ("view.dossier", "Xem hồ sơ bằng khóa"))
    record(
        action=action, by=Actor.keyholder(), at=at, object_type="dossier", object_id=dossier.pk,
        summary=f"{words}: {dossier.code}",
    )  # fmt: skip


def filer_of(dossier: Dossier) -> Party:
    """Who filed: the key went to their phone."""
    return dossier.parties.get(role=Party.Role.FILER)


def citizen(dossier: Dossier) -> Actor:
    """Whoever holds the key acts for the filer."""
    return Actor.citizen(filer_of(dossier).name)


def to_dossier(dossier: Dossier) -> HttpResponse:
    """Back to the dossier's page."""
    return redirect("portal:dossier", dossier.code)
