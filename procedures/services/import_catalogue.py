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
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from audit.services import record
from kit.actor import Actor
from kit.errors import DomainError
from kit.text import collapse, unaccent
from procedures.located_json import JsonFault, parse
from procedures.models import LifeEvent, Procedure, Sector, Version
from procedures.services.check_file import Checker, Fault
from procedures.services.entry_rows import columns, confidence, create_parts
from procedures.services.versions import Decision, next_no, publish

SHIPPED_FORMS = Path(__file__).resolve().parent.parent / "data" / "eforms.json"
FORM_COLUMNS = ("section", "key", "label", "kind", "required", "options", "help", "rules")


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
        confidence=confidence(entry, form.mark),
        created_at=at,
        created_by_kind=by.kind,
        created_by_id=by.id,
        created_by_name=by.name,
        created_by_office=by.office,
        decision_number=decision.number if decision else "",
        decision_date=decision.date if decision else None,
        made_public_on=decision.made_public_on if decision else None,
        **columns(entry),
    )
    create_parts(version, entry, form=form.fields, fills=form.fills)
    version.life_events.set([_life_event(name) for name in entry.get("life_events", [])])
    return version


def _decision(entry: Mapping[str, Any]) -> Decision | None:
    data = entry.get("publication_decision")
    if not data:
        return None
    return Decision(
        data["number"], date.fromisoformat(data["date"]), date.fromisoformat(data["made_public_on"])
    )


def _life_event(name: str) -> LifeEvent:
    name = collapse(name)
    values = {"slug": slugify(unaccent(name)), "ord": LifeEvent.objects.count() + 1}
    return LifeEvent.objects.get_or_create(name=name, defaults=values)[0]
