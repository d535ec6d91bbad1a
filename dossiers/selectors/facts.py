"""Facts as they were true at one moment and known at another (domain.md 29): what every figure counts."""

import time
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from dossiers.models import Dossier, DossierFact
from kit.errors import DomainError

LONGEST_WAIT = timedelta(minutes=2)
_EVERY = 0.05  # seconds
# Whoever writes a fact has locked its dossier's table before reading since when it is known, and lets go of
# the lock at the end of the transaction.
_WRITERS = """
    SELECT virtualtransaction FROM pg_locks
    WHERE locktype = 'relation' AND relation = %s::regclass AND granted AND pid <> pg_backend_pid()
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND mode IN ('RowShareLock', 'RowExclusiveLock')
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
        cursor.execute("SELECT clock_timestamp()")
        now = cursor.fetchone()[0]
        moment = known_at or now
        if moment > now:
            raise DomainError("Thời điểm ghi nhận số liệu không thể ở tương lai.", code="known_at")
        _wait_for(cursor, _writers(cursor))
    return moment


def _writers(cursor: Any) -> set[str]:
    cursor.execute(_WRITERS, [Dossier._meta.db_table])
    return {row[0] for row in cursor.fetchall()}


def _wait_for(cursor: Any, writers: set[str]) -> None:
    until = time.monotonic() + LONGEST_WAIT.total_seconds()
    while writers & _writers(cursor):
        if time.monotonic() > until:
            raise DomainError(
                "Hệ thống đang ghi một lượng lớn hồ sơ nên chưa chốt được số liệu. "
                "Vui lòng thử lại sau ít phút.",
                code="busy",
            )
        time.sleep(_EVERY)
