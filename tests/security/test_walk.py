"""Every address × everybody: a page that no table names fails here (must show 1 of "People and safety").

The desk's own table, with every role of this and of another office, is tests/desk/test_access.py.
"""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Citizen, CitizenSession, OrganisationMember
from dossiers.models import DraftFile
from tests.desk.access import outcome
from tests.desk.test_access import DESK, OWN_ACCOUNT, OWN_THING, PORTAL, Public
from tests.portal.test_lookup import opened
from tests.portal.walk import LAN, STEPS, Walk
from tests.security.people import Wide
from tests.security.routes import every_route
from tests.security.table import (
    CITIZENS,
    IN,
    MACHINES,
    ONLY_IN_THE_DEMO,
    WITH_A_CODE,
    WITH_DRAFT,
    WITH_KEY,
    Door,
)

pytestmark = pytest.mark.django_db
OFFICERS = ("receiver", "handler", "approver", "returner", "office", "administrator", "receiver elsewhere")
OF_THE_ACCOUNT = {  # every officer's own: page -> (stranger or citizen, officer without a duty, officer)
    "login": ("200", "302", "302"),
    "second_step": ("login", "login", "login"),
    "logout": ("405", "405", "405"),
    "password": ("login", "200", "200"),
    "factor": ("login", "200", "200"),
    "factor_codes": ("login", "405", "405"),
    "factor_off": ("login", "405", "405"),
}


CHANGES = [door for door in CITIZENS if door.method == "post"]
BEHIND_A_KEY = [row for row in PORTAL if row.method == "get" and row.name in WITH_KEY]


def test_every_address_of_the_product_stands_in_a_table() -> None:
    tables = {f"desk:{row.name}" for row in DESK} | {f"desk:{name}" for name in OWN_ACCOUNT | OWN_THING}
    tables |= {f"portal:{row.name}" for row in PORTAL} | {f"portal:{door.name}" for door in CITIZENS}
    tables |= set(MACHINES) | ONLY_IN_THE_DEMO
    assert {route.name for route in every_route()} == tables


def answer_to(wide: Wide, visitor: str, method: str, url: str, data: dict | None = None) -> str:
    response = wide.answer(visitor, method, url, data)
    target = response.headers.get("Location", "")
    return IN if target.startswith(reverse("portal:sign_in")) else outcome(response)


def of_the_first(wide: Wide) -> list:
    """Everything that is the first citizen's."""
    who = wide.visitors["citizen"].citizen
    return [
        list(Citizen.objects.filter(pk=who.pk).values()),
        list(CitizenSession.objects.filter(citizen=who).order_by("pk").values("pk", "ended_at")),
        list(OrganisationMember.objects.filter(invited_by=who).order_by("pk").values()),
    ]


@pytest.mark.parametrize("door", CITIZENS, ids=lambda door: f"{door.method} {door.name}")
def test_an_account_opens_to_its_citizen_alone(door: Door, wide: Wide) -> None:
    url = wide.citizens_url(f"portal:{door.name}", door.args)
    wanted = {"citizen": door.own, "other citizen": door.other, "stranger": door.stranger}
    wanted |= dict.fromkeys(OFFICERS, door.stranger)
    got = {visitor: answer_to(wide, visitor, door.method, url, door.data) for visitor in wanted}
    assert got == wanted, url


@pytest.mark.parametrize("door", CHANGES, ids=lambda door: door.name)
def test_nobody_else_changes_anything_of_it(door: Door, wide: Wide) -> None:
    url, before = wide.citizens_url(f"portal:{door.name}", door.args), of_the_first(wide)
    for visitor in ("other citizen", "stranger", *OFFICERS):
        wide.visitors[visitor].post(url, door.data)
        assert of_the_first(wide) == before, visitor


@pytest.mark.parametrize("row", BEHIND_A_KEY, ids=lambda row: row.name)
def test_a_key_opens_the_pages_of_its_dossier_and_no_other(row: Public, wide: Wide) -> None:
    wide.visitors["keyholder"] = opened(Client(), wide.world.dossier)
    wide.world.args["page"] = wide.world.dossier.files.first().pk
    url = wide.world.address("portal", row)
    assert answer_to(wide, "keyholder", "get", url) == WITH_KEY[row.name]
    elsewhere = url.replace(wide.world.dossier.code, wide.other_dossier().code)
    assert answer_to(wide, "keyholder", "get", elsewhere) in {"302", "405"}


def test_every_page_behind_a_key_or_a_draft_has_its_line() -> None:
    private = {row.name for row in PORTAL if row.answer in {"302", "405"}}
    assert private == set(WITH_KEY) | set(WITH_DRAFT) | WITH_A_CODE


def fill_in(walk: Walk, who: dict[str, str] = LAN) -> None:
    """Every step answered; where several offices take it, the place is asked for too."""
    if walk.begin().url == walk.url("co-quan"):
        walk.post("co-quan", {"tinh": "42", "agency": "18172"})
    for step in STEPS[:-1]:
        typed = who if step in ("nguoi-nop", "chu-ho-so") else walk.answers(step)
        assert walk.post(step, typed).status_code == 302


def test_a_draft_opens_to_the_browser_that_began_it(wide: Wide) -> None:
    drafter, other = Client(), Client()
    wide.visitors |= {"drafter": drafter, "other drafter": other}
    fill_in(Walk(drafter))
    Walk(other).begin()
    file = DraftFile.objects.latest("pk")
    got = {}
    for name in WITH_DRAFT:
        args = ["2.000815"] + ([file.pk] if name == "file_draft_file" else [])
        url = reverse(f"portal:{name}", args=args)
        got[name] = answer_to(wide, "drafter", "get", url)
        assert answer_to(wide, "stranger", "get", url) in {"302", "405"}, name
        if name == "file_draft_file":
            assert answer_to(wide, "other drafter", "get", url) == "404"
    assert got == WITH_DRAFT


@pytest.mark.parametrize("name", OF_THE_ACCOUNT)
def test_an_officer_s_own_pages(name: str, wide: Wide) -> None:
    url = reverse(f"desk:{name}")
    outside, idle, officer = OF_THE_ACCOUNT[name]
    wanted = {"stranger": outside, "citizen": outside, "no duty": idle} | dict.fromkeys(OFFICERS, officer)
    assert {visitor: answer_to(wide, visitor, "get", url) for visitor in wanted} == wanted


@pytest.mark.parametrize("name", [*MACHINES, *sorted(ONLY_IN_THE_DEMO)])
def test_machines_and_makers_are_answered_alike_and_the_demo_is_gone_outside_it(
    name: str, wide: Wide, settings
) -> None:
    settings.DEMO_MODE = False
    route = next(route for route in every_route() if route.name == name)
    asked = ("stranger", "citizen", *OFFICERS)
    wanted = dict.fromkeys(asked, MACHINES.get(name, "404"))
    assert {visitor: answer_to(wide, visitor, "get", route.anywhere) for visitor in asked} == wanted


def test_roles_of_the_table_are_all_that_there_are(wide: Wide) -> None:
    """A new role gets a browser in every table by itself."""
    from_roles = {name for name in wide.visitors if not name.endswith("citizen")} - {"stranger", "no duty"}
    assert {name.removesuffix(" elsewhere") for name in from_roles} >= set(OFFICERS) - {"receiver elsewhere"}
