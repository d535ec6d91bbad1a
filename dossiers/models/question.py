"""A question to a colleague or another unit about a dossier (xin ý kiến phối hợp); no clock stops for it."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from dossiers.models.dossier import Dossier


class Question(models.Model):
    """Who was asked what, until when, and what they said; or that it was called off."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="questions")
    agency = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="+")
    no = models.PositiveSmallIntegerField()
    to_user = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    to_unit = models.ForeignKey("agencies.Unit", models.PROTECT, null=True, related_name="+")
    text = models.TextField("nội dung hỏi")
    asked_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    asked_by_name = models.CharField(max_length=200)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField("hạn trả lời")
    answer = models.TextField("ý kiến", blank=True)
    answered_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    answered_by_name = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True)
    called_off_by = models.CharField(max_length=200, blank=True)
    called_off_at = models.DateTimeField(null=True)
    called_off_reason = models.CharField(max_length=1000, blank=True)
    late_marked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "yêu cầu xin ý kiến"
        ordering = ["dossier", "no"]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "no"], name="question_no_once"),
            models.CheckConstraint(
                name="question_to_one",
                condition=Q(to_user__isnull=True, to_unit__isnull=False)
                | Q(to_user__isnull=False, to_unit__isnull=True),
            ),
            models.CheckConstraint(
                name="question_answered_whole",
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, answer="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
            ),
            models.CheckConstraint(
                name="question_ends_once",
                condition=Q(answered_at__isnull=True) | Q(called_off_at__isnull=True),
            ),
            models.CheckConstraint(
                name="question_called_off_by_somebody",
                condition=Q(called_off_at__isnull=True, called_off_by="")
                | (Q(called_off_at__isnull=False) & ~Q(called_off_by="")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                name="question_due_open",
                condition=Q(
                    answered_at__isnull=True, called_off_at__isnull=True, late_marked_at__isnull=True
                ),
            ),
            models.Index(
                fields=["to_unit", "to_user"],
                name="question_open",
                condition=Q(answered_at__isnull=True, called_off_at__isnull=True),
            ),
        ]

    @property
    def is_open(self) -> bool:
        """Is an answer still waited for?"""
        return self.answered_at is None and self.called_off_at is None

    @property
    def to_name(self) -> str:
        """Who was asked."""
        return self.to_user.full_name if self.to_user else self.to_unit.name

    def is_late(self, at: datetime) -> bool:
        """Was it answered after its time, or is it unanswered then? By the minute; never once called off."""
        return self.called_off_at is None and (self.answered_at or at) > self.due_at
