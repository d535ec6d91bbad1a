"""Numbers and dates written out in Vietnamese, as civil-status forms ask ("ghi bằng chữ"). Pure."""

from datetime import date

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


def number_in_words(number: int) -> str:
    """1 -> 'một', 21 -> 'hai mươi mốt', 2026 -> 'hai nghìn không trăm hai mươi sáu'; 0 to 9999."""
    thousands, rest = divmod(number, 1000)
    head = f"{_DIGITS[thousands]} nghìn" if thousands else ""
    return f"{head} {_below_thousand(rest, full=bool(thousands))}".strip() if rest or not head else head


def date_in_words(day: date) -> str:
    """2026-03-05 -> 'Ngày năm tháng ba năm hai nghìn không trăm hai mươi sáu'."""
    month = "tư" if day.month == 4 else number_in_words(day.month)
    return f"Ngày {number_in_words(day.day)} tháng {month} năm {number_in_words(day.year)}"


def _below_thousand(number: int, *, full: bool) -> str:
    hundreds, rest = divmod(number, 100)
    if not (hundreds or full):
        return _below_hundred(rest)
    head = f"{_DIGITS[hundreds]} trăm"
    if rest == 0:
        return head
    return f"{head} linh {_DIGITS[rest]}" if rest < 10 else f"{head} {_below_hundred(rest)}"


def _below_hundred(number: int) -> str:
    tens, ones = divmod(number, 10)
    if tens == 0:
        return _DIGITS[ones]
    head = "mười" if tens == 1 else f"{_DIGITS[tens]} mươi"
    return f"{head} {_ones(ones, tens)}".strip()


def _ones(ones: int, tens: int) -> str:
    if ones == 0:
        return ""
    if ones == 1 and tens > 1:
        return "mốt"
    if ones == 4 and tens > 1:
        return "tư"
    return "lăm" if ones == 5 else _DIGITS[ones]
