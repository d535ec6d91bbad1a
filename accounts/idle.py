"""Accounts that nobody signs in to are closed, after a word of warning (TCVN 14423:2026, 5.6.2.3)."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Greatest

from accounts import notices, rules
from accounts.models import User
from accounts.notices import Word
from audit.services import record
from kit.actor import Actor
from kit.clock import local_date

WARNED_BEFORE = timedelta(days=7)
DESK = "/can-bo/"


def sweep(*, at: datetime) -> int:
    """Close what was idle too long, warn who is about to be; returns how many were closed. Safe to repeat."""
    limit = rules.idle_account(local_date(at))
    closed = sum(_close(user, at) for user in _quiet_since(at - limit))
    for user in _quiet_since(at - limit + WARNED_BEFORE):
        _warn(user, limit, at)
    return closed


def _quiet_since(moment: datetime) -> QuerySet[User]:
    """Open accounts without a sign-in, an opening or a reopening since then. Greatest leaves nulls out."""
    rows = User.objects.filter(is_active=True)
    return rows.annotate(used_at=Greatest("last_login", "date_joined", "reopened_at")).filter(
        used_at__lt=moment
    )


@transaction.atomic
def _close(user: User, at: datetime) -> int:
    """One at a time: who signs in at this very moment keeps the account."""
    unchanged = User.objects.filter(pk=user.pk, is_active=True, last_login=user.last_login)
    if not unchanged.update(is_active=False):
        return 0
    record(
        action="account.close", by=Actor.system(), at=at, object_type="user", object_id=user.pk,
        summary="Khóa tài khoản: lâu không đăng nhập.",
    )  # fmt: skip
    return 1


def _warn(user: User, limit: timedelta, at: datetime) -> None:
    """Once for one silence, at the first office; who has no duty has no office to tell it at."""
    offices = rules.offices(user, local_date(at))
    day = local_date(user.used_at + limit)
    if offices:
        once = f"idle:{user.pk}:{day:%Y%m%d}"
        notices.tell(words=[Word(user, offices[0], "officer_idle", {"day": day}, once, DESK)], at=at)
