"""Envelopes round the outbox: beat runs `send_due` every 30 seconds and `settle` every minute."""

import time
from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from notifications import services

LONGEST_RUN = 240  # seconds; the next beat goes on, well inside the task time limit


@shared_task(name="notifications.tasks.send_due", ignore_result=True)
def send_due() -> int:
    """Send what is due, one by one; gives how many were tried."""
    tried, stop = 0, time.monotonic() + LONGEST_RUN
    while time.monotonic() < stop and services.send_next(clock=timezone.now):
        tried += 1
    return tried


@shared_task(name="notifications.tasks.settle", ignore_result=True)
def settle() -> int:
    """Settle what is in doubt or past its time; gives how many messages moved."""
    in_doubt_after = timedelta(seconds=settings.OUTBOX_IN_DOUBT_SECONDS)
    return services.settle(at=timezone.now(), in_doubt_after=in_doubt_after)
