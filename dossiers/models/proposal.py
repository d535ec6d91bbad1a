"""What an officer asks a leader to allow: an apology with a new day, an extension, another supplement."""

from django.db import models
from django.db.models import Q

from dossiers.models.dossier import Dossier


class Proposal(models.Model):
    """One question to a leader about one dossier, its answer, and what it led to (law.md R01a, R11, R12)."""

    class Kind(models.TextChoices):
        APOLOGY = "apology", "Xin lỗi và hẹn lại ngày trả"
        VERIFY = "verify", "Gia hạn để xác minh"
        EXTEND = "extend", "Gia hạn"
        SUPPLEMENT = "supplement", "Yêu cầu bổ sung lần nữa"

    class State(models.TextChoices):
        OPEN = "open", "Chờ lãnh đạo duyệt"
        APPROVED = "approved", "Đã duyệt"
        DECLINED = "declined", "Không duyệt"
        LAPSED = "lapsed", "Không còn cần"

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="proposals")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    cause_code = models.CharField(max_length=40, blank=True)
    reason = models.CharField("lý do", max_length=1000)
    basis = models.CharField("căn cứ", max_length=300, blank=True)
    new_due = models.DateTimeField("ngày hẹn mới", null=True)
    days = models.PositiveSmallIntegerField("số ngày làm việc", null=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    answer = models.CharField("ý kiến", max_length=1000, blank=True)
    supplement = models.OneToOneField(
        "dossiers.Supplement", models.PROTECT, null=True, related_name="proposal"
    )  # the request that an approval of that kind was used for

    class Meta:
        verbose_name = "đề nghị lãnh đạo"
        ordering = ["dossier", "asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["dossier"], condition=Q(state="open"), name="proposal_one_open"),
            models.CheckConstraint(
                name="proposal_decided_with_by",
                condition=Q(state__in=["open", "lapsed"], decided_by__isnull=True)
                | Q(state__in=["approved", "declined"], decided_at__isnull=False, decided_by__isnull=False),
            ),
            models.CheckConstraint(
                name="proposal_extension_says_how_long",
                condition=~Q(kind="extend") | Q(days__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["asked_at"], name="proposal_open", condition=Q(state="open"))]
