"""Moments as people in Vietnam say them; the clock itself is read only at the edges of the product."""

from calendar import monthrange
from datetime import date, datetime
from zoneinfo import ZoneInfo

VN = ZoneInfo("Asia/Ho_Chi_Minh")
WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


def local(moment: datetime) -> datetime:
    """An aware moment in Vietnam's time. Raises ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(VN)


def local_date(moment: datetime) -> date:
    """The day in Vietnam on which the moment falls."""
    return local(moment).date()


def months_before(moment: datetime, months: int) -> datetime:
    """The same day and hour so many months earlier, in Vietnam; the month's last day if shorter."""
    there = local(moment)
    year, month = divmod(there.year * 12 + there.month - 1 - months, 12)
    day = min(there.day, monthrange(year, month + 1)[1])
    return there.replace(year=year, month=month + 1, day=day)


def say_date(day: date) -> str:
    """'thứ Hai, 23/11/2026'."""
    return f"{WEEKDAYS[day.weekday()]}, {day:%d/%m/%Y}"


def say_time(moment: datetime) -> str:
    """'09:42', floored to the minute."""
    return f"{local(moment):%H:%M}"


def say_moment(moment: datetime) -> str:
    """'09:42, thứ Hai 23/11/2026'."""
    there = local(moment)
    return f"{there:%H:%M}, {WEEKDAYS[there.weekday()]} {there:%d/%m/%Y}"


def say_minutes(minutes: int) -> str:
    """A length of time: 200 -> '3 giờ 20 phút', 60 -> '1 giờ', 0 -> '0 phút'."""
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours} giờ"] if hours else []
    if rest or not hours:
        parts.append(f"{rest} phút")
    return " ".join(parts)
