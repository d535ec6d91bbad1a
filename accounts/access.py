"""The one question: may this person do that, here, today?

Duties are read once (`duties`) and asked many times without another query; `has_permission` is the same
question for callers who ask once. Nobody reads `is_superuser`: without a duty an account may do nothing.
"""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Membership, Substitution, User
from accounts.permissions import PASSED_ON, Permission
from accounts.roles import ROLES, roles_with
from agencies.models import Agency, Unit
from kit.actor import Actor


@dataclass(frozen=True)
class Duty:
    """A role held at an agency; `unit_id` None means at all of it.

    `instead_of` is the id of the absent officer whose duty it is; None for one's own.
    """

    role: str
    agency_id: int
    unit_id: int | None
    instead_of: int | None = None

    def gives(self, permission: Permission, agency_id: int, unit_id: int | None) -> bool:
        """Does this duty allow it there? Asked without a unit: anywhere in the agency."""
        return (
            self.agency_id == agency_id
            and (unit_id is None or self.unit_id is None or self.unit_id == unit_id)
            and permission in self.permissions
        )

    @property
    def permissions(self) -> frozenset[Permission]:
        """What the duty allows where it is held; a substitute does the work and does not sign."""
        whole = ROLES[self.role].permissions
        return whole if self.instead_of is None else whole & PASSED_ON


@dataclass(frozen=True)
class Duties:
    """Everything that one person holds on one day."""

    user_id: int | None
    held: tuple[Duty, ...]

    def may(self, permission: Permission, *, agency: Agency, unit: Unit | None = None) -> bool:
        """Is `permission` held at `agency` (in `unit`, or anywhere in it)? No query."""
        unit_id = unit.pk if unit else None
        return any(duty.gives(permission, agency.pk, unit_id) for duty in self.held)

    def agency_ids(self, permission: Permission | None = None) -> frozenset[int]:
        """The agencies where `permission` is held, or where any duty is held."""
        return frozenset(
            duty.agency_id for duty in self.held if permission is None or permission in duty.permissions
        )

    @property
    def instead_of(self) -> frozenset[int]:
        """The absent officers whose work this person does today."""
        return frozenset(duty.instead_of for duty in self.held if duty.instead_of is not None)

    def own(self) -> "Duties":
        """What is held in one's own name."""
        return Duties(self.user_id, tuple(duty for duty in self.held if duty.instead_of is None))

    def whose(self, permission: Permission, *, agency: Agency, unit: Unit | None = None) -> int | None:
        """The absent officer in whose place alone this may be done; None where one's own duty is enough."""
        if self.own().may(permission, agency=agency, unit=unit):
            return None
        unit_id = unit.pk if unit else None
        given = (duty.instead_of for duty in self.held if duty.gives(permission, agency.pk, unit_id))
        return next(given, None)

    def unit_ids(self, *, agency: Agency) -> frozenset[int]:
        """The units of `agency` that a duty names."""
        return frozenset(d.unit_id for d in self.held if d.agency_id == agency.pk and d.unit_id is not None)


@dataclass(frozen=True)
class Scope:
    """What a person may see at all: every queryset of dossiers is cut to it.

    `agency_ids`: dossiers of these agencies. `unit_ids`: the units whose work is the person's own queue.
    An administrator's scope is empty: no dossiers (personal data stays with those who handle them).
    `instead_of`: the absent officers whose queue is the person's own today.
    """

    user_id: int | None
    agency_ids: frozenset[int]
    unit_ids: frozenset[int]
    instead_of: frozenset[int] = frozenset()

    def only(self, agency: Agency) -> "Scope":
        """This scope cut down to one agency: the one that the officer works at now."""
        return Scope(self.user_id, self.agency_ids & {agency.pk}, self.unit_ids, self.instead_of)

    @property
    def holders(self) -> frozenset[int | None]:
        """Whose dossiers are the person's own work: theirs, and those of whom they stand in for."""
        return self.instead_of | {self.user_id}


def duties(user: User | AnonymousUser, on: date) -> Duties:
    """What `user` holds on the day `on`, own duties first; nothing for a stranger. One query.

    With it come the duties of those whom `user` stands in for, at the agency where that was arranged. Only
    one step far: who stands in for a substitute gets the substitute's own duties.
    """
    if not user.is_authenticated:
        return Duties(None, ())
    away = Substitution.objects.in_force(on).filter(
        substitute=user, absent=OuterRef("user"), agency=OuterRef("agency")
    )
    rows = Membership.objects.in_force(on).filter(Q(user=user) | Exists(away))
    found = sorted(
        rows.order_by("pk").values_list("role", "agency_id", "unit_id", "user_id"),
        key=lambda row: row[3] != user.pk,
    )
    return Duties(user.pk, tuple(Duty(*row, None if whose == user.pk else whose) for *row, whose in found))


def has_permission(
    user: User | AnonymousUser, permission: Permission, *, agency: Agency, unit: Unit | None = None, on: date
) -> bool:
    """May `user` do `permission` at `agency` on the day `on`?

    A duty at the whole agency covers all its units; a duty at a unit covers that unit. Asked without a
    unit, a duty at any unit is enough.
    """
    return duties(user, on).may(permission, agency=agency, unit=unit)


def agencies_with(user: User | AnonymousUser, permission: Permission, on: date) -> QuerySet[Agency]:
    """The agencies where `user` holds `permission`, in Vietnamese order."""
    return Agency.objects.filter(pk__in=duties(user, on).agency_ids(permission)).in_order()


def offices_of(user: User | AnonymousUser, on: date) -> QuerySet[Agency]:
    """The agencies where `user` holds any duty, in Vietnamese order."""
    return Agency.objects.filter(pk__in=duties(user, on).agency_ids()).in_order()


def units_of(user: User | AnonymousUser, agency: Agency, on: date) -> QuerySet[Unit]:
    """The units of `agency` that a duty of `user` names."""
    return Unit.objects.filter(pk__in=duties(user, on).unit_ids(agency=agency)).order_by("kind_key", "pk")


def scope_of(held: Duties) -> Scope:
    """The scope that these duties give. No query."""
    seen = held.agency_ids(Permission.VIEW)
    units = (duty.unit_id for duty in held.held if duty.agency_id in seen and duty.unit_id is not None)
    return Scope(held.user_id, seen, frozenset(units), held.instead_of)


def scope(user: User | AnonymousUser, on: date) -> Scope:
    """What `user` may see on the day `on`: the cut that the desk's selectors make first."""
    return scope_of(duties(user, on))


def officers_with(
    permission: Permission, agency: Agency, unit: Unit | None = None, *, on: date
) -> QuerySet[User]:
    """Who may do `permission` at `agency` (in `unit`, where one is given), by name."""
    rows = Membership.objects.in_force(on).filter(agency=agency, role__in=roles_with(permission))
    if unit is not None:
        rows = rows.filter(Q(unit=unit) | Q(unit__isnull=True))
    return User.objects.filter(pk__in=rows.values("user")).order_by("full_name", "pk")


def officers_of(unit: Unit, *, on: date) -> QuerySet[User]:
    """Who works in `unit`: a duty names it, and dossiers may be seen with that duty; by name."""
    rows = Membership.objects.in_force(on).filter(unit=unit, role__in=roles_with(Permission.VIEW))
    return User.objects.filter(pk__in=rows.values("user")).order_by("full_name", "pk")


def stand_in(absent: User, agency: Agency, on: date) -> Substitution | None:
    """Who does `absent`'s work at `agency` on the day `on`. One query."""
    rows = Substitution.objects.in_force(on).filter(absent=absent, agency=agency, substitute__is_active=True)
    return rows.select_related("substitute").first()


def told_for(holder: User, agency: Agency, on: date) -> list[User]:
    """Who hears of `holder`'s work: they, and who stands in for them that day. One query."""
    away = stand_in(holder, agency, on)
    return [holder, away.substitute] if away else [holder]


def officers_in(agency: Agency, *, on: date) -> QuerySet[User]:
    """Everybody who holds a duty at `agency` on that day, by name."""
    rows = Membership.objects.in_force(on).filter(agency=agency)
    return User.objects.filter(pk__in=rows.values("user")).order_by("full_name", "pk")


def ever_at(agency: Agency) -> QuerySet[User]:
    """Everybody who ever held a duty at `agency`, by name: what they did stays theirs."""
    rows = Membership.objects.filter(agency=agency)
    return User.objects.filter(pk__in=rows.values("user")).order_by("full_name", "pk")


def actor_of(user: User, office: str = "") -> Actor:
    """`user` as the value that the rooms below know."""
    return Actor(kind="officer", id=user.pk, name=user.full_name, office=office)
