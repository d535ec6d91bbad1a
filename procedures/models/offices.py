"""What an office does about the catalogue: its switches, the sheets on its board, its news."""

from django.db import models
from django.db.models import F, Q

from agencies.models import Agency
from procedures.models.catalogue import Procedure, Version


class AgencyProcedure(models.Model):
    """What an agency decided about a procedure; without a row it is offered and files here (domain.md 19)."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="procedure_switches")
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="switches")
    enabled = models.BooleanField("đang thực hiện tại đây", default=True)
    files_here = models.BooleanField("nhận hồ sơ trực tuyến tại đây", default=True)
    legal_basis = models.CharField("căn cứ", max_length=300, blank=True)
    set_at = models.DateTimeField("đặt lúc")
    actor_kind = models.CharField(max_length=10)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=200)
    actor_office = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = "thủ tục tại cơ quan"
        constraints = [
            models.UniqueConstraint(fields=["agency", "procedure"], name="agency_procedure_unique"),
            models.CheckConstraint(
                condition=Q(enabled=True, files_here=True) | ~Q(legal_basis=""),
                name="switched_off_with_basis",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id}: {self.procedure_id}"


class Posting(models.Model):
    """A version put up on an office's board (niêm yết): one sheet of a procedure hangs at a time.

    Which sheets are out of date follows from the versions in force; nothing here says it a second time.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="postings", verbose_name="cơ quan")
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="postings", verbose_name="thủ tục")
    version = models.ForeignKey(Version, models.PROTECT, related_name="postings", verbose_name="phiên bản")
    posted_on = models.DateField("niêm yết ngày")
    posted_at = models.DateTimeField("ghi lúc")
    posted_by = models.CharField("người ghi niêm yết", max_length=200)
    taken_down_on = models.DateField("gỡ ngày", null=True, blank=True)
    taken_down_at = models.DateTimeField("ghi gỡ lúc", null=True, blank=True)
    taken_down_by = models.CharField("người ghi gỡ", max_length=200, blank=True)

    class Meta:
        verbose_name = "bản niêm yết"
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "procedure"],
                condition=Q(taken_down_on__isnull=True),
                name="posting_one_at_a_time",
            ),
            models.CheckConstraint(
                name="posting_taken_down_by_somebody",
                condition=Q(taken_down_on__isnull=True, taken_down_at__isnull=True, taken_down_by="")
                | Q(
                    ~Q(taken_down_by=""),
                    taken_down_on__gte=F("posted_on"),
                    taken_down_at__isnull=False,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id}: {self.version_id}"


class Article(models.Model):
    """A piece of news or a guide; no agency means for everybody."""

    class Kind(models.TextChoices):
        NEWS = "news", "Tin"
        GUIDE = "guide", "Hướng dẫn"

    title = models.CharField("tiêu đề", max_length=250)
    slug = models.SlugField(max_length=120, unique=True)
    summary = models.CharField("tóm tắt", max_length=400)
    body = models.TextField("nội dung")
    kind = models.CharField("loại", max_length=6, choices=Kind.choices, default=Kind.NEWS)
    published_on = models.DateField("ngày đăng", db_index=True)
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="articles", verbose_name="cơ quan"
    )

    class Meta:
        verbose_name = "tin và hướng dẫn"
        ordering = ["-published_on", "-pk"]

    def __str__(self) -> str:
        return self.title
