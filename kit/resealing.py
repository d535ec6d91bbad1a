"""Sealed columns gone through in batches: sealed anew, indexed anew, counted; and sealed for the first time.

Columns are found by walking the models: a new one is covered by itself. Every batch is one statement that
commits by itself, so a run that was killed goes on where it stopped. A row that somebody holds, or that was
changed meanwhile, is passed over and comes again in the next round: nobody waits for us, and nobody's change
is lost (docs/adr/0017-sealed-values.md).
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from django.apps import apps
from django.db import connection, models

from kit.sealed import BlindIndexField, SealedField, SealedJSONField, Unreadable, key_names, seal, unseal

BATCH = 1_000
ROUNDS, PAUSE = 20, 0.5  # a row that somebody holds is free again soon; seconds between two rounds
PLAIN = "{guard} !~ '^[0-9a-f]{{8}}[.]'"  # SQL: what was never sealed
Change = Callable[[str], str]


@dataclass
class Count:
    """Of one column in one round: rewritten, held or changed by others, opened by no key of ours."""

    done: int = 0
    busy: int = 0
    unreadable: int = 0
    keys: set[str] = field(default_factory=set)  # the names of the keys that are missing


@dataclass(frozen=True)
class Column:
    """Where values lie: `guard` is read, `target` is written (the same, but for an index of `guard`)."""

    table: str
    pk: str
    pk_type: str
    guard: str
    target: str

    @classmethod
    def of(cls, model: type[models.Model], guard: str, target: str = "") -> "Column":
        """By names of fields; `model` may be a migration's."""
        meta = model._meta
        column = [meta.get_field(name).column for name in (guard, target or guard)]
        return cls(meta.db_table, meta.pk.column, meta.pk.rel_db_type(connection), *column)

    def __str__(self) -> str:
        return f"{self.table}.{self.target}"


def sealed_columns() -> list[Column]:
    """Every sealed column of the product, by table."""
    return sorted(_columns(SealedField, SealedJSONField), key=str)


def indexes() -> list[tuple[Column, BlindIndexField]]:
    """Every blind index, with the sealed column that it is made of."""
    found = [
        (Column.of(model, one.of, one.name), one)
        for model in apps.get_models()
        for one in model._meta.local_concrete_fields
        if isinstance(one, BlindIndexField) and not model._meta.proxy
    ]
    return sorted(found, key=lambda pair: str(pair[0]))


def reseal(column: Column) -> Count:
    """One round: what is not sealed under the newest key is."""
    return rewrite(column, lambda text: seal(unseal(text)), f"left({{guard}}, 9) <> '{key_names()[0]}.'")


def reindex(column: Column, index: BlindIndexField) -> Count:
    """One round: every index that is not as the key in use makes it is made anew."""
    return rewrite(column, lambda text: index.make(unseal(text)), "TRUE")


def to_the_end(one_round: Callable[[], Count]) -> Count:
    """Rounds until nobody holds a row any more; at most some ten seconds of waiting. Counts all of them."""
    done = 0
    for _ in range(ROUNDS):
        count = one_round()
        done += count.done
        if not count.busy or count.unreadable:
            break
        time.sleep(PAUSE)
    return replace(count, done=done)


def keys_of(column: Column) -> dict[str, int]:
    """How many values each key holds, by its name; what is no sealed text counts under ""."""
    guard = _name(column.guard)
    named = f"CASE WHEN {PLAIN.format(guard=guard)} THEN '' ELSE left({guard}, 8) END"
    sql = f"SELECT {named}, count(*) FROM {_name(column.table)} WHERE {guard} <> '' GROUP BY 1"
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return dict(cursor.fetchall())


def rewrite(column: Column, change: Change, wanted: str) -> Count:
    """One round over rows whose guard is not empty and that are `wanted` (SQL; "{guard}" is the column)."""
    count = Count()
    for rows in _batches(column, wanted.format(guard=_name(column.guard))):
        changes = [(pk, text, new) for pk, text, old in rows if (new := _changed(change, text, count)) != old]
        changes = [(pk, text, new) for pk, text, new in changes if new is not None]
        written = _write(column, changes) if changes else 0
        count.done += written
        count.busy += len(changes) - written
    return count


def _columns(*kinds: type[models.Field]) -> Iterator[Column]:
    for model in apps.get_models():
        for one in model._meta.local_concrete_fields:
            if isinstance(one, kinds) and not model._meta.proxy:
                yield Column.of(model, one.name)


def _changed(change: Change, text: str, count: Count) -> str | None:
    try:
        return change(text)
    except Unreadable:
        count.unreadable += 1
        count.keys.add(text.partition(".")[0] if "." in text else "")
        return None


def _batches(column: Column, wanted: str) -> Iterator[list[tuple[Any, str, str]]]:
    pk, guard, target = (_name(name) for name in (column.pk, column.guard, column.target))
    first = f"SELECT {pk}, {guard}, {target} FROM {_name(column.table)} WHERE {guard} <> '' AND {wanted}"
    after, last = "", []
    while rows := _fetch(f"{first}{after} ORDER BY {pk} LIMIT {BATCH}", last):
        yield rows
        after, last = f" AND {pk} > %s", [rows[-1][0]]


def _fetch(sql: str, params: list[Any]) -> list[tuple[Any, str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def _write(column: Column, changes: list[tuple[Any, str, str]]) -> int:
    """Only where the guard still says what was read, and nobody holds the row. Returns how many."""
    table, pk, guard, target = (_name(n) for n in (column.table, column.pk, column.guard, column.target))
    keys, old, new = zip(*changes, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH new AS (SELECT * FROM unnest(%s::text[]::{column.pk_type}[], %s::text[], %s::text[])"
            f" AS v(pk, old, new)), held AS (SELECT t.{pk} AS pk FROM {table} t JOIN new ON t.{pk} = new.pk"
            f" AND t.{guard} = new.old FOR NO KEY UPDATE OF t SKIP LOCKED)"
            f" UPDATE {table} t SET {target} = new.new FROM new JOIN held USING (pk) WHERE t.{pk} = new.pk",
            [[str(key) for key in keys], list(old), list(new)],
        )
        return cursor.rowcount


def _name(plain: str) -> str:
    return connection.ops.quote_name(plain)
