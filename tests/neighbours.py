"""Offices beside Xã Sơn Tây: the next commune with chị Nga, the commune's police, its social insurance."""

from dataclasses import dataclass, field
from datetime import datetime

from accounts.access import actor_of
from accounts.models import User
from accounts.services import create_officer, grant
from agencies.models import Agency
from agencies.services import activate_agency, add_beside
from kit.actor import Actor
from portal.demo.office import PASSWORD, SINCE, UNITS, Office

BY = Actor.system("Khởi tạo")
NEIGHBOUR = "Xã Kỳ Anh"
BUT_SIGNING = ("receiver", "returner", "handler")


@dataclass(frozen=True)
class Neighbourhood(Office):
    """The office with people of others among its own, each at the agency where they work."""

    places: dict[str, Agency] = field(default_factory=dict)

    def actor(self, username: str) -> Actor:
        if username not in self.places:
            return super().actor(username)
        return actor_of(self.people[username], self.places[username].name)

    @property
    def neighbour(self) -> Agency:
        return self.places["nga"]


def with_neighbour(office: Office, moment: datetime) -> Neighbourhood:
    """The next commune uses the product too; chị Nga does everything there but sign: anh Bình does that."""
    commune = Agency.objects.get(name=NEIGHBOUR, valid_to__isnull=True)
    activate_agency(agency=commune, id_code=f"H42.{commune.code}", units=UNITS, by=BY, at=moment)
    nga = employ("nga", "Trần Thị Nga", commune, BUT_SIGNING, moment)
    binh = employ("binh", "Lê Văn Bình", commune, ("approver",), moment)
    people = office.people | {"nga": nga, "binh": binh}
    return Neighbourhood(office.agency, people, {"nga": commune, "binh": commune})


def with_vertical(office: Office, moment: datetime) -> Neighbourhood:
    """Police and social insurance sit at the one-stop desk as agencies of their own."""
    beside = (
        ("son", "Hồ Văn Sơn", "police", "CA18172", "Công an xã Sơn Tây"),
        ("bich", "Lê Ngọc Bích", "social_insurance", "BHXH18172", "Bảo hiểm xã hội cơ sở Sơn Tây"),
    )
    people, places = dict(office.people), {}
    for username, name, kind, code, agency_name in beside:
        places[username] = add_beside(
            parent=office.agency, kind=kind, code=code, short_name=agency_name, units={kind: agency_name},
            by=BY, at=moment,
        )  # fmt: skip
        people[username] = employ(username, name, places[username], ("handler",), moment)
    return Neighbourhood(office.agency, people, places)


def employ(username: str, name: str, agency: Agency, roles: tuple[str, ...], moment: datetime) -> User:
    user, _ = create_officer(
        username=username, full_name=name, email=f"{username}@vidu.example", password=PASSWORD, by=BY,
        at=moment,
    )  # fmt: skip
    for role in roles:
        grant(user=user, agency=agency, unit=None, role=role, valid_from=SINCE, by=BY, at=moment)
    return user
