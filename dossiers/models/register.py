"""The register: its printings, the one that closes a year's book, and what was counted in other books."""

from django.db import models
from django.db.models import Q

from audit.models import AppendOnlyModel
from dossiers.books import CHOICES


class RegisterPrint(models.Model):
    """One printing of an office's register of a year; `closes` marks the one that closes the book.

    Once done it never changes (a trigger refuses it). A book is closed at most once; the printing is what is
    signed and sealed (TT 01/2018 Đ10).
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Đang chờ in"
        RUNNING = "running", "Đang in"
        DONE = "done", "Đã in"
        BROKEN = "broken", "Chưa in được"

    agency = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="register_prints")
    year = models.PositiveSmallIntegerField("năm")
    closes = models.BooleanField("khóa sổ", default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    stage = models.CharField(max_length=100, blank=True)
    progress = models.PositiveSmallIntegerField("phần trăm", default=0)
    total = models.PositiveIntegerField("số hồ sơ", null=True)
    missing = models.JSONField("số thứ tự không có hồ sơ", default=list)
    pdf = models.ForeignKey("documents.StoredFile", models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField("yêu cầu lúc")
    actor_kind = models.CharField(max_length=10)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=200)
    actor_office = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField("in xong lúc", null=True)

    class Meta:
        verbose_name = "bản in sổ theo dõi hồ sơ"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="register_closed_once", fields=["agency", "year"], condition=Q(closes=True)
            ),
            models.UniqueConstraint(
                name="register_one_print_at_a_time",
                fields=["agency", "year"],
                condition=Q(closes=False, state__in=["waiting", "running"]),
            ),
            models.CheckConstraint(
                name="register_done_is_whole",
                condition=~Q(state="done")
                | Q(pdf__isnull=False, total__isnull=False, ended_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["asked_at"], name="register_open", condition=Q(state__in=["waiting", "running"])
            )
        ]

    @property
    def is_open(self) -> bool:
        """Is it still to be made, or being made?"""
        return self.state in (self.State.WAITING, self.State.RUNNING)


class BookEntry(AppendOnlyModel):
    """What stands in a paper or specialist book for one month, as somebody read it there.

    A correction is a later entry: of a month the last one counts. `first_no` and `last_no` are the numbers
    that the book gave out, null where it has none.
    """

    agency = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="book_entries")
    book = models.CharField("sổ", max_length=20, choices=CHOICES)
    year = models.PositiveSmallIntegerField("năm")
    month = models.PositiveSmallIntegerField("tháng")
    first_no = models.PositiveIntegerField("từ số", null=True)
    last_no = models.PositiveIntegerField("đến số", null=True)
    count = models.PositiveIntegerField("số hồ sơ ghi trong sổ")
    note = models.CharField("giải thích", max_length=300, blank=True)
    entered_at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=200)
    actor_office = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = "số liệu sổ giấy"
        ordering = ["agency", "book", "year", "month", "pk"]
        constraints = [
            models.CheckConstraint(name="book_entry_month", condition=Q(month__gte=1, month__lte=12)),
            models.CheckConstraint(
                name="book_entry_numbers",
                condition=Q(first_no__isnull=True, last_no__isnull=True)
                | Q(first_no__isnull=False, last_no__isnull=False, last_no__gte=models.F("first_no")),
            ),
        ]
        indexes = [models.Index(fields=["agency", "year"], name="book_entry_year")]
