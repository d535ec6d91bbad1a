"""The record that only grows."""

from typing import ClassVar

from django.db import models


class AppendOnlyModel(models.Model):
    """Rows of such a table are written once: the product's role has no UPDATE, DELETE, TRUNCATE on it.

    See `audit.grants` for the role.
    """

    append_only: ClassVar[bool] = True
    # Columns that may be written again, each under a trigger that allows one thing: ending an open range.
    closing_columns: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True


class AuditEntry(AppendOnlyModel):
    """One line of the book: who did what to which object, when, from where. No foreign keys."""

    at = models.DateTimeField()
    action = models.CharField(max_length=60)
    actor_kind = models.CharField(max_length=10)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=200)
    actor_office = models.CharField(max_length=200, blank=True)
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=60)
    summary = models.CharField(max_length=500)
    data = models.JSONField(default=dict)
    address = models.CharField(max_length=45, blank=True)

    class Meta:
        verbose_name = "dòng nhật ký"
        indexes = [
            models.Index(fields=["object_type", "object_id", "id"]),
            models.Index(fields=["actor_kind", "actor_id", "id"]),
        ]
