"""The first words of an officer's day: which day it is, and how much of it is left."""

from datetime import datetime, time, timedelta

from agencies.models import Agency
from agencies.selectors import calendar_for
from agencies.worktime.arithmetic import working_minutes
from agencies.worktime.errors import CalendarError
from kit.clock import VN, local_date, say_date, say_minutes

ONE_DAY = timedelta(days=1)


def greeting(full_name: str, office: Agency, at: datetime) -> str:
    """'Chào Anh/Chị Hoa. Hôm nay là thứ Năm, 26/11/2026. Còn 5 giờ 20 phút làm việc.'"""
    given_name = full_name.rpartition(" ")[2]
    return (
        f"Chào Anh/Chị {given_name}. Hôm nay là {say_date(local_date(at))}. {hours_left(office, at)}".strip()
    )


def hours_left(office: Agency, at: datetime) -> str:
    """The working time left until midnight, in words; empty where the office has no hours on record."""
    day = local_date(at)
    try:
        calendar = calendar_for(office)
        if closed := calendar.why_closed(day):
            return f"Hôm nay cơ quan nghỉ ({closed})."
        left = working_minutes(calendar, at, datetime.combine(day + ONE_DAY, time(0), tzinfo=VN))
    except CalendarError:
        return ""
    return f"Còn {say_minutes(left)} làm việc." if left else "Đã hết giờ làm việc hôm nay."
