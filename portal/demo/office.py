"""Xã Sơn Tây (18172) as an office that works: units, hours, officers, catalogue."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from accounts.access import actor_of
from accounts.models import User
from accounts.services import create_officer, grant
from agencies.models import Agency
from agencies.selectors import agency_by_code, unit_of
from agencies.services import activate_agency, add_beside, load_holidays, load_units
from kit.actor import Actor
from procedures.services.import_catalogue import Publication, import_catalogue
from procedures.services.versions import Decision

CODE = "18172"
ID_CODE = "H42.18172"
PASSWORD = "MotCua#2026-demo"  # noqa: S105  shown on the trial's front page
SINCE = date(2025, 7, 1)
CATALOGUE = Path(__file__).resolve().parents[2] / "procedures/data/procedures.json"
DECISION = Decision("2873/QĐ-UBND", date=date(2025, 11, 19), made_public_on=date(2025, 11, 20))

UNITS = {
    "one_stop": "Trung tâm Phục vụ hành chính công",
    "justice_civil_status": "Bộ phận Tư pháp - Hộ tịch",
    "culture_society": "Phòng Văn hóa - Xã hội",
    "economy": "Phòng Kinh tế",
    "leadership": "Lãnh đạo UBND xã",
    "police": "Công an xã",
    "social_insurance": "Bảo hiểm xã hội cơ sở",
}


@dataclass(frozen=True)
class Post:
    """One officer: sign-in name, full name, roles, the unit they work in (None: the whole office)."""

    username: str
    name: str
    roles: tuple[str, ...]
    unit: str | None
    elsewhere: str = ""  # the name of another office where they work


@dataclass(frozen=True)
class Beside:
    """A vertical agency at the one-stop desk, and whose steps it does."""

    kind: str
    code: str
    name: str


BESIDE = (
    Beside("police", "CA18172", "Công an xã Sơn Tây"),
    Beside("social_insurance", "BHXH18172", "Bảo hiểm xã hội cơ sở Sơn Tây"),
)
NEIGHBOUR_CODE, NEIGHBOUR = "18775", "Xã Kỳ Anh"
# Who handles a dossier does not sign it: it takes two.
AT_THE_NEIGHBOUR = (
    Post("nga", "Trần Thị Nga", ("receiver", "returner", "handler"), None, NEIGHBOUR),
    Post("binh", "Lê Văn Bình", ("approver",), None, NEIGHBOUR),
)
POSTS = (
    Post("hoa", "Nguyễn Thị Hoa", ("receiver", "returner"), "one_stop"),
    Post("tam", "Đinh Thị Tâm", ("receiver", "returner"), "one_stop"),
    Post("minh", "Trần Văn Minh", ("handler",), "justice_civil_status"),
    Post("thuy", "Lê Thị Thủy", ("handler",), "culture_society"),
    Post("dung", "Phạm Quốc Dũng", ("handler",), "economy"),
    Post("luc", "Đặng Hữu Lực", ("handler",), "police"),
    Post("ha", "Bùi Thu Hà", ("handler",), "social_insurance"),
    Post("khang", "Võ Đình Khang", ("approver",), "leadership"),
    Post("yen", "Hồ Thị Yến", ("office",), None),
    Post("quantri", "Phan Anh Tuấn", ("administrator",), None),
)
TITLES = {post.username: post for post in (*POSTS, *AT_THE_NEIGHBOUR)}


_BESIDE_KINDS = frozenset(one.kind for one in BESIDE)


@dataclass(frozen=True)
class Office:
    """The office and its people by sign-in name."""

    agency: Agency
    people: dict[str, User]

    def actor(self, username: str) -> Actor:
        """The officer as the services know them, with the name of their unit."""
        post = TITLES[username]
        office = post.elsewhere or (UNITS[post.unit] if post.unit else self.agency.name)
        return actor_of(self.people[username], office)


@transaction.atomic
def build(
    *, at: datetime, procedures: Collection[str] | None = None, provinces: Collection[str] | None = None,
    beside: bool = False,
) -> Office:  # fmt: skip
    """The whole office, published and staffed; `procedures` and `provinces` limit what is loaded.

    `at` is the moment at which all of it is said to have been done. `beside`: police and social insurance
    are agencies of their own, and the next commune uses the product too.
    """
    by = Actor.system("Khởi tạo dữ liệu mẫu")
    load_units(provinces=set(provinces) if provinces is not None else None)
    load_holidays(first=2023, last=2027, by=by, at=at)
    own = {kind: name for kind, name in UNITS.items() if not beside or kind not in _BESIDE_KINDS}
    agency = activate_agency(agency=agency_by_code(CODE), id_code=ID_CODE, units=own, by=by, at=at)
    _reachable(agency)
    _publish_catalogue(procedures, by, at)
    places = _beside(agency, by, at) if beside else {}
    people = {post.username: _employ(post, places.get(post.unit or "", agency), by, at) for post in POSTS}
    if beside:
        people |= {post.username: _employ(post, places[NEIGHBOUR], by, at) for post in AT_THE_NEIGHBOUR}
    return Office(agency, people)


def _beside(agency: Agency, by: Actor, at: datetime) -> dict[str, Agency]:
    """The agencies beside by the kind of their unit, and the neighbour by its name."""
    found = {
        one.kind: add_beside(
            parent=agency, kind=one.kind, code=one.code, short_name=one.name, units={one.kind: one.name},
            by=by, at=at,
        )
        for one in BESIDE
    }  # fmt: skip
    commune = agency_by_code(NEIGHBOUR_CODE)
    activate_agency(agency=commune, id_code=f"H42.{NEIGHBOUR_CODE}", units=UNITS, by=by, at=at)
    return found | {NEIGHBOUR: commune}


def _reachable(agency: Agency) -> None:
    agency.phone = "0239 000 0000"
    agency.address = "Thôn Trung Lưu, xã Sơn Tây, tỉnh Hà Tĩnh"
    agency.save(update_fields=["phone", "address"])


def _publish_catalogue(codes: Collection[str] | None, by: Actor, at: datetime) -> None:
    catalogue = json.loads(CATALOGUE.read_text(encoding="utf-8"))
    if codes is not None:
        catalogue["procedures"] = [p for p in catalogue["procedures"] if p["code"] in codes]
    publication = Publication(DECISION, valid_from=DECISION.made_public_on)
    import_catalogue(text=json.dumps(catalogue, ensure_ascii=False), publication=publication, by=by, at=at)


def _employ(post: Post, agency: Agency, by: Actor, at: datetime) -> User:
    user, _ = create_officer(
        username=post.username,
        full_name=post.name,
        email=f"{post.username}@sontay.example",
        password=PASSWORD,
        by=by,
        at=at,
    )
    unit = unit_of(agency, post.unit) if post.unit else None
    for role in post.roles:
        grant(user=user, agency=agency, unit=unit, role=role, valid_from=SINCE, by=by, at=at)
    return user
