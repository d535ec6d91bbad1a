"""Handing in a file of old dossiers."""

from django import forms


class HistoryForm(forms.Form):
    """One table; what it is, is proved by `documents`."""

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
