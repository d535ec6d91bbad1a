"""The papers of a dossier (thành phần hồ sơ), one a line."""

from collections.abc import Mapping
from typing import Any

from django import forms

from desk.forms.catalogue_edit.base import Entry, PartForm, RowForm
from desk.forms.words import number, paragraph


class ComponentsForm(PartForm):
    """How sure we are of the papers."""

    marks = ("components_confidence",)


class ComponentRow(RowForm):
    """One paper."""

    name = paragraph("Giấy tờ", longest=2000, missing="Nhập tên giấy tờ.")
    originals = number("Bản chính", most=99, missing="Nhập số bản chính, 0 nếu không có.", initial=1)
    copies = number("Bản sao", most=99, missing="Nhập số bản sao, 0 nếu không có.", initial=0)
    required = forms.BooleanField(label="Bắt buộc nộp", required=False, initial=True)
    shown_only = forms.BooleanField(label="Chỉ xuất trình, không nộp", required=False)
    by_form = forms.BooleanField(label="Điền trực tuyến bằng tờ khai điện tử", required=False)

    def value(self, entry: Entry, of: Mapping[str, Any] | None) -> dict[str, Any]:
        typed = {name: self.cleaned_data[name] for name in self.fields if name not in ("place", "drop")}
        # Each new line has its own form, numbered by Django in `prefix`: two new ones get two codes.
        return {"code": of["code"] if of else self._new_code(entry), **typed}

    def _new_code(self, entry: Entry) -> str:
        taken = {row["code"] for row in entry["components"]}
        free = [code for number in range(1, 1000) if (code := f"GT{number:02}") not in taken]
        ahead = int(self.prefix.rpartition("-")[2]) - len(entry["components"])
        return free[max(ahead, 0)]
