"""Envelopes: scanning what came in, and the daily tidying of the disk."""

import time

from celery import shared_task
from django.utils import timezone

from documents import quarantine
from documents.pruning import empty_bin, prune
from documents.services import SCAN

LONGEST_RUN = 240  # seconds; the next turn goes on, well inside the task time limit


@shared_task(name=SCAN)
def scan() -> int:
    """Scan what waits, and tell the administrators where it waits too long; gives how many were scanned."""
    quarantine.follow_settings(at=timezone.now())
    done, stop = 0, time.monotonic() + LONGEST_RUN
    while time.monotonic() < stop and quarantine.scan_next(clock=timezone.now):
        done += 1
    quarantine.alert(at=timezone.now())
    return done


@shared_task(name="documents.prune_files")
def prune_files() -> int:
    """Empty the bin of what lay there long enough, and remove bytes that no row speaks for."""
    now = timezone.now()
    return empty_bin(at=now) + prune(at=now)
