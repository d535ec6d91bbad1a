"""Devices on which a citizen is signed in: begun, seen, listed, ended from anywhere."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet

from accounts.citizens.book import note
from accounts.models import Citizen, CitizenSession
from kit.actor import Actor
from kit.errors import Conflict

SEEN_EVERY = timedelta(minutes=1)  # a row is not written for each click
KEPT = timedelta(days=90)


def idle_limit() -> timedelta:
    """After how long without a click one is asked to sign in again."""
    return timedelta(minutes=settings.CITIZEN_IDLE_MINUTES)


def begin(*, citizen: Citizen, way: str, device: str, address: str, at: datetime) -> CitizenSession:
    """The citizen is in, on this device."""
    note("citizen.in", citizen, at, "Đăng nhập.", data={"way": way})
    return CitizenSession.objects.create(
        citizen=citizen, way=way, device=device[:100], address=address, started_at=at, seen_at=at
    )


def find(*, pk: int, citizen_id: int, at: datetime) -> CitizenSession | None:
    """The session with its citizen, while it is open. One query."""
    return open_ones(at).select_related("citizen").filter(pk=pk, citizen_id=citizen_id).first()


def touch(*, session: CitizenSession, at: datetime) -> None:
    """It is in use; written at most once a minute."""
    if at - session.seen_at >= SEEN_EVERY:
        CitizenSession.objects.filter(pk=session.pk, seen_at__lt=at).update(seen_at=at)
        session.seen_at = at


def of(citizen: Citizen, at: datetime) -> QuerySet[CitizenSession]:
    """Where the citizen is signed in now, the last used first."""
    return open_ones(at).filter(citizen=citizen).order_by("-seen_at", "-pk")


def open_ones(at: datetime) -> QuerySet[CitizenSession]:
    return CitizenSession.objects.filter(ended_at__isnull=True, seen_at__gt=at - idle_limit())


def end(*, citizen: Citizen, pk: int, at: datetime, by: Actor | None = None) -> None:
    """Sign out one device. Raises Conflict where it is out already, or not this citizen's."""
    if not CitizenSession.objects.filter(pk=pk, citizen=citizen, ended_at__isnull=True).update(ended_at=at):
        raise Conflict("Thiết bị này đã đăng xuất trước đó.", "session_ended")
    note("citizen.out", citizen, at, "Đăng xuất khỏi một thiết bị.", by=by)


def end_others(*, citizen: Citizen, keep: CitizenSession | None, at: datetime) -> int:
    """Sign out every device but `keep` (None: every one); returns how many were in."""
    rows = CitizenSession.objects.filter(citizen=citizen, ended_at__isnull=True)
    ended = rows.exclude(pk=keep.pk if keep else None).update(ended_at=at)
    if ended:
        note("citizen.out", citizen, at, "Đăng xuất khỏi các thiết bị.", data={"sessions": ended})
    return ended


def prune(*, at: datetime) -> int:
    """Forget what was last used three months ago; returns how many."""
    return CitizenSession.objects.filter(seen_at__lt=at - KEPT).delete()[0]
