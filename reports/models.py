"""Reports that were made and are kept: the figures, the files, who asked, as known when."""

from django.db import models
from django.db.models import F, Q

from reports.periods import Kind


class Report(models.Model):
    """One edition of a form for one office and one period.

    Once done it never changes (a trigger refuses it): figures that were known later make a new edition.
    `automatic` ones are made by the schedule, each due period once.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Đang chờ lập"
        RUNNING = "running", "Đang lập"
        DONE = "done", "Đã lập"
        BROKEN = "broken", "Chưa lập được"

    class PeriodKind(models.TextChoices):
        MONTH = Kind.MONTH.value, "Tháng"
        QUARTER = Kind.QUARTER.value, "Quý"
        YEAR = Kind.YEAR.value, "Năm"
        OTHER = Kind.OTHER.value, "Khoảng thời gian"

    agency = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="reports")
    form = models.CharField("mẫu", max_length=20)
    kind = models.CharField("kỳ", max_length=10, choices=PeriodKind.choices)
    title = models.CharField("tên kỳ", max_length=60, blank=True)
    first = models.DateField("từ ngày")
    last = models.DateField("đến ngày")
    known_at = models.DateTimeField("số liệu ghi nhận đến", null=True)
    automatic = models.BooleanField("lập theo lịch", default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    stage = models.CharField(max_length=100, blank=True)
    progress = models.PositiveSmallIntegerField("phần trăm", default=0)
    figures = models.JSONField("số liệu", null=True)
    pdf = models.ForeignKey("documents.StoredFile", models.PROTECT, null=True, related_name="+")
    xlsx = models.ForeignKey("documents.StoredFile", models.PROTECT, null=True, related_name="+")
    csv = models.ForeignKey("documents.StoredFile", models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField("yêu cầu lúc")
    actor_kind = models.CharField(max_length=10)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=200)
    actor_office = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField("lập xong lúc", null=True)

    class Meta:
        verbose_name = "báo cáo"
        ordering = ["-last", "-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="report_days_in_order", condition=Q(last__gte=F("first"))),
            models.CheckConstraint(
                name="report_done_is_whole",
                condition=~Q(state="done")
                | Q(
                    figures__isnull=False, pdf__isnull=False, xlsx__isnull=False, csv__isnull=False,
                    known_at__isnull=False, ended_at__isnull=False,
                ),
            ),
            models.UniqueConstraint(
                name="report_due_once",
                fields=["agency", "form", "kind", "first", "last"],
                condition=Q(automatic=True),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["agency", "-last", "-asked_at"], name="report_list"),
            models.Index(
                fields=["asked_at"], name="report_open", condition=Q(state__in=["waiting", "running"])
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.form} {self.title or f'{self.first:%d/%m/%Y}–{self.last:%d/%m/%Y}'}"

    @property
    def is_open(self) -> bool:
        """Is it still to be made, or being made?"""
        return self.state in (self.State.WAITING, self.State.RUNNING)
