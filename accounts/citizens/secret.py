"""A citizen's password: what it has to be, set, changed. It is a choice; codes open without one."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import get_default_password_validators, validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import rules, throttle
from accounts.citizens import sessions
from accounts.citizens.book import note
from accounts.models import Citizen, CitizenSession
from accounts.passwords import StrengthValidator
from kit import phone as phones
from kit.clock import local_date
from kit.errors import Invalid

SCOPE = "citizen-own"


@dataclass(frozen=True)
class _Named:
    """What the validators ask of a person."""

    full_name: str
    username: str


def put(citizen: Citizen, password: str, at: datetime, *, field: str) -> None:
    """Set it on the unsaved row. Raises Invalid on `field` with everything that is missing."""
    strength = StrengthValidator(rules.shortest_password(local_date(at)), person="Ông/Bà")
    number = phones.display(citizen.phone).replace(" ", "") if citizen.phone else ""
    named = _Named(citizen.name, number)
    try:
        validate_password(password, named, [strength, *get_default_password_validators()])
    except ValidationError as error:
        raise Invalid({field: error.messages}) from error
    citizen.password, citizen.password_set_at = make_password(password), at


def change(*, session: CitizenSession, old: str, new: str, at: datetime) -> None:
    """The citizen's new password; every other device is signed out.

    Who came in by a code or an identity need not know the old one: that is how a forgotten one is replaced.
    Raises Invalid ("old", "new").
    """
    citizen = session.citizen
    if needs_old(session):
        confirm(citizen=citizen, password=old, at=at, field="old")
    put(citizen, new, at, field="new")
    with transaction.atomic():
        citizen.save(update_fields=["password", "password_set_at"])
        note("citizen.password", citizen, at, "Đặt mật khẩu.")
        sessions.end_others(citizen=citizen, keep=session, at=at)


def needs_old(session: CitizenSession) -> bool:
    """Has who sits there shown only a password so far?"""
    return bool(session.citizen.password) and session.way == CitizenSession.Way.PASSWORD


def confirm(*, citizen: Citizen, password: str, at: datetime, field: str) -> None:
    """Is it really the citizen who sits there? Raises Invalid on `field`; tries meet growing waits."""
    with transaction.atomic():
        wait = throttle.check(SCOPE, str(citizen.pk), at=at)
        right = not wait and check_password(password, citizen.password)
        if right:
            throttle.succeeded(SCOPE, str(citizen.pk))
        elif not wait:
            throttle.failed(SCOPE, str(citizen.pk), at=at)
            note("citizen.failed", citizen, at, "Mật khẩu hiện tại không đúng.")
    if wait:
        raise Invalid({field: [f"Đã có nhiều lần nhập sai. Ông/Bà thử lại sau {wait.words}."]})
    if not right:
        raise Invalid({field: ["Mật khẩu hiện tại chưa đúng. Ông/Bà nhập lại."]})
