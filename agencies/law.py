"""The values of the law that the product knows: what each is, and which value is acceptable. No database."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from pathlib import Path
from typing import Any

from kit.errors import Invalid

FILE = Path(__file__).parent / "data/law_values.json"
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


def _key(row: dict[str, Any]) -> LawKey:
    return LawKey(
        key=row["key"],
        title=row["title"],
        kind=row["kind"],
        unit=row["unit"],
        choices=tuple(row.get("choices", ())),
        minimum=row.get("minimum", 0),
        maximum=row.get("maximum", 0),
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


_CHECKS: dict[str, Callable[[LawKey, Any], str]] = {
    "int": _int,
    "choice": _choice,
    "bool": _bool,
    "text": _text,
    "time": _time,
    "words": _words,
    "sessions": _sessions,
    "map": _map,
    "pattern": _pattern,
}
