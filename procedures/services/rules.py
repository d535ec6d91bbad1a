"""What one value of a catalogue file may be: a rule gives "" for a good value, else what is expected."""

import re
from collections.abc import Callable, Collection
from datetime import date
from typing import Any

Rule = Callable[[Any], str]


def text(longest: int, *, empty: bool = False) -> Rule:
    """A string of at most `longest` letters."""
    shortest = 0 if empty else 1

    def rule(value: Any) -> str:
        good = isinstance(value, str) and shortest <= len(value.strip()) and len(value) <= longest
        return "" if good else f"cần là chữ, từ {shortest} đến {longest} ký tự"

    return rule


def matching(pattern: str, example: str) -> Rule:
    """A string of this shape."""

    def rule(value: Any) -> str:
        good = isinstance(value, str) and re.fullmatch(pattern, value)
        return "" if good else f"cần có dạng như {example}"

    return rule


def one_of(values: Collection[Any]) -> Rule:
    """One of these words."""

    def rule(value: Any) -> str:
        good = isinstance(value, str) and value in values
        return "" if good else f"cần là một trong: {', '.join(values)}"

    return rule


def whole(least: int, most: int) -> Rule:
    """A whole number between the two, which are allowed."""

    def rule(value: Any) -> str:
        good = isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
        return "" if good else f"cần là số nguyên từ {least} đến {most}"

    return rule


def part(value: Any) -> str:
    """A part of one: above 0, at most 1."""
    good = isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= 1
    return "" if good else "cần là số lớn hơn 0 và không quá 1"


def flag(value: Any) -> str:
    """True or false."""
    return "" if isinstance(value, bool) else "cần là true hoặc false"


def day(value: Any) -> str:
    """An ISO day."""
    try:
        date.fromisoformat(value)
    except (TypeError, ValueError):
        return "cần là ngày dạng 2026-11-23"
    return ""


def several(rule: Rule, *, least: int = 0) -> Rule:
    """A list of values that each satisfy `rule`, no two equal."""

    def check(value: Any) -> str:
        if not isinstance(value, list) or len(value) < least:
            return f"cần là danh sách có ít nhất {least} mục"
        wrong = next((said for said in map(rule, value) if said), "")
        if wrong:
            return f"mỗi mục {wrong}"
        return "" if len(set(value)) == len(value) else "có mục lặp lại"

    return check


def maybe(rule: Rule) -> Rule:
    """Null, or what `rule` wants."""

    def check(value: Any) -> str:
        said = "" if value is None else rule(value)
        return f"{said}, hoặc null" if said else ""

    return check


def anything(value: Any) -> str:
    """Looked at elsewhere."""
    return ""
