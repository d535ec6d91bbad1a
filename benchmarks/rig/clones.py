"""Many dossiers at work, by copying a few that were received through the real services."""

from collections.abc import Sequence

from django.conf import settings
from django.db import connection, models

from dossiers.models import ClockEntry, Dossier, DossierFact, Leg, StepRun

# Each with the columns that name rows of the copy too; the key of a copy is its own plus a step.
_TABLES: tuple[tuple[type[models.Model], str, dict[str, type[models.Model]]], ...] = (
    (Dossier, "id", {}),
    (Leg, "dossier_id", {"dossier_id": Dossier}),
    (StepRun, "dossier_id", {"dossier_id": Dossier, "leg_id": Leg}),
    (ClockEntry, "dossier_id", {"dossier_id": Dossier, "run_id": StepRun}),
    (DossierFact, "dossier_id", {"dossier_id": Dossier}),
)
STEP = 1_000  # between the keys of two copies of a row


def multiply(keys: Sequence[int], copies: int) -> None:
    """So many copies of each dossier, with legs, runs, ledger and facts; codes and register lines are new."""
    with connection.cursor() as cursor:
        highest = max(model.objects.aggregate(m=models.Max("pk"))["m"] for model, _, _ in _TABLES)
        if highest >= STEP:
            raise ValueError("copy before there are a thousand rows of anything")
        for model, owner, links in _TABLES:
            cursor.execute(_statement(model, owner, links), [copies, list(keys)])
    for model, _, _ in _TABLES:
        table = model._meta.db_table
        as_owner(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
    as_owner("ANALYZE")


def as_owner(sql: str) -> None:
    """What the product's own role may not do: maintenance of the tables."""
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        cursor.execute(sql)
        if settings.DATABASE_ROLE:
            cursor.execute(f"SET ROLE {connection.ops.quote_name(settings.DATABASE_ROLE)}")


def _statement(model: type[models.Model], owner: str, links: dict[str, type[models.Model]]) -> str:
    moved = {"id", *links}
    columns, values = [], []
    for field in model._meta.concrete_fields:
        name = field.column
        columns.append(f'"{name}"')
        if name in moved:
            values.append(f't."{name}" + g * {STEP}')
        elif model is Dossier and name == "code":
            values.append("t.code || '.' || g")
        elif model is Dossier and name == "register_no":
            values.append(f"t.register_no + g * {STEP}")
        else:
            values.append(f't."{name}"')
    table = model._meta.db_table
    return (
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)}"
        f" FROM {table} t, generate_series(1, %s) g WHERE t.{owner} = ANY(%s)"
    )
