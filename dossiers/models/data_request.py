"""What a citizen asks of their own data: to see it, to correct or delete it, or that it is not used so."""

from django.db import models
from django.db.models import Q


class DataRequest(models.Model):
    """One request by an account to one office, and the answer in words (Luật 91/2025/QH15)."""

    class Kind(models.TextChoices):
        SEE = "see", "Xem dữ liệu"
        CORRECT = "correct", "Sửa dữ liệu"
        DELETE = "delete", "Xóa dữ liệu"
        OBJECT = "object", "Phản đối việc xử lý"

    citizen = models.ForeignKey("accounts.Citizen", models.PROTECT, related_name="data_requests")
    agency = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="+")
    kind = models.CharField("yêu cầu", max_length=8, choices=Kind.choices)
    text = models.CharField("nội dung", max_length=2000)
    asked_at = models.DateTimeField("gửi lúc")
    due_at = models.DateTimeField("hạn trả lời")
    answered_at = models.DateTimeField("trả lời lúc", null=True)
    answered_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    answer = models.CharField("trả lời", max_length=2000, blank=True)

    class Meta:
        verbose_name = "yêu cầu về dữ liệu cá nhân"
        constraints = [
            models.CheckConstraint(
                name="data_request_answered_whole",
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, answer="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
            ),
            models.UniqueConstraint(
                name="data_request_one_open",
                fields=["citizen", "agency", "kind"],
                condition=Q(answered_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                fields=["agency", "due_at"], name="data_request_open", condition=Q(answered_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"
