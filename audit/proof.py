"""Proving the book: walk the chain, name what is broken, tell what is not sealed yet, and sum up a day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Max, Min
from django.db.models.functions import TruncDate

from audit import chain
from audit.models import AuditEntry, AuditSeal
from audit.sealing import unsealed
from kit.clock import VN

AT_ONCE = 5000


@dataclass(frozen=True)
class Broken:
    """The place in the chain, the line that should stand there, and what is wrong, in words."""

    place: int
    entry_id: int
    what: str


@dataclass(frozen=True)
class Proof:
    """What a walk along the chain found."""

    sealed: int
    last_hash: str
    broken: tuple[Broken, ...]
    tail: int
    tail_since: datetime | None
    expected_seen: bool = False

    @property
    def whole(self) -> bool:
        """Nothing is wrong with what was sealed."""
        return not self.broken


@dataclass(frozen=True)
class Digest:
    """One day of the chain: what was sealed on it, and the hash that stands for it and all before."""

    day: date
    count: int
    first: int
    last: int
    hash: str


CHANGED = "nội dung hoặc vị trí không còn như khi niêm"
MISSING = "dòng đã bị xóa"
GAP = "mất niêm ở trước vị trí này"
STRANGE = "niêm theo cách không ai biết"


def verify(*, expected: str = "") -> Proof:
    """Walk the whole chain. After a broken place it goes on from the hash that is kept there.

    So each place that somebody touched is named once, and the first is the first. `expected` is a hash that
    was printed or logged: who rewrites the whole chain, or cuts off its end, can't make it stand there.
    """
    place, previous, seen, broken = 0, chain.START, False, []
    for seals in _parts():
        lines = _lines(seals)
        for one in seals:
            if wrong := _wrong(one, place, previous, lines.get(one["entry_id"])):
                broken.append(Broken(one["id"], one["entry_id"], wrong))
            place, previous = one["id"], one["hash"]
            seen = seen or previous == expected
    tail = unsealed().aggregate(count=Count("id"), since=Min("at"))
    count = AuditSeal.objects.count()
    return Proof(count, previous, tuple(broken), tail["count"], tail["since"], seen)


def _wrong(one: dict[str, Any], place: int, previous: str, line: dict[str, Any] | None) -> str:
    """What is wrong with this place of the chain; empty when nothing is."""
    if one["id"] != place + 1:
        return GAP
    if line is None:
        return MISSING
    if one["format"] not in chain.FORMATS:
        return STRANGE
    right = chain.link(previous, place=one["id"], sealed_at=one["sealed_at"], format=one["format"], line=line)
    return "" if right == one["hash"] else CHANGED


def _parts() -> Iterator[list[dict[str, Any]]]:
    """The seals in the order of the chain, some thousands at a time."""
    rows = AuditSeal.objects.order_by("id").values("id", "entry_id", "format", "sealed_at", "hash")
    last = None
    while True:
        part = list((rows if last is None else rows.filter(id__gt=last))[:AT_ONCE])
        if not part:
            return
        yield part
        last = part[-1]["id"]


def _lines(seals: list[dict[str, Any]]) -> dict[int, dict[str, Any]]:
    names = sorted({name for columns in chain.FORMATS.values() for name in columns})
    wanted = [one["entry_id"] for one in seals]
    return {line["id"]: line for line in AuditEntry.objects.filter(id__in=wanted).values(*names)}


def digests(first: date, last: date) -> list[Digest]:
    """The digests of the days from `first` to `last` on which something was sealed, newest first."""
    begin, end = (datetime.combine(day, time.min, VN) for day in (first, last + timedelta(days=1)))
    rows = AuditSeal.objects.filter(sealed_at__gte=begin, sealed_at__lt=end)
    days = rows.annotate(day=TruncDate("sealed_at", tzinfo=VN)).values("day")
    found = list(days.annotate(count=Count("id"), first=Min("id"), last=Max("id")).order_by("-day"))
    hashes = dict(AuditSeal.objects.filter(id__in=[one["last"] for one in found]).values_list("id", "hash"))
    return [Digest(**one, hash=hashes[one["last"]]) for one in found]


def digest(day: date) -> Digest | None:
    """The day's digest; None when nothing was sealed on it."""
    return next(iter(digests(day, day)), None)
