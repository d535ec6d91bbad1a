"""Facts as they were true at one moment and known at another (domain.md 29): what every figure counts."""

import time
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Q, QuerySet

from dossiers.models import DossierFact
from kit.errors import DomainError

LONGEST_WAIT = timedelta(minutes=2)
_EVERY = 0.05  # seconds

_HORIZON = "SELECT clock_timestamp(), pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
_STILL_RUNNING = """
    SELECT count(*) FROM pg_snapshot_xip(pg_current_snapshot()) AS running
    WHERE running::text::bigint < %s
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
        cursor.execute(_HORIZON)
        now, horizon = cursor.fetchone()
        moment = known_at or now
        if moment > now:
            raise DomainError("Thời điểm ghi nhận số liệu không thể ở tương lai.", code="known_at")
        _wait_for_older(cursor, horizon)
    return moment


def _wait_for_older(cursor: object, horizon: int) -> None:
    """Wait for every transaction that had a number before the horizon; the own one does not count."""
    until = time.monotonic() + LONGEST_WAIT.total_seconds()
    while True:
        cursor.execute(_STILL_RUNNING, [horizon])  # type: ignore[attr-defined]
        if not cursor.fetchone()[0]:  # type: ignore[attr-defined]
            return
        if time.monotonic() > until:
            raise DomainError(
                "Hệ thống đang ghi một lượng lớn hồ sơ nên chưa chốt được số liệu. "
                "Vui lòng thử lại sau ít phút.",
                code="busy",
            )
        time.sleep(_EVERY)
