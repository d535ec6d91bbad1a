"""Envelopes: the schedule plans what is due, and the worker makes what waits."""

from celery import shared_task
from django.utils import timezone

from reports.services import make, schedule


@shared_task(name="reports.plan")
def plan_due() -> int:
    """Queue the reports whose window has closed."""
    return schedule.plan_due(at=timezone.now())


@shared_task(name="reports.render")
def render() -> int:
    """Make every report that waits; gives how many."""
    made = 0
    while make.run_next(clock=timezone.now):
        made += 1
    return made
