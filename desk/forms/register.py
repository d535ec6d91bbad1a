"""What an officer types about the register and the other books."""

from typing import Any

from django import forms

from desk.forms.words import number, text
from dossiers.services.register import MOST

NO_MONTH = "Chọn tháng."
NO_COUNT = "Nhập số hồ sơ ghi trong sổ; nếu tháng này không có hồ sơ nào thì nhập 0."
MONTHS = [(month, f"Tháng {month:02d}") for month in range(1, 13)]


class PrintForm(forms.Form):
    """The year of the book."""

    year = number("Năm", most=2100, least=2000)

    def clean_year(self) -> int:
        """A year has to be there."""
        if self.cleaned_data["year"] is None:
            raise forms.ValidationError("Chọn năm của sổ.")
        return self.cleaned_data["year"]


class EntryForm(forms.Form):
    """A month of a book as it stands on paper."""

    month = forms.TypedChoiceField(
        label="Tháng",
        choices=MONTHS,
        coerce=int,
        error_messages={"required": NO_MONTH, "invalid_choice": NO_MONTH},
    )
    count = number("Số hồ sơ ghi trong sổ", most=MOST)
    first_no = number("Từ số", most=MOST, least=1)
    last_no = number("Đến số", most=MOST, least=1)
    note = text("Giải thích chênh lệch", longest=300, help_text="Ví dụ: số 41 ghi nhầm, đã gạch bỏ.")

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["first_no"].help_text = "Số đầu tiên của tháng trong sổ; bỏ trống nếu sổ không đánh số."
        self.fields["count"].required = True
        self.fields["count"].error_messages["required"] = NO_COUNT
