"""The front door keeps one row: when the background work last gave a sign of life."""

from django.db import models


class SignOfLife(models.Model):
    """Beat sends a task each minute and the worker writes this row: a fresh one proves both."""

    name = models.CharField(max_length=20, unique=True)
    seen_at = models.DateTimeField()

    class Meta:
        verbose_name = "dấu hiệu hoạt động"
