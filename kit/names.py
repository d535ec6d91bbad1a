"""What may stand as a name: one rule for filer, owner, citizen's card and e-form (issue 2, bad input)."""

import unicodedata

from kit.text import collapse

PERSON_SIGNS = frozenset(" '’.-")
OFFICE_SIGNS = PERSON_SIGNS | frozenset("()&,/0123456789")


def read(raw: str, *, subject: str = "Họ và tên", organisation: bool = False) -> str:
    """A name in NFC with single spaces: letters of any people, one of them is enough ("Y").

    `subject` begins the sentence; an organisation's name may have digits and a few more signs. Raises
    ValueError with the sentence to show.
    """
    name = collapse(raw)
    allowed = OFFICE_SIGNS if organisation else PERSON_SIGNS
    strange = next((char for char in name if not (char in allowed or _is_letter(char))), "")
    if strange:
        raise ValueError(_say_strange(strange, subject))
    if not any(char.isalpha() for char in name):
        raise ValueError(f"{subject} cần có ít nhất một chữ cái.")
    return name


def _is_letter(char: str) -> bool:
    return unicodedata.category(char)[0] in "LM"


def _say_strange(char: str, subject: str) -> str:
    if char.isdigit():
        return f"{subject} chỉ gồm chữ cái, không có chữ số."
    if not char.isprintable():  # direction marks, control characters: nothing to show between the quotes
        return f"{subject} có ký tự ẩn không dùng được. Hãy xóa đi và nhập lại."
    return f"{subject} có ký tự “{char}” không dùng được. Hãy chỉ nhập chữ."
