"""Coming in: by code, by password; and signing up, which is coming in by code for the first time.

Known and unknown numbers get the same sentences, the same statements and the same slow hash, until a code has
proven whose number it is.
"""

from datetime import datetime

from django.contrib.auth.hashers import check_password, make_password
from django.db import IntegrityError, transaction

from accounts import throttle
from accounts.citizens import codes, secret
from accounts.citizens.book import note
from accounts.citizens.quota import PASSWORDS_ADDRESS
from accounts.models import Citizen, OneTimeCode
from kit import names
from kit.errors import Invalid, NotAllowed

SCOPE = "citizen"
WRONG = (
    "Số điện thoại hoặc mật khẩu chưa đúng. Nếu quên mật khẩu hoặc chưa đặt mật khẩu, Ông/Bà đăng nhập "
    "bằng mã qua tin nhắn."
)


def by_password(*, phone: str, password: str, origin: str, at: datetime) -> Citizen:
    """The citizen whose number and password these are.

    Wrong tries count per number, wherever they are typed, and per address: the number's owner is never shut
    out, for a code opens without a wait. Raises NotAllowed: "wait" when the try was not looked at, "wrong".
    """
    where = throttle.address_key(origin)
    wait = throttle.peek(PASSWORDS_ADDRESS, where, at=at)
    citizen = None
    if not wait:
        with transaction.atomic():
            wait = throttle.check(SCOPE, phone, at=at)
            citizen = None if wait else _settle(phone, password, where, at)
    if wait:
        raise NotAllowed(
            f"Đã có nhiều lần nhập sai. Ông/Bà thử lại sau {wait.words}, hoặc đăng nhập bằng mã "
            "qua tin nhắn.",
            "wait",
        )
    if citizen is None:
        raise NotAllowed(WRONG, "wrong")
    return citizen


def by_code(*, code_id: int, typed: str, origin: str, at: datetime) -> Citizen | None:
    """The citizen whose number the code was sent to; None where it has no account yet: see `sign_up`.

    Raises what `codes.use` raises.
    """
    code = codes.use(code_id=code_id, purpose=OneTimeCode.Purpose.ENTER, typed=typed, origin=origin, at=at)
    throttle.succeeded(SCOPE, code.address)
    return Citizen.objects.filter(phone=code.address).first()


def sign_up(*, code_id: int, name: str, password: str, at: datetime) -> Citizen:
    """The account of who has just used this code; sent twice, it is still one account.

    `password` may be empty: then one comes in by code. Raises Invalid ("name", "password"), NotAllowed.
    """
    phone = codes.proven(code_id=code_id, at=at).address
    citizen = Citizen(phone=phone, name=checked_name(name), created_at=at)
    if password:
        secret.put(citizen, password, at, field="password")
    try:
        with transaction.atomic():
            citizen.save(force_insert=True)
            note("citizen.create", citizen, at, "Mở tài khoản bằng số điện thoại.")
    except IntegrityError:
        return Citizen.objects.get(phone=phone)
    return citizen


def checked_name(raw: str) -> str:
    """A person's name as it may be kept. Raises Invalid ("name")."""
    try:
        return names.read(raw)
    except ValueError as error:
        raise Invalid({"name": [str(error)]}) from error


def _settle(phone: str, password: str, where: str, at: datetime) -> Citizen | None:
    citizen = Citizen.objects.filter(phone=phone).first()
    if citizen is not None and citizen.password and check_password(password, citizen.password):
        throttle.succeeded(SCOPE, phone)
        return citizen
    if citizen is None or not citizen.password:
        make_password(password)  # as slow as a wrong password of somebody who has one
    throttle.failed(SCOPE, phone, at=at)
    throttle.failed(PASSWORDS_ADDRESS, where, at=at)
    # Not at whose account it was tried: known and unknown numbers leave the same line.
    note("citizen.failed", None, at, "Đăng nhập không thành công.")
    return None
