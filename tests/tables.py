"""What lies in the tables as it lies there: every text of every column, sealed ones as they are sealed."""

import base64
from collections.abc import Iterator

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection, models

WORDS = ("text", "character varying", "character", "json", "jsonb", "bytea", "ARRAY")
_COLUMNS = """
    SELECT table_name, column_name FROM information_schema.columns
    WHERE table_schema = 'public' AND data_type = ANY(%s) ORDER BY 1, 2
"""


def stored(model: type[models.Model], name: str) -> list[str]:
    """The column of a field in all rows, by primary key, as the database has it."""
    meta, quote = model._meta, connection.ops.quote_name
    column = quote(meta.get_field(name).column)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {quote(meta.db_table)} ORDER BY {quote(meta.pk.column)}")
        return [value for (value,) in cursor.fetchall()]


def everything() -> Iterator[tuple[str, str]]:
    """("table.column", text) of whatever is written anywhere; of bytes also what they are in base64."""
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS, [list(WORDS)])
        columns = cursor.fetchall()
        for table, column in columns:
            cursor.execute(f'SELECT "{column}"::text FROM "{table}" WHERE "{column}" IS NOT NULL')
            yield from ((f"{table}.{column}", text) for (text,) in cursor.fetchall())
    yield from (("session, opened", str(one.get_decoded())) for one in Session.objects.all())


def where(*words: str) -> set[str]:
    """The columns in which one of the words lies in clear, backwards, in hex or in base64."""
    shapes = {shape for word in words for shape in _shapes(word)}
    return {place for place, text in everything() if any(shape in text for shape in shapes)}


def tables() -> set[str]:
    """The tables of the product."""
    return {model._meta.db_table for model in apps.get_models()}


def _shapes(word: str) -> Iterator[str]:
    yield from (word, word[::-1], word.encode().hex())
    # In base64 a word stands in one of three ways, by where it begins; its ends depend on its neighbours.
    for shift in range(3):
        code = base64.b64encode(b"\0" * shift + word.encode()).decode().rstrip("=")
        yield code[(shift * 8 + 5) // 6 : -1]
