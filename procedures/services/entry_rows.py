"""An entry of a catalogue file as the rows of a version: for the import and for the desk alike.

An entry is the plain values of `procedures/data/procedures.json`; `procedures.entry` reads one back.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from agencies.models import Agency
from agencies.worktime.limits import Limit
from kit.text import collapse
from procedures.models import Case, Component, FeeItem, FormField, Leg, Step, Version
from procedures.services.check_file import MARKED

ONE_LEG = [{"leg": 1, "agency_kind": Agency.Kind.COMMUNE.value}]


def columns(entry: Mapping[str, Any]) -> dict[str, Any]:
    """The entry's own texts and switches, under the names of the version's columns."""
    return {
        "name": collapse(entry["name"]),
        "service_level": entry["service_level"],
        "partial_reason": entry.get("partial_reason", ""),
        "audience": entry["audience"],
        "result": entry["result"],
        "sets_of_dossier": entry.get("sets_of_dossier", 1),
        "methods": entry.get("methods", ["direct"]),
        "competent_agency": entry["competent_agency"],
        "sequence_text": entry.get("sequence_of_steps_text"),
        "requirements": entry.get("requirements"),
        "legal_basis": entry["legal_basis"],
        "in_one_stop": entry.get("in_one_stop", True),
        "online": entry["online"],
        "on_supplement": entry.get("on_supplement", ""),
        "fee_status": entry["fee"]["status"],
        "fee_note": entry["fee"].get("note", ""),
        "process": entry.get("process", {}),
    }


def confidence(entry: Mapping[str, Any], form_mark: str) -> dict[str, str]:
    """How sure we are of each part, by the part's name."""
    marks = {name: entry.get(f"{name}_confidence", "") for name in MARKED}
    marks |= {"fee": entry["fee"].get("confidence", ""), "form": form_mark}
    return {name: mark for name, mark in marks.items() if mark}


def create_parts(
    version: Version, entry: Mapping[str, Any], *, form: list[dict[str, Any]], fills: str
) -> None:
    """The lines of a version that has none; `form` are the lines of its e-form, `fills` the paper it is."""
    rows = {
        Case: [_case(case) for case in entry["cases"]],
        Component: [{**line, "by_form": line["code"] == fills} for line in entry["components"]],
        FeeItem: entry["fee"]["items"],
        Leg: [_leg(leg) for leg in entry.get("legs", ONE_LEG)],
        Step: _steps(entry["steps"]),
        FormField: form,
    }
    for model, lines in rows.items():
        model.objects.bulk_create(
            model(version=version, ord=ord, **line) for ord, line in enumerate(lines, start=1)
        )


def _case(case: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "key": case["key"],
        "name": case["name"],
        "limit": Limit.from_dict(case["limit"]).to_dict(),
        "note": case["limit"].get("note", ""),
        "extension": _extension(case.get("extension")),
    }


def _extension(extension: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return extension and {**extension, **Limit.from_dict(extension).to_dict()}


def _leg(leg: Mapping[str, Any]) -> dict[str, Any]:
    limit = leg.get("limit")
    return {"agency_kind": leg["agency_kind"], "limit": limit and Limit.from_dict(limit).to_dict()}


def _steps(steps: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Lines for `Step`: keys made unique by a number, shares of a leg made to sum to exactly one."""
    lines: list[dict[str, Any]] = []
    for step in steps:
        earlier = sum(line["role"] == step["role"] for line in lines)
        line = {name: step[name] for name in ("name", "role", "unit_kind")}
        line["key"] = f"{step['role']}_{earlier + 1}" if earlier else step["role"]
        line["leg_ord"] = step.get("leg", 1)
        line["may_skip"] = step.get("may_skip", False)
        line["output"] = step.get("output", "")
        line["share"] = Decimal(str(step["share"]))
        lines.append(line)
    for leg in {line["leg_ord"] for line in lines}:
        _settle([line for line in lines if line["leg_ord"] == leg])
    return lines


def _settle(lines: list[dict[str, Any]]) -> None:
    """Rounding in the file (three times 0.1667) is taken up by the largest share."""
    largest = max(lines, key=lambda line: line["share"])
    largest["share"] += 1 - sum(line["share"] for line in lines)
