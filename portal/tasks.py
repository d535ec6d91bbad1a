"""The front door's own background work."""

from celery import shared_task
from django.utils import timezone

from portal.models import SignOfLife


@shared_task(name="portal.tasks.beat_seen")
def beat_seen() -> None:
    """Write down that beat and a worker live; /readyz reads it."""
    SignOfLife.objects.update_or_create(name="beat", defaults={"seen_at": timezone.now()})
