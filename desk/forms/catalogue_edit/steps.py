"""The steps of the work, each with the time it may take; shares of the limit follow from the times."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from agencies.models import Unit
from desk.forms.catalogue_edit.base import Entry, PartForm, RowForm
from desk.forms.words import choice, number, text
from procedures import durations
from procedures.durations import BadDuration
from procedures.models import Step
from procedures.plain import duration
from procedures.sheet_steps import with_shares


class DurationField(forms.CharField):
    """'0,5 ngày', '4 giờ'; gives hours."""

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        try:
            return durations.parse(typed) if typed else typed
        except BadDuration as wrong:
            raise forms.ValidationError(str(wrong)) from wrong


class StepsForm(PartForm):
    """How sure we are of the steps."""

    marks = ("steps_confidence",)


class StepRow(RowForm):
    """One step."""

    name = text("Bước", longest=200, missing="Nhập tên bước.")
    unit_kind = choice("Trách nhiệm", Unit.KindKey.choices, "Chọn bộ phận chịu trách nhiệm.")
    role = forms.ChoiceField(
        label="Vai trò", choices=[("", "Chọn…"), *Step.Role.choices],
        error_messages={"required": "Chọn vai trò.", "invalid_choice": "Hãy chọn một mục trong danh sách."},
    )  # fmt: skip
    duration = DurationField(
        label="Thời gian", max_length=40, help_text="Ví dụ: 4 giờ; 0,5 ngày; 2 ngày.",
        error_messages={"required": "Nhập thời gian của bước."},
    )  # fmt: skip
    leg = number("Chặng", least=1, most=20, initial=1, missing="Nhập số chặng, 1 nếu chỉ có một.")
    output = text("Biểu mẫu, kết quả", longest=300)
    may_skip = forms.BooleanField(label="Được bỏ qua khi có lý do", required=False)

    @classmethod
    def read(cls, entry: Entry, row: Mapping[str, Any]) -> dict[str, Any]:
        return dict(row) | {"duration": durations.say(duration(entry, row))}

    def value(self, entry: Entry, of: Mapping[str, Any] | None) -> dict[str, Any]:
        typed = {name: self.cleaned_data[name] for name in self.fields if name not in ("place", "drop")}
        return {"hours": typed.pop("duration"), **typed}


def put_steps(entry: Entry, rows: Sequence[Mapping[str, Any]]) -> Entry:
    """The entry with these steps. Raises BadSum where a leg's steps take more or less than its limit."""
    return entry | {"steps": with_shares(entry, rows)}
