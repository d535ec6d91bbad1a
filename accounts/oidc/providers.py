"""The rows of settings of who may vouch for people: put in from JSON, found, listed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from accounts.models import IdentityProvider
from accounts.oidc.claims import FIELDS, NATIONAL, PERSON_VALUES
from accounts.oidc.endpoints import is_safe
from audit.services import record
from kit.actor import Actor
from kit.errors import Invalid

ENDPOINTS = ("authorize_url", "token_url", "userinfo_url", "jwks_url")
OURS = ("client_id", "redirect_uri", "state", "nonce", "response_type", "code_challenge", "scope")
SETTABLE = frozenset(
    field.name for field in IdentityProvider._meta.concrete_fields if field.name not in {"id", "key"}
)


def enabled() -> QuerySet[IdentityProvider]:
    """Who is offered on the sign-in page."""
    return IdentityProvider.objects.filter(enabled=True).order_by("pk")


def find(key: str) -> IdentityProvider | None:
    """The provider of this key, while it is in use."""
    return enabled().filter(key=key).first()


def put(*, key: str, values: Mapping[str, Any], by: Actor, at: datetime) -> IdentityProvider:
    """Create or change a row: what `values` leaves out stays. Raises Invalid naming each wrong field.

    A new row begins with the national portal's claim map. The secret is written to no log and no book.
    """
    if unknown := sorted(set(values) - SETTABLE):
        raise Invalid({name: ["Không có trường này."] for name in unknown})
    row = IdentityProvider.objects.filter(key=key).first() or IdentityProvider(
        key=key, claim_map=dict(NATIONAL), person_values=list(PERSON_VALUES)
    )
    for name, value in values.items():
        setattr(row, name, value)
    _check(row)
    with transaction.atomic():
        row.save()
        record(
            action="citizen.provider", by=by, at=at, object_type="identity_provider", object_id=row.pk,
            summary=f"Khai nơi cấp định danh “{row.key}”.", data={"fields": sorted(values)},
        )  # fmt: skip
    return row


def _check(row: IdentityProvider) -> None:
    errors: dict[str, list[str]] = {}
    try:
        row.full_clean(exclude=["client_secret"], validate_unique=False)
    except ValidationError as error:
        errors |= error.message_dict
    for name in (*ENDPOINTS, "logout_url"):
        address = getattr(row, name)
        if address and not is_safe(address):
            errors[name] = ["Địa chỉ phải bắt đầu bằng https:// và có tên máy chủ."]
    if row.client_secret and row.secret_env:
        errors["secret_env"] = ["Chỉ dùng một trong hai: client_secret hoặc secret_env."]
    if "openid" not in row.scope.split():
        errors["scope"] = ["scope phải có openid."]
    if not isinstance(row.claim_map, dict) or not {"subject", "name"} <= set(row.claim_map) <= FIELDS:
        errors["claim_map"] = [f"Cần subject và name; các trường: {', '.join(sorted(FIELDS))}."]
    if not isinstance(row.person_values, list):
        errors["person_values"] = ["Cần một danh sách."]
    if not isinstance(row.extra_params, dict) or set(OURS) & set(row.extra_params):
        errors["extra_params"] = ["Cần một bảng tham số, không trùng tham số của hệ thống."]
    if errors:
        raise Invalid(errors)
