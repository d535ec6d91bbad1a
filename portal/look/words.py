"""Filters: how dates, money, sizes and numbers are said. Empty in, empty out."""

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from typing import Any

from django.template import Library
from django.utils import timezone

from kit import clock, idnumber, money, phone

register = Library()


def _word(name: str) -> Callable:
    """Register a filter that leaves empty values empty."""

    def decorate(function: Callable[[Any], str]) -> Callable[[Any], str]:
        @wraps(function)
        def guarded(value: Any) -> str:
            return "" if value is None or value == "" else function(value)

        register.filter(name, guarded)
        return guarded

    return decorate


@_word("dong")
def dong(amount: int) -> str:
    """20000 -> '20.000 đ'."""
    return money.dong(amount)


@_word("moment")
def moment(at: datetime) -> str:
    """An aware moment -> '09:42, thứ Hai 23/11/2026'."""
    return clock.say_moment(at)


@_word("clock")
def hour(at: datetime) -> str:
    """An aware moment -> '09:42'."""
    return clock.say_time(at)


def _day(value: date) -> date:
    return clock.local_date(value) if isinstance(value, datetime) else value


@_word("long_date")
def long_date(value: date) -> str:
    """A day or a moment -> 'thứ Hai, 23/11/2026'."""
    return clock.say_date(_day(value))


@_word("vn_date")
def vn_date(value: date) -> str:
    """A day or a moment -> '23/11/2026'."""
    return f"{_day(value):%d/%m/%Y}"


@_word("short_date")
def short_date(value: date) -> str:
    """A day or a moment -> '23/11' in lists, where this year goes without saying; else '23/11/2025'."""
    day = _day(value)
    this_year = clock.local_date(timezone.now()).year
    return f"{day:%d/%m}" if day.year == this_year else f"{day:%d/%m/%Y}"


@_word("minutes")
def minutes(value: int) -> str:
    """200 -> '3 giờ 20 phút'; the sign is dropped, the words beside say early or late."""
    return clock.say_minutes(abs(int(value)))


@_word("vn_decimal")
def vn_decimal(value: float) -> str:
    """1234.56 -> '1.234,6', 2.0 -> '2': one decimal, where there is one."""
    whole, _, part = f"{value:,.1f}".partition(".")
    return whole.replace(",", ".") + (f",{part}" if part != "0" else "")


@_word("phone")
def shown_phone(stored: str) -> str:
    """'84912345678' -> '0912 345 678'."""
    return phone.display(stored)


@_word("phone_masked")
def phone_masked(stored: str) -> str:
    """'84912345678' -> '****678'."""
    return phone.mask(stored)


@_word("id_masked")
def id_masked(number: str) -> str:
    """'042175001234' -> '********1234'."""
    return idnumber.mask(number)


@_word("vn_number")
def vn_number(value: int) -> str:
    """1234 -> '1.234'."""
    return f"{value:,}".replace(",", ".")


@_word("percent")
def percent(share: float) -> str:
    """97.25 -> '97,25 %', 100.0 -> '100 %'."""
    return f"{share:.2f}".rstrip("0").rstrip(".").replace(".", ",") + " %"


@_word("file_size")
def file_size(size: int) -> str:
    """Bytes -> '850 byte', '64 KB', '3,4 MB'."""
    if size < 1024:
        return f"{size} byte"
    if size < 1024 * 1024:
        return f"{size // 1024} KB"
    return f"{size / 1024 / 1024:.1f} MB".replace(".", ",")
