"""Envelopes for the daily tidying of the disk."""

from celery import shared_task
from django.utils import timezone

from documents.pruning import prune


@shared_task(name="documents.prune_files")
def prune_files() -> int:
    """Remove bytes that no row speaks for."""
    return prune(at=timezone.now())
