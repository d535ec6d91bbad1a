"""The tree of offices, their working time and the values that the law gives them.

Every validity here is a pair of days, both inside: `valid_to` is the last day in force, null means
"until changed". The database keeps ranges of one thing from overlapping.
"""

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Coalesce

from audit.models import AppendOnlyModel


class Validity(Func):
    """The range of days of a row, both ends inside."""

    function = "daterange"
    output_field = DateRangeField()

    def __init__(self) -> None:
        super().__init__("valid_from", "valid_to", RangeBoundary(inclusive_lower=True, inclusive_upper=True))

    def deconstruct(self):
        return "agencies.models.Validity", (), {}


class DatedQuerySet(models.QuerySet):
    """Rows with a validity."""

    def in_force(self, on: date) -> "DatedQuerySet":
        """The rows in force on the day `on`."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on), valid_from__lte=on)


class AgencyQuerySet(DatedQuerySet):
    def open(self) -> "AgencyQuerySet":
        """Agencies that exist today: not closed by a merger or a new code list."""
        return self.filter(valid_to__isnull=True)

    def in_order(self) -> "AgencyQuerySet":
        """In the order of a Vietnamese dictionary."""
        return self.order_by("sort_name", "code", "pk")


class Agency(models.Model):
    """An office of the state that dossiers are filed at, handled by, or named after."""

    class Kind(models.TextChoices):
        PROVINCE = "province", "Cấp tỉnh"
        COMMUNE = "commune", "Cấp xã"
        POLICE = "police", "Công an"
        SOCIAL_INSURANCE = "social_insurance", "Bảo hiểm xã hội"
        DEPARTMENT = "department", "Cơ quan chuyên môn"

    class PlaceKind(models.TextChoices):
        COMMUNE = "commune", "Xã"
        WARD = "ward", "Phường"
        SPECIAL_ZONE = "special_zone", "Đặc khu"
        PROVINCE = "province", "Tỉnh"
        CITY = "city", "Thành phố"

    code = models.CharField("mã", max_length=20, help_text="Theo Quyết định 19/2025/QĐ-TTg")
    id_code = models.CharField("mã định danh trong mã hồ sơ", max_length=35, blank=True)
    kind = models.CharField("cấp", max_length=20, choices=Kind.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="trực thuộc"
    )
    name = models.CharField("tên đầy đủ", max_length=150)
    short_name = models.CharField("tên riêng", max_length=120)
    place_kind = models.CharField("loại đơn vị", max_length=20, choices=PlaceKind.choices, blank=True)
    sort_name = models.CharField(max_length=600, db_collation="C", editable=False)
    fold_name = models.CharField(max_length=150, editable=False)
    uses_product = models.BooleanField("đang dùng hệ thống", default=False)
    phone = models.CharField("điện thoại", max_length=20, blank=True)
    address = models.CharField("địa chỉ", max_length=250, blank=True)
    email = models.EmailField("thư điện tử", blank=True)
    valid_from = models.DateField("hiệu lực từ")
    valid_to = models.DateField("hiệu lực đến", null=True, blank=True)

    objects = AgencyQuerySet.as_manager()

    class Meta:
        verbose_name = "cơ quan"
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="agency_code_from_unique"),
            ExclusionConstraint(
                name="agency_code_one_at_a_time",
                expressions=[("code", RangeOperators.EQUAL), (Validity(), RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="agency_dates_ordered",
            ),
        ]
        indexes = [
            models.Index(fields=["parent", "sort_name"], name="agency_parent_sort"),
            models.Index(fields=["code"], name="agency_uses_product", condition=Q(uses_product=True)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def committee(self) -> str:
        """The body that acts, short: 'UBND xã Sơn Tây'; for vertical agencies the name itself."""
        return self._committee("UBND", self.name)

    def committee_on(self, day: date) -> str:
        """The body that acts as its papers name it on `day`: 'Ủy ban nhân dân xã Sơn Tây'."""
        return self._committee("Ủy ban nhân dân", self.name_on(day))

    def _committee(self, word: str, name: str) -> str:
        governs = self.kind in (self.Kind.COMMUNE, self.Kind.PROVINCE)
        return f"{word} {name[:1].lower()}{name[1:]}" if governs else name

    def name_on(self, day: date) -> str:
        """The full name that was in force on `day`; the present one where no change is on record."""
        return next((n.name for n in self.names.all() if n.covers(day)), self.name)


class AgencyName(models.Model):
    """A name that an agency bore for a time, with the resolution that gave it."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="names")
    name = models.CharField("tên đầy đủ", max_length=150)
    place_kind = models.CharField("loại đơn vị", max_length=20, choices=Agency.PlaceKind.choices, blank=True)
    valid_from = models.DateField("hiệu lực từ")
    valid_to = models.DateField("hiệu lực đến", null=True, blank=True)
    basis = models.CharField("căn cứ", max_length=200, blank=True)

    class Meta:
        verbose_name = "tên gọi theo thời gian"
        ordering = ["agency", "valid_from", "pk"]
        constraints = [
            ExclusionConstraint(
                name="agency_name_one_at_a_time",
                expressions=[("agency", RangeOperators.EQUAL), (Validity(), RangeOperators.OVERLAPS)],
            )
        ]

    def __str__(self) -> str:
        return self.name

    def covers(self, day: date) -> bool:
        """Whether this name was in force on `day`."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class FormerUnit(models.Model):
    """A commune of before 01/7/2025 and a commune of today that took in all or a part of it."""

    old_code = models.CharField("mã cũ", max_length=10)
    name = models.CharField("tên cũ", max_length=150)
    district = models.CharField("huyện cũ", max_length=150, blank=True)
    province = models.CharField("tỉnh cũ", max_length=150)
    fold_name = models.CharField(max_length=150, editable=False)
    merged_into = models.ForeignKey(Agency, models.CASCADE, related_name="former_units")
    part = models.BooleanField("nhập một phần", default=False)
    default = models.BooleanField("nơi nhận chính", default=True)

    class Meta:
        verbose_name = "đơn vị hành chính cũ"
        constraints = [
            models.UniqueConstraint(fields=["old_code", "merged_into"], name="former_unit_once_per_commune"),
            models.UniqueConstraint(
                fields=["old_code"], condition=Q(default=True), name="former_unit_one_default"
            ),
        ]
        indexes = [GinIndex(name="former_fold_trigram", fields=["fold_name"], opclasses=["gin_trgm_ops"])]

    def __str__(self) -> str:
        return ", ".join(filter(None, (self.name, self.district, self.province)))


class Unit(models.Model):
    """A room of an agency: what the catalogue calls by a key, under the name it bears here."""

    class KindKey(models.TextChoices):
        ONE_STOP = "one_stop", "Bộ phận Một cửa"
        JUSTICE = "justice_civil_status", "Tư pháp - Hộ tịch"
        CULTURE = "culture_society", "Văn hóa - Xã hội"
        ECONOMY = "economy", "Kinh tế"
        LEADERSHIP = "leadership", "Lãnh đạo"
        POLICE = "police", "Công an"
        SOCIAL_INSURANCE = "social_insurance", "Bảo hiểm xã hội"

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="units", verbose_name="cơ quan")
    kind_key = models.CharField("loại bộ phận", max_length=40, choices=KindKey.choices)
    name = models.CharField("tên bộ phận", max_length=150)
    phone = models.CharField("điện thoại", max_length=20, blank=True)
    active = models.BooleanField("đang hoạt động", default=True)
    closed_on = models.DateField("ngày cuối cùng hoạt động", null=True, blank=True)

    class Meta:
        verbose_name = "bộ phận"
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(active=False), name="unit_closed_or_active"
            ),
            models.UniqueConstraint(
                fields=["agency", "kind_key"], condition=Q(active=True), name="unit_one_active_per_kind"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OfficeHours(models.Model):
    """The week of an agency during a season. Edited rows count only once a calendar is published.

    `week` maps "mon" … "sun" to sessions such as "07:30-11:30"; a missing day is closed (domain.md 11).
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="office_hours", verbose_name="cơ quan")
    valid_from = models.DateField("hiệu lực từ")
    valid_to = models.DateField("hiệu lực đến", null=True, blank=True)
    week = models.JSONField("giờ làm việc trong tuần", default=dict)
    basis = models.CharField("căn cứ", max_length=200, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = "giờ làm việc"
        constraints = [
            ExclusionConstraint(
                name="office_hours_one_at_a_time",
                expressions=[("agency", RangeOperators.EQUAL), (Validity(), RangeOperators.OVERLAPS)],
            )
        ]

    def __str__(self) -> str:
        return f"{self.agency_id}: {self.valid_from:%d/%m/%Y}"


class Mark(models.TextChoices):
    """How sure we are of a value of the law (facts file 0.1)."""

    SEEN = "S", "đã đối chiếu nguồn"
    KNOWN = "K", "theo hiểu biết"
    UNVERIFIED = "U", "chưa đối chiếu"


class Day(models.Model):
    """A day that differs from its weekday: national (no agency) or of one agency, which then prevails."""

    class Kind(models.TextChoices):
        OFF = "off", "Nghỉ"
        MAKE_UP = "make_up", "Làm bù"
        CLOSURE = "closure", "Đóng cửa tại chỗ"

    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="days", verbose_name="cơ quan"
    )
    date = models.DateField("ngày")
    kind = models.CharField("loại", max_length=10, choices=Kind.choices)
    sessions = models.JSONField("giờ làm bù", null=True, blank=True)
    name = models.CharField("tên", max_length=150)
    basis = models.CharField("căn cứ", max_length=200, blank=True)
    mark = models.CharField("độ tin cậy", max_length=1, choices=Mark.choices, default=Mark.KNOWN)

    class Meta:
        verbose_name = "ngày đặc biệt"
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "date"], name="day_once_per_agency", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(kind="make_up") | Q(sessions__isnull=True), name="day_sessions_only_make_up"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date:%d/%m/%Y} {self.name}"


class CalendarVersion(AppendOnlyModel):
    """The hours and days of an agency as they stood when published; due dates name the version they used."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="calendar_versions")
    no = models.PositiveIntegerField("số phiên bản")
    published_at = models.DateTimeField("công bố lúc")
    actor_kind = models.CharField(max_length=10)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=200)
    actor_office = models.CharField(max_length=200, blank=True)
    note = models.CharField("ghi chú", max_length=500, blank=True)
    snapshot = models.JSONField("lịch làm việc")

    class Meta:
        verbose_name = "phiên bản lịch làm việc"
        constraints = [models.UniqueConstraint(fields=["agency", "no"], name="calendar_version_no_unique")]

    def __str__(self) -> str:
        return f"{self.agency_id}/{self.no}"


class Series(models.Model):
    """The last number given out, by agency, kind and period (a local day or year). See `services.series`."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="series")
    kind = models.CharField(max_length=40)
    period = models.CharField(max_length=10)
    is_test = models.BooleanField(default=False)
    last_no = models.PositiveIntegerField()

    class Meta:
        verbose_name = "dãy số"
        constraints = [
            models.UniqueConstraint(fields=["agency", "kind", "period", "is_test"], name="series_unique")
        ]

    def __str__(self) -> str:
        return f"{self.agency_id}/{self.kind}/{self.period}: {self.last_no}"


class LawValue(models.Model):
    """A value fixed by law or local rule, with the time it is in force, its source and how sure we are.

    History is never edited: a change closes the range and opens a new row (`services.change_law_value`).
    No agency means everywhere; an agency's own row prevails.
    """

    key = models.CharField("khóa", max_length=60)
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="law_values", verbose_name="cơ quan"
    )
    value = models.JSONField("giá trị")
    unit = models.CharField("đơn vị", max_length=40, blank=True)
    title = models.CharField("nội dung", max_length=200)
    valid_from = models.DateField("hiệu lực từ")
    valid_to = models.DateField("hiệu lực đến", null=True, blank=True)
    basis = models.CharField("căn cứ", max_length=300, blank=True)
    mark = models.CharField("độ tin cậy", max_length=1, choices=Mark.choices)
    note = models.CharField("ghi chú", max_length=500, blank=True)
    set_at = models.DateTimeField("nhập lúc")
    actor_kind = models.CharField(max_length=10)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=200)
    actor_office = models.CharField(max_length=200, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = "giá trị theo pháp luật"
        constraints = [
            ExclusionConstraint(
                name="law_value_one_at_a_time",
                expressions=[
                    ("key", RangeOperators.EQUAL),
                    (Coalesce(F("agency"), 0, output_field=models.BigIntegerField()), RangeOperators.EQUAL),
                    (Validity(), RangeOperators.OVERLAPS),
                ],
            )
        ]

    def __str__(self) -> str:
        return f"{self.key} từ {self.valid_from:%d/%m/%Y}"
