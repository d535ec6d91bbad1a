"""Who may do what at an agency, gone through by an administrator twice a year (TCVN 14423:2026, 5.6.2.1)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from accounts import rules
from accounts.models import Membership, RightsReview, SecondFactor, User
from agencies.models import Agency
from audit.services import record
from kit.actor import Actor
from kit.clock import local_date
from kit.text import collapse

NOTE_LENGTH = 500


@dataclass(frozen=True)
class Line:
    """One account of the agency, with its open duties there, now or to come."""

    user: User
    duties: list[Membership]


def officers_of_agency(agency: Agency) -> QuerySet[User]:
    """Everybody who holds or ever held a duty at the agency, closed accounts too; by name."""
    held = Membership.objects.filter(agency=agency).values("user")
    factor = SecondFactor.objects.filter(user=OuterRef("pk"))
    return User.objects.filter(pk__in=held).annotate(has_factor=Exists(factor)).order_by("full_name", "pk")


def lines(agency: Agency, on: date, users: Iterable[User] | None = None) -> list[Line]:
    """The accounts with their duties. Two queries."""
    duties: dict[int, list[Membership]] = {}
    rows = Membership.objects.filter(agency=agency, ended_at__isnull=True).exclude(valid_to__lt=on)
    for row in rows.select_related("unit").order_by("role", "valid_from", "pk"):
        duties.setdefault(row.user_id, []).append(row)
    people = officers_of_agency(agency) if users is None else users
    return [Line(user, duties.get(user.pk, [])) for user in people]


def last_review(agency: Agency) -> RightsReview | None:
    """The newest one. One query."""
    return RightsReview.objects.filter(agency=agency).select_related("by").order_by("-at", "-pk").first()


@transaction.atomic
def review(*, agency: Agency, user: User, note: str, by: Actor, at: datetime) -> RightsReview:
    """The administrator has gone through the list as it stands now; the next time is due after months."""
    on = local_date(at)
    row = RightsReview.objects.create(
        agency=agency, by=user, at=at, accounts=officers_of_agency(agency).count(),
        note=collapse(note)[:NOTE_LENGTH], next_due=months_later(on, rules.review_months(agency, on)),
    )  # fmt: skip
    record(
        action="account.review", by=by, at=at, object_type="agency", object_id=agency.pk,
        summary="Rà soát tài khoản và quyền.", data={"accounts": row.accounts},
    )  # fmt: skip
    return row


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or its last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in range(day.day, 27, -1):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    return date(year, month + 1, day.day)
