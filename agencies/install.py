"""What the product cannot work without is there after every `migrate`, as Django does for permissions."""

from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.utils import timezone

from agencies.models import LawValue
from agencies.services import install_law_values
from kit.actor import Actor


def install(*, using: str = DEFAULT_DB_ALIAS, **_signal: Any) -> None:
    """Add the shipped values of the law where they are missing; nothing on a database migrated backwards."""
    if LawValue._meta.db_table in connections[using].introspection.table_names():
        install_law_values(by=Actor.system("Cài đặt hệ thống"), at=timezone.now())
