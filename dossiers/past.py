"""One line of a commune's history as another system kept it: read, checked, one normal form. Pure.

Columns and their order of time: domain.md 31. Moments are ISO in Vietnam's time ("2026-06-15T08:30"); a day
without a time ("2026-06-15") is one whose hour nobody wrote down: the office's opening for what begins, its
close for what ends.
"""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime, time

from dossiers.people import clean_name
from dossiers.states import Channel, Outcome
from kit import idnumber, phone
from kit.clock import VN, local, say_moment

OPEN = "open"
OUTCOMES = (*Outcome.values, OPEN)
CODE = re.compile(r"[A-Z0-9][A-Z0-9._-]{2,59}")
_SHORTENED = re.compile(r"[0-9]\.[0-9]{3,5}")
OPENING, CLOSE = time(7, 30), time(17)
EARLIEST = datetime(2000, 1, 1, tzinfo=VN)
BEFORE_RECEPTION = (Outcome.REFUSED, Outcome.WITHDRAWN)  # may end without having been received
MOMENT = "cần ngày giờ dạng 2026-06-15T08:30"


@dataclass(frozen=True, slots=True)
class Past:
    """A dossier of the past. Moments are aware; None where nothing was written.

    `digest` is set only where reading the line depended on the hour at which it was read ("today"): it is
    the digest of the line without that, so that the same line read later is still the same.
    """

    code: str
    procedure_code: str
    agency_code: str
    channel: str
    submitted_at: datetime
    received_at: datetime | None
    due_at: datetime | None
    finished_at: datetime | None
    returned_at: datetime | None
    outcome: str
    owner_name: str
    owner_id: str
    phone: str
    digest: str = field(default="", compare=False)

    def as_json(self) -> str:
        """The line in its normal form; `from_json` reads it back."""
        values = [getattr(self, name) for name in COLUMNS]
        return json.dumps([_plain(value) for value in values], ensure_ascii=False)

    @classmethod
    def from_values(cls, values: list[str]) -> "Past":
        """From what `as_json` wrote, already parsed."""
        return cls(*(_moment_of(v) if n in MOMENTS else v for n, v in zip(COLUMNS, values, strict=True)))


def from_json(row: str) -> Past:
    """The line behind its normal form."""
    return Past.from_values(json.loads(row))


def digest(row: str) -> str:
    """Of a line in its normal form: tells a repeated line from a changed one, however it was typed."""
    return hashlib.sha256(row.encode()).hexdigest()


COLUMNS = tuple(column.name for column in fields(Past) if column.name != "digest")
MOMENTS = frozenset({"submitted_at", "received_at", "due_at", "finished_at", "returned_at"})


@dataclass(frozen=True)
class Fault:
    """What is wrong with one cell, and what is expected there; `field` is the name of the column."""

    line: int
    field: str
    expected: str

    def __str__(self) -> str:
        column = f", cột {self.field}" if self.field else ""
        return f"Dòng {self.line}{column}: {self.expected}"


class _Wrong(Exception):
    def __init__(self, field: str, expected: str) -> None:
        super().__init__(expected)
        self.field, self.expected = field, expected


def read(cells: dict[str, str], *, line: int, now: datetime) -> tuple[Past | None, list[Fault]]:
    """The line's dossier, or everything that is wrong with it. `now`: nothing may have happened later."""
    values: dict[str, object] = {}
    faults: list[Fault] = []
    for name in COLUMNS:
        try:
            values[name] = _READERS[name](cells[name].strip())
        except ValueError as error:
            faults.append(Fault(line, name, str(error)))
    if faults:
        return None, faults
    wrong = _contradictions(values) or _in_the_future(values, now)
    if wrong:
        return None, [Fault(line, w.field, w.expected) for w in wrong]
    return _not_later_than(now, Past(**values)), []  # type: ignore[arg-type]


def _contradictions(values: dict[str, object]) -> list[_Wrong]:
    """What the cells say against each other; fills the times that only a day was given for."""
    values["submitted_at"] = values["submitted_at"] or _filed_when_received(values)
    return [*_missing(values), *_not_wanted(values)] or _out_of_order(values)


def _filed_when_received(values: dict[str, object]) -> object:
    """At a counter a dossier is filed when it is received: many old systems keep the one moment only."""
    return None if values["channel"] == Channel.ONLINE else values["received_at"]


def _missing(values: dict[str, object]) -> list[_Wrong]:
    outcome = values["outcome"]
    wanted = {"submitted_at"}
    if outcome not in BEFORE_RECEPTION:
        wanted.add("received_at")
    if outcome == OPEN:
        wanted.add("due_at")
    elif outcome == Outcome.REFUSED:
        values["finished_at"] = values["finished_at"] or values["submitted_at"]
    else:
        wanted.add("finished_at")
    return [
        _Wrong(name, f"cần có {_NAMES[name]} vì kết quả là “{outcome}”; {MOMENT}.")
        for name in COLUMNS
        if name in wanted and values[name] is None
    ]


def _not_wanted(values: dict[str, object]) -> list[_Wrong]:
    outcome, unwanted = values["outcome"], set()
    if outcome == Outcome.REFUSED:
        unwanted = {"received_at", "due_at", "returned_at"}
    elif outcome == OPEN:
        unwanted = {"finished_at", "returned_at"}
    elif outcome == Outcome.WITHDRAWN and values["received_at"] is None:
        unwanted = {"due_at", "returned_at"}
    return [
        _Wrong(name, f"phải để trống vì kết quả là “{outcome}”.")
        for name in COLUMNS
        if name in unwanted and values[name] is not None
    ]


def _out_of_order(values: dict[str, object]) -> list[_Wrong]:
    """A moment whose hour nobody wrote down makes room for one that was; others must follow each other."""
    while pair := next((pair for pair in _ORDER if _can_make_room(values, *pair)), None):
        before, after = pair
        if _hour_unknown(values[after]):
            values[after] = values[before]
        else:
            values[before] = values[after]
    return [
        _Wrong(after, f"phải sau {_NAMES[before]} ({say_moment(values[before])}).")
        for before, after in _ORDER
        if _against(values[before], values[after])
    ]


def _against(first: datetime | None, second: datetime | None) -> bool:
    return first is not None and second is not None and second < first


def _can_make_room(values: dict[str, object], before: str, after: str) -> bool:
    first, second = values[before], values[after]
    if not _against(first, second) or not _same_day(first, second):
        return False
    return _hour_unknown(first) or _hour_unknown(second)


def _in_the_future(values: dict[str, object], now: datetime) -> list[_Wrong]:
    return [
        _Wrong(name, f"{_NAMES[name]} không thể ở tương lai.")
        for name in _HAPPENED
        if _later(values[name], now) and not (_hour_unknown(values[name]) and _same_day(values[name], now))
    ]


def _not_later_than(now: datetime, past: Past) -> Past:
    """A day without an hour that is today has come already: its moment is now, at the latest."""
    cut = {name: now for name in _HAPPENED if _later(getattr(past, name), now)}
    return replace(past, **cut, digest=digest(past.as_json())) if cut else past


def _later(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and moment > now


def _same_day(one: datetime, other: datetime) -> bool:
    return local(one).date() == local(other).date()


class _Day(datetime):
    """A moment of which only the day was written down."""


def _hour_unknown(moment: datetime) -> bool:
    return isinstance(moment, _Day)


def _moment(hour: time) -> Callable[[str], datetime | None]:
    def read_moment(text: str) -> datetime | None:
        if not text:
            return None
        try:
            if day := _day_alone(text):
                given: datetime = _Day(day.year, day.month, day.day, hour.hour, hour.minute, tzinfo=VN)
            else:
                given = datetime.fromisoformat(text)
                given = given.astimezone(VN) if given.tzinfo else given.replace(tzinfo=VN)
        except (ValueError, OverflowError):
            raise ValueError(f"“{text[:40]}” không đọc được; {MOMENT}.") from None
        if given < EARLIEST or given.year > 2200:
            raise ValueError(f"“{text[:40]}” nằm ngoài các năm từ 2000 đến 2200; {MOMENT}.")
        return given

    return read_moment


def _day_alone(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _code(text: str) -> str:
    code = text.upper()
    if not CODE.fullmatch(code):
        raise ValueError(
            f"“{text[:60]}” không phải mã hồ sơ; cần 3 đến 60 chữ cái không dấu, chữ số, dấu chấm, gạch nối."
        )
    return code


def _needed(what: str) -> Callable[[str], str]:
    def read_needed(text: str) -> str:
        if not text:
            raise ValueError(f"cần có {what}.")
        return text

    return read_needed


def _procedure(text: str) -> str:
    """A procedure's code; Excel takes it for a number and drops the zeros at its end ("1.00119")."""
    code = _needed("mã thủ tục, ví dụ 2.000815")(text)
    return code.ljust(len("2.000815"), "0") if _SHORTENED.fullmatch(code) else code


def _one_of(words: tuple[str, ...] | list[str]) -> Callable[[str], str]:
    def read_word(text: str) -> str:
        if text not in words:
            raise ValueError(f"“{text[:40]}” không dùng được; cần một trong: {', '.join(words)}.")
        return text

    return read_word


def _owner(text: str) -> str:
    return clean_name(text, who="chủ hồ sơ")


def _if_given(read_it: Callable[[str], str]) -> Callable[[str], str]:
    return lambda text: read_it(text) if text else ""


_READERS: dict[str, Callable[[str], object]] = {
    "code": _code,
    "procedure_code": _procedure,
    "agency_code": _needed("mã cơ quan, ví dụ 18172"),
    "channel": _one_of(Channel.values),
    "submitted_at": _moment(OPENING),
    "received_at": _moment(OPENING),
    "due_at": _moment(CLOSE),
    "finished_at": _moment(CLOSE),
    "returned_at": _moment(CLOSE),
    "outcome": _one_of(OUTCOMES),
    "owner_name": _owner,
    "owner_id": _if_given(idnumber.normalise),
    "phone": _if_given(phone.normalise),
}
_HAPPENED = ("submitted_at", "received_at", "finished_at", "returned_at")
_NAMES = {
    "submitted_at": "ngày nộp",
    "received_at": "ngày tiếp nhận",
    "due_at": "ngày hẹn trả",
    "finished_at": "ngày kết thúc xử lý",
    "returned_at": "ngày trả kết quả",
}
_ORDER = (
    ("submitted_at", "received_at"),
    ("received_at", "due_at"),
    ("submitted_at", "finished_at"),
    ("received_at", "finished_at"),
    ("finished_at", "returned_at"),
)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


def _moment_of(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
