"""How the forms say times, numbers and limits (NĐ 30/2020 Phụ lục I; law.md §11)."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from kit.clock import local

DOTS = "…" * 12
_UNITS = {
    "working_day": "ngày làm việc",
    "calendar_day": "ngày",
    "working_hour": "giờ làm việc",
    "month": "tháng",
}
OUTCOMES = {"early": "Trước hạn", "on_time": "Đúng hạn", "late": "Quá hạn", "": ""}


def two(number: int) -> str:
    """A number below ten gets a leading zero: 5 -> '05'."""
    return f"{number:02d}"


def day_in_words(at: datetime) -> str:
    """'ngày 05 tháng 3 năm 2026': a leading zero for days below 10 and for months 1 and 2 only."""
    there = local(at)
    month = two(there.month) if there.month < 3 else str(there.month)
    return f"ngày {there:%d} tháng {month} năm {there.year}"


def moment_in_words(at: datetime) -> str:
    """'09 giờ 42 phút, ngày 23 tháng 11 năm 2026'."""
    return f"{local(at):%H} giờ {local(at):%M} phút, {day_in_words(at)}"


def limit_in_words(unit: str, amount: Decimal, cutoff: str = "") -> str:
    """What stands after "Thời gian giải quyết hồ sơ theo quy định là:".

    `unit` is a value of `agencies.worktime.limits.Unit`. Raises KeyError for an unknown one.
    """
    if unit == "same_day":
        return f"trong ngày làm việc{_after(cutoff)}"
    return f"{_amount(amount)} {_UNITS[unit]}"


def _after(cutoff: str) -> str:
    if not cutoff:
        return ""
    hour, minute = cutoff.split(":")[:2]
    return f" (nhận sau {hour} giờ {minute} phút thì trả trong ngày làm việc tiếp theo)"


def _amount(amount: Decimal) -> str:
    if amount == amount.to_integral_value():
        return two(int(amount))
    return f"{amount.normalize():f}".replace(".", ",")


def ranges(numbers: Iterable[int]) -> str:
    """Numbers in rising order, runs together: (4, 7, 8, 9) -> '04, 07–09'."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(two(first) if first == last else f"{two(first)}–{two(last)}" for first, last in runs)
