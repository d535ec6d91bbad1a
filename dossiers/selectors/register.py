"""Reading the register: its years, its lines, numbers without a dossier, and the other books beside it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, F, Max, Min, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import ExtractMonth

from agencies.models import Agency
from dossiers.books import Book, faults
from dossiers.models import BookEntry, Dossier, Party, RegisterPrint, StepRun
from dossiers.states import RunOutcome
from kit.clock import VN


def book_name(year: int) -> str:
    """The book of a year as dossiers name it: "01/2026"."""
    return f"01/{year}"


def years(agency: Agency, today: date) -> list[int]:
    """Years in which the office took dossiers into its register, the present one among them; newest first."""
    rows = Dossier.objects.real().filter(receiving_agency=agency, register_no__isnull=False)
    named = rows.order_by().values_list("register_book", flat=True).distinct()
    return sorted({int(name.rpartition("/")[2]) for name in named} | {today.year}, reverse=True)


def lines(agency: Agency, year: int) -> QuerySet[Dossier]:
    """The dossiers of a year's book in the order of their lines."""
    return (
        Dossier.objects.real()
        .filter(receiving_agency=agency, register_book=book_name(year))
        .order_by("register_no", "pk")
    )


def with_what_is_printed(rows: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """The same lines with all that a line of the book says: no further question for each."""
    handed = StepRun.objects.filter(dossier=OuterRef("pk"), outcome=RunOutcome.FORWARDED)
    return (
        rows.select_related("version", "deciding_agency")
        .prefetch_related(Prefetch("parties", Party.objects.order_by("role", "pk")), "deciding_agency__names")
        .annotate(forwarded_at=Subquery(handed.order_by("closed_at").values("closed_at")[:1]))
    )


def missing(agency: Agency, year: int) -> list[int]:
    """Numbers from 1 to the last line that no dossier bears."""
    taken = set(lines(agency, year).values_list("register_no", flat=True))
    return sorted(set(range(1, max(taken, default=0) + 1)) - taken)


def prints(agency: Agency, year: int) -> QuerySet[RegisterPrint]:
    """The printings of a year's book, the newest first."""
    return agency_prints(agency).filter(year=year).select_related("pdf")


def agency_prints(agency: Agency) -> QuerySet[RegisterPrint]:
    """Every printing of the office's registers, the newest first."""
    return RegisterPrint.objects.filter(agency=agency).order_by("-asked_at", "-pk")


def closing(agency: Agency, year: int) -> RegisterPrint | None:
    """The printing that closes the book of a year, done or being made; None while the book is open."""
    return agency_prints(agency).filter(year=year, closes=True).first()


@dataclass(frozen=True)
class Month:
    """A month of a book: dossiers in the system, what the book says, how far apart they are, and why."""

    number: int
    in_system: int
    entry: BookEntry | None
    first_no: int | None = None
    last_no: int | None = None
    faults: list[str] = field(default_factory=list)

    @property
    def difference(self) -> int | None:
        """More in the book (positive) or more in the system (negative); None while nothing was entered."""
        return None if self.entry is None else self.entry.count - self.in_system


def compare(agency: Agency, year: int, book: Book) -> list[Month]:
    """The twelve months of a book beside the system: received in the month by its local days.

    The system's numbers are the lines of the register; they are told for the register alone.
    """
    counted = _counted(agency, year, book)
    entries = latest_entries(agency, year, book)
    before: int | None = None
    months = []
    for number in range(1, 13):
        entry = entries.get(number)
        total, first, last = counted.get(number, (0, None, None))
        said = faults(entry.first_no, entry.last_no, entry.count, before) if entry else []
        before = entry.last_no if entry and entry.last_no is not None else before
        own = (first, last) if not book.sectors else (None, None)
        months.append(Month(number, total, entry, *own, faults=said))
    return months


def latest_entries(agency: Agency, year: int, book: Book) -> dict[int, BookEntry]:
    """What counts of each month: the entry made last."""
    rows = BookEntry.objects.filter(agency=agency, year=year, book=book.key).order_by("month", "pk")
    return {row.month: row for row in rows}


def _counted(agency: Agency, year: int, book: Book) -> dict[int, tuple[int, int | None, int | None]]:
    first, after = (datetime(y, 1, 1, tzinfo=VN) for y in (year, year + 1))
    rows = (
        Dossier.objects.real()
        .filter(receiving_agency=agency, received_at__gte=first, received_at__lt=after)
        .order_by()
        .values(month=ExtractMonth("received_at", tzinfo=VN), sector=F("version__procedure__sector__name"))
        .annotate(total=Count("pk"), first=Min("register_no"), last=Max("register_no"))
    )
    found: dict[int, list[tuple[int, int | None, int | None]]] = defaultdict(list)
    for row in rows:
        if book.holds(row["sector"]):
            found[row["month"]].append((row["total"], row["first"], row["last"]))
    return {month: _sum(parts) for month, parts in found.items()}


def _sum(parts: Iterable[tuple[int, int | None, int | None]]) -> tuple[int, int | None, int | None]:
    totals, firsts, lasts = zip(*parts, strict=True)
    return (
        sum(totals),
        min((n for n in firsts if n is not None), default=None),
        max((n for n in lasts if n is not None), default=None),
    )
