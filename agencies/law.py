"""The values of the law that the product knows: what each is, and which value is acceptable. No database."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from ipaddress import ip_network
from pathlib import Path
from typing import Any

from kit.errors import Invalid
from kit.text import collapse

FILE = Path(__file__).parent / "data/law_values.json"
_WHOLE = re.compile(r"\d{1,9}", re.ASCII)
ANYWHERE = "mọi nơi"  # an empty list of networks
_SESSION = re.compile(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d")


@dataclass(frozen=True)
class LawKey:
    """What a key stands for and the shape of its value."""

    key: str
    title: str
    kind: str
    unit: str
    choices: tuple[str, ...] = ()
    minimum: int = 0
    maximum: int = 0
    applied: bool = True  # False: kept and shown, but nothing in the product follows it yet


@dataclass(frozen=True)
class Shipped:
    """A value as the product is delivered: with its days in force, source and mark."""

    key: LawKey
    value: Any
    valid_from: date
    valid_to: date | None
    basis: str
    mark: str
    note: str


@cache
def shipped() -> tuple[Shipped, ...]:
    """Every value of data/law_values.json. The first row of a key describes the key."""
    rows, keys = json.loads(FILE.read_text(encoding="utf-8")), {}
    return tuple(_shipped(row, keys.setdefault(row["key"], _key(row))) for row in rows)


@cache
def keys() -> dict[str, LawKey]:
    """All keys in the order of the file."""
    return {row.key.key: row.key for row in shipped()}


def check(key: str, value: Any) -> None:
    """Raise `kit.errors.Invalid` on the field "value" where `value` is not one that `key` can have.

    Raises LookupError for a key that the product does not know.
    """
    known = keys()[key]
    if sentence := _CHECKS[known.kind](known, value):
        raise Invalid({"value": [sentence]})


def say(value: Any) -> str:
    """A value as people read it: lists with commas, names with their numbers from the greatest down."""
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or ANYWHERE
    if isinstance(value, dict):
        return ", ".join(
            f"{name}: {n}" for name, n in sorted(value.items(), key=lambda pair: (-pair[1], pair[0]))
        )
    return str(value)


def parse(key: str, text: str) -> Any:
    """What an administrator typed, in the words of `say`, as a value that `key` can have.

    Raises `kit.errors.Invalid` on the field "value", LookupError for an unknown key.
    """
    value = _READERS.get(keys()[key].kind, str.strip)(text)
    check(key, value)
    return value


def _read_int(text: str) -> int | str:
    return int(text) if _WHOLE.fullmatch(text.strip()) else text


def _read_bool(text: str) -> bool | str:
    return {"có": True, "không": False}.get(collapse(text).lower(), text)


def _read_list(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _read_networks(text: str) -> list[str]:
    return [] if collapse(text).lower() == ANYWHERE else _read_list(text)


def _read_map(text: str) -> dict[str, int | str]:
    pairs = (part.rpartition(":") for part in _read_list(text))
    return {collapse(name): _read_int(number) for name, _, number in pairs}


def _key(row: dict[str, Any]) -> LawKey:
    return LawKey(
        key=row["key"],
        title=row["title"],
        kind=row["kind"],
        unit=row["unit"],
        choices=tuple(row.get("choices", ())),
        minimum=row.get("minimum", 0),
        maximum=row.get("maximum", 0),
        applied=not row.get("later", False),
    )


def _shipped(row: dict[str, Any], key: LawKey) -> Shipped:
    return Shipped(
        key=key,
        value=row["value"],
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=date.fromisoformat(row["valid_to"]) if "valid_to" in row else None,
        basis=row["basis"],
        mark=row["mark"],
        note=row["note"],
    )


def _int(key: LawKey, value: Any) -> str:
    whole = isinstance(value, int) and not isinstance(value, bool)
    if whole and key.minimum <= value <= key.maximum:
        return ""
    return f"Giá trị phải là số nguyên từ {key.minimum} đến {key.maximum}."


def _choice(key: LawKey, value: Any) -> str:
    return "" if value in key.choices else f"Giá trị phải là một trong: {', '.join(key.choices)}."


def _bool(_key: LawKey, value: Any) -> str:
    return "" if isinstance(value, bool) else "Giá trị phải là có hoặc không."


def _text(_key: LawKey, value: Any) -> str:
    return "" if isinstance(value, str) and value.strip() else "Giá trị không được để trống."


def _time(_key: LawKey, value: Any) -> str:
    try:
        time.fromisoformat(value)
    except (TypeError, ValueError):
        return "Giá trị phải là giờ dạng 15:00."
    return ""


def _words(_key: LawKey, value: Any) -> str:
    good = isinstance(value, list) and value and all(isinstance(w, str) and w.strip() for w in value)
    return "" if good else "Giá trị phải là danh sách có ít nhất một mục."


def _sessions(_key: LawKey, value: Any) -> str:
    good = (
        isinstance(value, list) and value and all(isinstance(s, str) and _SESSION.fullmatch(s) for s in value)
    )
    return "" if good else "Giá trị phải là các buổi dạng 07:30-11:30."


def _networks(_key: LawKey, value: Any) -> str:
    """Addresses or networks in CIDR form; none at all means everywhere."""
    wrong = "Giá trị phải là các địa chỉ mạng dạng 10.0.0.0/24, 203.0.113.5; hoặc “mọi nơi”."
    try:
        good = isinstance(value, list) and all(isinstance(one, str) and ip_network(one) for one in value)
    except ValueError:
        return wrong
    return "" if good else wrong


def _quarters(_key: LawKey, value: Any) -> str:
    """Four first days of quarters, each a day of every year."""
    wrong = "Giá trị phải là bốn ngày dạng tháng-ngày, ví dụ 12-15, 03-15, 06-15, 09-15."
    try:
        good = len(value) == 4 and all(date.fromisoformat(f"2001-{day}") for day in value)
    except (TypeError, ValueError):
        return wrong
    return "" if good else wrong


def _map(_key: LawKey, value: Any) -> str:
    good = isinstance(value, dict) and value and all(isinstance(n, int) for n in value.values())
    return "" if good else "Giá trị phải là danh sách tên và số."


def _pattern(_key: LawKey, value: Any) -> str:
    """Only the three known fields, and a number that differs from the next one."""
    fields = set(re.findall(r"{(.*?)}", value)) if isinstance(value, str) else set()
    if (
        {"org", "yymmdd"} < fields
        and len(fields) == 3
        and any(re.fullmatch(r"seq(:0\dd)?", f) for f in fields)
    ):
        return ""
    return "Cấu trúc phải có {org}, {yymmdd} và {seq:04d}."


_READERS: dict[str, Callable[[str], Any]] = {
    "int": _read_int,
    "bool": _read_bool,
    "words": _read_list,
    "sessions": _read_list,
    "quarters": _read_list,
    "map": _read_map,
    "networks": _read_networks,
}
_CHECKS: dict[str, Callable[[LawKey, Any], str]] = {
    "int": _int,
    "choice": _choice,
    "bool": _bool,
    "text": _text,
    "time": _time,
    "words": _words,
    "sessions": _sessions,
    "map": _map,
    "networks": _networks,
    "quarters": _quarters,
    "pattern": _pattern,
}
