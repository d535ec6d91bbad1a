"""The duty to finish, or to apologise and to appoint a new day in time (law.md R11; domain.md 8)."""

from datetime import datetime

from django.db.models import Q

from dossiers.models import Dossier
from dossiers.states import Clock, State

PLACE = "han-tra"  # of the dossier's page: what stands there to do about it
AT_WORK = (State.RECEIVED, State.PROCESSING)


def stands(at: datetime) -> Q:
    """Dossiers of which it has to be said now: nobody has apologised, and no leader is asked to allow it."""
    return Q(clock=Clock.RUNNING, duty_at__lte=at, appointed_at__isnull=True, asked=False, state__in=AT_WORK)


def rests_on(dossier: Dossier, at: datetime) -> bool:
    """Does `stands` hold for this dossier?"""
    due = dossier.clock == Clock.RUNNING and dossier.duty_at is not None and dossier.duty_at <= at
    return due and dossier.appointed_at is None and not dossier.asked and dossier.state in AT_WORK
