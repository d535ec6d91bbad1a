"""Under which procedure and case a dossier could be handled, and what it would be promised then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from agencies.selectors import calendar_for
from agencies.worktime.errors import CalendarError
from agencies.worktime.limits import Limit
from dossiers.deadlines import Derived, Entry, LedgerError, Stretch, follow
from dossiers.models import Dossier
from dossiers.selectors import rules
from dossiers.selectors.ledger import derived
from dossiers.states import EntryKind
from kit.clock import local_date
from procedures.models import Case, Version
from procedures.selectors import offered, search

MOST = 8  # procedures that a search shows


@dataclass(frozen=True)
class Choice:
    """A case that a dossier may be moved to: its limit, and the day that would be promised."""

    case: Case
    limit: Limit
    due_at: datetime | None


def choices(dossier: Dossier, text: str, at: datetime) -> list[Choice]:
    """The other cases of the dossier's own version; with `text` those of the procedures that fit the words.

    Only what the office carried out on the day of reception.
    """
    cases = [case for version in _versions(dossier, text) for case in version.cases.order_by("ord")]
    others = [case for case in cases if case.pk != dossier.case_id]
    state = derived(dossier) if others else Derived()
    return [_choice(dossier, case, state, at) for case in others]


def is_choice(dossier: Dossier, case: Case) -> bool:
    """May the dossier be handled under this case at its office?"""
    if case.version_id == dossier.version_id:
        return True
    day = local_date(dossier.received_at)
    return offered(dossier.receiving_agency, day).filter(pk=case.version_id).exists()


def _versions(dossier: Dossier, text: str) -> Sequence[Version]:
    if not text.strip():
        return [dossier.version]
    return search(text, on=local_date(dossier.received_at), agency=dossier.receiving_agency)[:MOST]


def _choice(dossier: Dossier, case: Case, state: Derived, at: datetime) -> Choice:
    agency = dossier.deciding_agency
    limit = rules.limit_of(case, agency, local_date(dossier.received_at))
    legs = list(case.version.legs.all())
    if len(legs) > 1:
        return Choice(case, limit, None)  # each leg in the calendar of its own agency: not told beforehand
    plan = (Stretch(legs[0].limit_value or limit, calendar_for(agency)),)
    try:
        due_at = follow(state, Entry(EntryKind.CORRECT, at, plan)).due_at
    except (CalendarError, LedgerError):
        due_at = None
    return Choice(case, limit, due_at)
