"""Officers: who signs in at the desk, the duties they hold, and what they are told."""

from datetime import date

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Lower

from accounts import roles
from agencies.models import Agency, DatedQuerySet, Unit, Validity
from kit.sealed import SealedField


class Level(models.TextChoices):
    """How much a notice to an officer presses; each may choose for each by which ways they hear of it."""

    URGENT = "urgent", "Việc gấp: quá hạn, sắp hết hạn tiếp nhận, phải hoàn thành hoặc xin lỗi"
    SOON = "soon", "Bước xử lý sắp đến hạn"
    WORK = "work", "Việc được hỏi, được trình, được trả lời; lịch làm việc thay đổi"
    DIGEST = "digest", "Tóm tắt việc đầu giờ sáng và đầu giờ chiều"


def mailed_at_first() -> list[str]:
    """What goes by e-mail until an officer chooses otherwise: what is due soon stands in the digest too."""
    return [Level.URGENT.value, Level.WORK.value, Level.DIGEST.value]


class User(AbstractUser):
    """An officer's account. One person, one account; duties are memberships, never flags here.

    `mail_levels` and `sms_levels` say which notices go out besides; all stand in the house anyway.
    `unlocks` is part of the key under which wrong tries are counted: one more, and all are forgotten.
    """

    first_name = None
    last_name = None
    full_name = models.CharField("họ và tên", max_length=150)
    phone = models.CharField("điện thoại", max_length=15, blank=True)
    must_change_password = models.BooleanField("phải đổi mật khẩu khi đăng nhập", default=False)
    password_set_at = models.DateTimeField("đặt mật khẩu lúc", null=True)
    reopened_at = models.DateTimeField("mở lại lúc", null=True)
    unlocks = models.PositiveIntegerField("số lần mở khóa đăng nhập", default=0)
    mail_levels = ArrayField(
        models.CharField(max_length=10), verbose_name="nhận qua thư điện tử", default=mailed_at_first
    )
    sms_levels = ArrayField(models.CharField(max_length=10), verbose_name="nhận qua tin nhắn", default=list)

    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = "tài khoản"
        constraints = [
            models.CheckConstraint(condition=Q(username=Lower("username")), name="user_name_lower_case"),
            models.CheckConstraint(condition=~Q(full_name=""), name="user_full_name_given"),
            models.CheckConstraint(
                condition=Q(phone="") | Q(phone__regex=r"^84\d{9,10}$"), name="user_phone_normalised"
            ),
            models.CheckConstraint(
                condition=Q(mail_levels__contained_by=Level.values, sms_levels__contained_by=Level.values),
                name="user_levels_known",
            ),
            models.CheckConstraint(condition=Q(sms_levels=[]) | ~Q(phone=""), name="user_sms_needs_phone"),
        ]

    def __str__(self) -> str:
        return self.full_name

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        """The given name, by which colleagues call each other: the last word."""
        return self.full_name.rpartition(" ")[2]


class MembershipQuerySet(DatedQuerySet):
    def in_force(self, on: date) -> "MembershipQuerySet":
        """Duties held on `on` that nobody has ended, of accounts that are open."""
        return super().in_force(on).filter(ended_at__isnull=True, user__is_active=True)


class Membership(models.Model):
    """A duty (role) of a person at an agency, or at one unit of it, for a time.

    `valid_to` is the last day that was foreseen; `ended_at` takes the duty away at once.
    `granted_by` and `ended_by` are null where the system did it (a command).
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships", verbose_name="cán bộ")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="memberships", verbose_name="cơ quan")
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="memberships", verbose_name="bộ phận"
    )
    role = models.CharField("vai trò", max_length=20, choices=roles.CHOICES)
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến ngày", null=True, blank=True)
    granted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    granted_at = models.DateTimeField("giao lúc")
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField("thôi giao lúc", null=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "vai trò được giao"
        indexes = [
            models.Index(
                fields=["agency", "role"], name="membership_open", condition=Q(ended_at__isnull=True)
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(role__in=sorted(roles.ROLES)), name="membership_role_known"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="membership_dates_ordered",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=False) | Q(ended_by__isnull=True), name="membership_ended_paired"
            ),
            ExclusionConstraint(
                name="membership_once_at_a_time",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("agency", RangeOperators.EQUAL),
                    (Coalesce("unit", 0), RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (Validity(), RangeOperators.OVERLAPS),
                ],
                condition=Q(ended_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.get_role_display()}"


class SubstitutionQuerySet(DatedQuerySet):
    def in_force(self, on: date) -> "SubstitutionQuerySet":
        """Substitutions on the day `on` that nobody has ended."""
        return super().in_force(on).filter(ended_at__isnull=True)


class Substitution(models.Model):
    """While an officer is away, another does their work at the agency: from day to day, both inside.

    Nothing is handed over and nothing has to be given back: what the substitute may do follows from this row
    on the day it is asked (accounts.access). `ended_at` brings the officer back early.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="cơ quan")
    absent = models.ForeignKey(User, models.PROTECT, related_name="absences", verbose_name="người vắng")
    substitute = models.ForeignKey(
        User, models.PROTECT, related_name="substitutions", verbose_name="người xử lý thay"
    )
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến ngày")
    reason = models.CharField("lý do", max_length=300)
    granted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    granted_at = models.DateTimeField("giao lúc")
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField("kết thúc lúc", null=True)

    objects = SubstitutionQuerySet.as_manager()

    class Meta:
        verbose_name = "việc xử lý thay"
        indexes = [
            models.Index(fields=["substitute"], name="substitution_open", condition=Q(ended_at__isnull=True)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")), name="substitution_dates_ordered"
            ),
            models.CheckConstraint(condition=~Q(absent=F("substitute")), name="substitution_of_another"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=False) | Q(ended_by__isnull=True),
                name="substitution_ended_paired",
            ),
            ExclusionConstraint(
                name="substitution_one_at_a_time",
                expressions=[
                    ("absent", RangeOperators.EQUAL),
                    ("agency", RangeOperators.EQUAL),
                    (Validity(), RangeOperators.OVERLAPS),
                ],
                condition=Q(ended_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.substitute_id} thay {self.absent_id}"


class PastPassword(models.Model):
    """A password that an account had before, as its hash: it may not come back too soon."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    encoded = models.CharField(max_length=128)
    replaced_at = models.DateTimeField()

    class Meta:
        verbose_name = "mật khẩu cũ"
        indexes = [models.Index(fields=["user", "-replaced_at"], name="past_password_of_user")]


class SecondFactor(models.Model):
    """The authenticator of an account: its secret, sealed, and the newest step whose code was used."""

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="second_factor")
    secret = SealedField("khóa bí mật")
    confirmed_at = models.DateTimeField("thiết lập lúc")
    last_step = models.BigIntegerField("bước thời gian đã dùng", default=0)

    class Meta:
        verbose_name = "xác thực hai lớp"


class RecoveryCode(models.Model):
    """One of the codes for the day the phone is lost; hashed with a key, used once."""

    factor = models.ForeignKey(SecondFactor, models.CASCADE, related_name="codes")
    code_hash = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "mã dự phòng"
        constraints = [models.UniqueConstraint(fields=["factor", "code_hash"], name="recovery_code_once")]


class RightsReview(models.Model):
    """An administrator went through the accounts and duties of an agency; the next time is due on a day."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="cơ quan")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="người rà soát")
    at = models.DateTimeField("rà soát lúc")
    accounts = models.PositiveIntegerField("số tài khoản")
    note = models.CharField("ghi chú", max_length=500, blank=True)
    next_due = models.DateField("rà soát lần sau trước ngày")

    class Meta:
        verbose_name = "lần rà soát quyền"
        indexes = [models.Index(fields=["agency", "-at"], name="rights_review_of_agency")]


class Notice(models.Model):
    """One thing that an officer is told in the house; never a citizen's name, at most a dossier's code.

    `agency` is the office whose matter it is, `path` the page of the desk where it is looked after. Nothing
    hangs on a row: after some time it is deleted.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="notices", verbose_name="cán bộ")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="cơ quan")
    at = models.DateTimeField("lúc")
    level = models.CharField("loại", max_length=10, choices=Level.choices)
    text = models.TextField("nội dung")
    path = models.CharField("trang", max_length=300)
    dedupe_key = models.CharField("khóa chống trùng", max_length=200, unique=True)
    read_at = models.DateTimeField("đọc lúc", null=True)

    class Meta:
        verbose_name = "thông báo"
        constraints = [
            models.CheckConstraint(condition=Q(level__in=Level.values), name="notice_level_known"),
            models.CheckConstraint(condition=Q(path__startswith="/"), name="notice_path_of_the_house"),
        ]
        indexes = [
            models.Index(fields=["user", "-at", "-id"], name="notice_of_user"),
            models.Index(fields=["user"], name="notice_unread", condition=Q(read_at__isnull=True)),
            models.Index(fields=["at"], name="notice_at"),
        ]

    def __str__(self) -> str:
        return self.text


class Invitation(models.Model):
    """A link by e-mail with which an officer chooses the first password: once, for a while (docs/adr/0025).

    The token stands in the letter alone; here lies its keyed hash.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="invitations", verbose_name="cán bộ")
    email = models.EmailField("nơi gửi")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField("gửi lúc")
    expires_at = models.DateTimeField("dùng được đến")
    used_at = models.DateTimeField("dùng lúc", null=True)
    cancelled_at = models.DateTimeField("hủy lúc", null=True)

    class Meta:
        verbose_name = "lời mời"
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(used_at__isnull=True, cancelled_at__isnull=True),
                name="invitation_one_open",
            ),
            models.CheckConstraint(
                name="invitation_ends_once",
                condition=Q(used_at__isnull=True) | Q(cancelled_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.created_at:%d/%m/%Y}"
