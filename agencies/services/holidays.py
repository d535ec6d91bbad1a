"""The country's holidays as editable rows, from the `holidays` library and a table by hand (law.md 7)."""

import re
from collections.abc import Iterator
from datetime import date, datetime

import holidays
from django.db import transaction

from agencies.models import Day, Mark
from audit.services import record
from kit.actor import Actor

LAST_KNOWN_YEAR = 2026  # later years are proposals until the Prime Minister fixes them
SWAPPED = re.compile(r"Ngày nghỉ \(thay cho ngày (\d\d/\d\d/\d{4})\)")
LABOUR = "Bộ luật Lao động 45/2019/QH14, Điều 112"
COMPENSATED = "Bộ luật Lao động 45/2019/QH14, Điều 111 khoản 3"
CULTURE = "Nghị quyết 28/2026/QH16"
SWAP = "Thông báo hoán đổi ngày làm việc của năm"
PROVISIONAL = "dự kiến, chưa có thông báo chính thức"
# Working Saturdays that pay for a swapped day off: the library does not give them.
# The swap of 02/01/2026 for 10/01/2026 is not here: recollected only, to be added by hand once checked.
MAKE_UP = {
    date(2024, 5, 4): date(2024, 4, 29),
    date(2025, 4, 26): date(2025, 5, 2),
    date(2026, 8, 22): date(2026, 8, 31),
}


@transaction.atomic
def load_holidays(*, first: int, last: int, by: Actor, at: datetime) -> int:
    """Add the national days of the years `first` to `last`; days that are there stay as they are edited.

    Returns how many were added. Calendars change once published.
    """
    wanted = [*_days_off(first, last), *_make_up_days(first, last)]
    present = set(Day.objects.filter(agency=None).values_list("date", flat=True))
    rows = [day for day in wanted if day.date not in present]
    Day.objects.bulk_create(rows, ignore_conflicts=True)
    record(
        action="calendar.holidays",
        by=by,
        at=at,
        object_type="day",
        object_id="",
        summary=f"Nạp {len(rows)} ngày nghỉ, làm bù toàn quốc {first}-{last}",
    )
    return len(rows)


def _days_off(first: int, last: int) -> Iterator[Day]:
    found = holidays.country_holidays("VN", years=range(first, last + 1), language="vi")
    for day, name in sorted(found.items()):
        title, basis, mark = _describe(day, name)
        yield Day(date=day, kind=Day.Kind.OFF, name=title, basis=basis, mark=mark)


def _describe(day: date, name: str) -> tuple[str, str, str]:
    """Name, basis and mark of a day off of the library."""
    title, basis, mark = name.replace("Nguyên Đán", "Nguyên đán"), LABOUR, Mark.KNOWN
    if swapped := SWAPPED.fullmatch(name):
        title, basis, mark = f"Nghỉ hoán đổi, làm bù ngày {swapped[1]}", SWAP, Mark.SEEN
    elif name.endswith("(nghỉ bù)"):
        basis = COMPENSATED
    elif (day.month, day.day) == (11, 24):
        basis, mark = CULTURE, Mark.SEEN
    if day.year > LAST_KNOWN_YEAR:
        basis, mark = f"{basis}; {PROVISIONAL}", Mark.UNVERIFIED
    return title, basis, mark


def _make_up_days(first: int, last: int) -> Iterator[Day]:
    for day, off in MAKE_UP.items():
        if first <= day.year <= last:
            name = f"Làm bù cho ngày nghỉ {off:%d/%m/%Y}"
            yield Day(date=day, kind=Day.Kind.MAKE_UP, name=name, basis=SWAP, mark=Mark.SEEN)
