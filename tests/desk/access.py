"""The access table: every address of the desk, asked by every role of this and of another office.

    visitors = access.visitors(own=son_tay, foreign=an_phu)
    access.assert_table(visitors, "/can-bo/…/", own={"receiver"}, foreign="404")

The keys of `visitors` are "stranger", "no duty", "<role>" (of the own agency) and "<role> elsewhere".
"""

from datetime import UTC, date, datetime

from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.citizens import sessions
from accounts.models import Citizen, CitizenSession, Membership, User
from accounts.roles import ROLES
from agencies.models import Agency, Unit
from agencies.services import activate_agency
from kit.actor import Actor
from kit.text import fold, sort_key
from portal import citizen as portal_citizen
from portal.demo.office import UNITS

GIVEN_AT = datetime(2025, 7, 1, 1, 0, tzinfo=UTC)


def agency(code: str = "18172", name: str = "Xã Sơn Tây", **more) -> Agency:
    """An office that exists since the communes of today do."""
    values = {
        "kind": Agency.Kind.COMMUNE,
        "short_name": name.partition(" ")[2],
        "sort_name": sort_key(name),
        "fold_name": fold(name),
        "valid_from": date(2025, 7, 1),
    }
    return Agency.objects.create(code=code, name=name, **values | more)


def officer(username: str, *roles: str, at: Agency | None = None, unit: Unit | None = None, **more) -> User:
    """An account with these duties at the office, held since it exists."""
    user = User.objects.create(username=username, **{"full_name": f"Cán bộ {username}"} | more)
    for role in roles:
        Membership.objects.create(
            user=user, agency=at, unit=unit, role=role, valid_from=date(2025, 7, 1), granted_at=GIVEN_AT
        )
    return user


def second_office(own: Agency) -> Agency:
    """Another commune of the shipped list, taken into use like the first."""
    commune = Agency.objects.filter(kind=Agency.Kind.COMMUNE).exclude(pk=own.pk).in_order().first()
    id_code, by = f"H42.{commune.code}", Actor.system()
    return activate_agency(agency=commune, id_code=id_code, units=UNITS, by=by, at=GIVEN_AT)


def signed_in(user: User | None) -> Client:
    """A browser in which `user` has just signed in; None for a stranger."""
    client = Client()
    if user:
        client.force_login(user)
    return client


def visitors(*, own: Agency, foreign: Agency) -> dict[str, Client]:
    """One browser for everybody who may come to the door."""
    people: dict[str, User | None] = {"stranger": None, "no duty": officer("khong-vai-tro")}
    for role in ROLES:
        people[role] = officer(role, role, at=own)
        people[f"{role} elsewhere"] = officer(f"{role}-khac", role, at=foreign)
    return {name: signed_in(user) for name, user in people.items()}


def citizen(phone: str, name: str, at: datetime) -> Client:
    """A browser in which a citizen has signed in; `client.citizen` is who."""
    client = Client()
    who = Citizen.objects.create(phone=phone, name=name, created_at=at)
    row = sessions.begin(citizen=who, way=CitizenSession.Way.CODE, device="", address="", at=at)
    opened = client.session
    opened[portal_citizen.KEY] = {"account": who.pk, "session": row.pk}
    opened.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = opened.session_key
    client.citizen = who
    return client


def outcome(response: HttpResponse) -> str:
    """'login', or the status: '200', '302', '403', '404' …"""
    target = response.headers.get("Location", "")
    return "login" if target.startswith(reverse("desk:login")) else str(response.status_code)


def assert_table(
    visitors: dict[str, Client],
    url: str,
    *,
    own: set[str],
    foreign: str = "404",
    method: str = "get",
    data: dict | None = None,
    opens: frozenset[str] = frozenset({"200", "302"}),
) -> None:
    """`own` roles come in, other roles of the office get 403, strangers the sign-in page.

    `foreign` says what the same roles get at another office: "404" for a thing of this office, "opens" for
    a page that shows everybody their own office. Roles outside `own` get 403 everywhere.
    """
    wrong = {}
    for name, client in visitors.items():
        got = outcome(getattr(client, method)(url, data or {}))
        wanted = _wanted(name, own, foreign)
        if not (got in opens if wanted == "opens" else got == wanted):
            wrong[name] = f"{got} instead of {wanted}"
    assert not wrong, f"{method.upper()} {url}: {wrong}"


def _wanted(name: str, own: set[str], foreign: str) -> str:
    if name == "stranger":
        return "login"
    role, _, elsewhere = name.partition(" ")
    if role not in own:
        return "403"
    return foreign if elsewhere else "opens"
