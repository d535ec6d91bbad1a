"""The legs of a dossier: where each step is done, and which agencies could decide (domain.md 17)."""

from collections.abc import Mapping
from datetime import date

from agencies.models import Agency
from agencies.selectors import active_agencies
from dossiers.models import Dossier, Leg
from dossiers.models.route import AT_RECEPTION
from procedures.models import Step, Version


def legs_of(dossier: Dossier) -> dict[int, Leg]:
    """The legs by number, each with its agency. One query."""
    return {leg.ord: leg for leg in dossier.legs.select_related("agency").order_by("ord")}


def leg_for(legs: Mapping[int, Leg], step: Step) -> Leg:
    """Where a step is done: the result goes back to where the dossier was received (law.md R19)."""
    if step.role == Step.Role.RETURN and AT_RECEPTION in legs:
        return legs[AT_RECEPTION]
    return legs[step.leg_ord]


def competent_name(dossier: Dossier) -> str:
    """Who decides, in the middle of a sentence."""
    return "cơ quan có thẩm quyền" if dossier.authority_open else dossier.deciding_agency.committee


def could_decide(version: Version, on: date) -> list[Agency]:
    """The agencies on the product that have, or have beside them, every unit which the procedure asks for.

    In Vietnamese order.
    """
    wanted = _units_by_kind(version)
    if not wanted:
        return []
    kind = version.legs.order_by("ord").values_list("agency_kind", flat=True)[0]
    found = active_agencies().filter(kind=kind).in_force(on).prefetch_related("units", "children__units")
    return [agency for agency in found if _has_all(agency, wanted)]


def _units_by_kind(version: Version) -> dict[str, set[str]]:
    """Which units the procedure asks for, by the kind of agency where its legs are."""
    kinds = dict(version.legs.values_list("ord", "agency_kind"))
    wanted: dict[str, set[str]] = {kind: set() for kind in kinds.values()}
    for leg, unit in version.steps.values_list("leg_ord", "unit_kind"):
        wanted[kinds[leg]].add(unit)
    return wanted


def _has_all(agency: Agency, wanted: Mapping[str, set[str]]) -> bool:
    """As `birth.agency_for` finds the places: an agency beside, else the agency's own unit."""
    for kind, units in wanted.items():
        beside = [a for a in agency.children.all() if a.kind == kind and a.valid_to is None]
        beside.sort(key=lambda other: (other.code, other.pk))
        place = beside[0] if beside and kind != agency.kind else agency
        if not units <= {unit.kind_key for unit in place.units.all() if unit.active}:
            return False
    return True
