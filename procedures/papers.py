"""The catalogue on paper: the internal process sheet of a version, and what is posted of those in force."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby

import pypdf

from agencies.models import Agency
from documents import forms as printer
from documents.forms import catalogue_data as papers
from documents.forms.data import Letterhead
from kit import links
from procedures import durations, fees
from procedures.entry import entry_of
from procedures.models import Component, Version
from procedures.plain import duration
from procedures.wording import METHODS, limit


def process_sheet(version: Version, *, head: Letterhead) -> bytes:
    """Quy trình nội bộ of a whole version as a PDF (law.md §2.9); a draft says that it is one."""
    extra = version.process
    data = papers.ProcessSheetData(
        head=head,
        code=version.procedure.code,
        name=version.name,
        symbol=extra.get("symbol", ""),
        state=_state(version),
        requirements=version.requirements or "",
        methods=tuple(METHODS[name] for name in version.methods),
        papers=tuple(map(_paper, version.components.all())),
        sets=version.sets_of_dossier,
        limits=tuple(map(limit, version.cases.all())),
        place=extra.get("place") or head.office,
        carries_out=version.competent_agency,
        decides=extra.get("decides", ""),
        authorised=extra.get("authorised", ""),
        partners=extra.get("partners", ""),
        audience=version.get_audience_display(),
        result=version.result,
        steps=tuple(step_lines(version)),
        forms=tuple(extra.get("forms", ())),
        records=tuple(extra.get("records", ())),
        kept=extra.get("kept", ""),
    )
    return printer.render("process_sheet", data, form_set="")


def step_lines(version: Version) -> list[papers.StepLine]:
    """The steps as the sheet numbers them: B1, B2 …; of work at several agencies each names its leg."""
    entry, several = entry_of(version), len(version.legs.all()) > 1
    return [
        papers.StepLine(
            mark=f"B{number}",
            name=step.name,
            unit=step.get_unit_kind_display(),
            time=durations.say(duration(entry, row)) + (f" (chặng {step.leg_ord})" if several else ""),
            output=step.output,
        )
        for number, (step, row) in enumerate(zip(version.steps.all(), entry["steps"], strict=True), start=1)
    ]


def posting(
    versions: Sequence[Version],
    *,
    title: str,
    agency: Agency,
    head: Letterhead,
    posted_on: date | None,
    at: datetime,
) -> bytes:
    """Bản niêm yết of whole versions, in the order of their fields, as one PDF with a QR code for each.

    Several procedures have a list of contents first and begin on a page of their own. They are drawn one by
    one, so that an office that prints its receipts waits a fraction of a second and not for all of them.
    """  # fmt: skip
    whole = papers.PostingData(
        head=head,
        code=title,
        title=title,
        posted_on=posted_on,
        fields=tuple(_fields(versions)),
        contact=_contact(agency, head),
        made_at=at,
    )
    return _draw(whole) if len(versions) == 1 else _bind(whole)


def _bind(whole: papers.PostingData) -> bytes:
    """Contents and procedures in one PDF. The contents are drawn twice: only then are the pages known."""
    front = replace(whole, contents=True)
    last = whole.fields[-1].procedures[-1]
    first_page, sheets, numbered = 1 + _pages(_draw(front)), [], []
    for field in whole.fields:
        found = []
        for one in field.procedures:
            alone = (replace(field, procedures=(one,)),)
            sheets.append(
                _draw(replace(whole, fields=alone, opens=False, ends=one is last, first_page=first_page))
            )
            found.append(replace(one, page=first_page))
            first_page += _pages(sheets[-1])
        numbered.append(replace(field, procedures=tuple(found)))
    book, out = pypdf.PdfWriter(), io.BytesIO()
    for content in (_draw(replace(front, fields=tuple(numbered))), *sheets):
        book.append(io.BytesIO(content), import_outline=False)
    book.write(out)
    return out.getvalue()


def _draw(data: papers.PostingData) -> bytes:
    return printer.render("posting", data, form_set="")


def _pages(content: bytes) -> int:
    return len(pypdf.PdfReader(io.BytesIO(content)).pages)


def _fields(versions: Iterable[Version]) -> Iterable[papers.PostedField]:
    for name, rows in groupby(versions, key=lambda version: version.procedure.sector.name):
        yield papers.PostedField(name, tuple(map(_posted, rows)))


def _posted(version: Version) -> papers.PostedProcedure:
    return papers.PostedProcedure(
        code=version.procedure.code,
        name=version.name,
        decision=_state(version),
        sequence=version.sequence_text or "",
        methods=tuple(METHODS[name] for name in version.methods),
        papers=tuple(map(_paper, version.components.all())),
        sets=version.sets_of_dossier,
        limits=tuple(map(limit, version.cases.all())),
        audience=version.get_audience_display(),
        agency=version.competent_agency,
        result=version.result,
        fees=tuple(fees.describe(version)),
        declarations=tuple(row.name for row in version.components.all() if is_declaration(row)),
        requirements=version.requirements or "",
        basis=tuple(version.legal_basis),
        url=links.absolute(f"/thu-tuc/{version.procedure.code}/"),
    )


def is_declaration(row: Component) -> bool:
    """Is the paper a form to fill in (mẫu đơn, tờ khai)? The one of the e-form is; others by their name."""
    return row.by_form or row.name.casefold().startswith(("tờ khai", "đơn ", "mẫu ", "văn bản đề nghị"))


def _paper(row: Component) -> papers.PaperLine:
    note = "chỉ xuất trình, không nộp" if row.shown_only else "" if row.required else "nộp nếu có"
    return papers.PaperLine(row.name, row.originals, row.copies, note)


def _state(version: Version) -> str:
    if version.state == Version.State.DRAFT:
        return "Bản nháp, chưa công bố."
    return (
        f"Công bố theo Quyết định số {version.decision_number} ngày {version.decision_date:%d/%m/%Y}, "
        f"áp dụng từ ngày {version.valid_from:%d/%m/%Y}."
    )


def _contact(agency: Agency, head: Letterhead) -> str:
    parts = [f"Nộp hồ sơ, hỏi đáp, phản ánh, kiến nghị: {head.office}"]
    parts += [agency.address] if agency.address else []
    parts += [f"điện thoại {agency.phone}"] if agency.phone else []
    return ", ".join(parts) + "."
