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


class Disposal(models.Model):
    """One list of closed dossiers of an office whose time of keeping is over.

    Listed, it changes nothing. Confirmed by a person, with the decision that orders it, its files lie in the
    bin until `goes_at`; then the dossiers lose everything personal and the list is done.
    """

    class State(models.TextChoices):
        LISTED = "listed", "Chờ xác nhận"
        CONFIRMED = "confirmed", "Trong thùng rác"
        DONE = "done", "Đã hủy"
        WITHDRAWN = "withdrawn", "Đã bỏ danh sách"

    OPEN = (State.LISTED, State.CONFIRMED)

    agency = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="+")
    state = models.CharField("trạng thái", max_length=10, choices=State.choices, default=State.LISTED)
    before = models.DateTimeField("kết thúc trước")
    listed_at = models.DateTimeField("lập lúc")
    listed_by = models.CharField("người lập", max_length=200)
    basis = models.CharField("quyết định", max_length=300, blank=True)
    confirmed_at = models.DateTimeField("xác nhận lúc", null=True)
    confirmed_by = models.CharField("người xác nhận", max_length=200, blank=True)
    goes_at = models.DateTimeField("hủy lúc", null=True)
    ended_at = models.DateTimeField("xong lúc", null=True)

    class Meta:
        verbose_name = "danh sách hủy hồ sơ"
        ordering = ["-listed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency"], condition=Q(state__in=("listed", "confirmed")), name="disposal_one_open"
            ),
            models.CheckConstraint(
                name="disposal_confirmed_by_somebody",
                condition=Q(state__in=("listed", "withdrawn"))
                | (Q(confirmed_at__isnull=False, goes_at__isnull=False) & ~Q(basis="") & ~Q(confirmed_by="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id}: {self.get_state_display()}"

    @property
    def is_open(self) -> bool:
        """May it still be changed?"""
        return self.state in self.OPEN


class DisposalItem(models.Model):
    """One dossier of a list; taken out, it is kept and may be listed again another year."""

    disposal = models.ForeignKey(Disposal, models.PROTECT, related_name="items")
    dossier = models.ForeignKey("dossiers.Dossier", models.PROTECT, related_name="+")
    closed_at = models.DateTimeField("kết thúc lúc")
    taken_out_at = models.DateTimeField("giữ lại lúc", null=True)
    taken_out_by = models.CharField("người giữ lại", max_length=200, blank=True)

    class Meta:
        verbose_name = "hồ sơ trong danh sách hủy"
        ordering = ["closed_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["disposal", "dossier"], name="disposal_dossier_once"),
            models.CheckConstraint(
                name="disposal_item_taken_out_by_somebody",
                condition=Q(taken_out_at__isnull=True, taken_out_by="")
                | (Q(taken_out_at__isnull=False) & ~Q(taken_out_by="")),
            ),
        ]
