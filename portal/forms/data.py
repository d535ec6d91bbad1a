"""What a citizen asks of their own data."""

from typing import Any

from django import forms

from agencies.models import Agency
from dossiers.models import DataRequest


class DataForm(forms.Form):
    """Which office, what, in whose words; the office is not asked where only one can be."""

    agency = forms.ModelChoiceField(
        None, label="Cơ quan", empty_label=None, to_field_name="code",
        error_messages={"required": "Chọn cơ quan.", "invalid_choice": "Chọn cơ quan trong danh sách."},
    )  # fmt: skip
    kind = forms.ChoiceField(
        label="Ông/Bà yêu cầu gì?",
        choices=DataRequest.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn yêu cầu.", "invalid_choice": "Chọn một yêu cầu trong danh sách."},
    )
    text = forms.CharField(
        label="Nội dung",
        help_text="Nêu rõ dữ liệu nào, ở hồ sơ nào nếu có. Không ghi số định danh.",
        max_length=2000,
        error_messages={
            "required": "Nhập nội dung yêu cầu.",
            "max_length": "Nội dung dài quá 2000 ký tự. Hãy viết ngắn hơn.",
        },
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, offices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = offices
        self.fields["agency"].label_from_instance = lambda agency: agency.committee
        found: list[Agency] = list(offices[:2])
        if len(found) == 1:
            self.fields["agency"].widget = forms.HiddenInput()
            self.fields["agency"].initial = found[0].code
