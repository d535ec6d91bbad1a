"""The law's values that accounts follow, for an officer of one or several agencies.

Where the agencies differ, the strictest counts.
"""

from collections.abc import Collection
from datetime import date, timedelta

from accounts.models import User
from accounts.throttle import Lock
from agencies.models import Agency
from agencies.selectors import law_value


def idle(agencies: Collection[Agency], on: date) -> timedelta:
    """After how long without a click the screen locks."""
    found = (law_value("session_idle_minutes", on, agency) for agency in agencies or (None,))
    return timedelta(minutes=min(found))


def admin_idle(agencies: Collection[Agency], on: date) -> timedelta:
    """The same for who administers."""
    found = (law_value("admin_idle_minutes", on, agency) for agency in agencies or (None,))
    return timedelta(minutes=min(found))


def sign_in_lock(on: date) -> Lock:
    """How many wrong passwords in a row lock, and for how long. Asked before anybody is known."""
    return Lock(int(law_value("wrong_logins", on)), timedelta(hours=int(law_value("lock_hours", on))))


def shortest_password(on: date) -> int:
    """How many characters a password has at least."""
    return int(law_value("password_min_length", on))


def remembered_passwords(on: date) -> int:
    """How many passwords before the present one may not come back."""
    return int(law_value("password_history", on))


def admin_password_age(on: date) -> timedelta:
    """After how long an administrator has to change the password."""
    return timedelta(days=int(law_value("admin_password_days", on)))


def networks(agencies: Collection[Agency], on: date) -> list[str]:
    """The networks of these agencies together; empty where none has named any: everywhere is inside."""
    named = (network for agency in agencies for network in law_value("office_networks", on, agency))
    return list(dict.fromkeys(named))


def idle_account(on: date) -> timedelta:
    """After how long without a sign-in an account is closed."""
    return timedelta(days=int(law_value("account_idle_days", on)))


def review_months(agency: Agency, on: date) -> int:
    """Within how many months accounts and duties are gone through again."""
    return int(law_value("rights_review_months", on, agency))


def offices(user: User, on: date) -> list[Agency]:
    """The agencies where the person holds a duty of their own that day. One query."""
    held = user.memberships.in_force(on).values("agency")
    return list(Agency.objects.filter(pk__in=held).in_order())
