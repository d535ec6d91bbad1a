"""A request to complete the dossier, once per stage (law.md R01, R01a)."""

from django.db import models
from django.db.models import Q

from dossiers.models.dossier import Dossier


class Supplement(models.Model):
    """What the office asked the citizen to add, why, and when it came."""

    class Stage(models.TextChoices):
        INTAKE = "intake", "Trước khi tiếp nhận"
        APPRAISAL = "appraisal", "Khi thẩm định"

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="supplements")
    stage = models.CharField(max_length=10, choices=Stage.choices)
    round = models.PositiveSmallIntegerField()
    reason = models.TextField("lý do")
    basis = models.CharField("căn cứ", max_length=300, blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    approved_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    asks_paper = models.BooleanField("yêu cầu bản giấy của hồ sơ trực tuyến", default=False)
    after_limit = models.BooleanField("yêu cầu sau thời hạn thẩm định", default=False)
    answer_by = models.DateTimeField("bổ sung trước", null=True)  # told to the citizen, kept by the sweep
    completed_at = models.DateTimeField(null=True)
    completed_by = models.CharField(max_length=200, blank=True)
    answer = models.TextField("trả lời của người nộp", blank=True)

    class Meta:
        verbose_name = "yêu cầu bổ sung"
        ordering = ["dossier", "asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "stage", "round"], name="supplement_round_once"),
            models.UniqueConstraint(
                fields=["dossier"], condition=Q(completed_at__isnull=True), name="supplement_one_open"
            ),
        ]
        indexes = [
            models.Index(
                fields=["answer_by"], name="supplement_waiting", condition=Q(completed_at__isnull=True)
            ),
            models.Index(
                fields=["dossier"],
                name="supplement_to_look_at",
                condition=Q(asks_paper=True) | Q(after_limit=True),
            ),
        ]


class SupplementItem(models.Model):
    """One thing asked: a component of the version, or another paper with its article (domain.md 13)."""

    supplement = models.ForeignKey(Supplement, models.PROTECT, related_name="items")
    ord = models.PositiveSmallIntegerField()
    component = models.ForeignKey("procedures.Component", models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=300)
    what = models.CharField("cần làm gì", max_length=500, blank=True)
    basis = models.CharField("căn cứ", max_length=300, blank=True)
    originals = models.PositiveSmallIntegerField(default=0)
    copies = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = "nội dung bổ sung"
        ordering = ["supplement", "ord"]
        constraints = [
            models.CheckConstraint(
                name="supplement_item_known_or_lawful",
                condition=Q(component__isnull=False) | ~Q(basis=""),
            )
        ]
