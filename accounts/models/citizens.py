"""Accounts of citizens and organisations. A citizen is not a User: no duty, no desk, own sessions."""

from django.db import models
from django.db.models import F, Q

from accounts.models.organisations import Organisation
from kit.sealed import BlindIndexField, SealedField

NAME_LENGTH = 200


class Citizen(models.Model):
    """An account of the portal. A person's, or, where `organisation` is set, the organisation's own.

    `phone` and `email` are only what was confirmed by a code; `id_number` only what somebody proved:
    `proven_by` says who, `loa` how surely (in the prover's words), `id_index` finds the whole number.
    An empty `password` opens nothing: such an account is entered by a code or by an identity.
    """

    phone = models.CharField("số điện thoại", max_length=15, blank=True)
    name = models.CharField("họ và tên", max_length=NAME_LENGTH)
    password = models.CharField("mật khẩu (đã băm)", max_length=128, blank=True)
    password_set_at = models.DateTimeField("đặt mật khẩu lúc", null=True)
    email = models.EmailField("thư điện tử", blank=True)
    id_number = SealedField("số định danh (đã mã hóa)", blank=True, default="")
    id_index = BlindIndexField(of="id_number", purpose="citizen-id")
    proven_at = models.DateTimeField("xác thực lúc", null=True)
    proven_by = models.CharField("xác thực bởi", max_length=200, blank=True)
    loa = models.CharField("mức độ xác thực", max_length=40, blank=True)
    organisation = models.OneToOneField(
        Organisation, models.PROTECT, null=True, related_name="account", verbose_name="là tài khoản của"
    )
    created_at = models.DateTimeField("mở lúc")

    class Meta:
        verbose_name = "tài khoản người dân"
        constraints = [
            models.UniqueConstraint(fields=["phone"], condition=~Q(phone=""), name="citizen_phone_once"),
            models.UniqueConstraint(
                fields=["id_index"], condition=~Q(id_index=""), name="citizen_identity_once"
            ),
            models.CheckConstraint(
                condition=Q(phone="") | Q(phone__regex=r"^84[35789]\d{8}$"), name="citizen_phone_mobile"
            ),
            models.CheckConstraint(
                condition=Q(id_index="") | (Q(proven_at__isnull=False) & ~Q(proven_by="")),
                name="citizen_identity_proven",
            ),
            models.CheckConstraint(
                condition=Q(password="", password_set_at__isnull=True)
                | (~Q(password="") & Q(password_set_at__isnull=False)),
                name="citizen_password_dated",
            ),
            models.CheckConstraint(
                condition=Q(organisation__isnull=True) | Q(id_index=""), name="citizen_person_or_organisation"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_organisation(self) -> bool:
        """Is this the account of an organisation itself?"""
        return self.organisation_id is not None


class CitizenSession(models.Model):
    """One signed-in device of a citizen: what it is in words, from where, and until when.

    The browser's session names this row; once `ended_at` is set, nothing opens with it any more.
    """

    class Way(models.TextChoices):
        PASSWORD = "password", "Mật khẩu"
        CODE = "code", "Mã qua tin nhắn"
        IDENTITY = "identity", "Tài khoản định danh"

    citizen = models.ForeignKey(Citizen, models.PROTECT, related_name="sessions", verbose_name="tài khoản")
    way = models.CharField("đăng nhập bằng", max_length=10, choices=Way)
    device = models.CharField("thiết bị", max_length=100)
    address = models.CharField("địa chỉ mạng", max_length=45, blank=True)
    started_at = models.DateTimeField("bắt đầu lúc")
    seen_at = models.DateTimeField("dùng lần cuối")
    ended_at = models.DateTimeField("kết thúc lúc", null=True)

    class Meta:
        verbose_name = "phiên đăng nhập của người dân"
        constraints = [
            models.CheckConstraint(
                condition=Q(seen_at__gte=F("started_at")), name="citizen_session_seen_after_start"
            ),
            models.CheckConstraint(
                condition=Q(way__in=("password", "code", "identity")), name="citizen_session_way_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["citizen", "-seen_at"],
                name="citizen_session_open",
                condition=Q(ended_at__isnull=True),
            ),
            models.Index(fields=["seen_at"], name="citizen_session_seen"),
        ]

    def __str__(self) -> str:
        return f"{self.citizen_id}: {self.device}"


class OneTimeCode(models.Model):
    """Six digits on their way to a phone or a mail box; only their keyed hash lies here.

    A row belongs to the browser that asked for it. So many `tries` are looked at, one use is the last.
    `citizen` is set where somebody signed in confirms a new phone or address. A look-up of a number that
    nobody has leaves a row without an address: nothing was sent.
    """

    class Purpose(models.TextChoices):
        ENTER = "enter", "Đăng nhập, đăng ký"
        PHONE = "phone", "Xác nhận số điện thoại mới"
        EMAIL = "email", "Xác nhận thư điện tử"
        LOOKUP = "lookup", "Tra cứu theo số định danh"

    purpose = models.CharField(max_length=10, choices=Purpose)
    address = models.CharField("nơi nhận", max_length=254)
    citizen = models.ForeignKey(Citizen, models.CASCADE, null=True, related_name="+")
    code_hash = models.CharField(max_length=64)
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "mã dùng một lần"
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="one_time_code_expires"),
            models.CheckConstraint(
                condition=Q(purpose__in=("enter", "lookup"), citizen__isnull=True)
                | Q(purpose__in=("phone", "email"), citizen__isnull=False),
                name="one_time_code_whose",
            ),
        ]
        indexes = [models.Index(fields=["expires_at"], name="one_time_code_expiry")]

    def __str__(self) -> str:
        return f"{self.purpose} #{self.pk}"
