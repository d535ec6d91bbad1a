"""How many rows every table has, and a hash of them whatever their order: equal before and after, or not."""

from contextlib import closing
from dataclasses import dataclass
from typing import Any

from psycopg2 import sql

from keeping.backup.database import Address, connect

# A row's text must not depend on how a session likes to write dates and numbers.
_PLAIN = (
    "SET TimeZone = 'UTC'; SET DateStyle = 'ISO'; SET IntervalStyle = 'iso_8601'; SET bytea_output = 'hex'"
)
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
# The sum of the rows' hashes does not ask for an order, which a billion rows would have to be sorted into.
_COUNT = """
    SELECT count(*), coalesce(sum(('x' || left(encode(sha256(convert_to(t::text, 'UTF8')), 'hex'), 16))
                                  ::bit(64)::bigint::numeric), 0)::text
    FROM {} t
"""


@dataclass(frozen=True)
class Table:
    """`rows` of a table, and `digest`, which is the same for the same rows in any order."""

    rows: int
    digest: str


Count = dict[str, Table]


def count(cursor: Any) -> Count:
    """Every table of ours as the cursor's transaction sees it."""
    cursor.execute(_PLAIN)
    cursor.execute(_TABLES)
    return {name: _table(cursor, name) for (name,) in cursor.fetchall()}


def count_at(address: Address) -> Count:
    """Every table of the database as it is now."""
    with closing(connect(address)) as session, session.cursor() as cursor:
        return count(cursor)


def differences(expected: Count, found: Count) -> list[str]:
    """What is not as it was, a sentence a table; empty when every row is there."""
    return [
        sentence
        for name in sorted(expected.keys() | found.keys())
        if (sentence := _difference(name, expected.get(name), found.get(name)))
    ]


def _table(cursor: Any, name: str) -> Table:
    cursor.execute(sql.SQL(_COUNT).format(sql.Identifier(name)))
    return Table(*cursor.fetchone())


def _difference(name: str, expected: Table | None, found: Table | None) -> str:
    if expected == found:
        return ""
    if expected is None or found is None:
        return f"bảng {name} {'thừa' if expected is None else 'thiếu'}"
    if expected.rows != found.rows:
        return f"bảng {name} có {found.rows} dòng thay vì {expected.rows}"
    return f"bảng {name} có nội dung khác"
