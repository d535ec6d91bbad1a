"""The product's database role: it may do its work, but can't change what only grows.

Migrations run as the owner of the tables. The product (web, worker, beat, ordinary commands) connects and
takes the role DATABASE_ROLE, which has no UPDATE, DELETE and TRUNCATE on tables of `AppendOnlyModel`s.
The rights are given anew after each migration: roles belong to the server, not to one database, so a
restored copy of the database finds them right too.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import ProgrammingError, connections, models, transaction

MIGRATIONS_TABLE = "django_migrations"


def append_only_models() -> Iterator[type[models.Model]]:
    """Every model whose rows are written once."""
    return (model for model in apps.get_models() if getattr(model, "append_only", False))


def give_rights(using: str = "default", **_: Any) -> None:
    """Make the role where it is missing and give it its rights on every table; a `post_migrate` receiver.

    Raises ImproperlyConfigured with the lines to run when the owner may not make roles.
    """
    if not settings.DATABASE_ROLE:
        return
    connection = connections[using]
    role = connection.ops.quote_name(settings.DATABASE_ROLE)
    existing = set(connection.introspection.table_names())
    frozen = [model for model in append_only_models() if model._meta.db_table in existing]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        _make_role(cursor, settings.DATABASE_ROLE, role)
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}")
        if MIGRATIONS_TABLE in existing:
            cursor.execute(f"REVOKE INSERT, UPDATE, DELETE ON {MIGRATIONS_TABLE} FROM {role}")
        for model in frozen:
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {role}")
            for column in _closing_columns(connection, cursor, model):
                cursor.execute(f"GRANT UPDATE ({connection.ops.quote_name(column)}) ON {table} TO {role}")


def _closing_columns(connection: Any, cursor: Any, model: type[models.Model]) -> list[str]:
    """Those that are there: half-way through the migrations one may still be missing."""
    described = connection.introspection.get_table_description(cursor, model._meta.db_table)
    wanted = {model._meta.get_field(name).column for name in model.closing_columns}
    return sorted(wanted & {column.name for column in described})


def _make_role(cursor: Any, name: str, quoted: str) -> None:
    cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
    is_superuser = cursor.fetchone()[0]
    try:
        with transaction.atomic(using=cursor.db.alias):
            # Two test databases are made at once on one server: the second finds the role there.
            cursor.execute(
                f"DO $$ BEGIN CREATE ROLE {quoted} NOLOGIN; "
                "EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
            )
            if not is_superuser:
                cursor.execute(f"GRANT {quoted} TO CURRENT_USER")
    except ProgrammingError as error:
        cursor.execute(
            "SELECT pg_has_role(current_user, oid, 'MEMBER') FROM pg_roles WHERE rolname = %s", [name]
        )
        found = cursor.fetchone()
        if not found or not found[0]:
            raise ImproperlyConfigured(
                f"Chủ sở hữu cơ sở dữ liệu không được tạo vai trò {name}. Quản trị PostgreSQL hãy chạy: "
                f"CREATE ROLE {name} NOLOGIN; GRANT {name} TO <chủ sở hữu>; rồi chạy lại migrate."
            ) from error
