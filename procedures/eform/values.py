"""What a person may type into an e-form: text in, one normal form out, else the sentence to show. Pure."""

import re
import unicodedata
from datetime import date

from kit.text import collapse

LONGEST_NAME = 100
_DAY = re.compile(r"(\d{1,2})[/.\-\s]+(\d{1,2})[/.\-\s]+(\d{4})")
_DAY_RUN_TOGETHER = re.compile(r"(\d{2})(\d{2})(\d{4})")
_DAY_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


def plain_text(raw: str) -> str:
    """Text with its lines, without pictures and control characters. Raises ValueError with the sentence."""
    lines = [collapse(line) for line in raw.replace("\r\n", "\n").split("\n")]
    text = "\n".join(lines).strip()
    if any(_is_picture(char) for char in text):
        raise ValueError("Nội dung chỉ gồm chữ, số và dấu câu; hãy bỏ các biểu tượng cảm xúc và ký tự lạ.")
    return text


def day(raw: str) -> date:
    """'5/3/2026', '05.03.2026', '05032026', '2026-03-05' -> the day. Raises ValueError with the sentence."""
    text = raw.strip()
    if found := _DAY.fullmatch(text) or _DAY_RUN_TOGETHER.fullmatch(text):
        numbers = [int(part) for part in reversed(found.groups())]
    elif found := _DAY_ISO.fullmatch(text):
        numbers = [int(part) for part in found.groups()]
    else:
        raise ValueError("Ngày cần có dạng ngày/tháng/năm, ví dụ 05/03/2026.")
    try:
        return date(*numbers)
    except ValueError:
        raise ValueError("Ngày này không có trong lịch. Hãy xem lại ngày, tháng và năm.") from None


def _is_picture(char: str) -> bool:
    """Emoji and other pictures, private letters, control characters; line breaks are text."""
    return char != "\n" and unicodedata.category(char) in {"So", "Sk", "Cc", "Cf", "Co", "Cs", "Cn"}
