"""Steps with their times in hours, as a sheet or a form gives them, turned into shares of their leg. Pure."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from kit.errors import DomainError
from procedures import durations
from procedures.entry import limit_of
from procedures.plain import duration


class BadSum(DomainError):
    """Steps of a leg do not add up to its limit, or there is no such leg; the message says the numbers."""


def with_shares(entry: Mapping[str, Any], steps: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The steps of `steps`, whose "hours" become "share". Raises BadSum.

    Where a leg's times are those that the entry's own steps show, their exact shares stay: what was rounded
    to be read is not written back.
    """
    legs = sorted({step["leg"] for step in steps})
    known = {leg["leg"] for leg in entry.get("legs", ())} or {1}
    if strange := set(legs) - known:
        raise BadSum(f"Thủ tục không có chặng {min(strange)}; số chặng là {len(known)}.")
    parts: dict[int, Sequence[Any]] = {}
    for leg in legs:
        hours = [step["hours"] for step in steps if step["leg"] == leg]
        _check_sum(entry, leg, hours, several=len(known) > 1)
        parts[leg] = _as_before(entry, leg, hours) or [float(one) for one in durations.shares(hours)]
    taken = {leg: iter(shares) for leg, shares in parts.items()}
    return [_step(step, next(taken[step["leg"]])) for step in steps]


def _check_sum(entry: Mapping[str, Any], leg: int, hours: Sequence[Decimal], *, several: bool) -> None:
    whole = durations.hours_of(limit_of(entry, leg))
    if not durations.adds_up(hours, whole):
        where = f" của chặng {leg}" if several else ""
        raise BadSum(
            f"Các bước{where} cộng lại là {durations.say(sum(hours, Decimal(0)))}, "
            f"thời hạn{where} là {durations.say(whole)}. Hai số phải bằng nhau."
        )


def _as_before(entry: Mapping[str, Any], leg: int, hours: Sequence[Decimal]) -> list[float]:
    own = [step for step in entry["steps"] if step.get("leg", 1) == leg]
    shown = [durations.parse(durations.say(duration(entry, step))) for step in own]
    return [step["share"] for step in own] if shown == list(hours) else []


def _step(step: Mapping[str, Any], share: float) -> dict[str, Any]:
    return {name: value for name, value in step.items() if name != "hours"} | {"share": share}
