"""The front door's own background work."""

from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from portal.models import SignOfLife


@shared_task(name="portal.tasks.beat_seen")
def beat_seen() -> None:
    """Write down that beat and a worker live; /readyz reads it."""
    SignOfLife.objects.update_or_create(name="beat", defaults={"seen_at": timezone.now()})


@shared_task(name="portal.tasks.clear_sessions")
def clear_sessions() -> None:
    """Forget the sessions that have ended."""
    call_command("clearsessions")
