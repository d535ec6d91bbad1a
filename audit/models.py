"""The record that only grows."""

from typing import ClassVar

from django.db import models


class AppendOnlyModel(models.Model):
    """Rows of such a table are written once: the product's role has no UPDATE, DELETE, TRUNCATE on it.

    See `audit.grants` for the role.
    """

    append_only: ClassVar[bool] = True
    # Columns that may be written again, each under a trigger that allows one thing: ending an open range, or
    # blanking the words of a dossier whose time of keeping is over.
    closing_columns: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True


class AuditEntry(AppendOnlyModel):
    """One line of the book: who did what to which object, when, from where. No foreign keys.

    A new column needs a new format of the chain: `audit.chain.FORMATS`.
    """

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
    request_id = models.CharField(max_length=64, blank=True, db_default="")

    class Meta:
        verbose_name = "dòng nhật ký"
        indexes = [
            models.Index(fields=["at"]),
            models.Index(fields=["object_type", "object_id", "id"]),
            models.Index(fields=["actor_kind", "actor_id", "id"]),
        ]


class AuditSeal(AppendOnlyModel):
    """A link of the chain: which line stands at this place, bound to all before it (`audit.chain`).

    `id` is the place, from 1 without a gap. No foreign key: a seal outlives the line that somebody deletes.
    """

    id = models.BigIntegerField(primary_key=True)
    entry_id = models.BigIntegerField(unique=True)
    format = models.PositiveSmallIntegerField()
    sealed_at = models.DateTimeField()
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = "mắt xích của nhật ký"
        indexes = [models.Index(fields=["sealed_at", "id"])]
