"""What a citizen changes about the account: name, phone, e-mail."""

from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from accounts.citizens import codes, secret, sessions
from accounts.citizens.book import note
from accounts.citizens.enter import checked_name
from accounts.models import Citizen, CitizenSession, OneTimeCode
from kit import phone as phones
from kit.errors import Conflict, Invalid
from notifications.models import Message
from notifications.services import enqueue

NOT_MOBILE = "Số này không nhận được tin nhắn. Ông/Bà nhập số di động, ví dụ 0912 345 678."
EMAIL_WRONG = "Địa chỉ thư điện tử chưa đúng, ví dụ lan@gmail.com."
TAKEN = "Số này đang thuộc một tài khoản khác. Ông/Bà đăng nhập bằng chính số đó để dùng tài khoản ấy."
PROVEN_NAME = "Họ và tên đã được xác thực nên không sửa tại đây được."


def mobile(raw: str) -> str:
    """A number that takes text messages, in its stored form. Raises ValueError with the sentence to show."""
    stored = phones.normalise(raw)
    if not phones.is_mobile(stored):
        raise ValueError(NOT_MOBILE)
    return stored


def rename(*, citizen: Citizen, name: str, at: datetime) -> None:
    """Another name, as long as nobody has proven the one there is. Raises Invalid ("name"), Conflict."""
    if citizen.proven_at:
        raise Conflict(PROVEN_NAME, "name_proven")
    citizen.name = checked_name(name)
    with transaction.atomic():
        citizen.save(update_fields=["name"])
        note("citizen.name", citizen, at, "Sửa họ và tên.")


def ask_phone(
    *, session: CitizenSession, phone: str, password: str, origin: str, at: datetime
) -> OneTimeCode:
    """A code to the new number. Who has a password shows it first: a borrowed phone is not enough.

    Raises Invalid ("phone", "password"), NotAllowed.
    """
    citizen = session.citizen
    if phone == citizen.phone:
        raise Invalid({"phone": ["Đây là số đang dùng. Ông/Bà nhập số mới."]})
    if citizen.password:
        secret.confirm(citizen=citizen, password=password, at=at, field="password")
    return codes.send(purpose=OneTimeCode.Purpose.PHONE, address=phone, citizen=citizen, origin=origin, at=at)


def change_phone(*, session: CitizenSession, code_id: int, typed: str, origin: str, at: datetime) -> None:
    """The code from the new number was typed: it is the account's, the old number is told, others are out.

    Raises NotAllowed (`codes.use`), Conflict where another account has the number.
    """
    citizen = session.citizen
    code = codes.use(
        code_id=code_id, purpose=OneTimeCode.Purpose.PHONE, typed=typed, citizen=citizen, origin=origin, at=at
    )
    before, citizen.phone = citizen.phone, code.address
    try:
        with transaction.atomic():
            citizen.save(update_fields=["phone"])
            note("citizen.phone", citizen, at, "Đổi số điện thoại.")
            sessions.end_others(citizen=citizen, keep=session, at=at)
            if before:
                _tell_old(before, code, at)
    except IntegrityError as error:
        citizen.phone = before
        raise Conflict(TAKEN, "phone_taken") from error


def ask_email(*, session: CitizenSession, email: str, origin: str, at: datetime) -> OneTimeCode:
    """A code to the mail box. Raises Invalid ("email"), NotAllowed."""
    address = email.strip()
    try:
        validate_email(address)
    except ValidationError as error:
        raise Invalid({"email": [EMAIL_WRONG]}) from error
    return codes.send(
        purpose=OneTimeCode.Purpose.EMAIL, address=address, citizen=session.citizen, origin=origin, at=at
    )


def change_email(*, session: CitizenSession, code_id: int, typed: str, origin: str, at: datetime) -> None:
    """The code from the mail box was typed: it is the account's. Raises NotAllowed."""
    citizen = session.citizen
    code = codes.use(
        code_id=code_id, purpose=OneTimeCode.Purpose.EMAIL, typed=typed, citizen=citizen, origin=origin, at=at
    )
    _keep_email(citizen, code.address, at, "Xác nhận thư điện tử.")


def drop_email(*, citizen: Citizen, at: datetime) -> None:
    """The account has no mail box any more."""
    _keep_email(citizen, "", at, "Bỏ thư điện tử.")


def _keep_email(citizen: Citizen, email: str, at: datetime, summary: str) -> None:
    citizen.email = email
    with transaction.atomic():
        citizen.save(update_fields=["email"])
        note("citizen.email", citizen, at, summary)


def _tell_old(before: str, code: OneTimeCode, at: datetime) -> None:
    enqueue(
        channel=Message.Channel.SMS, address=before, template_key="citizen_phone_changed", at=at,
        values={"moment": at, "to": phones.mask(code.address), "hotline": settings.SITE_PHONE},
        dedupe_key=f"citizen-phone:{code.pk}",
    )  # fmt: skip
