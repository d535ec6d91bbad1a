"""Growing waits after wrong tries: of an officer's password, an update key, a code.

A few wrong tries are free, then each further one earns a longer wait, up to a cap. What is tried during
a wait is neither looked at nor counted, so that a stranger can slow a person down but never shut them out,
and a quiet day forgets everything (domain.md 24). Where the law wants a lock after so many wrong tries, the
caller gives it as `Lock`; whom it hits is decided by the key (docs/adr/0016).

Keys are stored as keyed hashes. A scope whose name ends in ".address" counts tries from one network
address, which a whole office or village may share: it has more free tries.

How to guard a secret, in one transaction, so that parallel guesses queue up behind the row lock:

    wait = throttle.check("update-key", code, at=at)
    if not wait:
        throttle.succeeded(…) if right else throttle.failed(…)
"""

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from accounts.models import Throttle
from kit.clock import say_minutes
from kit.secrets import keyed_hash

FORGET_AFTER = timedelta(hours=24)


@dataclass(frozen=True)
class Wait:
    """How long the next try has to wait (`seconds`, 0 = go) and how many tries come before a longer wait."""

    seconds: int
    tries_left: int

    def __bool__(self) -> bool:
        return self.seconds > 0

    @property
    def words(self) -> str:
        """'30 giây', '2 phút': rounded up, so that who waits that long may surely try."""
        return f"{self.seconds} giây" if self.seconds < 60 else say_minutes(-(-self.seconds // 60))


@dataclass(frozen=True)
class Lock:
    """So many wrong tries in a row, and nothing is looked at for that long."""

    after: int
    lasting: timedelta


def free_tries(scope: str) -> int:
    """How many wrong tries in a row earn no wait."""
    return settings.THROTTLE_FREE_PER_ADDRESS if scope.endswith(".address") else settings.THROTTLE_FREE


def seconds_after(failures: int, *, free: int) -> int:
    """The wait that wrong try number `failures` earns, from the table in the settings."""
    waits = settings.THROTTLE_WAITS
    return waits[min(failures - free, len(waits)) - 1] if failures > free else 0


def address_key(address: str) -> str:
    """What counts as one address: an IPv4 address, or the /64 network that one IPv6 household is given.

    Where the connection has no address (a Unix socket) all that come that way count as one.
    """
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if parsed.version == 4:
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, 64), strict=False))


def peek(scope: str, key: str, *, at: datetime) -> Wait:
    """The wait for the next try, read without a lock: for addresses, where honest people must not queue."""
    row = Throttle.objects.filter(scope=scope, key_hash=_hash(scope, key)).first()
    return _wait(row, scope, at) if row else Wait(0, free_tries(scope) + 1)


def check(scope: str, key: str, *, at: datetime) -> Wait:
    """The wait for the next try. Locks the key until the caller's transaction ends."""
    with transaction.atomic():
        return _wait(_locked(scope, key, at), scope, at)


def failed(scope: str, key: str, *, at: datetime, lock: Lock | None = None) -> Wait:
    """Count a wrong try; returns the wait that it earned. After a lock the counting begins anew."""
    with transaction.atomic():
        row = _locked(scope, key, at)
        over = lock is not None and row.failures >= lock.after
        row.failures = 1 if over or at - row.last_failed_at > FORGET_AFTER else row.failures + 1
        row.last_failed_at = max(at, row.last_failed_at)
        earned = timedelta(seconds=seconds_after(row.failures, free=free_tries(scope)))
        if lock is not None and row.failures >= lock.after:
            earned = max(earned, lock.lasting)
        row.open_at = row.last_failed_at + earned
        row.save(update_fields=["failures", "last_failed_at", "open_at"])
        return _wait(row, scope, at)


def succeeded(scope: str, key: str) -> None:
    """Forget the wrong tries of a key that was right in the end."""
    Throttle.objects.filter(scope=scope, key_hash=_hash(scope, key)).delete()


def prune(*, at: datetime) -> int:
    """Delete what is forgotten anyway; returns how many rows."""
    return Throttle.objects.filter(last_failed_at__lt=at - FORGET_AFTER, open_at__lt=at).delete()[0]


def _hash(scope: str, key: str) -> str:
    return keyed_hash(key, purpose=f"throttle:{scope}")


def _locked(scope: str, key: str, at: datetime) -> Throttle:
    digest = _hash(scope, key)
    fresh = Throttle(scope=scope, key_hash=digest, last_failed_at=at, open_at=at)
    Throttle.objects.bulk_create([fresh], ignore_conflicts=True)
    return Throttle.objects.select_for_update().get(scope=scope, key_hash=digest)


def _wait(row: Throttle, scope: str, at: datetime) -> Wait:
    forgotten = at - row.last_failed_at > FORGET_AFTER and row.open_at <= at
    seconds = 0 if forgotten else max(0, -int((at - row.open_at) // timedelta(seconds=1)))
    failures = 0 if forgotten else row.failures
    return Wait(seconds, max(free_tries(scope) + 1 - failures, 1))
