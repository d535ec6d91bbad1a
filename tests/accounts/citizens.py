"""The citizens of these tests: bà Lan with a phone, and what comes to it."""

from datetime import datetime

from accounts.citizens import codes, enter
from accounts.models import Citizen, OneTimeCode
from notifications.models import Message
from tests.cast import at

LAN, AN = "84912345678", "84987654321"
HOME, ELSEWHERE = "203.0.113.9", "198.51.100.7"
SECRET = "Bong-lua#2026-vang"
NOW = at("2026-11-23 09:00")


def code_to(address: str) -> str:
    """The six digits as they stand in the newest message to a phone or mail box."""
    newest = Message.objects.filter(address=address, template_key="phone_code").latest("pk")
    return newest.secret_values["code"]


def asked(phone: str = LAN, moment: datetime = NOW, origin: str = HOME) -> OneTimeCode:
    return codes.send(purpose=OneTimeCode.Purpose.ENTER, address=phone, origin=origin, at=moment)


def enrolled(phone: str = LAN, name: str = "Nguyễn Thị Lan", password: str = "", moment: datetime = NOW):
    """A citizen who has signed up, by the same way as everybody."""
    row = asked(phone, moment, origin=f"192.0.2.{int(phone) % 250}")
    assert enter.by_code(code_id=row.pk, typed=code_to(phone), origin=HOME, at=moment) is None
    made = enter.sign_up(code_id=row.pk, name=name, password=password, at=moment)
    return Citizen.objects.get(pk=made.pk)
