"""Identity and phone numbers inside other text: in logs, in the book, in notes of faults. Pure.

Only numbers that stand alone are hidden: not the digits of a code, a hash or an amount of money.
"""

import re

from kit import idnumber, phone

# Not after a letter or digit, the point of a fraction, or the groups of a UUID.
_ALONE = r"(?<![^\W_])(?<!\d\.)(?<![0-9a-f]{4}-)"
_END = r"(?![^\W_])"
_IDS = re.compile(rf"{_ALONE}(?:\d{{12}}|\d{{9}}|\d{{3}}(?:[ \u00a0]\d{{3}}){{2,3}}){_END}")
_PHONES = re.compile(
    rf"(?<![^\W_+])(?:\+?84|0)(?:[35789]\d{{8}}|2\d{{9}}){_END}"
    rf"|{_ALONE}0\d{{3}}[ .\u00a0]\d{{3}}[ .\u00a0]\d{{3}}{_END}"
)


def hide_ids(text: str) -> str:
    """`text` with each identity number as its last four digits: 'số ********1234'."""
    return _IDS.sub(lambda found: idnumber.mask(re.sub(r"\D", "", found[0])), text)


def hide(text: str) -> str:
    """`text` without identity and phone numbers."""
    return hide_ids(_PHONES.sub(lambda found: phone.mask(found[0]), text))


def hide_in(value: object) -> object:
    """`hide` for every text inside lists and dictionaries; other values stay as they are."""
    if isinstance(value, str):
        return hide(value)
    if isinstance(value, dict):
        return {key: hide_in(one) for key, one in value.items()}
    return [hide_in(one) for one in value] if isinstance(value, list | tuple) else value
