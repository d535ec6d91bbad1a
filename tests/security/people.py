"""A world in which everything that has an address exists, and a browser for everybody who may ask for it."""

from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.citizens import sessions
from accounts.models import Citizen, CitizenSession, Organisation, OrganisationMember
from dossiers.models import Dossier
from portal.demo.office import Office
from tests import cast
from tests.accounts.provider import known_as
from tests.cast import at
from tests.desk import access
from tests.desk.test_access import DESK, PORTAL, World
from tests.security.routes import Route
from tests.security.table import CITIZENS

MORNING = at("2026-11-10 08:55")
LAN, BINH = ("84905000111", "Nguyễn Thị Lan"), ("84905000222", "Trần Văn Bình")
OFFICE_WORLD = {f"desk:{row.name}": row.args for row in DESK} | {
    f"portal:{row.name}": row.args for row in PORTAL
}
CITIZENS_WORLD = {f"portal:{door.name}": door.args for door in CITIZENS}


@dataclass
class Wide:
    """`visitors` are those of tests/desk/access.py, with two citizens; `citizens` what is the first one's."""

    office: Office
    world: World
    visitors: dict[str, Client]
    citizens: dict[str, Any] = field(default_factory=dict)
    _other: Dossier | None = None

    def other_dossier(self) -> Dossier:
        """Another one of the same office, of which nobody here has the key."""
        if self._other is None:
            self._other = cast.file_online(self.office, at("2026-11-10 08:20"), "2.000815")
        return self._other

    def own(self, route: Route) -> str:
        """The address with what exists in its gaps, or something plausible."""
        args = OFFICE_WORLD.get(route.name)
        if args is not None:
            return self.world.address(
                route.name.partition(":")[0], _Named(route.name.partition(":")[2], args)
            )
        given = CITIZENS_WORLD.get(route.name)
        return self.citizens_url(route.name, given) if given else route.anywhere

    def citizens_url(self, name: str, args: tuple[str, ...]) -> str:
        return reverse(name, args=[self.citizens[arg] for arg in args])

    def answer(
        self, visitor: str, method: str, path: str, data: dict | None = None, **more: Any
    ) -> HttpResponse:
        """What comes back; what it did to the database, and to the browser, is undone."""
        client = self.visitors[visitor]
        cookies = deepcopy(client.cookies)
        with transaction.atomic():
            response = getattr(client, method)(path, data or {}, **more)
            if response.streaming:
                response.streaming_content = [b"".join(response.streaming_content)]
            transaction.set_rollback(True)
        client.cookies = cookies
        return response


@dataclass(frozen=True)
class _Named:
    name: str
    args: tuple[str, ...]


def build_wide(office: Office) -> Wide:
    """One office with a received dossier, another beside it, two citizens, an organisation, a provider."""
    people = access.visitors(own=office.agency, foreign=access.second_office(office.agency))
    people["citizen"] = access.citizen(*LAN, MORNING)
    people["other citizen"] = access.citizen(*BINH, MORNING)
    wide = Wide(office, World(office), people)
    known_as("https://xacthuc.example")
    filed = cast.file_online(office, at("2026-11-10 08:10"), "2.000815")
    wide.citizens = _things_of(people["citizen"].citizen) | {"code": filed.code}
    return wide


def _things_of(who: Citizen) -> dict[str, Any]:
    coop = Organisation.objects.create(
        tax_code="3001234567", name="Hợp tác xã", proven_at=MORNING, proven_by="Trung tâm"
    )
    manages = {"organisation": coop, "invited_by": who, "invited_at": MORNING, "joined_at": MORNING}
    seat = OrganisationMember.objects.create(phone=who.phone, citizen=who, role="manager", **manages)
    invited = OrganisationMember.objects.create(
        phone=who.phone, role="member", invited_by=who, invited_at=MORNING,
        organisation=Organisation.objects.create(
            tax_code="3001234568", name="Hội nông dân", proven_at=MORNING, proven_by="Trung tâm"
        ),
    )  # fmt: skip
    elsewhere = sessions.begin(
        citizen=who, way=CitizenSession.Way.CODE, device="máy khác", address="", at=MORNING
    )
    return {
        "provider": "dvcqg", "session": elsewhere.pk, "organisation": coop.pk, "invitation": invited.pk,
        "seat": seat.pk,
    }  # fmt: skip
