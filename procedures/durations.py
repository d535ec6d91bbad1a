"""How long a step may take, as people write it, and its share of the limit that it is part of. Pure.

"4 giờ", "0,5 ngày", "2 ngày" (law.md §2.9). A day is eight hours here: sheets are written for every office,
and what a share comes to in an office's own hours is reckoned when a dossier is received.
"""

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from agencies.worktime.limits import Limit, Unit

HOURS_A_DAY = Decimal(8)
HALF_DAY = HOURS_A_DAY / 2
DAYS_A_MONTH = 30
SHARE_PLACES = Decimal("0.000001")
SHOWN_PLACES = Decimal("0.01")
# Each shown duration is rounded to a hundredth of an hour: the sum of a few may be off by that much.
SLACK = Decimal("0.05")
HOW = "Viết như: 4 giờ; 0,5 ngày; 2 ngày."
_WRITTEN = re.compile(r"(\d{1,5}(?:[.,]\d{1,4})?)\s*(giờ|gio|h|ngày|ngay|ng)?(?:\s*làm việc)?", re.I)
_DAYS = {"ngày", "ngay", "ng"}


class BadDuration(ValueError):
    """What was typed is no duration; the message says how to write one."""


def parse(text: str) -> Decimal:
    """'0,5 ngày' -> 4 hours; a bare number is hours. Raises BadDuration for anything else, and for zero."""
    found = _WRITTEN.fullmatch(" ".join(text.split()))
    if not found:
        raise BadDuration(HOW)
    try:
        amount = Decimal(found[1].replace(",", "."))
    except InvalidOperation as error:
        raise BadDuration(HOW) from error
    hours = amount * (HOURS_A_DAY if (found[2] or "").lower() in _DAYS else 1)
    if not hours:
        raise BadDuration("Thời gian phải lớn hơn 0.")
    return hours


def say(hours: Decimal) -> str:
    """Whole and half days as days, all else as hours: '0,5 ngày', '6 giờ', '7,2 giờ'."""
    rounded = hours.quantize(SHOWN_PLACES, ROUND_HALF_UP)
    if rounded and not rounded % HALF_DAY:
        return f"{_plain(rounded / HOURS_A_DAY)} ngày"
    return f"{_plain(rounded)} giờ"


def hours_of(limit: Limit) -> Decimal:
    """The limit in hours: what the durations of its steps add up to."""
    if limit.unit is Unit.WORKING_HOUR:
        return limit.amount
    days = limit.amount * (DAYS_A_MONTH if limit.unit is Unit.MONTH else 1)
    return days * HOURS_A_DAY


def shares(durations: Sequence[Decimal]) -> list[Decimal]:
    """Each duration's part of their sum, to six places; what rounding leaves over goes to the longest."""
    total = sum(durations, Decimal(0))
    parts = [(one / total).quantize(SHARE_PLACES, ROUND_HALF_UP) for one in durations]
    longest = max(range(len(parts)), key=lambda index: parts[index])
    parts[longest] += 1 - sum(parts)
    return parts


def adds_up(durations: Sequence[Decimal], whole: Decimal) -> bool:
    """Do the steps together take as long as the limit allows?"""
    return abs(sum(durations, Decimal(0)) - whole) <= SLACK


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}".replace(".", ",")
