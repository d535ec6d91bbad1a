"""Many new rows of a model at once through PostgreSQL's COPY: what varies, and the model's defaults."""

import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from typing import Any, Self

from django.db import connection, models
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from kit.sealed import SealedField, SealedJSONField

_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
NULL = "\\N"


Part = tuple[str, str]  # a COPY statement and its rows


class Copy:
    """Rows of `model`, collected by `add` and written by a `Behind`.

    `varying` names the columns that `add` gives, by attribute name ("dossier_id"); `constants` are the same
    in every row. Every other field has its default. Constraints and triggers of the table hold as always.
    """

    def __init__(self, model: type[models.Model], varying: Sequence[str], **constants: Any) -> None:
        fields = [f for f in model._meta.concrete_fields if not _made_by_database(f, varying)]
        by_name = {field.attname: field for field in fields}
        if unknown := {*varying, *constants} - set(by_name):
            raise ValueError(f"{model.__name__} has no {', '.join(sorted(unknown))}")
        same = [field for name, field in by_name.items() if name not in varying]
        ordered = [*(by_name[name] for name in varying), *same]
        table = connection.ops.quote_name(model._meta.db_table)
        columns = ", ".join(connection.ops.quote_name(field.column) for field in ordered)
        self._sql = f"COPY {table} ({columns}) FROM STDIN"
        rest = [_text(_stored(field, constants.get(field.attname, field.get_default()))) for field in same]
        self._rest = "".join(f"\t{value}" for value in rest)
        self._lines: list[str] = []

    def add(self, *values: Any) -> None:
        """One row; the values stand in the order of `varying`."""
        written = [_WRITERS.get(type(value), str)(value) for value in values]
        self._lines.append("\t".join(written) + self._rest)

    def take(self) -> Part | None:
        """What was added, to be written or dropped; None without any row."""
        lines, self._lines = self._lines, []
        return (self._sql, "\n".join([*lines, ""])) if lines else None


class Behind:
    """Writes collected rows while the next ones are prepared: the database has one core, we the other.

    Both use one connection, which can do one thing at a time: every query of ours waits for the write before
    it; who fetches from an open cursor calls `wait` first. A context; the end waits for the last write.
    """

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1)
        self._running: Future | None = None
        self._waits = connection.execute_wrapper(self._after_writing)

    def __enter__(self) -> Self:
        self._waits.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        try:
            if kind is None:
                self.wait()
        finally:
            self._pool.shutdown()
            self._waits.__exit__(kind, *rest)

    def write(self, tables: Iterable[Copy]) -> None:
        """Begin to write what the tables collected; they are empty at once. Raises as `wait` does."""
        parts = [part for table in tables if (part := table.take())]
        self.wait()
        self._running = self._pool.submit(_copy, connection.connection, parts)

    def wait(self) -> None:
        """Until what was begun is written. Raises IntegrityError and the like, as an INSERT would."""
        running, self._running = self._running, None
        if running is not None:
            with connection.wrap_database_errors:
                running.result()

    def _after_writing(self, execute: Callable, *query: Any) -> Any:
        self.wait()
        return execute(*query)


def _copy(raw: Any, parts: Sequence[Part]) -> None:
    with raw.cursor() as cursor:
        for sql, rows in parts:
            cursor.copy_expert(sql, io.StringIO(rows))


def check_at_once() -> None:
    """Foreign keys of this transaction are checked row by row from now on, not all at its end.

    Millions of checks put off till the commit fill the server's memory, and nobody works beside them.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def new_keys(model: type[models.Model], count: int) -> list[int]:
    """So many fresh primary keys."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [key for (key,) in cursor.fetchall()]


def fresh_keys(model: type[models.Model], at_once: int = 500) -> Iterator[int]:
    """Fresh primary keys without end, fetched a few hundred at a time."""
    while True:
        yield from new_keys(model, at_once)


def _made_by_database(field: models.Field, varying: Sequence[str]) -> bool:
    return (field.primary_key and field.attname not in varying) or field.has_db_default()


def _stored(field: models.Field, value: Any) -> Any:
    """A constant of a sealed column is sealed once for all rows; one that varies the caller seals."""
    return field.get_prep_value(value) if isinstance(field, SealedField | SealedJSONField) else value


def _text(value: Any) -> str:
    """A value in COPY's text format; a moment may come as its ISO text already."""
    return _WRITERS.get(type(value), str)(value)


def _plain(value: str) -> str:
    return value if value.isprintable() and "\\" not in value else value.translate(_ESCAPED)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False).translate(_ESCAPED)


def _range(value: DateTimeTZRange) -> str:
    return f"[{value.lower.isoformat()},{value.upper.isoformat() if value.upper else ''})"


_WRITERS: dict[type, Callable[[Any], str]] = {
    str: _plain,
    type(None): lambda _: NULL,
    bool: lambda value: "t" if value else "f",
    datetime: datetime.isoformat,
    DateTimeTZRange: _range,
    dict: _json,
    list: _json,
}
