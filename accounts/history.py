"""The passwords an account had: one that was used of late does not come back (TCVN 14423:2026, 5.6.2.2)."""

from datetime import date, datetime

from django.contrib.auth.hashers import check_password
from django.db.models import QuerySet

from accounts import rules
from accounts.models import PastPassword, User
from kit.clock import local_date


def was_used(user: User, secret: str, *, on: date) -> bool:
    """Was `secret` one of the last passwords? As many as the law's value says are looked at.

    Each look is as slow as signing in, on purpose: that is what makes the hashes worthless to a thief.
    """
    kept = _of(user)[: rules.remembered_passwords(on)]
    return any(check_password(secret, encoded) for encoded in kept.values_list("encoded", flat=True))


def replace(*, user: User, secret: str, must_change: bool, at: datetime) -> None:
    """The account has a new password; the old one goes to those that may not come back. In a transaction."""
    PastPassword.objects.create(user=user, encoded=user.password, replaced_at=at)
    too_old = _of(user)[max(rules.remembered_passwords(local_date(at)), 1) :]
    PastPassword.objects.filter(pk__in=list(too_old.values_list("pk", flat=True))).delete()
    user.set_password(secret)
    user.must_change_password, user.password_set_at = must_change, at
    user.save(update_fields=["password", "must_change_password", "password_set_at"])


def _of(user: User) -> QuerySet[PastPassword]:
    return PastPassword.objects.filter(user=user).order_by("-replaced_at", "-pk")
