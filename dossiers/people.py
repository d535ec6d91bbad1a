"""The people of a dossier as plain values: read, checked, ready to be kept as a snapshot. Pure."""

import re
from dataclasses import dataclass
from datetime import date

from kit import idnumber, names, phone
from kit.text import collapse

NAME_LENGTH = 200
EMAIL_LENGTH = 200
_EMAIL = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;.]+")
ADDRESS_LENGTH = 300
FIXED_LINE = (
    "Đây là số máy cố định, không nhận được tin nhắn có khóa cập nhật. Hãy nhập số điện thoại di động."
)


@dataclass(frozen=True)
class Person:
    """A filer or an owner. `phone` is stored as `84…`, `id_number` as digits."""

    name: str
    id_number: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    place_code: str = ""
    place_name: str = ""
    birth_date: date | None = None
    sex: str = ""


def clean_name(raw: str, *, who: str) -> str:
    """A person's or organisation's name in NFC. Raises ValueError with the sentence to show.

    `who` names them in the sentence: "người nộp hồ sơ".
    """
    name = collapse(raw)
    if not name:
        raise ValueError(f"Nhập họ và tên {who}.")
    if len(name) > NAME_LENGTH:
        raise ValueError(f"Họ và tên {who} dài quá {NAME_LENGTH} ký tự.")
    return names.read(name, subject=f"Họ và tên {who}", organisation=True)


@dataclass(frozen=True)
class Card:
    """What the QR code of a citizen's card says (căn cước)."""

    number: str
    old_number: str
    name: str
    birth_date: date
    sex: str
    address: str
    issued_on: date | None


_EIGHT = re.compile(r"\d{8}")


def read_card(text: str) -> Card:
    """The string of a hand scanner: `number|old number|name|ddmmyyyy|sex|address|issued`.

    Raises ValueError with the sentence to show.
    """
    parts = [collapse(part) for part in text.strip().split("|")]
    if len(parts) < 7:
        raise ValueError("Mã QR này không phải của thẻ căn cước. Hãy quét lại mã ở mặt thẻ.")
    number, old, name, born, sex, address, issued = parts[:7]
    return Card(
        number=idnumber.normalise(number),
        old_number=old,
        name=clean_name(name, who="trên thẻ"),
        birth_date=_day(born, "ngày sinh"),
        sex=sex,
        address=address[:ADDRESS_LENGTH],
        issued_on=_day(issued, "ngày cấp") if issued else None,
    )


def _day(text: str, what: str) -> date:
    if not _EIGHT.fullmatch(text):
        raise ValueError(f"Mã QR của thẻ không có {what} đúng. Hãy quét lại hoặc nhập bằng tay.")
    try:
        return date(int(text[4:]), int(text[2:4]), int(text[:2]))
    except ValueError as error:
        raise ValueError(f"Mã QR của thẻ không có {what} đúng. Hãy quét lại hoặc nhập bằng tay.") from error


def read_person(
    values: dict[str, object], *, who: str, phone_needed: bool
) -> tuple[Person, dict[str, list[str]]]:
    """A person from plain values, and each fault as field → sentences; right only where there are none.

    `phone_needed`: the update key goes there by SMS, so it has to be a mobile phone.
    """
    errors: dict[str, list[str]] = {}

    def take(key: str, read: object) -> str:
        raw = str(values.get(key) or "")
        try:
            return read(raw)  # type: ignore[operator]
        except ValueError as error:
            errors[key] = [str(error)]
            return ""

    person = Person(
        name=take("name", lambda raw: clean_name(raw, who=who)),
        id_number=take("id_number", idnumber.normalise),
        phone=take("phone", lambda raw: _phone(raw, phone_needed)),
        email=take("email", _email),
        address=take("address", lambda raw: _address(raw, who)),
        place_code=str(values.get("place_code") or ""),
        place_name=str(values.get("place_name") or ""),
        birth_date=values.get("birth_date") if isinstance(values.get("birth_date"), date) else None,
        sex=str(values.get("sex") or ""),
    )
    return person, errors


def _phone(raw: str, needed: bool) -> str:
    if not (needed or raw):
        return ""
    stored = phone.normalise(raw)
    if needed and not phone.is_mobile(stored):
        raise ValueError(FIXED_LINE)
    return stored


def _email(raw: str) -> str:
    address = collapse(raw)
    if address and (len(address) > EMAIL_LENGTH or not _EMAIL.fullmatch(address)):
        raise ValueError("Địa chỉ thư điện tử chưa đúng, ví dụ lan@gmail.com. Có thể để trống mục này.")
    return address


def _address(raw: str, who: str) -> str:
    address = collapse(raw)
    if not address:
        raise ValueError(f"Nhập địa chỉ của {who}.")
    if len(address) > ADDRESS_LENGTH:
        raise ValueError(f"Địa chỉ của {who} dài quá {ADDRESS_LENGTH} ký tự.")
    return address
