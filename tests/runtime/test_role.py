"""The product's database role can't change what only grows."""

import pytest
from django.db import ProgrammingError, connection, transaction

from audit.grants import append_only_models

pytestmark = [pytest.mark.django_db, pytest.mark.db]
TABLES = sorted(model._meta.db_table for model in append_only_models())


def test_tests_run_as_the_product() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("motcua_app",)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_append_only_table_refuses(statement: str, table: str) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as c,
    ):
        c.execute(statement.format(connection.ops.quote_name(table)))


def test_append_only_table_can_be_read_and_written() -> None:
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(
                "SELECT has_table_privilege(current_user, %s, 'INSERT, SELECT')", [f'public."{table}"']
            )
            assert cursor.fetchone() == (True,)


def test_product_writes_no_migration_rows() -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as c,
    ):
        c.execute("DELETE FROM django_migrations")
