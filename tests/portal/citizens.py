"""Citizens with accounts, and bà Lan's mother: for tests of what an account opens."""

from datetime import datetime

from django.test import Client

from accounts.citizens import sessions
from accounts.models import Citizen, CitizenSession
from dossiers.people import Person
from portal import citizen
from tests.cast import LAN, at

NOW = at("2026-11-23 09:00")
VNEID = "Tài khoản định danh (VNeID)"
MOTHER = Person(
    name="Trần Thị Sâm", id_number="042140005678", phone="84977000111", address="Thôn Trung Lưu",
    place_code="18172", place_name="Xã Sơn Tây, Hà Tĩnh",
)  # fmt: skip
MOTHER_TYPED = {
    "name": MOTHER.name, "id_number": MOTHER.id_number, "phone": "0977 000 111", "email": "",
    "address": MOTHER.address, "place": "Xã Sơn Tây, tỉnh Hà Tĩnh", "place_code": "18172",
    "place_name": MOTHER.place_name,
}  # fmt: skip


def account(phone: str = "84912345678", name: str = LAN.name, at: datetime = NOW) -> Citizen:
    """Somebody with a confirmed telephone; who they are nobody has vouched for."""
    return Citizen.objects.create(phone=phone, name=name, created_at=at)


def proven(person: Person = LAN, at: datetime = NOW) -> Citizen:
    """Somebody whose name and number the national identity has vouched for."""
    return Citizen.objects.create(
        name=person.name, id_number=person.id_number, proven_at=at, proven_by=VNEID, created_at=at
    )


def browser_of(who: Citizen | None, at: datetime = NOW) -> Client:
    """A browser where `who` has just signed in; None for a stranger."""
    client = Client()
    if who is not None:
        row: CitizenSession = sessions.begin(
            citizen=who, way="identity", device="Chrome", address="203.0.113.9", at=at
        )
        session = client.session
        session[citizen.KEY] = {"account": who.pk, "session": row.pk}
        session.save()
    return client
