"""A part of a draft as a form with lines: what all parts share.

A part reads its boxes from the entry (`procedures.entry`) and puts what was typed back into one; whether that
is allowed the catalogue's own rules say, and their faults find the box again.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.forms.utils import ErrorDict

from desk.forms.law import MARKS
from desk.forms.words import choice, number
from procedures.services.check_file import Fault

Entry = dict[str, Any]
MOST_ROWS = 80
MOST_PLACE = 1000  # behind every number that can be typed
HALF = "Số cần viết như 3 hoặc 0,5."


class AmountField(forms.DecimalField):
    """A number above zero, with a decimal comma or point."""

    def __init__(self, label: str, *, missing: str = "", **rest: Any) -> None:
        super().__init__(
            label=label,
            required=bool(missing),
            max_digits=8,
            decimal_places=2,
            error_messages={
                "required": missing, "invalid": HALF, "max_decimal_places": HALF, "max_digits": HALF,
                "max_whole_digits": HALF,
            },
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            **rest,
        )  # fmt: skip

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.strip().replace(",", ".") if isinstance(value, str) else value)

    def prepare_value(self, value: Any) -> Any:
        return value if value is None or isinstance(value, str) else f"{value}".replace(".", ",")


class PartForm(forms.Form):
    """The boxes of a part that stand once, and how sure we are of the part (`marks`: names in the entry)."""

    marks: ClassVar[tuple[str, ...]] = ()
    mark = choice("Đã đối chiếu với văn bản gốc chưa", MARKS, "Chọn mức độ đối chiếu.")

    def __init__(self, *args: Any, entry: Entry, **rest: Any) -> None:
        super().__init__(*args, initial=self.read(entry) | {"mark": self._mark(entry)}, **rest)
        if not self.marks:
            del self.fields["mark"]
        else:
            self.fields["mark"] = self.fields.pop("mark")  # asked last

    def read(self, entry: Entry) -> dict[str, Any]:
        """What the boxes open with."""
        return {}

    def write(self, entry: Entry) -> Entry:
        """The entry with what was typed."""
        return entry

    def put(self, entry: Entry) -> Entry:
        """`write`, and the mark where it was changed."""
        return self.write(entry) | (
            dict.fromkeys(self.marks, self.cleaned_data["mark"]) if "mark" in self.changed_data else {}
        )

    def _mark(self, entry: Entry) -> str:
        """The least sure of the part's marks."""
        known = {entry.get(name, "U") for name in self.marks} or {"U"}
        return next(mark for mark in "UKS" if mark in known)


class RowForm(forms.Form):
    """A line of a part; `of` is the line as it was, None for a new one."""

    place = number("Thứ tự", most=999)
    drop = forms.BooleanField(label="Bỏ dòng này", required=False)

    @classmethod
    def read(cls, entry: Entry, row: Mapping[str, Any]) -> dict[str, Any]:
        """What the boxes of an existing line open with."""
        return dict(row)

    def value(self, entry: Entry, of: Mapping[str, Any] | None) -> dict[str, Any]:
        """The line of the entry that was typed."""
        raise NotImplementedError

    def add_fault(self, fault: Fault, deeper: Sequence[str | int]) -> None:
        """A rule of the catalogue says no to this line; beside the box where one has its name."""
        named = next((name for name in reversed(deeper) if name in self.fields), None)
        self.add_error(named, fault.sentence)

    @property
    def is_dropped(self) -> bool:
        return bool(self.cleaned_data.get("drop"))

    def main_fields(self) -> list[forms.BoundField]:
        """The boxes of the line itself."""
        return [self[name] for name in self.fields if name not in ("place", "drop")]


class RowSet(forms.BaseFormSet):
    """The lines of a part, and those of them that stay, in their order."""

    def __init__(self, *args: Any, entry: Entry, rows: Sequence[Mapping[str, Any]], **rest: Any) -> None:
        self.entry, self.rows = entry, rows
        initial = [self.form.read(entry, row) | {"place": place} for place, row in enumerate(rows, start=1)]
        super().__init__(*args, initial=initial, **rest)

    def full_clean(self) -> None:
        """Lines that are dropped need not be right."""
        super().full_clean()
        for index, form in enumerate(self.forms if self.is_bound else ()):
            if form.is_bound and form.is_dropped and form._errors:
                form._errors = ErrorDict()
                self._errors[index] = form._errors

    @property
    def kept(self) -> list[RowForm]:
        """Lines that are neither dropped nor left empty, by the number typed; new ones behind the others."""
        forms_ = [
            form for index, form in enumerate(self.forms)
            if not form.is_dropped and (self._old(index) is not None or form.has_changed())
        ]  # fmt: skip
        return sorted(forms_, key=lambda form: form.cleaned_data.get("place") or MOST_PLACE)

    def values(self) -> list[dict[str, Any]]:
        """The lines of the entry."""
        places = {id(form): index for index, form in enumerate(self.forms)}
        return [form.value(self.entry, self._old(places[id(form)])) for form in self.kept]

    def _old(self, index: int) -> Mapping[str, Any] | None:
        return self.rows[index] if index < min(self.initial_form_count(), len(self.rows)) else None


class Together:
    """Several forms as one, for the summary of what has to be put right."""

    def __init__(self, forms_: Iterable[forms.Form]) -> None:
        self.forms = list(forms_)

    @property
    def errors(self) -> bool:
        return any(form.errors for form in self.forms)

    def non_field_errors(self) -> list[str]:
        return [sentence for form in self.forms if form.errors for sentence in form.non_field_errors()]

    def __iter__(self) -> Iterator[forms.BoundField]:
        return (bound for form in self.forms if form.errors for bound in form)


def lines_of(text: str) -> list[str]:
    """One item a line; empty lines and repetitions are left out."""
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
