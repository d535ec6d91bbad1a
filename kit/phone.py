"""Vietnamese phone numbers: stored as `84…` digits, shown grouped, masked where not needed."""

import re

WRONG = "Số điện thoại cần có 10 chữ số và bắt đầu bằng 0, ví dụ 0912 345 678."
_NOISE = re.compile(r"[\s.\-()\u00a0]+")
_NATIONAL = re.compile(r"0(?:[35789]\d{8}|2\d{9})")


def normalise(raw: str) -> str:
    """'+84 912 345 678', '0912.345.678' -> '84912345678'.

    Mobile numbers have ten digits, fixed lines (02…) eleven. Raises ValueError with the sentence to show.
    """
    digits = _NOISE.sub("", raw)
    if digits.startswith("+84"):
        digits = "0" + digits[3:].removeprefix("0")
    elif digits.startswith("84") and len(digits) >= 11:
        digits = "0" + digits[2:]
    if not digits.isascii() or not _NATIONAL.fullmatch(digits):
        raise ValueError(WRONG)
    return "84" + digits[1:]


def is_mobile(stored: str) -> bool:
    """Can this number take an SMS?"""
    return not stored.startswith("842")


def display(stored: str) -> str:
    """'84912345678' -> '0912 345 678'."""
    national = "0" + stored.removeprefix("84")
    return f"{national[:-6]} {national[-6:-3]} {national[-3:]}"


def mask(stored: str) -> str:
    """'84912345678' -> '****678': enough to recognise one's own number."""
    return "****" + stored[-3:] if stored else ""
