"""Addresses of the lists behind figures: what a number counts is written in the address of its list."""

from datetime import date, datetime
from urllib.parse import urlencode

from django.urls import reverse

from reports import periods
from reports.measures.now import Place
from reports.periods import Period


def counted(
    key: str, period: Period, *, known_at: datetime | None = None, sector: int | None = None,
    procedure: int | None = None,
) -> str:  # fmt: skip
    """The list behind a figure of a period (reports.measures.counted)."""
    asked: dict[str, object] = {"tu": period.first.isoformat(), "den": period.last.isoformat()}
    if sector is not None:
        asked["linh-vuc"] = sector
    if procedure is not None:
        asked["thu-tuc"] = procedure
    if known_at is not None:
        asked["biet"] = known_at.isoformat()
    return f"{reverse('desk:counted', args=[key])}?{urlencode(asked)}"


def now(key: str, place: Place | None = None) -> str:
    """The list behind a figure of this moment (reports.measures.now)."""
    address = reverse("desk:figure_now", args=[key])
    if place is None or place.is_any:
        return address
    asked: dict[str, object] = {"buoc": place.step} if place.step else {}
    if place.officer is not None:
        asked["can-bo"] = place.officer
    return f"{address}?{urlencode(asked)}"


def read_day(text: str | None) -> date | None:
    """A day of an address; None for nonsense."""
    try:
        return periods.read_day(text or "")
    except ValueError:
        return None


def read_moment(text: str | None) -> datetime | None:
    """A moment of an address; None for nonsense."""
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return moment if moment.tzinfo and moment.year in periods.YEARS else None


def read_number(text: str | None) -> int | None:
    """A key of an address; None for nonsense."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None
