"""A version as the entry of a catalogue file: what the import reads, the desk edits, what is compared.

`whole_version` has everything at hand; nothing here asks the database again.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from agencies.worktime.limits import Limit
from procedures.models import Case, Leg, Step, Version

FORM_COLUMNS = ("section", "key", "label", "kind", "required", "options", "help", "rules")
FEE_COLUMNS = ("kind", "amount", "per", "bands", "cap_per_copy", "set_by")
COMPONENT_COLUMNS = ("code", "name", "originals", "copies", "required", "shown_only", "by_form")
OWN = {"fee", "form"}  # marks that stand elsewhere in an entry than in `<part>_confidence`


def entry_of(version: Version) -> dict[str, Any]:
    """All that `version` says, but its decision and days; importing it gives the same version."""
    marks = version.confidence
    entry: dict[str, Any] = {
        "code": version.procedure.code,
        "name": version.name,
        "field": version.procedure.sector.name,
        "authority_level": version.procedure.authority_level,
        "service_level": version.service_level,
        "partial_reason": version.partial_reason,
        "audience": version.audience,
        "result": version.result,
        "sets_of_dossier": version.sets_of_dossier,
        "methods": list(version.methods),
        "competent_agency": version.competent_agency,
        "sequence_of_steps_text": version.sequence_text,
        "requirements": version.requirements,
        "legal_basis": list(version.legal_basis),
        "in_one_stop": version.in_one_stop,
        "online": version.online,
        "life_events": [event.name for event in version.life_events.all()],
        "cases": [_case(row) for row in version.cases.all()],
        "components": [_plain(row, COMPONENT_COLUMNS) for row in version.components.all()],
        "legs": [_leg(row) for row in version.legs.all()],
        "steps": [_step(row) for row in version.steps.all()],
        "fee": _fee(version),
        "process": dict(version.process),
    }
    entry |= {f"{name}_confidence": mark for name, mark in marks.items() if name not in OWN}
    if version.on_supplement:
        entry["on_supplement"] = version.on_supplement
    if fields := [_plain(row, FORM_COLUMNS) for row in version.form_fields.all()]:
        entry |= {"form": fields} | ({"form_confidence": marks["form"]} if "form" in marks else {})
    return entry


def digest(entry: Mapping[str, Any]) -> str:
    """A short name of what an entry says: the same for the same content, whatever its order of keys."""
    text = json.dumps(entry, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def limit_of(entry: Mapping[str, Any], leg: int) -> Limit:
    """The limit that the steps of leg number `leg` share out: the leg's own, else the first case's."""
    own = next((row.get("limit") for row in entry.get("legs", ()) if row["leg"] == leg), None)
    return Limit.from_dict(own or entry["cases"][0]["limit"])


def _plain(row: Any, columns: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in columns}


def _case(row: Case) -> dict[str, Any]:
    limit = dict(row.limit) | ({"note": row.note} if row.note else {})
    case: dict[str, Any] = {"key": row.key, "name": row.name, "limit": limit}
    return case | ({"extension": dict(row.extension)} if row.extension else {})


def _leg(row: Leg) -> dict[str, Any]:
    leg = {"leg": row.ord, "agency_kind": row.agency_kind}
    return leg | ({"limit": dict(row.limit)} if row.limit else {})


def _step(row: Step) -> dict[str, Any]:
    return {
        "name": row.name,
        "role": row.role,
        "unit_kind": row.unit_kind,
        "leg": row.leg_ord,
        "share": float(row.share),
        "may_skip": row.may_skip,
        "output": row.output,
    }


def _fee(version: Version) -> dict[str, Any]:
    fee: dict[str, Any] = {
        "status": version.fee_status,
        "note": version.fee_note,
        "items": [_fee_item(row) for row in version.fee_items.all()],
    }
    return fee | ({"confidence": version.confidence["fee"]} if "fee" in version.confidence else {})


def _fee_item(row: Any) -> dict[str, Any]:
    given = _plain(row, FEE_COLUMNS)
    empty = {name for name in ("bands", "set_by") if not given[name]}
    return {name: value for name, value in given.items() if name not in empty}
