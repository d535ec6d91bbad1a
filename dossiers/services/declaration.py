"""The citizen's declaration, printed from the e-form as it was answered."""

from documents import forms as printer
from documents.forms.data import EformData, EformSection
from dossiers.models import Dossier, Party
from dossiers.selectors import rules
from kit.clock import local_date
from kit.errors import DomainError
from procedures.eform import printable


def declaration(*, dossier: Dossier, masked: bool = False) -> bytes:
    """The tờ khai as a PDF; `masked`: of identity numbers the last four digits.

    Raises DomainError where the procedure has no e-form or nothing was answered.
    """
    sections = printable(dossier.version, dossier.answers, masked=masked) if dossier.answers else []
    if not sections:
        raise DomainError("Hồ sơ này không có tờ khai điện tử.", code="no_form")
    agency = dossier.receiving_agency
    data = EformData(
        title=_title(dossier),
        addressee=agency.committee_on(local_date(dossier.submitted_at)),
        place=agency.short_name,
        signed_at=dossier.submitted_at,
        signer_name=dossier.parties.get(role=Party.Role.FILER).name,
        sections=tuple(EformSection(title, tuple(answers)) for title, answers in sections),
        pledge=rules.pledge(agency, local_date(dossier.submitted_at)),
        code=dossier.code,
    )
    form_set = rules.form_set(agency, local_date(dossier.submitted_at))
    return printer.render("eform", data, form_set=form_set)


def _title(dossier: Dossier) -> str:
    paper = dossier.version.components.filter(by_form=True).order_by("ord").first()
    return paper.name if paper else f"Tờ khai: {dossier.version.name}"
