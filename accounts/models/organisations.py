"""Organisations known by their tax code, and the citizens who act for them."""

from django.db import models
from django.db.models import F, Q


class Organisation(models.Model):
    """A company, cooperative, association; it is here because a proven sign-in named its tax code."""

    tax_code = models.CharField("mã số thuế", max_length=14, unique=True)
    name = models.CharField("tên tổ chức", max_length=300)
    proven_at = models.DateTimeField("xác minh lúc")
    proven_by = models.CharField("xác minh bởi", max_length=200)

    class Meta:
        verbose_name = "tổ chức"
        constraints = [
            models.CheckConstraint(
                condition=Q(tax_code__regex=r"^\d{10}(-\d{3})?$|^\d{12}$"), name="organisation_tax_code_form"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="organisation_name_given"),
        ]

    def __str__(self) -> str:
        return self.name


class OrganisationMember(models.Model):
    """One who acts for the organisation, from joining to leaving.

    It begins as an invitation to a phone number: `citizen` is null until whoever has confirmed that number
    takes it. `ended_at` takes it back, says no to it, or ends the membership.
    """

    class Role(models.TextChoices):
        MANAGER = "manager", "Quản lý"
        MEMBER = "member", "Thành viên"

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="members", verbose_name="tổ chức"
    )
    phone = models.CharField("số điện thoại được mời", max_length=15)
    citizen = models.ForeignKey(
        "accounts.Citizen", models.PROTECT, null=True, related_name="seats", verbose_name="người tham gia"
    )
    role = models.CharField("vai trò", max_length=10, choices=Role)
    invited_by = models.ForeignKey("accounts.Citizen", models.PROTECT, related_name="+")
    invited_at = models.DateTimeField("mời lúc")
    joined_at = models.DateTimeField("tham gia lúc", null=True)
    ended_at = models.DateTimeField("thôi lúc", null=True)

    class Meta:
        verbose_name = "thành viên của tổ chức"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "phone"],
                condition=Q(ended_at__isnull=True),
                name="organisation_member_once",
            ),
            models.UniqueConstraint(
                fields=["organisation", "citizen"],
                condition=Q(ended_at__isnull=True, citizen__isnull=False),
                name="organisation_citizen_once",
            ),
            models.CheckConstraint(
                condition=Q(citizen__isnull=True, joined_at__isnull=True)
                | Q(citizen__isnull=False, joined_at__isnull=False),
                name="organisation_member_joined_paired",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("invited_at")),
                name="organisation_member_dates_ordered",
            ),
            models.CheckConstraint(
                condition=Q(role__in=("manager", "member")), name="organisation_member_role_known"
            ),
        ]
        indexes = [
            models.Index(fields=["phone"], name="organisation_invited", condition=Q(ended_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.role}"
