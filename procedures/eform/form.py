"""The e-form of a version: a Django form out of rows, its printed lines, and what is known in advance."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from django import forms
from django.forms import BoundField

from kit import phone
from kit.masking import hide_ids
from procedures.eform import fields, values
from procedures.models import FormField, Version
from procedures.words import date_in_words


class EForm(forms.Form):
    """Base of every built e-form; `rows` are the version's fields in order. Cleaned values fit JSON."""

    rows: tuple[FormField, ...] = ()

    def sections(self) -> Iterator[tuple[str, list[BoundField]]]:
        """The parts of the form in order, each with its fields, as a template draws them."""
        for title, rows in groupby(self.rows, key=lambda row: row.section):
            yield title, [self[row.key] for row in rows]

    def clean(self) -> dict[str, Any]:
        """Requirements that hang on another answer; what need not be declared is left out."""
        cleaned = super().clean()
        for row in self.rows:
            if row.key in self.errors:
                continue
            if not applies(row, cleaned):
                cleaned[row.key] = ""
            elif row.key not in cleaned or cleaned[row.key] in ("", None):
                self._require(row, cleaned)
        return {key: "" if value is None else value for key, value in cleaned.items()}

    def _require(self, row: FormField, cleaned: Mapping[str, Any]) -> None:
        wanted = "required_unless" in row.rules or _holds(row.rules.get("required_if"), cleaned)
        if wanted and not self.fields[row.key].required:
            self.add_error(row.key, fields.missing(row))


def build_form(version: Version) -> type[EForm]:
    """The form class of the version's e-form; without fields where the version has none.

    Cleaned values: text in NFC, days as dd/mm/yyyy, ID and phone digits, integers; all fit for JSON and
    good as `initial` of the same form.
    """
    rows = tuple(version.form_fields.all())
    members: dict[str, Any] = {row.key: fields.build(row) for row in rows}
    return type("BuiltEForm", (EForm,), {**members, "rows": rows})


def printable(
    version: Version, data: Mapping[str, Any], *, masked: bool = False
) -> list[tuple[str, list[tuple[str, str]]]]:
    """The filled form as it is printed and checked: sections of (label, text); "" where nothing was said.

    `masked`: of identity numbers the last four digits, in their own fields and inside texts.
    """
    rows = [row for row in version.form_fields.all() if applies(row, data)]
    return [
        (title, [line for row in part for line in _lines(row, data.get(row.key), masked)])
        for title, part in groupby(rows, key=lambda row: row.section)
    ]


def prefill(version: Version, person: Mapping[str, Any]) -> dict[str, Any]:
    """Initial values from what is known of a person: rules name the key (name, id_number, address …)."""
    wanted = {row.key: row.rules.get("prefill") for row in version.form_fields.all()}
    return {key: person[source] for key, source in wanted.items() if source and person.get(source)}


def applies(row: FormField, data: Mapping[str, Any]) -> bool:
    """Whether the field has to be declared at all: not where its `required_unless` holds."""
    return not _holds(row.rules.get("required_unless"), data)


def _holds(condition: Mapping[str, str] | None, data: Mapping[str, Any]) -> bool:
    return bool(condition) and str(data.get(condition["field"], "")) == condition["is"]


def _lines(row: FormField, value: Any, masked: bool) -> list[tuple[str, str]]:
    text = "" if value in ("", None) else str(value)
    if masked and row.kind != FormField.Kind.PHONE:
        text = hide_ids(text)
    if row.kind == FormField.Kind.PHONE and text:
        text = phone.display(text)
    lines = [(row.label, text)]
    if text and row.rules.get("in_words"):
        lines.append((f"{row.label} (ghi bằng chữ)", date_in_words(values.day(text))))
    return lines
