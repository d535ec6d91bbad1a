"""How a dossier comes into being: one row, its people, its legs and its code, all in one transaction."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accounts.models import Citizen, Organisation
from agencies.models import Agency
from agencies.services import dossier_code
from dossiers.models import Dossier, Leg, Party
from dossiers.models.route import AT_RECEPTION, RETIRED
from dossiers.people import Person
from dossiers.selectors.acting import judge
from dossiers.states import Channel, ResultMethod, Source, State
from kit import idnumber
from kit.clock import local_date
from kit.text import fold
from procedures.models import Case, Version


@dataclass(frozen=True)
class Filing:
    """What is filed: the same for a citizen's phone, the counter and the post."""

    version: Version
    case: Case
    agency: Agency
    channel: Channel
    source: Source
    filer: Person
    owner: Person
    content: str = ""
    answers: dict[str, Any] = field(default_factory=dict)
    sets: int = 1
    result_method: ResultMethod = ResultMethod.OFFICE
    result_address: str = ""
    waybill: str = ""
    is_test: bool = False
    deciding: Agency | None = None  # who decides, where that is another than `agency`
    authority_open: bool = False  # who decides is still to be found
    account: Citizen | None = None  # of who files, where they are signed in
    relation: str = ""
    relation_note: str = ""
    organisation: Organisation | None = None  # for which they file


def bear(*, filing: Filing, at: datetime) -> Dossier:
    """The row with its code, people and legs; it has no event yet, the caller closes the first move.

    The code's number and the row are committed together, so no number is ever lost (domain.md 12).
    """
    dossier = Dossier.objects.create(
        code=_free_code(filing, at),
        source=filing.source,
        channel=filing.channel,
        is_test=filing.is_test,
        version=filing.version,
        case=filing.case,
        filing_agency=filing.agency,
        receiving_agency=filing.agency,
        deciding_agency=filing.deciding or filing.agency,
        authority_open=filing.authority_open,
        state=State.NEW,
        last_event_at=at,
        account=filing.account,
        own_account=judge(filing.account, filing.owner, filing.organisation and filing.organisation.pk),
        relation=filing.relation,
        relation_note=filing.relation_note,
        organisation=filing.organisation,
        owner_name=filing.owner.name,
        owner_fold=fold(filing.owner.name),
        filer_phone=filing.filer.phone,
        content=filing.content,
        answers=filing.answers,
        sets=filing.sets,
        result_method=filing.result_method,
        result_address=filing.result_address,
        waybill=filing.waybill,
        submitted_at=at,
    )
    _keep_people(dossier, filing)
    lay_legs(dossier)
    return dossier


def _free_code(filing: Filing, at: datetime) -> str:
    """The next code that no dossier of another system has brought with it (domain.md 12, 31)."""
    while True:
        code = dossier_code(agency=filing.agency, on=local_date(at), is_test=filing.is_test)
        if not Dossier.objects.filter(code=code).exists():
            return code


def _keep_people(dossier: Dossier, filing: Filing) -> None:
    roles = ((Party.Role.FILER, filing.filer), (Party.Role.OWNER, filing.owner))
    Party.objects.bulk_create(_party(dossier, role, person) for role, person in roles)


def _party(dossier: Dossier, role: Party.Role, person: Person) -> Party:
    return Party(
        dossier=dossier,
        role=role,
        name=person.name,
        name_fold=fold(person.name),
        id_number=person.id_number,
        id_is_old=bool(person.id_number) and idnumber.is_old(person.id_number),
        birth_date=person.birth_date,
        sex=person.sex,
        phone=person.phone,
        email=person.email,
        address=person.address,
        place_code=person.place_code,
        place_name=person.place_name,
    )


def lay_legs(dossier: Dossier) -> None:
    """The legs of the dossier's version, each with its agency (domain.md 17); no clock runs in them yet.

    What was received for another office to decide has a leg at the reception too.
    """
    legs = [
        Leg(dossier=dossier, ord=leg.ord, agency=agency_for(dossier.deciding_agency, leg.agency_kind))
        for leg in dossier.version.legs.all()
    ]
    here = dossier.legs.filter(ord=AT_RECEPTION).first()
    if dossier.is_crossing and here is None:
        legs.append(Leg(dossier=dossier, ord=AT_RECEPTION, agency=dossier.receiving_agency))
    Leg.objects.bulk_create(legs)


def lay_legs_anew(dossier: Dossier) -> None:
    """Another agency decides: what the one before did stays on record, out of the plan (ADR 0014)."""
    unplanned = dossier.legs.filter(ord__gte=RETIRED).count()
    for leg in dossier.legs.planned():
        if leg.runs.exists():
            leg.ord = RETIRED + unplanned
            leg.save(update_fields=["ord"])
            unplanned += 1
        else:
            leg.delete()
    if not dossier.is_received:
        dossier.legs.filter(ord=AT_RECEPTION).delete()
    if dossier.filing_agency_id != dossier.receiving_agency_id:  # where it was filed goes on seeing it
        seen = dossier.legs.filter(agency=dossier.filing_agency, ord__gte=RETIRED).exists()
        if not seen:
            Leg.objects.create(dossier=dossier, agency=dossier.filing_agency, ord=RETIRED + unplanned)
    lay_legs(dossier)


def lay_other_legs(dossier: Dossier) -> None:
    """The legs of another version, on a dossier under way; those where somebody worked keep their rows.

    `may_lay` says whether that can be.
    """
    wanted = _wanted_legs(dossier, dossier.version)
    for leg in dossier.legs.planned():
        if leg.ord not in wanted:
            leg.delete()
            continue
        leg.agency = wanted.pop(leg.ord)
        leg.save(update_fields=["agency"])
    Leg.objects.bulk_create(Leg(dossier=dossier, ord=ord_, agency=agency) for ord_, agency in wanted.items())


def may_lay(dossier: Dossier, version: Version) -> bool:
    """Would the legs where somebody has worked on the dossier be the same under `version`?"""
    wanted = _wanted_legs(dossier, version)
    used = dossier.legs.planned().filter(runs__isnull=False).select_related("agency").distinct()
    return all(wanted.get(leg.ord) == leg.agency for leg in used)


def _wanted_legs(dossier: Dossier, version: Version) -> dict[int, Agency]:
    return {leg.ord: agency_for(dossier.deciding_agency, leg.agency_kind) for leg in version.legs.all()}


def agency_for(deciding: Agency, kind: str) -> Agency:
    """The agency of that kind beside the deciding one; where none is on record its own unit does it."""
    if kind == deciding.kind:
        return deciding
    beside = Agency.objects.filter(parent=deciding, kind=kind, valid_to__isnull=True).order_by("code", "pk")
    return beside.first() or deciding
