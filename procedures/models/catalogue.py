"""The catalogue: procedures, their dated versions, and what each version asks, costs and promises.

A published version never changes (architecture.md rule 3): services refuse it, and triggers refuse it in the
database (migration 0002). Validity is a pair of days, both inside; null `valid_to` means "until changed".
"""

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property

from agencies.models import Agency, Unit, Validity
from agencies.worktime.limits import Limit
from kit.text import fold, sort_key


class Sector(models.Model):
    """A field of administration (lĩnh vực), such as Hộ tịch."""

    name = models.CharField("tên lĩnh vực", max_length=120, unique=True)
    sort_name = models.CharField(max_length=600, db_collation="C", editable=False)
    fold_name = models.CharField(max_length=120, editable=False)

    class Meta:
        verbose_name = "lĩnh vực"
        ordering = ["sort_name", "pk"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        self.sort_name, self.fold_name = sort_key(self.name), fold(self.name)
        super().save(*args, **kwargs)


class LifeEvent(models.Model):
    """A moment of life that brings people here, such as "Sinh con, nuôi con"."""

    name = models.CharField("tên sự kiện", max_length=120, unique=True)
    slug = models.SlugField(max_length=120, unique=True)
    ord = models.PositiveSmallIntegerField("thứ tự", default=0)
    fold_name = models.CharField(max_length=120, editable=False)

    class Meta:
        verbose_name = "sự kiện cuộc đời"
        ordering = ["ord", "pk"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        self.fold_name = fold(self.name)
        super().save(*args, **kwargs)


class Procedure(models.Model):
    """A procedure under its national code; all that people read about it is in its versions."""

    class Level(models.TextChoices):
        COMMUNE = "commune", "Cấp xã"
        PROVINCE = "province", "Cấp tỉnh"
        CENTRAL = "central", "Cấp bộ"

    code = models.CharField("mã thủ tục", max_length=30, unique=True)
    sector = models.ForeignKey(Sector, models.PROTECT, related_name="procedures", verbose_name="lĩnh vực")
    authority_level = models.CharField(
        "cấp thực hiện", max_length=10, choices=Level.choices, default=Level.COMMUNE
    )

    class Meta:
        verbose_name = "thủ tục hành chính"

    def __str__(self) -> str:
        return self.code


class VersionQuerySet(models.QuerySet):
    def in_force(self, on: date) -> "VersionQuerySet":
        """The versions that bind people on the day `on`: at most one per procedure."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on), valid_from__lte=on).exclude(
            state=Version.State.DRAFT
        )

    def in_order(self) -> "VersionQuerySet":
        """By field, then by name, as a Vietnamese dictionary orders them."""
        return self.order_by("procedure__sector__sort_name", "sort_name", "pk")


class Version(models.Model):
    """A procedure as decided and made public for a time."""

    class State(models.TextChoices):
        DRAFT = "draft", "Bản nháp"
        PUBLISHED = "published", "Đã công bố"
        CLOSED = "closed", "Đã có ngày hết hiệu lực"

    class ServiceLevel(models.TextChoices):
        WHOLE = "toan_trinh", "Dịch vụ công trực tuyến toàn trình"
        PARTIAL = "mot_phan", "Dịch vụ công trực tuyến một phần"
        INFORMATION = "con_lai", "Dịch vụ cung cấp thông tin trực tuyến"

    class Audience(models.TextChoices):
        INDIVIDUAL = "individual", "Cá nhân"
        ORGANISATION = "organisation", "Tổ chức"
        BOTH = "both", "Cá nhân và tổ chức"

    class OnSupplement(models.TextChoices):
        RESTART = "restart", "Tính lại từ đầu"
        RESUME = "resume", "Tính tiếp phần còn lại"

    class FeeStatus(models.TextChoices):
        FREE = "free", "Miễn phí"
        FIXED = "fixed", "Mức cố định"
        BY_PROVINCE = "by_province", "Theo Hội đồng nhân dân cấp tỉnh"
        UNKNOWN = "unknown", "Chưa rõ"

    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="versions", verbose_name="thủ tục")
    no = models.PositiveIntegerField("phiên bản số")
    state = models.CharField("trạng thái", max_length=10, choices=State.choices, default=State.DRAFT)

    name = models.CharField("tên thủ tục", max_length=500)
    fold_name = models.CharField(max_length=500, editable=False)
    sort_name = models.TextField(db_collation="C", editable=False)
    service_level = models.CharField("mức độ dịch vụ công", max_length=12, choices=ServiceLevel.choices)
    partial_reason = models.TextField("vì sao một phần", blank=True)
    audience = models.CharField("đối tượng thực hiện", max_length=14, choices=Audience.choices)
    result = models.TextField("kết quả")
    sets_of_dossier = models.PositiveSmallIntegerField("số bộ hồ sơ", default=1)
    methods = models.JSONField("cách thức thực hiện", default=list)
    competent_agency = models.TextField("cơ quan thực hiện")
    sequence_text = models.TextField("trình tự thực hiện", null=True, blank=True)
    requirements = models.TextField("yêu cầu, điều kiện", null=True, blank=True)
    legal_basis = models.JSONField("căn cứ pháp lý", default=list)
    in_one_stop = models.BooleanField("thuộc cơ chế một cửa", default=True)
    online = models.BooleanField("nộp trực tuyến được", default=True)
    # Empty: by the law value `clock_on_supplement` of the day of reception.
    on_supplement = models.CharField(
        "thời hạn sau khi bổ sung", max_length=8, choices=OnSupplement.choices, blank=True, default=""
    )
    fee_status = models.CharField("phí, lệ phí", max_length=12, choices=FeeStatus.choices)
    fee_note = models.TextField("ghi chú phí, lệ phí", blank=True)
    # The internal process sheet beside the steps (law.md §2.9): symbol, place, partners, records …
    process = models.JSONField("quy trình nội bộ", default=dict, blank=True)
    confidence = models.JSONField("độ tin cậy", default=dict)
    life_events = models.ManyToManyField(
        LifeEvent, related_name="versions", blank=True, verbose_name="sự kiện cuộc đời"
    )
    source_digest = models.CharField(max_length=64, blank=True, editable=False)

    decision_number = models.CharField("quyết định công bố", max_length=100, blank=True)
    decision_date = models.DateField("ngày quyết định", null=True, blank=True)
    made_public_on = models.DateField("ngày công khai", null=True, blank=True)
    valid_from = models.DateField("hiệu lực từ", null=True, blank=True)
    valid_to = models.DateField("hiệu lực đến", null=True, blank=True)

    created_at = models.DateTimeField("lập lúc")
    created_by_kind = models.CharField(max_length=10)
    created_by_id = models.BigIntegerField(null=True)
    created_by_name = models.CharField(max_length=200)
    created_by_office = models.CharField(max_length=200, blank=True)
    published_at = models.DateTimeField("công bố lúc", null=True, blank=True)
    published_by_kind = models.CharField(max_length=10, blank=True)
    published_by_id = models.BigIntegerField(null=True, blank=True)
    published_by_name = models.CharField(max_length=200, blank=True)
    published_by_office = models.CharField(max_length=200, blank=True)
    closed_at = models.DateTimeField("đóng lúc", null=True, blank=True)
    closed_by_kind = models.CharField(max_length=10, blank=True)
    closed_by_id = models.BigIntegerField(null=True, blank=True)
    closed_by_name = models.CharField(max_length=200, blank=True)
    closed_by_office = models.CharField(max_length=200, blank=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = "phiên bản thủ tục"
        constraints = [
            models.UniqueConstraint(fields=["procedure", "no"], name="version_no_unique"),
            ExclusionConstraint(
                name="version_one_in_force",
                expressions=[("procedure", RangeOperators.EQUAL), (Validity(), RangeOperators.OVERLAPS)],
                condition=~Q(state="draft"),
            ),
            models.CheckConstraint(
                name="version_draft_or_published",
                condition=Q(
                    state="draft", published_at__isnull=True, published_by_name="", valid_from__isnull=True
                )
                | Q(
                    ~Q(state="draft"),
                    ~Q(published_by_name=""),
                    ~Q(decision_number=""),
                    published_at__isnull=False,
                    valid_from__isnull=False,
                    decision_date__isnull=False,
                    made_public_on__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="version_closed_with_day",
                condition=Q(
                    ~Q(state="closed"), valid_to__isnull=True, closed_at__isnull=True, closed_by_name=""
                )
                | Q(
                    ~Q(closed_by_name=""),
                    state="closed",
                    valid_to__isnull=False,
                    closed_at__isnull=False,
                    valid_to__gte=F("valid_from"),
                ),
            ),
            models.CheckConstraint(
                name="version_partial_reason_only_partial",
                condition=Q(service_level="mot_phan") | Q(partial_reason=""),
            ),
        ]
        indexes = [GinIndex(name="version_fold_trigram", fields=["fold_name"], opclasses=["gin_trgm_ops"])]

    def __str__(self) -> str:
        return f"{self.name} (phiên bản {self.no})"

    def save(self, *args, **kwargs) -> None:
        self.fold_name, self.sort_name = fold(self.name), sort_key(self.name)
        super().save(*args, **kwargs)

    @cached_property
    def way(self) -> "list[Step]":
        """The steps in their order, read once: for dossiers, whose version is published and never changes."""
        return list(self.steps.order_by("ord"))

    def after(self, ord_: int) -> "list[Step]":
        """The steps after the one of that number."""
        return [step for step in self.way if step.ord > ord_]


class VersionPart(models.Model):
    """A line of a version: drawn in the order of `ord`, frozen with its version."""

    ord = models.PositiveSmallIntegerField("thứ tự")

    class Meta:
        abstract = True
        ordering = ["version", "ord"]


class Case(VersionPart):
    """A situation (trường hợp) with a time limit of its own; the only one bears no name."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="cases")
    key = models.CharField("khóa", max_length=40)
    name = models.CharField("trường hợp", max_length=250, blank=True)
    limit = models.JSONField("thời hạn")
    note = models.CharField("ghi chú thời hạn", max_length=250, blank=True)
    extension = models.JSONField("gia hạn khi xác minh", null=True, blank=True)

    class Meta(VersionPart.Meta):
        verbose_name = "trường hợp"
        constraints = [models.UniqueConstraint(fields=["version", "key"], name="case_key_unique")]

    def __str__(self) -> str:
        return self.name or self.key

    @property
    def limit_value(self) -> Limit:
        """The time limit as working-time arithmetic takes it."""
        return Limit.from_dict(self.limit)

    @property
    def extension_value(self) -> Limit | None:
        """By how much verification extends the limit, once (domain.md 10); None where nothing is given."""
        return Limit.from_dict(self.extension) if self.extension else None


class Component(VersionPart):
    """A paper of the dossier (thành phần hồ sơ); `shown_only` ones are presented, not handed in.

    `by_form` is the tờ khai that the e-form stands for: filled in on line, it is not uploaded.
    """

    version = models.ForeignKey(Version, models.CASCADE, related_name="components")
    code = models.CharField("mã giấy tờ", max_length=20)
    name = models.TextField("tên giấy tờ")
    originals = models.PositiveSmallIntegerField("bản chính", default=0)
    copies = models.PositiveSmallIntegerField("bản sao", default=0)
    required = models.BooleanField("bắt buộc", default=True)
    shown_only = models.BooleanField("chỉ xuất trình", default=False)
    by_form = models.BooleanField("điền trực tuyến bằng tờ khai điện tử", default=False)

    class Meta(VersionPart.Meta):
        verbose_name = "thành phần hồ sơ"
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="component_code_unique")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class FeeItem(VersionPart):
    """One fee (phí) or charge (lệ phí) in đồng; `bands` count pages of one copy, the cap is per copy."""

    class Kind(models.TextChoices):
        FEE = "phi", "Phí"
        CHARGE = "le_phi", "Lệ phí"

    version = models.ForeignKey(Version, models.CASCADE, related_name="fee_items")
    kind = models.CharField("loại", max_length=6, choices=Kind.choices)
    amount = models.PositiveIntegerField("số tiền", null=True, blank=True)
    per = models.CharField("đơn vị tính", max_length=60)
    bands = models.JSONField("bậc theo trang", default=list, blank=True)
    cap_per_copy = models.PositiveIntegerField("mức tối đa một bản", null=True, blank=True)
    set_by = models.CharField("cơ quan quy định", max_length=150, blank=True)

    class Meta(VersionPart.Meta):
        verbose_name = "phí, lệ phí"

    def __str__(self) -> str:
        return f"{self.get_kind_display()} / {self.per}"


class Leg(VersionPart):
    """A stretch of the work at one kind of agency (chặng); a null limit is the case's own limit."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="legs")
    agency_kind = models.CharField("loại cơ quan", max_length=20, choices=Agency.Kind.choices)
    limit = models.JSONField("thời hạn của chặng", null=True, blank=True)

    class Meta(VersionPart.Meta):
        verbose_name = "chặng"
        constraints = [models.UniqueConstraint(fields=["version", "ord"], name="leg_ord_unique")]

    def __str__(self) -> str:
        return f"Chặng {self.ord}: {self.get_agency_kind_display()}"

    @property
    def limit_value(self) -> Limit | None:
        """The leg's own limit; None where the case's limit is the leg's."""
        return Limit.from_dict(self.limit) if self.limit else None


class Step(VersionPart):
    """A configured step; its share is its part of the leg's limit (shares of a leg sum to 1)."""

    class Role(models.TextChoices):
        RECEIVE = "receive", "Tiếp nhận"
        PROCESS = "process", "Xử lý"
        APPROVE = "approve", "Phê duyệt"
        RETURN = "return", "Trả kết quả"

    version = models.ForeignKey(Version, models.CASCADE, related_name="steps")
    leg_ord = models.PositiveSmallIntegerField("chặng", default=1)
    key = models.CharField("khóa", max_length=20)
    name = models.CharField("tên bước", max_length=200)
    role = models.CharField("vai trò", max_length=10, choices=Role.choices)
    unit_kind = models.CharField("loại bộ phận", max_length=40, choices=Unit.KindKey.choices)
    share = models.DecimalField("phần thời hạn", max_digits=7, decimal_places=6)
    may_skip = models.BooleanField("được bỏ qua khi có lý do", default=False)
    output = models.CharField("biểu mẫu, kết quả của bước", max_length=300, blank=True)

    class Meta(VersionPart.Meta):
        verbose_name = "bước xử lý"
        constraints = [
            models.UniqueConstraint(fields=["version", "ord"], name="step_ord_unique"),
            models.UniqueConstraint(fields=["version", "key"], name="step_key_unique"),
            models.CheckConstraint(condition=Q(share__gte=0, share__lte=1), name="step_share_is_a_part"),
            # Reception, signature and return of the result are never left out.
            models.CheckConstraint(
                condition=Q(may_skip=False) | Q(role="process"), name="step_skipped_is_work"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class FormField(VersionPart):
    """A field of the version's e-form (tờ khai điện tử), drawn by `procedures.eform`."""

    class Kind(models.TextChoices):
        TEXT = "text", "Chữ"
        LONG_TEXT = "long_text", "Đoạn văn"
        PERSON_NAME = "person_name", "Họ và tên"
        ID_NUMBER = "id_number", "Số định danh"
        PHONE = "phone", "Điện thoại"
        DATE = "date", "Ngày"
        YEAR = "year", "Năm"
        INTEGER = "integer", "Số nguyên"
        CHOICE = "choice", "Chọn một"
        YES_NO = "yes_no", "Có hoặc không"
        ADDRESS = "address", "Địa chỉ"
        ETHNICITY = "ethnicity", "Dân tộc"
        COUNTRY = "country", "Quốc tịch"

    version = models.ForeignKey(Version, models.CASCADE, related_name="form_fields")
    section = models.CharField("phần", max_length=120)
    key = models.CharField("khóa", max_length=60)
    label = models.CharField("nhãn", max_length=200)
    kind = models.CharField("kiểu", max_length=12, choices=Kind.choices)
    required = models.BooleanField("bắt buộc", default=True)
    options = models.JSONField("lựa chọn", default=list, blank=True)
    help = models.CharField("hướng dẫn", max_length=300, blank=True)
    rules = models.JSONField("quy tắc", default=dict, blank=True)

    class Meta(VersionPart.Meta):
        verbose_name = "trường của tờ khai"
        constraints = [models.UniqueConstraint(fields=["version", "key"], name="form_field_key_unique")]

    def __str__(self) -> str:
        return self.label
