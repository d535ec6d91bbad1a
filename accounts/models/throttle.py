"""The waits that wrong tries earn, and how many codes were sent today."""

from django.db import models
from django.db.models import F, Q


class Throttle(models.Model):
    """How often one key (hashed: an account, a dossier, an address) was wrong of late in one scope."""

    scope = models.CharField(max_length=40)
    key_hash = models.CharField(max_length=64)
    failures = models.PositiveIntegerField(default=0)
    last_failed_at = models.DateTimeField()
    open_at = models.DateTimeField()

    class Meta:
        verbose_name = "lượt thử sai"
        constraints = [
            models.UniqueConstraint(fields=["scope", "key_hash"], name="throttle_one_row_per_key"),
            models.CheckConstraint(
                condition=Q(open_at__gte=F("last_failed_at")), name="throttle_waits_forward"
            ),
        ]
        indexes = [models.Index(fields=["last_failed_at"], name="throttle_last_failed")]


class CodeQuota(models.Model):
    """How many codes went out on one day (Vietnam's) for one key of a scope: a number, an address, the house.

    Raised by one conditional UPDATE, so that the cap holds across workers.
    """

    scope = models.CharField(max_length=20)
    key_hash = models.CharField(max_length=64)
    day = models.DateField()
    sent = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "số mã đã gửi trong ngày"
        constraints = [
            models.UniqueConstraint(fields=["day", "scope", "key_hash"], name="code_quota_one_row_per_key")
        ]
