"""Identities from outside: who may vouch for people here, and whom they have vouched for."""

from django.db import models
from django.db.models import Q

from accounts.models.citizens import Citizen
from kit.sealed import SealedField


class IdentityProvider(models.Model):
    """A row of settings: one service that signs people in by OpenID Connect (`accounts.oidc`).

    Endpoints are explicit: the national portal publishes no discovery document. `claim_map` maps our fields
    (accounts.oidc.claims.FIELDS) to the provider's names; `person_values` are the values of its account type
    that mean a person. The secret lies sealed here or in the environment variable `secret_env`.
    """

    class TokenAuth(models.TextChoices):
        POST = "client_secret_post", "trong thân yêu cầu"
        BASIC = "client_secret_basic", "trong tiêu đề yêu cầu"

    class Method(models.TextChoices):
        POST = "POST", "POST"
        GET = "GET", "GET"

    key = models.SlugField("khóa", max_length=40, unique=True)
    title = models.CharField("tên hiển thị", max_length=100)
    issuer = models.CharField("issuer", max_length=300)
    authorize_url = models.CharField("authorize", max_length=300)
    token_url = models.CharField("token", max_length=300)
    userinfo_url = models.CharField("userinfo", max_length=300)
    jwks_url = models.CharField("jwks", max_length=300)
    logout_url = models.CharField("logout", max_length=300, blank=True)
    client_id = models.CharField("client id", max_length=200)
    client_secret = SealedField("client secret (đã mã hóa)", blank=True, default="")
    secret_env = models.CharField("biến môi trường giữ client secret", max_length=100, blank=True)
    scope = models.CharField("scope", max_length=200, default="openid")
    acr_values = models.CharField("acr_values", max_length=100, blank=True)
    extra_params = models.JSONField("tham số thêm khi chuyển đi", default=dict, blank=True)
    token_auth = models.CharField(max_length=30, choices=TokenAuth, default=TokenAuth.POST)
    userinfo_method = models.CharField(max_length=4, choices=Method, default=Method.POST)
    claim_map = models.JSONField("bảng đối chiếu trường", default=dict)
    person_values = models.JSONField("giá trị loại tài khoản là cá nhân", default=list, blank=True)
    enabled = models.BooleanField("đang dùng", default=False)

    class Meta:
        verbose_name = "nơi cấp định danh"

    def __str__(self) -> str:
        return self.title


class ExternalIdentity(models.Model):
    """This account is that subject of the provider (the national portal's TechID). Never made by hand.

    `claims` keeps no personal data: the kind of account and how surely it was proven. `basis` says why the
    two were joined.
    """

    class Basis(models.TextChoices):
        CREATED = "created", "Mở tài khoản từ lần đăng nhập này"
        SAME_ID = "same_id", "Cùng số định danh đã xác thực"
        ASKED = "asked", "Chủ tài khoản liên kết khi đang đăng nhập"

    provider = models.ForeignKey(IdentityProvider, models.PROTECT, related_name="identities")
    subject = models.CharField("mã của người dùng ở nơi cấp", max_length=200)
    citizen = models.ForeignKey(Citizen, models.PROTECT, related_name="identities", verbose_name="tài khoản")
    basis = models.CharField("căn cứ liên kết", max_length=10, choices=Basis)
    claims = models.JSONField(default=dict)
    linked_at = models.DateTimeField("liên kết lúc")
    used_at = models.DateTimeField("dùng lần cuối")

    class Meta:
        verbose_name = "định danh từ bên ngoài"
        constraints = [
            models.UniqueConstraint(fields=["provider", "subject"], name="external_identity_once"),
            models.CheckConstraint(condition=~Q(subject=""), name="external_identity_subject_given"),
        ]

    def __str__(self) -> str:
        return f"{self.provider_id}: {self.citizen_id}"
