"""Counting and adding open time. Moments are aware; days and hours are Vietnam's.

A session is open from its start up to, not including, its end. A moment that closes a count is
therefore never an opening: what is used up at a close is due at that close (domain.md 4).
"""

from datetime import date, datetime, timedelta

from agencies.worktime.calendar import Calendar
from agencies.worktime.errors import CalendarError
from kit.clock import VN, local, say_date

ONE_DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
PATIENCE = 366


def minutes_between(cal: Calendar, a: datetime, b: datetime) -> timedelta:
    """Exact open time from `a` to `b`; negative when `b` is the earlier. Additive over any third moment."""
    if b < a:
        return -minutes_between(cal, b, a)
    start, end = _naive(a), _naive(b)
    day, last = start.date(), end.date()
    total = cal.open_day(last).before(end) - cal.open_day(day).before(start)
    while day < last:
        total += cal.open_day(day).total
        day += ONE_DAY
    return total


def working_minutes(cal: Calendar, a: datetime, b: datetime) -> int:
    """Open minutes from `a` to `b`, floored: for showing, never for comparing (domain.md 2)."""
    return minutes_between(cal, a, b) // MINUTE


def next_opening(cal: Calendar, at: datetime) -> datetime:
    """`at` itself while the office is open, else the next opening, in Vietnam's time.

    Raises CalendarError after 366 days without an open minute.
    """
    moment = _naive(at)
    for start, end in cal.open_day(moment.date()).stretches:
        if moment < end:
            return _aware(max(moment, start))
    return opening_of(cal, next_working_day(cal, moment.date()))


def add_working(cal: Calendar, start: datetime, amount: timedelta) -> datetime:
    """The moment at which `amount` of open time counted from `start` is used up.

    Nothing to count (zero) ends where counting would begin, at the next opening. Raises ValueError for
    a negative amount, CalendarError where the calendar ends.
    """
    if amount < timedelta():
        raise ValueError("working time is added forwards only")
    opening = next_opening(cal, start)
    if not amount:
        return opening
    moment = _naive(opening)
    day = moment.date()
    left = amount + cal.open_day(day).before(moment)
    while left > cal.open_day(day).total:
        left -= cal.open_day(day).total
        day = next_working_day(cal, day)
    return _aware(cal.open_day(day).used_up(left))


def at_clock(cal: Calendar, day: date, moment: datetime) -> datetime:
    """The clock time of `moment` on the working day `day`, or the last close before it.

    A clock time that falls on the day's first opening, or before it, is the close of the working day
    before; one in a break or after the last close is the close before it: no officer could have used
    the time in between.
    """
    wanted = datetime.combine(day, _naive(moment).time())
    stretches = cal.open_day(day).stretches
    if wanted <= stretches[0][0]:
        return close_of(cal, previous_working_day(cal, day))
    return _aware(next(min(wanted, end) for start, end in reversed(stretches) if start <= wanted))


def opening_of(cal: Calendar, day: date) -> datetime:
    """The first opening of a working day."""
    return _aware(cal.open_day(day).stretches[0][0])


def close_of(cal: Calendar, day: date) -> datetime:
    """The last close of a working day."""
    return _aware(cal.open_day(day).stretches[-1][1])


def working_day_from(cal: Calendar, day: date) -> date:
    """`day` itself if the office works then, else the next working day."""
    return day if cal.is_working(day) else next_working_day(cal, day)


def next_working_day(cal: Calendar, day: date) -> date:
    """The first working day after `day`; CalendarError after 366 days without one."""
    return _search(cal, day, ONE_DAY)


def previous_working_day(cal: Calendar, day: date) -> date:
    """The last working day before `day`; CalendarError after 366 days without one."""
    return _search(cal, day, -ONE_DAY)


def nth_working_day(cal: Calendar, day: date, number: int) -> date:
    """The working day number `number` after `day`, which is day 0 (working or not)."""
    for _ in range(number):
        day = next_working_day(cal, day)
    return day


def working_days_between(cal: Calendar, after: date, last: date) -> int:
    """How many working days d there are with after < d <= last."""
    days = (after + ONE_DAY * i for i in range(1, (last - after).days + 1))
    return sum(cal.is_working(day) for day in days)


def _search(cal: Calendar, day: date, step: timedelta) -> date:
    found = day
    for _ in range(PATIENCE):
        found += step
        if cal.is_working(found):
            return found
    raise CalendarError(
        f"{cal.name}: không có phút làm việc nào trong {PATIENCE} ngày kể từ {say_date(day)}."
    )


def _naive(moment: datetime) -> datetime:
    return local(moment).replace(tzinfo=None)


def _aware(moment: datetime) -> datetime:
    return moment.replace(tzinfo=VN)
