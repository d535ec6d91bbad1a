"""History taken over from another system: each import as a whole, and the line behind each dossier."""

from django.db import models
from django.db.models import Q

from audit.models import AppendOnlyModel
from dossiers.models.dossier import Dossier
from kit.sealed import BlindIndexField, SealedField


class HistoryImport(models.Model):
    """One file of history: who gave it, how far its import is, what was wrong with it.

    `faults` holds the first ones as [line, column, sentence]; `fault_count` says how many there are.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Đang chờ"
        RUNNING = "running", "Đang nhập"
        DONE = "done", "Đã nhập xong"
        FAULTY = "faulty", "Có lỗi, chưa nhập dòng nào"
        BROKEN = "broken", "Chưa thực hiện được"

    agency = models.ForeignKey("agencies.Agency", models.PROTECT, null=True, related_name="+")
    file = models.ForeignKey("documents.StoredFile", models.PROTECT, null=True, related_name="+")
    file_name = models.CharField("tên tệp", max_length=200)
    sha256 = models.CharField(max_length=64)
    reason = models.CharField("lý do đính chính", max_length=1000, blank=True)  # empty: nothing is corrected
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    stage = models.CharField(max_length=100, blank=True)
    progress = models.PositiveSmallIntegerField("phần trăm", default=0)
    row_count = models.PositiveIntegerField("số dòng", default=0)
    imported = models.PositiveIntegerField("đã nhập", default=0)
    skipped = models.PositiveIntegerField("đã có từ trước", default=0)
    fault_count = models.PositiveIntegerField("số lỗi", default=0)
    faults = models.JSONField(default=list)
    asked_at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=200)
    actor_office = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "lượt nhập hồ sơ cũ"
        ordering = ["-asked_at", "-pk"]
        indexes = [
            models.Index(
                fields=["asked_at"], name="history_import_open", condition=Q(state__in=["waiting", "running"])
            )
        ]

    def __str__(self) -> str:
        return f"{self.file_name}: {self.get_state_display()}"

    @property
    def is_open(self) -> bool:
        """Is it still to be done, or being done?"""
        return self.state in (self.State.WAITING, self.State.RUNNING)


class HistoryRow(AppendOnlyModel):
    """The line behind a dossier of the past: tells a repeated line from a changed one (domain.md 31).

    The digest is sealed: all of the line but the identity number lies beside it, and twelve digits that give
    this hash are soon tried out.
    """

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="history_rows")
    batch = models.ForeignKey(HistoryImport, models.PROTECT, related_name="rows")
    line = models.PositiveIntegerField()
    digest = SealedField()
    digest_index = BlindIndexField(of="digest", purpose="history-line")
    known_at = models.DateTimeField()

    class Meta:
        verbose_name = "dòng hồ sơ cũ"
        indexes = [models.Index(fields=["dossier", "known_at"], name="history_row_newest")]
