"""One question, every answer: who may do what, where, and on which day."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts import access, roles
from accounts.models import Membership, User
from accounts.permissions import Permission as P
from agencies.models import Agency, Unit
from tests.desk.access import GIVEN_AT, agency, officer

TODAY = date(2026, 11, 23)
DOSSIER_WORDS = {p for p in P if p.startswith("dossier.")}


@pytest.fixture
def son_tay(db) -> Agency:
    return agency()


@pytest.fixture
def an_phu(db) -> Agency:
    return agency("18175", "Xã An Phú")


@pytest.fixture
def one_stop(son_tay) -> Unit:
    return Unit.objects.create(agency=son_tay, kind_key="one_stop", name="Bộ phận Một cửa")


@pytest.fixture
def justice(son_tay) -> Unit:
    return Unit.objects.create(agency=son_tay, kind_key="justice_civil_status", name="Tư pháp")


TABLE = {
    "receiver": {P.VIEW, P.PRINT, P.WHOLE_ID, P.RECEIVE, P.COUNTER, P.STOP, P.PROPOSE},
    "handler": {P.VIEW, P.PRINT, P.WHOLE_ID, P.HANDLE, P.PROPOSE},
    "approver": {P.VIEW, P.PRINT, P.APPROVE, P.ASSIGN, P.STOP, P.PROPOSE, P.LATE_VIEW, P.REPORT, P.TRAIL},
    "returner": {P.VIEW, P.PRINT, P.WHOLE_ID, P.RETURN},
    "office": {P.VIEW, P.PRINT, P.ASSIGN, P.LATE_VIEW, P.REPORT, P.HISTORY, P.CALENDAR, P.TRAIL},
    "administrator": {
        P.CALENDAR,
        P.CATALOGUE,
        P.LAW,
        P.MEMBERS,
        P.AUDIT,
        P.OFFICES,
        P.MESSAGES,
        P.KEEP,
    },
}


def test_the_table_of_roles_is_the_one_that_was_agreed():
    assert {role.key: set(role.permissions) for role in roles.ROLES.values()} == TABLE


def test_every_word_is_held_by_some_role_and_described():
    assert {p for p in P if not roles.roles_with(p)} == set()
    assert all(p.description for p in P)
    assert all(role.title and role.description for role in roles.ROLES.values())


def test_an_administrator_touches_no_dossier():
    assert not roles.ROLES["administrator"].permissions & DOSSIER_WORDS


def test_words_are_their_values():
    assert P.RECEIVE == "dossier.receive"
    assert P("dossier.receive") is P.RECEIVE


@pytest.mark.parametrize("role", sorted(roles.ROLES))
def test_a_role_gives_its_words_at_its_agency_and_nowhere_else(role, son_tay, an_phu):
    user = officer("hoa", role, at=son_tay)
    here = {p for p in P if access.has_permission(user, p, agency=son_tay, on=TODAY)}
    elsewhere = {p for p in P if access.has_permission(user, p, agency=an_phu, on=TODAY)}
    assert (here, elsewhere) == (TABLE[role], set())


def test_a_duty_at_a_unit_covers_that_unit_alone(son_tay, one_stop, justice):
    user = officer("hoa", "receiver", at=son_tay, unit=one_stop)
    asked = [
        access.has_permission(user, P.RECEIVE, agency=son_tay, unit=u, on=TODAY)
        for u in (one_stop, justice, None)
    ]
    assert asked == [True, False, True]


def test_a_duty_at_the_agency_covers_every_unit(son_tay, justice):
    user = officer("nam", "handler", at=son_tay)
    assert access.has_permission(user, P.HANDLE, agency=son_tay, unit=justice, on=TODAY)


@pytest.mark.parametrize(
    ("first", "last", "may"),
    [
        (date(2026, 11, 23), None, True),
        (date(2026, 11, 24), None, False),
        (date(2026, 1, 1), date(2026, 11, 23), True),
        (date(2026, 1, 1), date(2026, 11, 22), False),
    ],
)
def test_a_duty_counts_on_its_days_both_inside(son_tay, first, last, may):
    user = officer("hoa")
    Membership.objects.create(
        user=user, agency=son_tay, role="receiver", valid_from=first, valid_to=last, granted_at=GIVEN_AT
    )
    assert access.has_permission(user, P.RECEIVE, agency=son_tay, on=TODAY) is may


def test_a_duty_that_was_ended_gives_nothing(son_tay):
    user = officer("hoa", "receiver", at=son_tay)
    Membership.objects.update(ended_at=GIVEN_AT)
    assert not access.has_permission(user, P.RECEIVE, agency=son_tay, on=TODAY)


@pytest.mark.django_db
def test_a_stranger_may_nothing_and_sees_nothing(son_tay):
    stranger = AnonymousUser()
    assert not any(access.has_permission(stranger, p, agency=son_tay, on=TODAY) for p in P)
    assert access.scope(stranger, TODAY) == access.Scope(None, frozenset(), frozenset())


def test_a_superuser_without_a_duty_may_nothing(son_tay):
    user = User.objects.create_superuser("goc", full_name="Gốc")
    assert not any(access.has_permission(user, p, agency=son_tay, on=TODAY) for p in P)


def test_the_scope_is_where_dossiers_may_be_seen(son_tay, an_phu, one_stop):
    user = officer("hoa", "receiver", at=son_tay, unit=one_stop)
    Membership.objects.create(
        user=user, agency=an_phu, role="administrator", valid_from=date(2026, 1, 1), granted_at=GIVEN_AT
    )
    seen = access.scope(user, TODAY)
    assert seen == access.Scope(user.pk, frozenset({son_tay.pk}), frozenset({one_stop.pk}))
    assert seen.only(an_phu).agency_ids == frozenset()
    assert list(access.agencies_with(user, P.MEMBERS, TODAY)) == [an_phu]
    assert list(access.offices_of(user, TODAY)) == [an_phu, son_tay]
    assert list(access.units_of(user, son_tay, TODAY)) == [one_stop]


def test_officers_are_found_by_what_they_may_do(son_tay, an_phu, one_stop, justice):
    here = officer("a", "handler", at=son_tay, unit=justice)
    anywhere = officer("b", "handler", at=son_tay)
    officer("c", "handler", at=son_tay, unit=one_stop)
    officer("d", "handler", at=an_phu)
    officer("e", "handler", at=son_tay, is_active=False)
    officer("f", "returner", at=son_tay)
    assert list(access.officers_with(P.HANDLE, son_tay, justice, on=TODAY)) == [here, anywhere]
    assert access.officers_with(P.HANDLE, son_tay, on=TODAY).count() == 3


def test_duties_are_read_once_and_asked_often(son_tay, django_assert_num_queries):
    user = officer("hoa", "receiver", "returner", at=son_tay)
    with django_assert_num_queries(1):
        held = access.duties(user, TODAY)
        may = {p for p in P if held.may(p, agency=son_tay)}
    assert may == TABLE["receiver"] | TABLE["returner"]


def test_an_officer_is_known_below_as_a_value(son_tay):
    user = officer("hoa", full_name="Trần Thị Hoa")
    actor = access.actor_of(user, "Xã Sơn Tây")
    assert (actor.kind, actor.id, actor.name, actor.office) == (
        "officer",
        user.pk,
        "Trần Thị Hoa",
        "Xã Sơn Tây",
    )
