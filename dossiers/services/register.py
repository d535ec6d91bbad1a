"""Printing and closing the register, and what was read in the other books. Long work is a row (kit.jobs)."""

from collections.abc import Callable
from datetime import datetime

from django.db import IntegrityError, transaction

from agencies.models import Agency
from audit.services import record
from documents.services import store_bytes
from dossiers.books import Book
from dossiers.models import BookEntry, RegisterPrint
from dossiers.selectors import register
from dossiers.services.register_book import Drawn, draw
from kit.actor import Actor
from kit.clock import local_date
from kit.errors import Invalid
from kit.jobs import first_free, told
from kit.ping import ping

TASK = "dossiers.print_register"
MOST_ATTEMPTS = 3
OPEN = (RegisterPrint.State.WAITING, RegisterPrint.State.RUNNING)
MOST = 999_999
BOTH = "Nhập cả số đầu và số cuối, hoặc bỏ trống cả hai."


@transaction.atomic
def ask_print(*, agency: Agency, year: int, by: Actor, at: datetime, closes: bool = False) -> RegisterPrint:
    """Put a printing of a year's book in the queue; with `closes` the book is closed by it.

    Asking again while one waits or runs gives that one; of a closed book there is only the closing print.
    One that could not be made is tried anew. Raises Invalid on "year" for a year to come, and where a year
    that is not over would be closed.
    """
    today = local_date(at)
    if year > today.year:
        raise Invalid({"year": [f"Năm {year} chưa đến."]})
    if closes and year == today.year:
        raise Invalid({"year": [f"Sổ năm {year} khóa được từ ngày 01/01/{year + 1}, khi năm đã hết."]})
    transaction.on_commit(lambda: ping(TASK))
    if found := _standing(agency, year, closes):
        return _again(found, by, at)
    try:
        with transaction.atomic():
            return RegisterPrint.objects.create(
                agency=agency, year=year, closes=closes, asked_at=at, actor_kind=by.kind, actor_id=by.id,
                actor_name=by.name, actor_office=by.office,
            )  # fmt: skip
    except IntegrityError:  # somebody asked at the same moment
        return _standing(agency, year, closes)


def _standing(agency: Agency, year: int, closes: bool) -> RegisterPrint | None:
    """What there is instead of a new printing."""
    closing = register.closing(agency, year)
    if closing is not None or closes:
        return closing
    return register.agency_prints(agency).filter(year=year, state__in=OPEN).first()


def _again(found: RegisterPrint, by: Actor, at: datetime) -> RegisterPrint:
    if found.state == RegisterPrint.State.BROKEN:
        found.state, found.attempts, found.ended_at, found.asked_at = found.State.WAITING, 0, None, at
        found.actor_kind, found.actor_id, found.actor_name, found.actor_office = (
            by.kind, by.id, by.name, by.office,
        )  # fmt: skip
        found.save()
    return found


def print_next(*, clock: Callable[[], datetime]) -> bool:
    """Make the printing that waits longest and that nobody is at; False where there is none."""
    pending = RegisterPrint.objects.filter(state__in=OPEN).select_related("agency")
    return first_free(pending.order_by("asked_at", "pk"), lambda row: _run(row, clock))


def _run(row: RegisterPrint, clock: Callable[[], datetime]) -> None:
    if row.attempts >= MOST_ATTEMPTS:
        row.state, row.ended_at = RegisterPrint.State.BROKEN, clock()
        row.save(update_fields=["state", "ended_at"])
        return
    with told(row, clock) as say:
        at = clock()
        closed_by = row.actor_name if row.closes else ""
        drawn = draw(agency=row.agency, year=row.year, at=at, closed_by=closed_by, say=say)
    _keep(row, drawn, at)


def _keep(row: RegisterPrint, drawn: Drawn, at: datetime) -> None:
    by = Actor(row.actor_kind, row.actor_id, row.actor_name, row.actor_office)  # type: ignore[arg-type]
    name = f"so-theo-doi-{row.agency.code}-{row.year}.pdf"
    row.pdf = store_bytes(content=drawn.pdf, name=name, media_type="application/pdf", by=by, at=at)
    row.total, row.missing = drawn.total, drawn.missing
    row.state, row.ended_at, row.progress, row.stage = RegisterPrint.State.DONE, at, 100, ""
    row.save()
    verb = "Khóa" if row.closes else "In"
    record(
        action="register.close" if row.closes else "register.print", by=by, at=at,
        object_type="register_print", object_id=row.pk,
        summary=f"{verb} sổ theo dõi hồ sơ năm {row.year} của {row.agency.name}: {row.total} hồ sơ",
        data={"sha256": row.pdf.sha256, "missing": row.missing},
    )  # fmt: skip


@transaction.atomic
def enter_book(
    *, agency: Agency, book: Book, year: int, month: int, count: int, first_no: int | None = None,
    last_no: int | None = None, note: str = "", by: Actor, at: datetime,
) -> BookEntry:  # fmt: skip
    """Write down what stands in a book for a month; a later entry of the month takes its place.

    The same figures again add nothing. Raises Invalid by field: a month to come, a number without its
    counterpart or in the wrong order, figures out of range.
    """
    if errors := _entry_errors(year, month, count, first_no, last_no, at):
        raise Invalid(errors)
    Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)  # a second click waits for the first
    said = {"count": count, "first_no": first_no, "last_no": last_no, "note": note.strip()}
    last = register.latest_entries(agency, year, book).get(month)
    if last is not None and all(getattr(last, name) == value for name, value in said.items()):
        return last
    row = BookEntry.objects.create(
        agency=agency, book=book.key, year=year, month=month, **said, entered_at=at, actor_kind=by.kind,
        actor_id=by.id, actor_name=by.name, actor_office=by.office,
    )  # fmt: skip
    record(
        action="register.entry", by=by, at=at, object_type="book_entry", object_id=row.pk,
        summary=f"Ghi số liệu tháng {month:02d}/{year} của “{book.title}”", data={"count": count},
    )  # fmt: skip
    return row


def _entry_errors(
    year: int, month: int, count: int, first_no: int | None, last_no: int | None, at: datetime
) -> dict[str, list[str]]:
    today, errors = local_date(at), {}
    if (year, month) > (today.year, today.month):
        errors["month"] = [f"Tháng {month:02d}/{year} chưa đến."]
    if not 0 <= count <= MOST:
        errors["count"] = [f"Nhập số hồ sơ từ 0 đến {MOST}."]
    if (first_no is None) != (last_no is None):
        errors["last_no" if last_no is None else "first_no"] = [
            "Nhập cả số đầu và số cuối, hoặc bỏ trống cả hai."
        ]
    elif first_no is not None and not 1 <= first_no <= last_no <= MOST:
        errors["last_no"] = ["Số cuối cần bằng hoặc lớn hơn số đầu."]
    return errors
