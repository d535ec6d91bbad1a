"""Long work, one row a job: held by one worker, seen while it runs, free again when that worker dies.

The work of a job is one transaction (`first_free`), or many small ones (`held`). What it says of its progress
is committed beside it, on a connection of its own; who holds it is told by a lock that the database gives
back by itself when the holder's connection ends, however that came about. So the row alone decides what is
to be done, and a kill loses nothing.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Model, QuerySet

SAY_EVERY = timedelta(seconds=1)
_LOCK = "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))"
_HOLD = "SELECT pg_try_advisory_lock(hashtextextended(%s, 0))"


def first_free(pending: QuerySet, work: Callable[[Any], None]) -> bool:
    """Do the work of the first pending row that nobody is at; False where there is none.

    `work` is called with the row, in its transaction; it has to leave the row no longer pending.
    """
    for pk in list(pending.values_list("pk", flat=True)):
        with transaction.atomic():
            if not _hold(pending.model, pk):
                continue
            row = pending.filter(pk=pk).first()
            if row is not None:
                work(row)
                return True
    return False


@contextmanager
def held(model: type[Model], pk: int) -> Iterator[bool]:
    """Is nobody else at the row's work? Then it is ours until the end, however many transactions that takes.

    The hold lies on a connection of its own and ends with it, were the holder killed.
    """
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute(_HOLD, [f"{model._meta.label} {pk}"])
            mine = cursor.fetchone()[0]
        yield mine
    finally:
        other.close()


@contextmanager
def told(row: Model, clock: Callable[[], datetime]) -> Iterator["Teller"]:
    """Says that the row's work has begun, once more, and then how far it is.

    The row has the columns state, attempts, stage and progress; the transaction must not have written it.
    """
    other = connection.copy()
    try:
        teller = Teller(other, row, clock)
        teller.write("state = 'running', attempts = attempts + 1, progress = 0, stage = ''")
        yield teller
    finally:
        other.close()
    row.refresh_from_db()


class Teller:
    """Says how far a job is, at most once a second."""

    def __init__(self, other: Any, row: Model, clock: Callable[[], datetime]) -> None:
        self._other, self._row, self._clock = other, row, clock
        self._next_at = clock()

    def __call__(self, stage: str, done: int, total: int) -> None:
        """`done` of `total` in the stage of that name."""
        if (now := self._clock()) >= self._next_at:
            self._next_at = now + SAY_EVERY
            percent = min(99, 100 * done // max(total, 1))
            self.write("stage = %s, progress = %s", stage, percent)

    def write(self, what: str, *values: Any) -> None:
        """Change the job's row at once, whatever becomes of the transaction."""
        table = connection.ops.quote_name(self._row._meta.db_table)
        with self._other.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET {what} WHERE id = %s", [*values, self._row.pk])


def _hold(model: type[Model], pk: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [f"{model._meta.label} {pk}"])
        return cursor.fetchone()[0]
