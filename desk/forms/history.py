"""Handing in a file of old dossiers."""

from typing import Any

from django import forms

from desk.forms.words import choice, text

NEW, CORRECT = "moi", "dinh-chinh"
VERBS = [(NEW, "Nhập hồ sơ mới"), (CORRECT, "Đính chính hồ sơ đã nhập")]


class HistoryForm(forms.Form):
    """One table, and whether its lines are new or put right what was imported."""

    verb = choice("Việc cần làm", VERBS, missing="Chọn việc cần làm.", initial=NEW)

    file = forms.FileField(
        label="Tệp hồ sơ cũ",
        help_text="Tệp CSV (UTF-8) hoặc Excel (.xlsx), dòng đầu là tên các cột.",
        error_messages={
            "required": "Chọn tệp hồ sơ cũ.",
            "empty": "Tệp không có nội dung. Hãy chọn lại tệp.",
            "invalid": "Chọn lại tệp rồi thử lần nữa.",
        },
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"}),
    )
    reason = text(
        "Lý do đính chính",
        longest=1000,
        help_text="Chỉ nhập khi đính chính. Chỉ đính chính được hồ sơ cũ đã kết thúc.",
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("verb") == CORRECT and not given.get("reason") and "reason" not in self.errors:
            self.add_error("reason", "Nhập lý do đính chính, ví dụ: nhập nhầm ngày hẹn trả.")
        return given

    @property
    def why(self) -> str | None:
        """Why imported dossiers are corrected; None where the lines are new."""
        return self.cleaned_data["reason"] if self.cleaned_data["verb"] == CORRECT else None
