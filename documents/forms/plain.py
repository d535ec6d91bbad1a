"""A form's data as JSON and back: what is kept beside the PDF draws the same paper again."""

from dataclasses import fields, is_dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal, get_args, get_origin, get_type_hints

from kit.clock import local


def to_plain(value: Any) -> Any:
    """Data of a form as JSON: moments in Vietnam's time, decimals as text, all else as it is."""
    if is_dataclass(value):
        return {field.name: to_plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, list | tuple):
        return [to_plain(item) for item in value]
    if isinstance(value, datetime):
        return local(value).isoformat()
    return str(value) if isinstance(value, Decimal) else value


def from_plain(kind: Any, value: Any) -> Any:
    """The dataclass `kind` that `to_plain` made `value` from. Fields that came later get their defaults."""
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        known = {name: from_plain(hint, value[name]) for name, hint in hints.items() if name in value}
        return kind(**known)
    if value is None or get_origin(kind) is Literal:
        return value
    if get_origin(kind) is tuple:
        return tuple(map(from_plain, _kinds_in(kind, len(value)), value))
    if _is(kind, datetime):
        return datetime.fromisoformat(value)
    return Decimal(value) if _is(kind, Decimal) else value


def _kinds_in(kind: Any, length: int) -> list[Any]:
    """What each item of a tuple is: the same for all in `tuple[X, ...]`."""
    kinds = get_args(kind)
    return [kinds[0]] * length if kinds[-1] is Ellipsis else list(kinds)


def _is(kind: Any, wanted: type) -> bool:
    return kind is wanted or wanted in get_args(kind)
