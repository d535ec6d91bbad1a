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


class StoredFile(models.Model):
    """One file, written once. The bytes lie at MEDIA_ROOT / `path`; `sha256` is their digest in hex."""

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
        ]
        constraints = [
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
    def can_preview(self) -> bool:
        """Pictures and PDF pages are shown as pictures of our own making; all else is only downloaded."""
        return self.state == FileState.OK and self.kind in (FileKind.PDF, FileKind.IMAGE)


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
