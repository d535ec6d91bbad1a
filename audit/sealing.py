"""The sealer: binds what has been committed to the chain, in one order for ever.

Lines are written without a link, so that no two officers wait for each other. Ids do not tell the order of
commits (domain.md 30), and so the sealer keeps no cursor: it takes every line that it can see and that has no
seal yet. What it sees is committed; what commits later with a smaller id is taken at the next turn.
"""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from audit import chain
from audit.models import AuditEntry, AuditSeal
from kit.clock import local

log = logging.getLogger("audit.seal")
LOCK = 0x5EA1  # of this database: one sealer at a time
AT_ONCE = 5000
LOOK_BACK = timedelta(days=1)


def seal(*, at: datetime) -> int:
    """Seal everything that is there to be sealed; gives how many lines. Another sealer at work does it."""
    lowest, done = _lowest(at), 0
    while count := _seal_some(lowest, at):
        done += count
    return done


@transaction.atomic
def _seal_some(lowest: int, at: datetime) -> int:
    if not _alone():
        return 0
    lines = list(unsealed(lowest).order_by("id").values(*chain.FORMATS[chain.FORMAT])[:AT_ONCE])
    if not lines:
        return 0
    last = AuditSeal.objects.order_by("-id").values_list("id", "hash", "sealed_at").first()
    place, previous, before = last or (0, chain.START, at)
    at = max(at, before)  # a clock that was put back does not put the chain out of order
    seals = _links(lines, place, previous, at)
    AuditSeal.objects.bulk_create(seals)
    # Outside the database, and beyond its administrator: what the chain said at this moment.
    log.info("sealed", extra={"place": seals[-1].pk, "lines": len(seals), "hash": seals[-1].hash})
    return len(seals)


def _links(lines: list[Mapping[str, Any]], place: int, previous: str, at: datetime) -> list[AuditSeal]:
    """The seals of `lines`, after the one at `place` with the hash `previous`."""
    seals = []
    for number, line in enumerate(lines, start=place + 1):
        previous = chain.link(previous, place=number, sealed_at=at, format=chain.FORMAT, line=line)
        seals.append(
            AuditSeal(id=number, entry_id=line["id"], format=chain.FORMAT, sealed_at=at, hash=previous)
        )
    return seals


def unsealed(lowest: int = 0) -> QuerySet[AuditEntry]:
    """The lines that have no seal, from the id `lowest` on."""
    sealed = AuditSeal.objects.filter(entry_id=OuterRef("id"))
    return AuditEntry.objects.filter(~Exists(sealed), id__gte=lowest)


def _lowest(at: datetime) -> int:
    """Where the search for unsealed lines begins: it need not read the whole book each minute.

    What is smaller than a line sealed more than a day ago, and has no seal, belongs to a transaction that
    lasted longer than that; the first turn of each day reads the whole book for the like of it.
    """
    midnight = local(at).replace(hour=0, minute=0, second=0, microsecond=0)
    if not AuditSeal.objects.filter(sealed_at__gte=midnight).exists():
        return 0
    older = AuditSeal.objects.filter(sealed_at__lt=at - LOOK_BACK).order_by("-sealed_at", "-id")
    return older.values_list("entry_id", flat=True).first() or 0


def _alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return cursor.fetchone()[0]
