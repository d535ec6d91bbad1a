"""Which of the possible actions are worth a button: what the service would refuse anyway is not offered."""

from collections.abc import Callable

from dossiers.deadlines import is_late_by_date
from dossiers.models import ClockEntry, Dossier, Supplement
from dossiers.selectors.legs import could_decide
from dossiers.states import PARCEL_NEXT, Clock, EntryKind
from dossiers.workflow import Action
from kit.clock import local_date


def is_useful(action: Action, dossier: Dossier) -> bool:
    """Would this have a chance with this dossier? Everything else is always worth its button."""
    return _ASKED.get(action, _always)(dossier)


def _always(dossier: Dossier) -> bool:
    return True


def _decided_here(dossier: Dossier) -> bool:
    return not dossier.is_crossing and dossier.accepted_at is None


def _route(dossier: Dossier) -> bool:
    """Is there another office on the product that could decide?"""
    here = dossier.receiving_agency
    return any(agency != here for agency in could_decide(dossier.version, local_date(dossier.submitted_at)))


def _apology(dossier: Dossier) -> bool:
    if dossier.finished_at is None:
        return dossier.clock == Clock.RUNNING and dossier.appointed_at is None
    late = is_late_by_date(dossier.due_at, dossier.finished_at)
    return late and not dossier.issued_forms.filter(key="apology").exists()


def _verification(dossier: Dossier) -> bool:
    if dossier.case.extension is None:
        return False
    return not ClockEntry.objects.filter(dossier=dossier, kind=EntryKind.VERIFY).exists()


def _supplement(dossier: Dossier) -> bool:
    return dossier.supplements.filter(stage=Supplement.Stage.APPRAISAL).exists()


def _parcel(dossier: Dossier) -> bool:
    return bool(PARCEL_NEXT.get(dossier.parcel))


_ASKED: dict[Action, Callable[[Dossier], bool]] = {
    Action.ROUTE: _route,
    Action.RECLASSIFY: _decided_here,
    Action.RETIME: _decided_here,
    Action.APOLOGISE: _apology,
    Action.VERIFY: _verification,
    Action.ASK_AGAIN: _supplement,
    Action.PARCEL: _parcel,
}
