"""What shall happen to each dossier of the demo, drawn by lot from a seed; nothing is done here."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum, auto
from random import Random
from typing import TypeVar

from agencies.worktime.arithmetic import add_working, minutes_between, opening_of, working_day_from
from agencies.worktime.calendar import Calendar
from dossiers.states import Channel
from kit.clock import VN, local_date

T = TypeVar("T")
FIRST_DAY = date(2025, 12, 1)
WORKING_DAY = 480  # minutes
RECENT_DAYS = 8  # the last days hold more than their share: much of it is still open
RECENT_SHARE = 0.15
FREQUENCY = {
    "2.000815": 34, "2.000635": 11, "2.000884": 9, "1.001193": 8, "1.004873": 8, "1.000656": 4, "1.000894": 4,
    "2.001035": 4, "1.004859": 4, "1.014027": 3, "1.001612": 3, "2.000986": 3, "1.013225": 2, "2.000908": 2,
    "1.001699": 2, "1.004884": 1, "1.001653": 1, "2.000720": 1, "1.001266": 1, "1.013226": 1, "2.001088": 1,
    "1.004837": 1, "2.001263": 1, "1.003622": 1,
}  # fmt: skip
CHANNELS = {Channel.ONLINE: 48, Channel.DIRECT: 47, Channel.POST: 5}


class Twist(Enum):
    """The one thing out of the ordinary in a dossier's life."""

    NONE = auto()
    AMEND = auto()
    SUPPLEMENT_EARLY = auto()
    SUPPLEMENT = auto()
    UNANSWERED = auto()
    REFUSE = auto()
    WITHDRAW_EARLY = auto()
    WITHDRAW = auto()
    WITHDRAWAL_DECLINED = auto()
    STOP = auto()
    SEND_BACK = auto()
    REJECT = auto()


TWISTS = {
    Twist.NONE: 110, Twist.SUPPLEMENT: 8, Twist.SEND_BACK: 5, Twist.REFUSE: 4, Twist.SUPPLEMENT_EARLY: 4,
    Twist.AMEND: 3, Twist.WITHDRAW: 3, Twist.STOP: 2, Twist.REJECT: 2, Twist.UNANSWERED: 2,
    Twist.WITHDRAW_EARLY: 2, Twist.WITHDRAWAL_DECLINED: 1,
}  # fmt: skip
CORRECTION = "1.004859"  # what a leader may say no to with an article of law
ONLINE_ONLY = {Twist.AMEND, Twist.SUPPLEMENT_EARLY, Twist.REFUSE, Twist.WITHDRAW_EARLY}


class Rest(Enum):
    """Where a dossier stays until now, for the desk to have work of every kind."""

    NEW = "new"
    RECEIVE = "receive"
    PROCESS = "process"
    APPROVE = "approve"
    RETURN = "return"
    SUPPLEMENT = "supplement"
    WITHDRAWING = "withdrawing"
    DONE = "done"


@dataclass(frozen=True)
class Plan:
    """One life. `answer` is the part of the intake limit used, `pace` the part of each step's minutes."""

    number: int
    code: str
    channel: Channel
    files_at: datetime
    answer: float
    pace: float
    twist: Twist
    fetch_after: int  # working minutes from the result to the hand-over
    rest: Rest | None = None


@dataclass(frozen=True)
class Scene:
    """A dossier wanted on today's desk: filed so many working minutes ago, resting somewhere."""

    code: str
    channel: Channel
    ago: int
    rest: Rest
    twist: Twist = Twist.NONE
    pace: float = 0.3


ONLINE, DIRECT, POST = Channel.ONLINE, Channel.DIRECT, Channel.POST
SCENES = (
    Scene("2.000815", ONLINE, 25, Rest.NEW),
    Scene("1.001193", ONLINE, 400, Rest.NEW),  # soon due
    Scene("2.000635", ONLINE, 690, Rest.NEW),  # nobody answered in 8 hours
    Scene("2.000815", DIRECT, 20, Rest.RECEIVE),
    Scene("1.004873", DIRECT, 1400, Rest.PROCESS),  # due at the end of the day
    Scene("1.004873", ONLINE, 2700, Rest.PROCESS),  # overdue
    Scene("2.000815", DIRECT, 650, Rest.PROCESS),  # overdue
    Scene("1.004859", ONLINE, 900, Rest.SUPPLEMENT, Twist.UNANSWERED),
    Scene("1.000656", ONLINE, 500, Rest.SUPPLEMENT, Twist.SUPPLEMENT_EARLY),
    Scene("1.001612", ONLINE, 800, Rest.WITHDRAWING, Twist.WITHDRAW),
    Scene("1.004873", DIRECT, 1390, Rest.APPROVE),  # due today, on the leader's desk
    Scene("2.000635", DIRECT, 330, Rest.APPROVE),
    Scene("1.014027", DIRECT, 3000, Rest.RETURN),
    Scene("2.000815", ONLINE, 700, Rest.DONE),
    Scene("1.001193", ONLINE, 3400, Rest.DONE),  # waits for a week: reminded
    Scene("2.000635", POST, 900, Rest.DONE),
    Scene("1.013225", ONLINE, 2500, Rest.PROCESS),
    Scene("2.000986", ONLINE, 900, Rest.PROCESS),
    Scene("2.000884", DIRECT, 45, Rest.PROCESS, pace=0.2),
    Scene("1.000894", ONLINE, 130, Rest.NEW),
    Scene("1.004873", ONLINE, 60, Rest.NEW),
    Scene("1.001699", DIRECT, 4000, Rest.PROCESS),
    Scene("2.001035", DIRECT, 300, Rest.APPROVE),
    Scene("1.001612", POST, 700, Rest.PROCESS),
)
# Every end of a life comes early in the row, so that a small demo shows them too.
FIRST_TWISTS = (
    Twist.NONE, Twist.REFUSE, Twist.STOP, Twist.SUPPLEMENT, Twist.WITHDRAW, Twist.WITHDRAW_EARLY,
    Twist.SEND_BACK, Twist.REJECT, Twist.SUPPLEMENT_EARLY, Twist.AMEND,
)  # fmt: skip


def plans(count: int, cal: Calendar, now: datetime, rng: Random, codes: frozenset[str]) -> Iterator[Plan]:
    """`count` lives up to `now`: some for today's desk, the rest spread from December 2025 on.

    `codes` are the procedures that are published; what is not is left out.
    """
    scenes = [scene for scene in SCENES if scene.code in codes][: max(0, count - len(FIRST_TWISTS))]
    for number, scene in enumerate(scenes):
        yield _staged(number, scene, cal, now, rng)
    weights = {code: weight for code, weight in FREQUENCY.items() if code in codes}
    for number in range(len(scenes), count):
        yield _drawn(number, number - len(scenes), weights, cal, now, rng)


def _staged(number: int, scene: Scene, cal: Calendar, now: datetime, rng: Random) -> Plan:
    return Plan(
        number=number,
        code=scene.code,
        channel=scene.channel,
        files_at=before(cal, now, scene.ago),
        answer=0.2,
        pace=scene.pace,
        twist=scene.twist,
        fetch_after=WORKING_DAY,
        rest=scene.rest,
    )


def _drawn(
    number: int, drawn: int, weights: dict[str, int], cal: Calendar, now: datetime, rng: Random
) -> Plan:
    first = drawn < len(FIRST_TWISTS)
    twist = FIRST_TWISTS[drawn] if first else _weighted(TWISTS, rng)
    channel = ONLINE if twist in ONLINE_ONLY else _weighted(CHANNELS, rng)
    late = rng.random() < 0.06
    return Plan(
        number=number,
        code=CORRECTION if twist == Twist.REJECT else _weighted(weights, rng),
        channel=channel,
        files_at=_filed(channel, cal, now, rng, settled=first),
        answer=rng.uniform(1.05, 1.6) if rng.random() < 0.04 else rng.uniform(0.03, 0.7),
        pace=rng.uniform(1.2, 2.5) if late else rng.uniform(0.15, 0.85),
        twist=twist,
        fetch_after=rng.choice((30, 60, 200, WORKING_DAY, 2 * WORKING_DAY, 7 * WORKING_DAY)),
    )


def _filed(channel: Channel, cal: Calendar, now: datetime, rng: Random, *, settled: bool) -> datetime:
    """When it is filed: in office hours at the counter, at any waking hour of any day on line."""
    last = local_date(now)
    recent = not settled and rng.random() < RECENT_SHARE
    back = rng.randint(1, RECENT_DAYS) if recent else rng.randint(60 if settled else RECENT_DAYS, _span(last))
    day = last - timedelta(days=back)
    if channel == ONLINE:
        evening = rng.triangular(6.5, 22.5, 10)
        return datetime(day.year, day.month, day.day, tzinfo=VN) + timedelta(minutes=round(evening * 60))
    opening = opening_of(cal, working_day_from(cal, day))
    return add_working(cal, opening, timedelta(minutes=rng.randint(5, WORKING_DAY - 20)))


def _span(last: date) -> int:
    return max(61, (last - FIRST_DAY).days)


def before(cal: Calendar, moment: datetime, minutes: int) -> datetime:
    """The minute from which `minutes` of open time lead to `moment`."""
    low, high = moment - timedelta(days=90), moment
    while high - low > timedelta(minutes=1):
        middle = low + (high - low) / 2
        enough = minutes_between(cal, middle, moment) >= timedelta(minutes=minutes)
        low, high = (middle, high) if enough else (low, middle)
    return low.replace(second=0, microsecond=0)


def _weighted(weights: dict[T, int], rng: Random) -> T:
    return rng.choices(list(weights), weights=list(weights.values()))[0]
