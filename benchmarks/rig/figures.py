"""Numbers in words: medians, spread, percentiles, and the table with the aim beside each figure."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


def percentiles(seconds: Sequence[float]) -> dict[str, float]:
    """p50, p95 and p99 in milliseconds."""
    hundredths = statistics.quantiles(seconds, n=100, method="inclusive")
    return {f"p{n}": hundredths[n - 1] * 1000 for n in (50, 95, 99)}


def warm_up(clients: int, times: int) -> int:
    """How many deeds come before the rounds that count."""
    return max(clients, times // 6)


@dataclass(frozen=True)
class Line:
    """One figure, measured in several rounds; `aim` as ("≥", 12) or None where there is none."""

    name: str
    values: Sequence[float]
    aim: tuple[str, float] | None = None
    unit: str = ""

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    @property
    def reached(self) -> bool | None:
        """Does the median keep the aim? None without one."""
        if self.aim is None:
            return None
        sign, wanted = self.aim
        return self.median >= wanted if sign == "≥" else self.median <= wanted

    def __str__(self) -> str:
        spread = f"({say(min(self.values))}–{say(max(self.values))})" if len(self.values) > 1 else ""
        figure = f"{self.name:52} {say(self.median):>8} {self.unit:3} {spread:18}"
        if self.aim is None:
            return figure.rstrip()
        sign, wanted = self.aim
        return f"{figure} aim {sign} {say(wanted):6} {'reached' if self.reached else 'NOT reached'}"


def say(number: float) -> str:
    """Three figures are enough; whole numbers stay whole."""
    if number == int(number) or number >= 1000:
        return f"{number:.0f}"
    return f"{number:.0f}" if number >= 100 else f"{number:.1f}"
