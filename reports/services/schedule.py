"""Reports that the law asks for: month, quarters I to III, year, once their window has closed."""

from datetime import date, datetime, timedelta

from agencies.models import Agency
from agencies.selectors import active_agencies, in_use_since
from kit.actor import Actor
from kit.clock import local_date
from kit.ping import ping
from reports.forms import II06A
from reports.periods import Period
from reports.selectors import windows
from reports.services.make import TASK, plan

BY = Actor.system("Lịch báo cáo")
CATCH_UP = timedelta(days=100)  # a schedule that was away for a quarter still finds what it missed
ONE_DAY = timedelta(days=1)


def plan_due(*, at: datetime) -> int:
    """Queue every report whose window has closed and that is not planned yet. Returns how many are new."""
    planned = sum(
        plan(form=II06A, agency=agency, periods=due(agency, local_date(at)), by=BY, at=at)
        for agency in active_agencies()
    )
    if planned:
        ping(TASK)
    return planned


def due(agency: Agency, on: date) -> list[Period]:
    """The windows closed before `on` in which the office worked with the product to the end."""
    since = in_use_since(agency)
    if since is None:
        return []
    earliest = max(on - CATCH_UP, since - ONE_DAY)
    return windows(agency, on).ended(after=earliest, by=on)
