"""Envelopes: ids or nothing in, one service call each, safe to run twice."""

from celery import shared_task
from django.utils import timezone

from dossiers.services import batch, calendar_change, digest, drafts, infected, register, strays
from dossiers.services.history import jobs
from dossiers.services.sweep import sweep


@shared_task(name="dossiers.sweep")
def sweep_clocks() -> dict[str, int]:
    """Mark what is late and what is due soon."""
    return sweep(at=timezone.now())


@shared_task(name="dossiers.follow_calendars")
def follow_calendars() -> int:
    """Move the due dates that a newly published calendar touches; gives how many batches."""
    calendar_change.plan(at=timezone.now())
    return calendar_change.run(clock=timezone.now)


@shared_task(name="dossiers.send_digests")
def send_digests() -> int:
    """Tell officers what is late and due, where a half-day has just begun."""
    return digest.send_due(at=timezone.now())


@shared_task(name="dossiers.prune_drafts")
def prune_drafts() -> int:
    """Forget drafts whose time has passed."""
    return drafts.prune(at=timezone.now())


@shared_task(name="dossiers.tell_infected")
def tell_infected() -> int:
    """Tell officers of the files in which malicious code was found."""
    return infected.tell_infected(at=timezone.now())


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


@shared_task(name="dossiers.print_register")
def print_register() -> int:
    """Print every register that waits; gives how many."""
    done = 0
    while register.print_next(clock=timezone.now):
        done += 1
    return done
