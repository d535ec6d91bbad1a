"""What this browser may see: codes looked up, what a key opened, and the dossiers of a signed-in citizen.

What a key opened is kept in the session, for half an hour after the last use; the key itself is kept nowhere.
`may_open` is the one place that decides (docs/adr/0022): whoever it gives nothing gets what a stranger gets.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import wraps

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from accounts.citizens import sessions
from accounts.citizens.book import actor_of
from accounts.models import Citizen
from audit.services import record
from dossiers.models import Dossier, Party
from dossiers.selectors import mine, public
from kit.actor import Actor
from portal import citizen
from portal.views.lookup.marks import OPENED, PENDING, SEALS, SEEN

STAYS = timedelta(minutes=30)
SEEN_AS = {
    "dossier_file": ("view.file", "Tải tệp"),
    "dossier_issued": ("view.form", "Tải giấy"),
    "dossier_form": ("view.declaration", "Xem tờ khai"),
}
FILERS_ALONE = "Chỉ người nộp hồ sơ làm được việc này."
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


class Door(StrEnum):
    """By what a dossier is open here."""

    KEY = "key"
    FILER = "filer"  # the account that filed or claimed it
    OWNER = "owner"  # the account whose proven number is the owner's: to see, and to object


BY_WHAT = {Door.KEY: "bằng khóa", Door.FILER: "bằng tài khoản", Door.OWNER: "bằng tài khoản của chủ hồ sơ"}


@dataclass(frozen=True)
class Entry:
    """A dossier that is open in this browser, and by what; `account` where that is an account."""

    dossier: Dossier
    door: Door
    account: Citizen | None = None

    @property
    def acts(self) -> bool:
        """May everything be done here that the update key can do?"""
        return self.door != Door.OWNER

    @property
    def actor(self) -> Actor:
        """Who does it: whoever holds the key or the account acts for the filer."""
        name = filer_of(self.dossier).name
        return Actor.account(self.account.pk, name) if self.account else Actor.citizen(name)

    @property
    def reader(self) -> Actor:
        """Who looks at it, as the book says it."""
        return actor_of(self.account) if self.account else Actor.keyholder()


def may_open(request: HttpRequest, code: str, at: datetime) -> Entry | None:
    """How the dossier of this code is open to who asks; None for everybody to whom it is not.

    The key given within the last half hour comes first: it needs no question about an account. A stranger
    without a session costs nothing.
    """
    if may(request, OPENED, code, at):
        dossier = public.by_code(code)
        if dossier and request.session.get(SEALS, {}).get(code) == _seal(dossier):
            remember(request, OPENED, code, at)
            return Entry(dossier, Door.KEY)
    me = citizen.session_of(request)
    dossier = public.by_code(code) if me else None
    if me is None or dossier is None:
        return None
    sessions.touch(session=me, at=at)
    if mine.is_filers(me.citizen, dossier):
        return Entry(dossier, Door.FILER, me.citizen)
    return Entry(dossier, Door.OWNER, me.citizen) if mine.is_owners(me.citizen, dossier) else None


OwnView = Callable[..., HttpResponseBase]


def open_to_see(view: OwnView) -> OwnView:
    """For whom the dossier is open, its owner's account too; the others are asked for the key."""
    return _guard(view, acting=False)


def open_to_act(view: OwnView) -> OwnView:
    """For who may do what the key can do: the owner's account is sent back to the dossier."""
    return _guard(view, acting=True)


def _guard(view: OwnView, *, acting: bool) -> OwnView:
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, code: str, **rest: object) -> HttpResponseBase:
        at = timezone.now()
        entry = may_open(request, code, at)
        if entry is None:
            return redirect(lookup_address(code))
        if acting and not entry.acts:
            messages.warning(request, FILERS_ALONE)
            return to_dossier(entry.dossier)
        request.entry = entry
        answer = view(request, entry.dossier, at, **rest)
        if request.method == "GET" and answer.status_code == 200:
            _saw(request, entry, at)
        return answer

    return guarded


def _saw(request: HttpRequest, entry: Entry, at: datetime) -> None:
    """What was opened stands in the book like what officers open."""
    name = request.resolver_match.url_name if request.resolver_match else ""
    action, words = SEEN_AS.get(name, ("view.dossier", "Xem hồ sơ"))
    record(
        action=action, by=entry.reader, at=at, object_type="dossier", object_id=entry.dossier.pk,
        summary=f"{words} {BY_WHAT[entry.door]}: {entry.dossier.code}",
    )  # fmt: skip


def filer_of(dossier: Dossier) -> Party:
    """Who filed: the key went to their phone."""
    return dossier.parties.get(role=Party.Role.FILER)


def to_dossier(dossier: Dossier) -> HttpResponse:
    """Back to the dossier's page."""
    return redirect("portal:dossier", dossier.code)
