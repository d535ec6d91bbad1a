"""Django's PostgreSQL backend that sees to it that the embedded servers run before it connects."""

from typing import Any

from django.db.backends.postgresql import base

from portal.runtime import borrow


class DatabaseWrapper(base.DatabaseWrapper):
    """Used where DATABASE_URL or REDIS_URL is not set: who never asks the database starts nothing."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        borrow.ensure()
        return super().get_new_connection(conn_params)
