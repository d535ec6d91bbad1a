"""The law's forms as versioned sets: how each is numbered and drawn, and the words it ships with.

The sets are data (`documents/data/form_sets.json`), with their days, sources and marks. Code names forms by
key, never by number; which set an agency prints on a day is the caller's to say (domain.md 22). TT 01/2018
Đ9; TT 03/2025 Phụ lục I.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from documents.forms import catalogue_data as papers
from documents.forms import data as values
from kit.errors import DomainError

FILE = Path(__file__).parent.parent / "data/form_sets.json"
A4_SHEET = "sheet.css"
A4_TABLE = "report.css"
STYLES = {"receipt": "slip.css", "register": "register.css", "apology_letter": "letter.css"}
SLIP = "slip.css"
DATA_TYPES: dict[str, type] = {
    "receipt": values.ReceiptData,
    "supplement": values.SupplementData,
    "refusal": values.RefusalData,
    "apology": values.ApologyData,
    "stop": values.StopData,
    "control_slip": values.ControlSlipData,
    "register": values.RegisterData,
}
COPIES = {"receipt": ("copy_kept", "copy_given")}  # the text that names each copy (liên)


@dataclass(frozen=True)
class Form:
    """One form of a set: number as printed ("" for a paper outside the set), paper, layout, and its words.

    `mark` says how sure we are of layout and words (S, K, U); `texts` are the shipped words by slug; `layout`
    is the template's name.
    """

    key: str
    title: str
    data_type: type
    layout: str
    style: str
    number: str = ""
    paper: str = "A4"
    mark: str = "K"
    basis: str = ""
    note: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)

    @property
    def copies(self) -> tuple[str, ...]:
        """The slugs of the texts that name the copies; one nameless copy where the law wants no more."""
        return COPIES.get(self.key, ("",))


@dataclass(frozen=True)
class FormSet:
    """A circular's forms, by key in the order of their numbers, with the days on which it may be printed."""

    name: str
    title: str
    circular: str
    valid_from: date
    valid_to: date | None
    mark: str
    note: str
    forms: Mapping[str, Form]


# Papers of other circulars: they bear no number of a set and are the same under each.
OWN_FORMS = {
    "statistics": Form(
        "statistics", "Biểu số liệu báo cáo", values.StatisticsData, "statistics", A4_TABLE,
        basis="Thông tư số 01/2020/TT-VPCP",
    ),
    "eform": Form("eform", "Tờ khai", values.EformData, "eform", A4_SHEET),
    "process_sheet": Form(
        "process_sheet", "Quy trình nội bộ", papers.ProcessSheetData, "process_sheet", "process_sheet.css"
    ),
    "posting": Form("posting", "Niêm yết thủ tục hành chính", papers.PostingData, "posting", "posting.css"),
}  # fmt: skip


@cache
def form_sets() -> dict[str, FormSet]:
    """Every set that the product knows, the newest first."""
    shipped = json.loads(FILE.read_text(encoding="utf-8"))
    sets = [_set(row, shipped["texts"]) for row in shipped["sets"]]
    return {one.name: one for one in sorted(sets, key=lambda one: one.valid_from, reverse=True)}


@cache
def labels() -> dict[str, str]:
    """What an administrator reads beside each text: slug -> words."""
    return json.loads(FILE.read_text(encoding="utf-8"))["labels"]


def find_set(name: str) -> FormSet:
    """The set of that name. Raises DomainError for one that the product does not know."""
    found = form_sets().get(name)
    if found is None:
        raise DomainError(f"Hệ thống chưa có bộ mẫu “{name}”.", code="form_set")
    return found


def find(key: str, form_set: str) -> tuple[Form, str]:
    """The form and the circular it is printed under. Raises DomainError where the set lacks it."""
    if key in OWN_FORMS:
        return OWN_FORMS[key], OWN_FORMS[key].basis
    forms = find_set(form_set)
    if key not in forms.forms:
        raise DomainError(f"Bộ mẫu theo {forms.circular} không có mẫu “{key}”.", code="form")
    return forms.forms[key], forms.circular


def _set(row: dict[str, Any], texts: dict[str, dict[str, str]]) -> FormSet:
    return FormSet(
        name=row["name"],
        title=row["title"],
        circular=row["circular"],
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=date.fromisoformat(row["valid_to"]) if "valid_to" in row else None,
        mark=row["mark"],
        note=row["note"],
        forms={key: _form(key, form, texts[key]) for key, form in row["forms"].items()},
    )


def _form(key: str, row: dict[str, Any], common: dict[str, str]) -> Form:
    own = common | row.get("texts", {})
    texts = {slug: text for slug, text in own.items() if text is not None}  # null: this set lacks the words
    layout = row.get("layout", key)
    return Form(
        key=key,
        title=texts["title"],
        data_type=DATA_TYPES[key],
        layout=layout,
        style=STYLES.get(layout, SLIP),
        number=row["number"],
        paper=row["paper"],
        mark=row["mark"],
        basis=row["basis"],
        note=row["note"],
        texts=texts,
    )
