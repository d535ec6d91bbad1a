"""Who stands in for whom, from when, until when."""

from datetime import date
from typing import Any

from django import forms

from accounts.access import officers_with
from accounts.models import User
from accounts.permissions import Permission
from accounts.substitutes import REASON_LENGTH
from agencies.models import Agency
from desk.forms.words import day, text

WRONG = {"invalid_choice": "Người này không còn làm việc ở đây. Hãy chọn lại."}


class OfficerChoice(forms.ModelChoiceField):
    """One of the office's people, by name."""

    def __init__(self, label: str, missing: str) -> None:
        errors = WRONG | {"required": missing}
        super().__init__(User.objects.none(), label=label, empty_label="Chọn…", error_messages=errors)


class SubstituteForm(forms.Form):
    """Both days inside; what may not be is the service's to say."""

    absent = OfficerChoice("Người vắng mặt", "Chọn người vắng mặt.")
    substitute = OfficerChoice("Người xử lý thay", "Chọn người xử lý thay.")
    valid_from = day("Từ ngày", missing="Nhập ngày bắt đầu vắng mặt.")
    valid_to = day("Đến hết ngày", missing="Nhập ngày cuối cùng vắng mặt.")
    reason = text("Lý do", longest=REASON_LENGTH, missing="Nhập lý do vắng mặt.")

    def __init__(self, data: Any, *, office: Agency, on: date) -> None:
        super().__init__(data, auto_id="thay_%s")
        people = officers_with(Permission.VIEW, office, on=on)
        for name in ("absent", "substitute"):
            self.fields[name].queryset = people
