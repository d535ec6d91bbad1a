"""A year of a commune in one go: all dossiers' stories on one clock, the sweep between them."""

import heapq
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from random import Random

from agencies.selectors import calendar_for
from agencies.worktime.calendar import Calendar
from dossiers.services.sweep import sweep
from kit.clock import VN, local_date
from notifications.models import Message
from notifications.services import send_next
from portal.demo.lives import Story
from portal.demo.office import Office
from portal.demo.plans import FIRST_DAY, plans
from procedures.models import Version

MORNING = time(7, 30)


def fill(*, office: Office, count: int, seed: int, now: datetime) -> None:
    """`count` dossiers up to `now`. The caller holds the transaction: a demo is whole or not there at all."""
    calendar = calendar_for(office.agency)
    published = Version.objects.filter(state=Version.State.PUBLISHED).select_related("procedure")
    versions = {version.procedure.code: version for version in published}
    drawn = plans(count, calendar, now, Random(seed), frozenset(versions))  # noqa: S311  a demo, the same each time
    stories = [
        Story(office, versions[plan.code], plan, Random(f"{seed}:{plan.number}")).tell()  # noqa: S311
        for plan in drawn
    ]
    drive([_sweeps(calendar, now), *stories], until=now)
    sweep(at=now)


def drive(stories: list[Iterator[datetime]], *, until: datetime) -> None:
    """Resume each story at the moment it asked for, the earliest first, in one order for the whole office.

    What asks for a moment after `until` has not happened yet and is left as it lies.
    """
    waiting: list[tuple[datetime, int]] = []
    for number in range(len(stories)):
        _ask(waiting, stories, number, until)
    while waiting:
        _, number = heapq.heappop(waiting)
        _ask(waiting, stories, number, until)


def deliver(*, now: datetime) -> int:
    """Send what was written down, each message at the moment it was due; gives how many were tried.

    The people do not exist: the caller sees to it that the gateway is the demo inbox.
    """
    tried = 0
    while moment := _first_due(now):
        if not send_next(clock=lambda: moment):
            break
        tried += 1
    return tried


def _ask(
    waiting: list[tuple[datetime, int]], stories: list[Iterator[datetime]], number: int, until: datetime
) -> None:
    moment = next(stories[number], None)
    if moment is not None and moment <= until:
        heapq.heappush(waiting, (moment, number))


def _sweeps(calendar: Calendar, now: datetime) -> Iterator[datetime]:
    """The beat's sweep on each working morning: enough, since lateness is dated by the due time."""
    day = FIRST_DAY
    while day <= local_date(now):
        if calendar.is_working(day):
            moment = datetime.combine(day, MORNING, tzinfo=VN)
            yield moment
            sweep(at=moment)
        day += timedelta(days=1)


def _first_due(now: datetime) -> datetime | None:
    queued = Message.objects.filter(state=Message.State.QUEUED, next_try_at__lte=now)
    return queued.order_by("next_try_at", "id").values_list("next_try_at", flat=True).first()
