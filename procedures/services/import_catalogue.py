"""Bringing a catalogue file in: all of it or nothing, and a second time nothing new.

An unknown procedure gets version 1, a changed one a new draft version; an equal one is left alone. What is
compared is the entry of the file with its e-form, against the entry of the last imported version. An entry
without "form" keeps the form of that version, or takes the one that ships with the product.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from agencies.models import Agency
from agencies.worktime.limits import Limit
from audit.services import record
from kit.actor import Actor
from kit.errors import DomainError
from kit.text import collapse, unaccent
from procedures.located_json import JsonFault, parse
from procedures.models import (
    Case,
    Component,
    FeeItem,
    FormField,
    Leg,
    LifeEvent,
    Procedure,
    Sector,
    Step,
    Version,
)
from procedures.services.check_file import MARKED, Checker, Fault
from procedures.services.versions import Decision, next_no, publish

SHIPPED_FORMS = Path(__file__).resolve().parent.parent / "data" / "eforms.json"
FORM_COLUMNS = ("section", "key", "label", "kind", "required", "options", "help", "rules")
ONE_LEG = [{"leg": 1, "agency_kind": Agency.Kind.COMMUNE.value}]


class BadFile(DomainError):
    """The file cannot be imported; `faults` are all its faults, in the order of its lines."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


@dataclass(frozen=True)
class Publication:
    """Publish what is imported: by this decision where the entry names none, in force from `valid_from`."""

    decision: Decision
    valid_from: date


@dataclass
class Outcome:
    """The codes of an import's procedures, by what became of them."""

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    published: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Form:
    """An e-form: its fields, its mark, and the code of the paper (tờ khai) that it stands for."""

    fields: list[dict[str, Any]]
    mark: str
    fills: str


def import_catalogue(
    *, text: str, publication: Publication | None = None, by: Actor, at: datetime
) -> Outcome:
    """Import the text of a catalogue file. Raises BadFile, and then nothing has been written."""
    entries = _read(text)
    outcome = Outcome()
    with transaction.atomic():
        for entry in entries:
            _import_entry(entry, outcome, publication, by=by, at=at)
        record(
            action="procedure.import",
            by=by,
            at=at,
            object_type="procedures.catalogue",
            object_id="",
            summary=f"Nhập danh mục: {len(outcome.new)} mới, {len(outcome.changed)} thay đổi, "
            f"{len(outcome.unchanged)} không đổi",
            data={"new": outcome.new, "changed": outcome.changed, "published": outcome.published},
        )
    return outcome


def shipped_forms() -> dict[str, dict[str, Any]]:
    """The e-forms that come with the product, by procedure code: {"mark": …, "fields": […]}."""
    return json.loads(SHIPPED_FORMS.read_text(encoding="utf-8"))["forms"]


def _read(text: str) -> list[dict[str, Any]]:
    try:
        located = parse(text.removeprefix("\ufeff"))
    except JsonFault as error:
        raise BadFile([Fault(error.line, "", "", error.message)]) from error
    faults = Checker(located).check()
    if faults:
        raise BadFile(faults)
    return located.value["procedures"]


def _import_entry(
    entry: Mapping[str, Any], outcome: Outcome, publication: Publication | None, *, by: Actor, at: datetime
) -> None:
    code = entry["code"]
    procedure = _procedure(entry)
    last = procedure.versions.exclude(source_digest="").order_by("-no").first()
    form = _form(entry, last)
    digest = _digest(entry, form)
    if last and last.source_digest == digest:
        outcome.unchanged.append(code)
    else:
        (outcome.changed if last else outcome.new).append(code)
        last = _create_version(procedure, entry, form, digest, by=by, at=at)
    if publication and last.state == Version.State.DRAFT:
        decision = _decision(entry) or publication.decision
        publish(version=last, decision=decision, valid_from=publication.valid_from, by=by, at=at)
        outcome.published.append(code)


def _procedure(entry: Mapping[str, Any]) -> Procedure:
    sector, _ = Sector.objects.get_or_create(name=collapse(entry["field"]))
    values = {"sector": sector, "authority_level": entry.get("authority_level", Procedure.Level.COMMUNE)}
    procedure, created = Procedure.objects.get_or_create(code=entry["code"], defaults=values)
    if not created:
        Procedure.objects.filter(pk=procedure.pk).update(**values)
    return procedure


def _form(entry: Mapping[str, Any], last: Version | None) -> Form:
    """The e-form of the entry, else of the version before, else as shipped."""
    if "form" in entry:
        fills = next((c["code"] for c in entry["components"] if c.get("by_form")), "")
        return Form([_form_line(line) for line in entry["form"]], entry.get("form_confidence", "U"), fills)
    if last is not None:
        rows = last.form_fields.order_by("ord").values(*FORM_COLUMNS)
        filled = last.components.filter(by_form=True).first()
        return Form(list(rows), last.confidence.get("form", ""), filled.code if filled else "")
    shipped = shipped_forms().get(entry["code"], {"mark": "", "fields": []})
    return Form([_form_line(line) for line in shipped["fields"]], shipped["mark"], shipped.get("fills", ""))


def _form_line(line: Mapping[str, Any]) -> dict[str, Any]:
    return {"required": True, "options": [], "help": "", "rules": {}} | dict(line)


def _digest(entry: Mapping[str, Any], form: Form) -> str:
    whole = {**entry, "form": form.fields, "fills": form.fills}
    return hashlib.sha256(json.dumps(whole, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _create_version(
    procedure: Procedure,
    entry: Mapping[str, Any],
    form: Form,
    digest: str,
    *,
    by: Actor,
    at: datetime,
) -> Version:
    decision = _decision(entry)
    version = Version.objects.create(
        procedure=procedure,
        no=next_no(procedure),
        source_digest=digest,
        confidence=_confidence(entry, form.mark),
        created_at=at,
        created_by_kind=by.kind,
        created_by_id=by.id,
        created_by_name=by.name,
        created_by_office=by.office,
        decision_number=decision.number if decision else "",
        decision_date=decision.date if decision else None,
        made_public_on=decision.made_public_on if decision else None,
        **_columns(entry),
    )
    _create_parts(version, entry, form.fills)
    FormField.objects.bulk_create(
        FormField(version=version, ord=ord, **line) for ord, line in enumerate(form.fields, start=1)
    )
    version.life_events.set([_life_event(name) for name in entry.get("life_events", [])])
    return version


def _columns(entry: Mapping[str, Any]) -> dict[str, Any]:
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
    }


def _confidence(entry: Mapping[str, Any], form_mark: str) -> dict[str, str]:
    marks = {name: entry.get(f"{name}_confidence", "") for name in MARKED}
    marks |= {"fee": entry["fee"].get("confidence", ""), "form": form_mark}
    return {name: mark for name, mark in marks.items() if mark}


def _decision(entry: Mapping[str, Any]) -> Decision | None:
    data = entry.get("publication_decision")
    if not data:
        return None
    return Decision(
        data["number"], date.fromisoformat(data["date"]), date.fromisoformat(data["made_public_on"])
    )


def _create_parts(version: Version, entry: Mapping[str, Any], fills: str) -> None:
    rows = {
        Case: [_case(case) for case in entry["cases"]],
        Component: [{**line, "by_form": line["code"] == fills} for line in entry["components"]],
        FeeItem: entry["fee"]["items"],
        Leg: [_leg(leg) for leg in entry.get("legs", ONE_LEG)],
        Step: _steps(entry["steps"]),
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
        line["share"] = Decimal(str(step["share"]))
        lines.append(line)
    for leg in {line["leg_ord"] for line in lines}:
        _settle([line for line in lines if line["leg_ord"] == leg])
    return lines


def _settle(lines: list[dict[str, Any]]) -> None:
    """Rounding in the file (three times 0.1667) is taken up by the largest share."""
    largest = max(lines, key=lambda line: line["share"])
    largest["share"] += 1 - sum(line["share"] for line in lines)


def _life_event(name: str) -> LifeEvent:
    name = collapse(name)
    values = {"slug": slugify(unaccent(name)), "ord": LifeEvent.objects.count() + 1}
    return LifeEvent.objects.get_or_create(name=name, defaults=values)[0]
