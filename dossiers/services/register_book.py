"""The register as paper: its lines, drawn part by part with pages numbered through (law.md §2.8)."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

import pypdf

from agencies.models import Agency
from documents import forms as printer
from documents.forms.data import RegisterData, RegisterRow
from documents.wordings import Wording, wording
from dossiers.models import Dossier, Party
from dossiers.selectors import register, rules
from dossiers.services.issuing import letterhead
from dossiers.states import Outcome, ResultMethod
from kit.clock import local_date
from kit.phone import display

PART = 300  # lines drawn at once: a few seconds in which no other form can be drawn
NOT_DONE = frozenset({Outcome.REJECTED, Outcome.WITHDRAWN, Outcome.STOPPED})
Say = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Drawn:
    """A printed book: its bytes, how many dossiers stand in it, and numbers without one."""

    pdf: bytes
    total: int
    missing: list[int]


@dataclass(frozen=True)
class _Press:
    form_set: str
    texts: Wording

    def pages(self, data: RegisterData) -> bytes:
        return printer.render("register", data, form_set=self.form_set, texts=self.texts.texts)


def draw(*, agency: Agency, year: int, at: datetime, closed_by: str = "", say: Say) -> Drawn:
    """The whole book of a year as it stands now; with `closed_by` it says that it is closed, and by whom.

    `say` is told the stage and how many lines are done of how many.
    """
    on = local_date(at)
    form_set = rules.form_set(agency, on)
    press = _Press(form_set, wording(form_set, "register", agency, on))
    total, missing = register.lines(agency, year).count(), register.missing(agency, year)
    whole = RegisterData(
        head=letterhead(agency, at), book="01", year=year, rows=(), total=total, missing=tuple(missing),
        closed_at=at if closed_by else None, closed_by=closed_by,
    )  # fmt: skip
    return Drawn(_bind(press, whole, _parts(agency, year, closed=bool(closed_by)), say), total, missing)


def _bind(press: _Press, whole: RegisterData, parts: Iterator[tuple[RegisterRow, ...]], say: Say) -> bytes:
    """One PDF of all parts. The last is drawn twice: only then is it known how many pages the book has."""
    book, done, rows = pypdf.PdfWriter(), 0, next(parts, ())
    while True:
        following = next(parts, None)
        part = replace(
            whole, rows=rows, first_page=len(book.pages) + 1, opens=done == 0, ends=following is None
        )
        content = press.pages(part)
        if part.ends:
            pages = len(book.pages) + len(pypdf.PdfReader(io.BytesIO(content)).pages)
            content = press.pages(replace(part, pages=pages))
        book.append(io.BytesIO(content), import_outline=False)
        done += len(rows)
        say("In sổ", done, whole.total)
        if following is None:
            return _written(book, press, whole)
        rows = following


def _written(book: pypdf.PdfWriter, press: _Press, whole: RegisterData) -> bytes:
    book.add_metadata({"/Title": f"{press.texts.texts['title']} {whole.year} – {whole.head.office}"})
    content = io.BytesIO()
    book.write(content)
    return content.getvalue()


def _parts(agency: Agency, year: int, *, closed: bool) -> Iterator[tuple[RegisterRow, ...]]:
    """The lines, `PART` at a time, each part read by its own questions."""
    rows, last = register.with_what_is_printed(register.lines(agency, year)), 0
    while part := list(rows.filter(register_no__gt=last)[:PART]):
        last = part[-1].register_no
        yield tuple(_line(dossier, closed) for dossier in part)


def _line(dossier: Dossier, closed: bool) -> RegisterRow:
    people = {party.role: party for party in dossier.parties.all()}
    owner, filer = people[Party.Role.OWNER], people[Party.Role.FILER]
    phone = owner.phone or filer.phone
    has_result = dossier.outcome in (Outcome.DONE, Outcome.REJECTED)
    return RegisterRow(
        line=dossier.register_no,
        code=dossier.code,
        procedure=dossier.version.name,
        sets=dossier.sets,
        applicant=owner.name,
        address=", ".join(filter(None, (owner.address, owner.place_name))),
        phone=display(phone) if phone else "",
        agency=dossier.deciding_agency.committee_on(local_date(dossier.received_at)),
        received_at=dossier.received_at,
        due_at=dossier.due_at or dossier.due_original,
        forwarded_at=dossier.forwarded_at,
        result_received_at=dossier.finished_at if has_result else None,
        returned_at=dossier.returned_at,
        return_method=str(ResultMethod(dossier.returned_how or dossier.result_method).label),
        signed=dossier.returned_to,
        note="; ".join(_notes(dossier, closed)),
    )


def _notes(dossier: Dossier, closed: bool) -> Iterator[str]:
    if dossier.outcome in NOT_DONE:
        yield str(Outcome(dossier.outcome).label)
    if dossier.due_at and local_date(dossier.due_at) != local_date(dossier.due_original):
        yield f"hẹn lần đầu {local_date(dossier.due_original):%d/%m/%Y}"
    if closed and not dossier.outcome:
        yield "chưa có kết quả khi khóa sổ"
