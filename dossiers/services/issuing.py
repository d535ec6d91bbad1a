"""How any form of the law is issued: set and words of its day, number, one rendering, kept with its data.

A reprint is the kept PDF; nothing is rendered again (domain.md 22).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from agencies.models import Agency
from agencies.selectors import unit_of
from agencies.services import next_number
from documents import forms as printer
from documents.forms.data import Letterhead
from documents.forms.plain import to_plain
from documents.services import store_bytes
from documents.wordings import Wording, wording
from dossiers.models import Dossier, IssuedForm
from dossiers.selectors import rules
from kit.actor import Actor
from kit.clock import local_date


@dataclass(frozen=True)
class Paper:
    """A form about to be issued: the set that its agency prints on the day, and the words in force then."""

    dossier: Dossier
    key: str
    at: datetime
    form_set: str
    wording: Wording

    def head(self) -> Letterhead:
        """The top of the form with the next number of the agency's series, by form and local year.

        Others who issue the same form wait for the end of this transaction; a rollback gives the number back.
        """
        agency, year = self.dossier.receiving_agency, str(local_date(self.at).year)
        kind = f"test:form:{self.key}" if self.dossier.is_test else f"form:{self.key}"
        number = next_number(agency=agency, kind=kind, period=year)
        return letterhead(agency, self.at, symbol=self.wording.texts.get("symbol", ""), number=number)


def prepare(dossier: Dossier, key: str, at: datetime) -> Paper:
    """Form `key` for the dossier as it is printed on the day of `at`: not by the day of reception."""
    agency, on = dossier.receiving_agency, local_date(at)
    form_set = rules.form_set(agency, on)
    return Paper(dossier, key, at, form_set, wording(form_set, key, agency, on))


def issue(
    paper: Paper, data: Any, *, by: Actor, replaces: IssuedForm | None = None, reason: str = ""
) -> IssuedForm:
    """Draw the form once and keep it for ever; with `replaces` it takes the place of a wrong one."""
    texts = dict(paper.wording.texts)
    pdf = printer.render(paper.key, data, form_set=paper.form_set, texts=texts)
    name = f"{paper.key}-{paper.dossier.code}.pdf"
    stored = store_bytes(content=pdf, name=name, media_type="application/pdf", by=by, at=paper.at)
    return IssuedForm.objects.create(
        dossier=paper.dossier,
        key=paper.key,
        form_set=paper.form_set,
        number=data.head.number,
        symbol=data.head.symbol,
        data=to_plain(data),
        texts=texts,
        wording=paper.wording.version,
        pdf=stored,
        issued_at=paper.at,
        issued_by=by.name,
        replaces=replaces,
        reason=reason,
    )


def letterhead(agency: Agency, at: datetime, *, symbol: str = "", number: int | None = None) -> Letterhead:
    """The top of every form of an agency on that day, under the name it bore then."""
    return Letterhead(
        authority=agency.committee_on(local_date(at)),
        office=desk_name(agency),
        place=agency.short_name,
        issued_at=at,
        symbol=symbol,
        number=number,
    )


def desk_name(agency: Agency) -> str:
    """The agency's own name for its one-stop desk."""
    unit = unit_of(agency, "one_stop")
    return unit.name if unit else "Bộ phận Tiếp nhận và Trả kết quả"
