"""One line of a commune's history as another system kept it: read, checked, one normal form. Pure.

Columns and their order of time: domain.md 31. Moments are ISO in Vietnam's time ("2026-06-15T08:30"); a day
without a time ("2026-06-15") is one whose hour nobody wrote down: the office's opening for what begins, its
close for what ends.
"""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date, datetime, time

from dossiers.people import clean_name
from dossiers.states import Channel, Outcome
from kit import idnumber, phone
from kit.clock import VN, local, say_moment

OPEN = "open"
OUTCOMES = (*Outcome.values, OPEN)
CODE = re.compile(r"[A-Z0-9][A-Z0-9._-]{2,59}")
OPENING, CLOSE = time(7, 30), time(17)
EARLIEST = datetime(2000, 1, 1, tzinfo=VN)
BEFORE_RECEPTION = (Outcome.REFUSED, Outcome.WITHDRAWN)  # may end without having been received
MOMENT = "cần ngày giờ dạng 2026-06-15T08:30"


@dataclass(frozen=True, slots=True)
class Past:
    """A dossier of the past. Moments are aware; None where nothing was written."""

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

    def as_json(self) -> str:
        """The line in its normal form; `from_json` reads it back."""
        values = [getattr(self, name) for name in COLUMNS]
        return json.dumps([_plain(value) for value in values], ensure_ascii=False)

    @classmethod
    def from_values(cls, values: list[str]) -> "Past":
        """From what `as_json` wrote, already parsed."""
        return cls(*(_moment_of(v) if n in MOMENTS else v for n, v in zip(COLUMNS, values, strict=True)))


def digest(row: str) -> str:
    """Of a line in its normal form: tells a repeated line from a changed one, however it was typed."""
    return hashlib.sha256(row.encode()).hexdigest()


COLUMNS = tuple(field.name for field in fields(Past))
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
    faults = [Fault(line, wrong.field, wrong.expected) for wrong in _contradictions(values, now)]
    return (None, faults) if faults else (Past(**values), [])  # type: ignore[arg-type]


def _contradictions(values: dict[str, object], now: datetime) -> list[_Wrong]:
    """What the cells say against each other; fills the times that only a day was given for."""
    values["submitted_at"] = values["submitted_at"] or _filed_when_received(values)
    wrong = [*_missing(values), *_not_wanted(values)]
    return wrong or [*_out_of_order(values), *_in_the_future(values, now)]


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
    elif values["received_at"] is None:
        unwanted = {"due_at", "returned_at"}
    return [
        _Wrong(name, f"phải để trống vì kết quả là “{outcome}”.")
        for name in COLUMNS
        if name in unwanted and values[name] is not None
    ]


def _out_of_order(values: dict[str, object]) -> list[_Wrong]:
    wrong = []
    for before, after in _ORDER:
        first, second = values[before], values[after]
        if first is None or second is None or second >= first:
            continue
        if _same_day(first, second) and (_hour_unknown(first) or _hour_unknown(second)):
            values[after] = first
            continue
        wrong.append(_Wrong(after, f"phải sau {_NAMES[before]} ({say_moment(first)})."))
    return wrong


def _in_the_future(values: dict[str, object], now: datetime) -> list[_Wrong]:
    happened = ("submitted_at", "received_at", "finished_at", "returned_at")
    wrong = []
    for name in happened:
        moment = values[name]
        if moment is None or moment <= now:
            continue
        if _same_day(moment, now) and _hour_unknown(moment):
            values[name] = now
        else:
            wrong.append(_Wrong(name, f"{_NAMES[name]} không thể ở tương lai."))
    return wrong


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
            if len(text) == len("2026-06-15"):
                day = date.fromisoformat(text)
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
    "procedure_code": _needed("mã thủ tục, ví dụ 2.000815"),
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
