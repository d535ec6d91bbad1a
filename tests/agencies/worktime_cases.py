"""What the working-time tests share: the commune's calendar of law.md §7.2, moments, random calendars."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from hypothesis import settings
from hypothesis import strategies as st

from agencies.worktime.calendar import Calendar, DayRule, HoursSet
from agencies.worktime.limits import DayRuleEnd, Limit, Unit
from agencies.worktime.sessions import Session
from kit.clock import VN

PROOF = settings(max_examples=40, deadline=None)

OFFICE = (Session(time(7, 30), time(11, 30)), Session(time(13), time(17)))
WEEK = {weekday: OFFICE for weekday in range(5)}
OFFICE_JSON = ["07:30-11:30", "13:00-17:00"]
WEEK_JSON = {key: OFFICE_JSON for key in ("mon", "tue", "wed", "thu", "fri")}


def span(first: str, last: str) -> list[str]:
    start, days = date.fromisoformat(first), (date.fromisoformat(last) - date.fromisoformat(first)).days
    return [(start + timedelta(days=i)).isoformat() for i in range(days + 1)]


DAYS_OFF = [
    "2024-01-01", *span("2024-02-08", "2024-02-14"), "2024-04-18", *span("2024-04-29", "2024-05-01"),
    *span("2024-09-02", "2024-09-03"), "2025-01-01", *span("2025-01-27", "2025-02-01"), "2025-04-07",
    *span("2025-04-30", "2025-05-02"), *span("2025-09-01", "2025-09-02"), "2026-01-01",
    *span("2026-02-16", "2026-02-20"), *span("2026-04-26", "2026-04-27"), *span("2026-04-30", "2026-05-01"),
    "2026-08-31", *span("2026-09-01", "2026-09-02"), "2026-11-24",
]  # fmt: skip
MAKE_UP = ["2024-05-04", "2025-04-26", "2026-08-22"]


def commune(make_up: list[str] = MAKE_UP) -> Calendar:
    content = {"hours": WEEK_JSON, "days_off": DAYS_OFF, "make_up": make_up}
    return Calendar.from_json(content, name="Xã Sơn Tây")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VN)


def days(amount: str | int, rule: DayRuleEnd = DayRuleEnd.END_OF_DAY) -> Limit:
    return Limit(Unit.WORKING_DAY, Decimal(amount), rule=rule)


def same_clock(amount: str | int) -> Limit:
    return days(amount, DayRuleEnd.SAME_TIME)


def hours(amount: str | int) -> Limit:
    return Limit(Unit.WORKING_HOUR, Decimal(amount))


def calendar_days(amount: int) -> Limit:
    return Limit(Unit.CALENDAR_DAY, Decimal(amount))


def months(amount: int) -> Limit:
    return Limit(Unit.MONTH, Decimal(amount))


def same_day(cutoff: time = time(15)) -> Limit:
    return Limit(Unit.SAME_DAY, cutoff=cutoff)


def closes(cal: Calendar, day: date) -> datetime:
    return datetime.combine(day, cal.sessions(day)[-1].end, VN)


def is_open(cal: Calendar, moment: datetime) -> bool:
    return any(s.start <= moment.time() < s.end for s in cal.sessions(moment.date()))


@st.composite
def sessions(draw: st.DrawFn, least: int = 0) -> tuple[Session, ...]:
    edges = draw(st.lists(st.integers(0, 95), min_size=2 * least, max_size=8, unique=True).map(sorted))
    clock = [time(*divmod(edge * 15, 60)) for edge in edges]
    return tuple(Session(a, b) for a, b in zip(clock[::2], clock[1::2], strict=False))


@st.composite
def weeks(draw: st.DrawFn) -> dict[int, tuple[Session, ...]]:
    week = draw(st.dictionaries(st.integers(0, 6), sessions(), max_size=7))
    return week | {draw(st.integers(0, 6)): draw(sessions(least=1))}


DAYS_OF_2026 = st.integers(0, 364).map(lambda n: date(2026, 1, 1) + timedelta(days=n))


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """Two seasons of any hours, days off, closures of half a day, make-up days with and without hours."""
    turn = draw(DAYS_OF_2026)
    seasons = (
        HoursSet(date.min, turn - timedelta(days=1), draw(weeks())),
        HoursSet(turn, None, draw(weeks())),
    )
    rules = {}
    for day in draw(st.sets(DAYS_OF_2026, max_size=12)):
        kind = draw(st.sampled_from(["off", "make_up", "closure"]))
        own = None if kind == "off" else draw(st.none() | sessions())
        rules[day] = DayRule(day, kind, own, "")
    return Calendar("Xã thử", seasons, rules)


MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(VN)).map(
    lambda moment: moment.replace(microsecond=0)
)
AMOUNTS = st.integers(1, 30 * 60 * 60).map(lambda seconds: timedelta(seconds=seconds))
LIMITS = st.one_of(
    st.integers(1, 20).map(days),
    st.integers(1, 20).map(lambda halves: same_clock(str(Decimal(halves) / 2))),
    st.integers(1, 600).map(lambda tenths: hours(str(Decimal(tenths) / 10))),
    st.integers(1, 40).map(calendar_days),
    st.integers(1, 4).map(months),
    st.integers(0, 95).map(lambda quarter: same_day(time(*divmod(quarter * 15, 60)))),
)
