"""What is written down about keeping: the runs of the backup, and dossiers whose time is over."""

from django.db import models
from django.db.models import Q


class BackupRun(models.Model):
    """One backup, one proof that it comes back, or one restore: when, how it went, what was counted.

    A run that stays `running` while nobody holds the lock was killed; the next one says so.
    """

    class Kind(models.TextChoices):
        BACKUP = "backup", "Sao lưu"
        PROOF = "proof", "Phục hồi thử"
        RESTORE = "restore", "Phục hồi"

    class State(models.TextChoices):
        RUNNING = "running", "Đang chạy"
        DONE = "done", "Thành công"
        FAILED = "failed", "Không thành công"

    kind = models.CharField("việc", max_length=10, choices=Kind.choices)
    state = models.CharField("kết quả", max_length=10, choices=State.choices, default=State.RUNNING)
    started_at = models.DateTimeField("bắt đầu")
    finished_at = models.DateTimeField("kết thúc", null=True)
    snapshot = models.CharField("mã bản sao", max_length=64, blank=True)
    size = models.PositiveBigIntegerField("dung lượng", default=0)  # bytes looked at
    added = models.PositiveBigIntegerField("phần mới", default=0)  # bytes that were new to the repository
    rows = models.PositiveBigIntegerField("số dòng dữ liệu", default=0)
    files = models.PositiveIntegerField("số tệp đã đối chiếu", default=0)
    message = models.CharField("ghi chú", max_length=500, blank=True)
    actor_kind = models.CharField(max_length=10)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=200)
    actor_office = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = "lượt sao lưu"
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="backup_run_finished_or_running",
                condition=Q(state="running", finished_at__isnull=True)
                | (~Q(state="running") & Q(finished_at__isnull=False)),
            )
        ]
        indexes = [models.Index(fields=["kind", "state", "-started_at"], name="backup_run_newest")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.started_at:%d/%m/%Y}"
