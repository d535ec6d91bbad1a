"""The parts of a draft that are edited at the desk, each a page: its boxes, its lines, where they stand."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.forms import Form, formset_factory
from django.http import QueryDict

from desk.forms.catalogue_edit.base import MOST_ROWS, Entry, PartForm, RowForm, RowSet, Together
from desk.forms.catalogue_edit.cases import CaseRow, CasesForm
from desk.forms.catalogue_edit.components import ComponentRow, ComponentsForm
from desk.forms.catalogue_edit.content import ContentForm, ProcessForm
from desk.forms.catalogue_edit.fees import FeeRow, FeesForm
from desk.forms.catalogue_edit.steps import StepRow, StepsForm, put_steps
from procedures.services.check_file import Fault

PREFIX = "dong"
PutRows = Callable[[Entry, list[dict[str, Any]]], Entry]


@dataclass(frozen=True)
class Section:
    """A part that is edited on a page of its own: `one` names a line, `at` says where its lines stand."""

    slug: str
    title: str
    form: type[PartForm]
    row: type[RowForm] | None = None
    one: str = ""
    at: tuple[str, ...] = ()
    put_rows: PutRows | None = None

    def rows(self, entry: Entry) -> Sequence[dict[str, Any]]:
        """The lines of the part, as the entry has them."""
        found: Any = entry
        for name in self.at:
            found = found[name]
        return found if self.at else ()


SECTIONS = {
    one.slug: one
    for one in (
        Section("noi-dung", "Nội dung", ContentForm),
        Section(
            "thoi-han", "Thời hạn", CasesForm, CaseRow, "Trường hợp", ("cases",),
            lambda entry, rows: entry | {"cases": _own_keys(rows)},
        ),
        Section(
            "thanh-phan", "Thành phần hồ sơ", ComponentsForm, ComponentRow, "Giấy tờ", ("components",),
            lambda entry, rows: entry | {"components": rows},
        ),
        Section("cac-buoc", "Các bước xử lý", StepsForm, StepRow, "Bước", ("steps",), put_steps),
        Section(
            "phi", "Phí, lệ phí", FeesForm, FeeRow, "Khoản thu", ("fee", "items"),
            lambda entry, rows: entry | {"fee": entry["fee"] | {"items": rows}},
        ),
        Section("quy-trinh", "Quy trình nội bộ", ProcessForm),
    )
}  # fmt: skip


class Edited:
    """A part as it is shown or was sent: boxes, lines, and the entry that they make together."""

    def __init__(self, section: Section, entry: Entry, data: QueryDict | None = None) -> None:
        self.section, self.entry = section, entry
        self.form = section.form(data, entry=entry)
        self.rows = self._rows(data) if section.row else None

    def is_valid(self) -> bool:
        """Has every box what it needs? Whether the catalogue's rules agree is asked when it is saved."""
        rows_good = self.rows is None or self.rows.is_valid()
        return self.form.is_valid() and rows_good

    def result(self) -> Entry:
        """The entry with what was typed. Raises BadSum (kit.errors.DomainError) for times of steps."""
        entry = self.form.put(self.entry)
        return self.section.put_rows(entry, self.rows.values()) if self.rows is not None else entry

    def add_fault(self, fault: Fault) -> None:
        """Put a fault of the catalogue's rules beside the line or box that it speaks of."""
        depth = len(self.section.at)
        inside = fault.at[depth:]
        if self.rows is not None and fault.at[:depth] == self.section.at and inside:
            self.rows.kept[int(inside[0])].add_fault(fault, inside[1:])
            return
        named = next((name for name in reversed(fault.at) if name in self.form.fields), None)
        self.form.add_error(named, fault.sentence)

    @property
    def together(self) -> Together:
        """All forms as one, for the summary of errors."""
        lines: list[Form] = list(self.rows.forms) if self.rows is not None else []
        return Together([self.form, *lines])

    def _rows(self, data: QueryDict | None) -> RowSet:
        factory = formset_factory(
            self.section.row, formset=RowSet, extra=1, max_num=MOST_ROWS, absolute_max=MOST_ROWS
        )
        return factory(data, entry=self.entry, rows=self.section.rows(self.entry), prefix=PREFIX)


def one_more(section: Section, data: QueryDict) -> QueryDict:
    """What was sent, with room for one more line, which opens like a new one does."""
    more, name = data.copy(), f"{PREFIX}-TOTAL_FORMS"
    count = data.get(name, "")
    number = min(int(count), MOST_ROWS) if count.isascii() and count.isdigit() else 0
    more[name] = str(min(number + 1, MOST_ROWS))
    for box, field in section.row.base_fields.items() if section.row else ():
        if field.initial is not None:
            more[f"{PREFIX}-{number}-{box}"] = "on" if field.initial is True else str(field.initial)
    return more


def _own_keys(cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Two new cases were each given the first free key; the later one gets the next."""
    taken: set[str] = set()
    for case in cases:
        while case["key"] in taken:
            stem, _, number = case["key"].rpartition("_")
            case["key"] = f"{stem}_{int(number) + 1}"
        taken.add(case["key"])
    return cases
