"""The board of an office: for each procedure what hangs, since when, and whether it is what is in force."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import QuerySet

from agencies.models import Agency
from procedures.models import Posting, Procedure, Version
from procedures.selectors import offered


class State(StrEnum):
    """How a procedure stands on the board."""

    POSTED = "posted"
    OUTDATED = "outdated"
    MISSING = "missing"
    NO_MORE = "no_more"


@dataclass(frozen=True)
class Place:
    """One procedure: the version that is to hang (None where none is in force) and the sheet that hangs."""

    version: Version | None
    posting: Posting | None

    @property
    def procedure(self) -> Procedure:
        return self.shown.procedure

    @property
    def shown(self) -> Version:
        """Whose name the line bears."""
        return self.version or self.posting.version

    @property
    def state(self) -> State:
        if self.version is None:
            return State.NO_MORE
        if self.posting is None:
            return State.MISSING
        return State.POSTED if self.posting.version_id == self.version.pk else State.OUTDATED

    @property
    def is_to_print(self) -> bool:
        return self.state in (State.MISSING, State.OUTDATED)


def board(agency: Agency, on: date) -> list[Place]:
    """Every procedure that the office carries out, by field and name, then sheets of what is no more."""
    hanging = {row.procedure_id: row for row in _hanging(agency)}
    places = [Place(version, hanging.pop(version.procedure_id, None)) for version in offered(agency, on)]
    return [*places, *(Place(None, row) for row in hanging.values())]


def to_print(places: Sequence[Place]) -> list[Version]:
    """What the office has to print: never posted, or posted as an older version."""
    return [place.version for place in places if place.version and place.is_to_print]


def hanging_sheet(agency: Agency, pk: int) -> Posting | None:
    """A sheet that hangs at the office."""
    return _hanging(agency).filter(pk=pk).first()


def past_sheets(agency: Agency) -> QuerySet[Posting]:
    """Sheets that were taken down, the latest first."""
    rows = Posting.objects.filter(agency=agency, taken_down_on__isnull=False)
    return rows.select_related("version__procedure").order_by("-taken_down_on", "-pk")


def _hanging(agency: Agency) -> QuerySet[Posting]:
    rows = Posting.objects.filter(agency=agency, taken_down_on__isnull=True)
    return rows.select_related("version__procedure__sector").order_by("version__sort_name", "pk")
