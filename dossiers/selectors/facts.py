"""Facts as they were true at one moment and known at another (domain.md 29): what every figure counts."""

import time
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from dossiers.models import DossierFact
from kit.errors import DomainError

LONGEST_WAIT = timedelta(minutes=2)
_EVERY = 0.05  # seconds

_NOW = "SELECT clock_timestamp()"
# Whoever has a transaction number holds a lock on it until the end; the numbers in a snapshot will not do:
# those above its xmax, which are the youngest, are running and stand nowhere in it.
_AT_WORK = """
    SELECT transactionid::text FROM pg_locks
    WHERE locktype = 'transactionid' AND mode = 'ExclusiveLock' AND granted AND pid <> pg_backend_pid()
"""


def as_of(effective: datetime, known_at: datetime | None = None) -> QuerySet[DossierFact]:
    """One fact a dossier: what was true at `effective`, as known at `known_at`; None: as known now."""
    known = Q(known__upper_inf=True) if known_at is None else Q(known__contains=known_at)
    return DossierFact.objects.filter(known, effective__contains=effective)


def settle(known_at: datetime | None = None) -> datetime:
    """A moment whose facts are complete: asking again for the same moment gives the same rows for ever.

    A fact is known since its transaction took its dossier, and seen once that transaction has ended. So
    whoever fixes a moment waits until everybody who was at work then is done. Without `known_at`: now, by
    the database's clock. Raises DomainError for a moment still to come, and when the wait gets too long.
    """
    with connection.cursor() as cursor:
        cursor.execute(_NOW)
        now = cursor.fetchone()[0]
        moment = known_at or now
        if moment > now:
            raise DomainError("Thời điểm ghi nhận số liệu không thể ở tương lai.", code="known_at")
        cursor.execute(_AT_WORK)  # after the clock was read: who begins now knows nothing of that moment
        _wait_for({number for (number,) in cursor.fetchall()}, cursor)
    return moment


def _wait_for(numbers: set[str], cursor: Any) -> None:
    """Wait until each of these transactions has ended."""
    until = time.monotonic() + LONGEST_WAIT.total_seconds()
    while numbers:
        if time.monotonic() > until:
            raise DomainError(
                "Hệ thống đang ghi một lượng lớn hồ sơ nên chưa chốt được số liệu. "
                "Vui lòng thử lại sau ít phút.",
                code="busy",
            )
        time.sleep(_EVERY)
        cursor.execute(_AT_WORK)
        numbers &= {number for (number,) in cursor.fetchall()}
