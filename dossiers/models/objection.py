"""The owner of a dossier that somebody else filed: told by text message, and what they said to it."""

from django.db import models
from django.db.models import Q

from dossiers.models.dossier import Dossier


class Objection(models.Model):
    """One row for each dossier filed for another; most are never more than a message.

    `key_hash` is of the code in the owner's message (ends with `expires_at` or its use); without `told_at`
    nobody was told, for no telephone of theirs is known.
    """

    class Decision(models.TextChoices):
        GO_ON = "go_on", "Tiếp tục giải quyết"
        END = "end", "Dừng hoặc trả hồ sơ"

    dossier = models.OneToOneField(Dossier, models.PROTECT, related_name="objection")
    key_hash = models.CharField(max_length=64, blank=True)
    told_as = models.CharField(max_length=120, blank=True)  # the message; another owner's code opens no more
    told_at = models.DateTimeField("báo chủ hồ sơ lúc", null=True)
    expires_at = models.DateTimeField(null=True)
    objected_at = models.DateTimeField("không đồng ý lúc", null=True)
    reason = models.CharField("lý do", max_length=1000, blank=True)
    answered_at = models.DateTimeField("xem xét lúc", null=True)
    answered_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    answered_by_name = models.CharField(max_length=200, blank=True)
    decision = models.CharField("hướng xử lý", max_length=8, choices=Decision.choices, blank=True)
    answer = models.CharField("trả lời", max_length=2000, blank=True)

    class Meta:
        verbose_name = "ý kiến của chủ hồ sơ"
        constraints = [
            models.CheckConstraint(
                name="objection_told_with_key",
                condition=Q(told_at__isnull=True, key_hash="", expires_at__isnull=True)
                | Q(told_at__isnull=False, expires_at__isnull=False),
            ),
            models.CheckConstraint(
                name="objection_answered_whole",
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, decision="")
                | (
                    Q(answered_at__isnull=False, answered_by__isnull=False, objected_at__isnull=False)
                    & ~Q(decision="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"ý kiến của chủ hồ sơ {self.dossier_id}"
