"""Envelopes: ids or nothing in, one service call each, safe to run twice."""

from celery import shared_task
from django.utils import timezone

from dossiers.services import batch, drafts, strays
from dossiers.services.history import jobs
from dossiers.services.sweep import sweep


@shared_task(name="dossiers.sweep")
def sweep_clocks() -> dict[str, int]:
    """Mark what is late and what is due soon."""
    return sweep(at=timezone.now())


@shared_task(name="dossiers.prune_drafts")
def prune_drafts() -> int:
    """Forget drafts whose time has passed."""
    return drafts.prune(at=timezone.now())


@shared_task(name="dossiers.erase_strays")
def erase_stray_files() -> int:
    """Erase uploads that became part of nothing."""
    return strays.erase_strays(at=timezone.now())


@shared_task(name="dossiers.import_history")
def import_history() -> int:
    """Take over every history file that waits; gives how many."""
    done = 0
    while jobs.run_next(clock=timezone.now):
        done += 1
    return done


@shared_task(name="dossiers.run_batches")
def run_batches() -> int:
    """Do every batch that waits; gives how many."""
    done = 0
    while batch.run_next(clock=timezone.now):
        done += 1
    return done
