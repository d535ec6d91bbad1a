"""The tờ khai that an e-form prints: of a draft to look over, of a dossier to keep."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse

from agencies.models import Agency
from agencies.selectors import law_value
from documents import forms
from documents.forms.data import EformData, EformSection
from dossiers.selectors import rules
from kit.clock import local_date
from procedures import eform
from procedures.models import Version


@dataclass(frozen=True)
class Declared:
    """What a declaration says, by whom and to whom; `code` is empty before the dossier is submitted."""

    version: Version
    answers: Mapping[str, Any]
    agency: Agency
    signer: str
    at: datetime
    code: str = ""


def title(version: Version) -> str:
    """The name of the paper that the e-form stands for; the procedure's own where the law fixes no form."""
    paper = version.components.filter(by_form=True).order_by("ord").first()
    return paper.name if paper else version.name


def answer(declared: Declared) -> HttpResponse:
    """The declaration as a PDF in the browser; kept by no cache."""
    response = HttpResponse(_pdf(declared), content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="to-khai.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


def _pdf(declared: Declared) -> bytes:
    on = local_date(declared.at)
    sections = eform.printable(declared.version, declared.answers)
    data = EformData(
        title=title(declared.version),
        addressee=declared.agency.committee_on(on),
        place=declared.agency.short_name,
        signed_at=declared.at,
        signer_name=declared.signer,
        sections=tuple(EformSection(heading, tuple(lines)) for heading, lines in sections),
        pledge=law_value("declaration_text", on, declared.agency),
        code=declared.code,
    )
    return forms.render("eform", data, form_set=rules.form_set(declared.agency, on))
