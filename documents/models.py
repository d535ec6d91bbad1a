"""Files as they were handed in: bytes on disk under MEDIA_ROOT, facts in one row."""

import uuid

from django.db import models

from agencies.models import Mark
from audit.models import AppendOnlyModel


class FileKind(models.TextChoices):
    """What the content is, found from the bytes and never from the name."""

    PDF = "pdf", "tệp PDF"
    IMAGE = "image", "ảnh"
    DOC = "doc", "tệp văn bản"
    ZIP = "zip", "tệp nén"
    TABLE = "table", "bảng tính"


class FileState(models.TextChoices):
    OK = "ok", "còn lưu"
    ERASED = "erased", "đã xóa"  # in the bin until `gone_at`


class ScanState(models.TextChoices):
    """Where a file stands with the scanner (docs/uploads.md)."""

    WAITING = "waiting", "đang kiểm tra an toàn"
    FAILED = "failed", "chưa kiểm tra được"
    CLEAN = "clean", "đã kiểm tra an toàn"
    INFECTED = "infected", "có mã độc"
    SKIPPED = "skipped", "chưa quét vi-rút"
    OWN = "own", "do hệ thống lập"


IN_QUARANTINE = (ScanState.WAITING, ScanState.FAILED)
MAY_OPEN = (ScanState.CLEAN, ScanState.SKIPPED, ScanState.OWN)


class StoredFile(models.Model):
    """One file, written once. The bytes lie at MEDIA_ROOT / `path`; `sha256` is their digest in hex.

    In quarantine, `queued_at` says since when and `next_try_at` from when on a worker may scan it: a worker
    that does moves it ahead, so that no other takes it. An infected file has lost its bytes, not its name.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)
    kind = models.CharField(max_length=10, choices=FileKind.choices)
    original_name = models.CharField(max_length=200)
    path = models.CharField(max_length=100, unique=True)
    pages = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=10, choices=FileState.choices, default=FileState.OK)
    erased_at = models.DateTimeField(null=True)
    scan_state = models.CharField(max_length=10, choices=ScanState.choices, default=ScanState.WAITING)
    queued_at = models.DateTimeField(null=True)
    next_try_at = models.DateTimeField(null=True)
    scan_tries = models.PositiveIntegerField(default=0)
    scanned_at = models.DateTimeField(null=True)
    scanner = models.CharField(max_length=200, blank=True)
    threat = models.CharField(max_length=200, blank=True)
    gone_at = models.DateTimeField(null=True)  # the days of the bin were over: the bytes went
    created_at = models.DateTimeField()
    created_by_kind = models.CharField(max_length=10)
    created_by_id = models.BigIntegerField(null=True)
    created_by_name = models.CharField(max_length=200)
    created_by_office = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = "tệp"
        indexes = [
            models.Index(fields=["created_at", "id"]),
            models.Index(
                fields=["erased_at"],
                name="documents_file_in_bin",
                condition=models.Q(state=FileState.ERASED, gone_at__isnull=True),
            ),
            models.Index(
                name="documents_file_to_scan", fields=["next_try_at"],
                condition=models.Q(state=FileState.OK, scan_state__in=IN_QUARANTINE),
            ),
            models.Index(
                name="documents_file_skipped", fields=["created_at"],
                condition=models.Q(scan_state=ScanState.SKIPPED),
            ),
            models.Index(
                name="documents_file_infected", fields=["scanned_at"],
                condition=models.Q(scan_state=ScanState.INFECTED),
            ),
        ]  # fmt: skip
        constraints = [
            models.CheckConstraint(
                name="documents_file_quarantine",
                condition=models.Q(
                    scan_state__in=IN_QUARANTINE, queued_at__isnull=False, next_try_at__isnull=False
                )
                | models.Q(queued_at__isnull=True, next_try_at__isnull=True)
                & ~models.Q(scan_state__in=IN_QUARANTINE),
            ),
            models.CheckConstraint(
                name="documents_file_verdict_has_time",
                condition=models.Q(scanned_at__isnull=False)
                | ~models.Q(scan_state__in=(ScanState.CLEAN, ScanState.INFECTED)),
            ),
            models.CheckConstraint(
                name="documents_file_infected_is_erased",
                condition=models.Q(scan_state=ScanState.INFECTED, state=FileState.ERASED, threat__gt="")
                | ~models.Q(scan_state=ScanState.INFECTED) & models.Q(threat=""),
            ),
            models.CheckConstraint(
                condition=models.Q(state=FileState.ERASED, erased_at__isnull=False)
                | models.Q(state=FileState.OK, erased_at__isnull=True),
                name="documents_file_erased_has_time",
            ),
            models.CheckConstraint(
                condition=models.Q(gone_at__isnull=True) | models.Q(state=FileState.ERASED),
                name="documents_file_gone_was_erased",
            ),
            models.CheckConstraint(condition=models.Q(size__gt=0), name="documents_file_not_empty"),
        ]

    def __str__(self) -> str:
        return self.original_name

    @property
    def may_open(self) -> bool:
        """May its content reach a browser? Not from quarantine, and never once something was found."""
        return self.state == FileState.OK and self.scan_state in MAY_OPEN

    @property
    def is_infected(self) -> bool:
        return self.scan_state == ScanState.INFECTED

    @property
    def can_preview(self) -> bool:
        """Pictures and PDF pages are shown as pictures of our own making; all else is only downloaded."""
        return self.may_open and self.kind in (FileKind.PDF, FileKind.IMAGE)


class FormWording(AppendOnlyModel):
    """The words of one form of one set from a day on: a version that is never edited, used or not.

    In force on a day is the version with the greatest `valid_from` that has come, the later made of two; an
    agency's own prevails over that for all. Where there is none, the shipped words of the set count.
    """

    form_set = models.CharField("bộ mẫu", max_length=20)
    key = models.CharField("biểu mẫu", max_length=20)
    agency = models.ForeignKey("agencies.Agency", models.PROTECT, null=True, related_name="form_wordings")
    no = models.PositiveIntegerField("phiên bản")
    texts = models.JSONField("các dòng chữ")
    valid_from = models.DateField("áp dụng từ")
    basis = models.CharField("căn cứ", max_length=300)
    mark = models.CharField("độ tin cậy", max_length=1, choices=Mark.choices)
    note = models.CharField("ghi chú", max_length=500, blank=True)
    set_at = models.DateTimeField("lập lúc")
    actor_kind = models.CharField(max_length=10)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=200)
    actor_office = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = "phiên bản câu chữ của biểu mẫu"
        constraints = [
            models.UniqueConstraint(
                fields=["form_set", "key", "agency", "no"], name="form_wording_no_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.form_set}/{self.key}/{self.no}"
