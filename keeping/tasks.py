"""Envelopes: nothing in, one call each, safe to run twice."""

from celery import shared_task
from django.utils import timezone

from keeping import disposal, runs, warnings
from keeping.retention import messages_before
from notifications.services import forget

LONGEST = 6 * 3600  # seconds: a night's work on a slow line; the lock is free again should it be killed


@shared_task(name="keeping.nightly", time_limit=LONGEST)
def nightly() -> int:
    """Back up and prove, once a night; gives how many runs there were."""
    return len(runs.nightly(clock=timezone.now))


@shared_task(name="keeping.warn")
def warn() -> int:
    """Tell administrators that no backup was proven lately; gives how many were told."""
    return warnings.warn(at=timezone.now())


@shared_task(name="keeping.forget_messages")
def forget_messages() -> int:
    """Blank what was sent long ago; gives how many messages."""
    return forget(before=messages_before(timezone.now()))


@shared_task(name="keeping.finish_disposals")
def finish_disposals() -> int:
    """End the dossiers whose days in the bin are over; gives how many."""
    return disposal.finish(at=timezone.now())
