"""Envelopes for the daily tidying of the disk."""

from celery import shared_task
from django.utils import timezone

from documents.pruning import empty_bin, prune


@shared_task(name="documents.prune_files")
def prune_files() -> int:
    """Empty the bin of what lay there long enough, and remove bytes that no row speaks for."""
    now = timezone.now()
    return empty_bin(at=now) + prune(at=now)
