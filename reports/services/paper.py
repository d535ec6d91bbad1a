"""A form's figures as the law prints them: PDF with the heads of TT 01/2020 on a page of NĐ 30/2020."""

from datetime import datetime

from agencies.models import Agency
from agencies.selectors import law_value
from documents import forms as printer
from documents.forms.data import HeadingCell, Signer, StatisticsData
from kit.clock import local_date
from reports.forms import headings
from reports.selectors import Edition

FORM_SET = ""
ABOVE = "{cấp trên}"


def as_pdf(edition: Edition, *, at: datetime, maker: str = "") -> bytes:
    """The printed form, tagged, fonts embedded; `maker`: who made the report, `at` the day it bears."""
    return printer.render("statistics", paper_data(edition, at=at, maker=maker), form_set=FORM_SET)


def paper_data(edition: Edition, *, at: datetime, maker: str = "") -> StatisticsData:
    """What the printed form says, in plain values."""
    form, agency, on = edition.form, edition.agency, local_date(at)
    rows = tuple((row.name, tuple(row.figures.values())) for row in edition.rows)
    return StatisticsData(
        printed_code=form.printed_code,
        issued_under=form.issued_under,
        title=law_value("report_title_06a", on, agency),
        period=edition.period.title,
        window=edition.period.say(),
        reporter=agency.committee,
        receiver=receiver(agency, at),
        unit=form.unit,
        headings=tuple(
            tuple(HeadingCell(cell.text, cell.across, cell.down) for cell in level)
            for level in headings(form)
        ),
        numbers=tuple(column.number for column in form.columns),
        rows=rows,
        total=tuple(edition.total.values()),
        place=agency.short_name,
        issued_at=at,
        known_at=edition.known_at,
        signers=_signers(agency, at, maker),
    )


def receiver(agency: Agency, at: datetime) -> str:
    """Who gets the report, as the law's value says; `{cấp trên}` in it is the office above."""
    words = law_value("report_receiver", local_date(at), agency)
    above = agency.parent.committee if agency.parent else ""
    return words.replace(ABOVE, above)


def _signers(agency: Agency, at: datetime, maker: str) -> tuple[Signer, ...]:
    titles = law_value("report_signers", local_date(at), agency)
    return tuple(Signer(title, maker if place == 0 else "") for place, title in enumerate(titles))
