"""One internal move on many dossiers at once: who asked for what, and how each dossier fared."""

from django.db import models
from django.db.models import Q

from dossiers.models.dossier import Dossier


class Batch(models.Model):
    """What an officer asked for up to 500 dossiers; a worker does it, each dossier by itself."""

    class State(models.TextChoices):
        WAITING = "waiting", "Đang chờ"
        RUNNING = "running", "Đang làm"
        DONE = "done", "Đã xong"

    agency = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="+")
    action = models.CharField("việc", max_length=40)
    note = models.TextField("lý do hoặc ghi chú", blank=True)
    assignee = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField()
    actor_id = models.BigIntegerField()
    actor_name = models.CharField(max_length=200)
    actor_office = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "lượt làm nhiều hồ sơ"
        ordering = ["-asked_at", "-pk"]
        indexes = [
            models.Index(
                fields=["asked_at"], name="batch_open", condition=Q(state__in=["waiting", "running"])
            ),
            models.Index(fields=["agency", "actor_id", "asked_at"], name="batch_of_officer"),
        ]
        constraints = [
            models.CheckConstraint(
                name="batch_ended_when_done",
                condition=Q(state="done", ended_at__isnull=False)
                | (~Q(state="done") & Q(ended_at__isnull=True)),
            )
        ]

    @property
    def is_open(self) -> bool:
        """Is it still to be done, or being done?"""
        return self.state != self.State.DONE


class BatchItem(models.Model):
    """One dossier of a batch: as the officer saw it (`seen`: its newest event), and what became of it."""

    class State(models.TextChoices):
        WAITING = "waiting", "Đang chờ"
        DONE = "done", "Đã làm"
        REFUSED = "refused", "Chưa làm được"

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="items")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="+")
    ord = models.PositiveSmallIntegerField()
    seen = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    sentence = models.CharField("vì sao", max_length=1000, blank=True)

    class Meta:
        verbose_name = "hồ sơ của lượt làm"
        ordering = ["batch", "ord"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "dossier"], name="batch_item_once"),
            models.CheckConstraint(
                name="batch_item_refused_with_words",
                condition=Q(state="refused") & ~Q(sentence="") | ~Q(state="refused") & Q(sentence=""),
            ),
        ]
