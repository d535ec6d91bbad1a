"""Reading the book: by thing, by person, by kind of action, by days; the newest line first."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from audit.actions import VIEWING
from audit.models import AuditEntry

ONE_VISIT = timedelta(minutes=5)  # what one officer opens within it is one visit
READ_FOR_VISITS = 500


@dataclass(frozen=True)
class Visit:
    """Somebody of an office was at the dossier; `roles` are the keys of the duties they held there."""

    at: datetime
    office: str
    roles: tuple[str, ...]
    dossier_id: int = 0


def lines() -> QuerySet[AuditEntry]:
    """The whole book, the newest line first."""
    return AuditEntry.objects.order_by("-id")


def about(object_type: str, object_id: int | str) -> Q:
    """Lines of one thing."""
    return Q(object_type=object_type, object_id=str(object_id))


def concerning(officers: Collection[int]) -> Q:
    """What these officers did, and what was done to or tried with their accounts."""
    accounts = [str(key) for key in officers]
    did = Q(actor_kind="officer", actor_id__in=officers)
    return did | Q(object_type="user", object_id__in=accounts)


def begins_with(prefixes: Iterable[str]) -> Q:
    """Lines whose action begins with one of these."""
    return reduce(or_, (Q(action__startswith=prefix) for prefix in prefixes))


def viewings(dossier_id: int) -> QuerySet[AuditEntry]:
    """Every time that a dossier, its files or its papers were looked at."""
    return lines().filter(about("dossier", dossier_id), begins_with(VIEWING))


def visits(dossier_id: int, *, most: int) -> list[Visit]:
    """Which offices were at the dossier, newest first; what one officer opens within minutes is one visit."""
    return visits_to([dossier_id], most=most)


def visits_to(dossier_ids: Collection[int], *, most: int) -> list[Visit]:
    """The same for several dossiers together. One query; none for none."""
    ids = [str(pk) for pk in dossier_ids]
    looked = lines().filter(begins_with(VIEWING), object_type="dossier", object_id__in=ids)
    rows = looked.filter(actor_kind="officer") if ids else looked.none()
    found: list[Visit] = []
    earliest: dict[tuple[int | None, str], datetime] = {}
    for row in rows.only("at", "actor_id", "actor_office", "object_id", "data")[:READ_FOR_VISITS]:
        who = (row.actor_id, row.object_id)
        before = earliest.get(who)
        earliest[who] = row.at
        if before is None or before - row.at > ONE_VISIT:
            duties = tuple(row.data.get("roles", ()))
            found.append(Visit(row.at, row.actor_office, duties, int(row.object_id)))
    return found[:most]
