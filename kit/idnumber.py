"""Citizens' identity numbers: 12 digits (định danh, CCCD); 9 digits only as an old CMND (law.md §3.7)."""

import re

WRONG = "Số định danh cá nhân gồm 12 chữ số (số CMND cũ gồm 9 chữ số)."
_NOISE = re.compile(r"[\s.\-\u00a0]+")


def normalise(raw: str) -> str:
    """Digits only, 12 or (old) 9 of them. Raises ValueError with the sentence to show."""
    digits = _NOISE.sub("", raw)
    if not (digits.isascii() and digits.isdigit() and len(digits) in (9, 12)):
        raise ValueError(WRONG)
    return digits


def part_of_one(raw: str) -> int:
    """How many digits were typed, where they look like a part of a number; 0 for anything else."""
    digits = _NOISE.sub("", raw)
    is_part = digits.isascii() and digits.isdigit() and 4 <= len(digits) <= 11 and len(digits) != 9
    return len(digits) if is_part else 0


def is_old(number: str) -> bool:
    """Is this an old nine-digit CMND, which is flagged to the officer?"""
    return len(number) == 9


def mask(number: str) -> str:
    """'042175001234' -> '********1234'."""
    return "*" * max(len(number) - 4, 0) + number[-4:] if number else ""
