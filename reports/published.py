"""What an agency tells the public about its work: counts, the share on time, working days; nobody's own data.

One dossier's time is somebody's: where fewer than `FEWEST` results lie behind it, no time is given.
"""

from dataclasses import dataclass
from datetime import date

from agencies.models import Agency
from procedures.models import Version
from procedures.selectors import versions_of
from reports.measures import times
from reports.measures.counted import MEASURES, Question, count_by, share
from reports.measures.times import Times
from reports.periods import Period

FEWEST = 3
COUNTED = ("received", "done", "total", "on_schedule")


@dataclass(frozen=True)
class Definition:
    """How a figure is made: a sentence for people, and the text it comes from."""

    title: str
    definition: str
    source: str


@dataclass(frozen=True)
class Figures:
    """Of an agency or one of its procedures in a period.

    `on_time` is a percentage, None where there was nothing to be on time. `times` are working days, None
    without any result; `few` says that there were results, too few to be told.
    """

    received: int
    done: int
    on_time: float | None
    times: Times | None
    few: bool


@dataclass(frozen=True)
class Line:
    """A procedure's figures; `in_force` tells whether the catalogue has a page for it."""

    code: str
    name: str
    sector: str
    in_force: bool
    figures: Figures


@dataclass(frozen=True)
class Published:
    """An agency's figures of a period, and those of each procedure that it worked on, the busiest first."""

    whole: Figures
    lines: tuple[Line, ...]


def figures(agency: Agency, period: Period, on: date) -> Published:
    """Count them as known now. `on` is the day whose catalogue names the procedures. Five queries."""
    question = Question(agency, period)
    counts = count_by("procedure", question, COUNTED)
    handling = times.handling(question)
    whole = {key: sum(row[key] for row in counts.values()) for key in COUNTED}
    lines = _lines({pk: _figures(row, handling.by_procedure.get(pk)) for pk, row in counts.items()}, on)
    return Published(_figures(whole, handling.whole), tuple(lines))


def definitions() -> list[Definition]:
    """What each figure means, in the order of the page."""
    counted = [MEASURES[key] for key in COUNTED]
    part, whole = MEASURES["on_schedule"], MEASURES["total"]
    on_time = f"Số hồ sơ “{part.title}” chia cho “{whole.title}”; không có hồ sơ nào thì không có tỷ lệ."
    return [
        *(Definition(one.title, one.definition, one.source) for one in counted),
        Definition("Tỷ lệ đúng hạn", on_time, part.source),
        Definition(times.TITLE, times.DEFINITION, times.SOURCE),
        Definition(times.NINETY_TITLE, times.NINETY, times.SOURCE),
    ]


def _figures(counts: dict[str, int], took: Times | None) -> Figures:
    few = took is not None and took.results < FEWEST
    on_time = share(counts["on_schedule"], counts["total"])
    return Figures(counts["received"], counts["done"], on_time, None if few else took, few)


def _lines(found: dict[int, Figures], on: date) -> list[Line]:
    versions = versions_of(found, on)
    lines = [_line(versions[pk], figures, on) for pk, figures in found.items()]
    return sorted(lines, key=lambda line: (-line.figures.received, -line.figures.done, line.code))


def _line(version: Version, figures: Figures, on: date) -> Line:
    in_force = version.valid_from <= on and (version.valid_to is None or on <= version.valid_to)
    return Line(version.procedure.code, version.name, version.procedure.sector.name, in_force, figures)
