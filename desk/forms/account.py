"""How an officer wants to hear of their work outside the house."""

from typing import Any

from django import forms

from accounts.models import Level, User
from desk.forms.words import text
from kit import phone


class NoticeForm(forms.Form):
    """Addresses and, for each kind of notice, the ways; what may not be is the service's to say."""

    email = text(
        "Thư điện tử", longest=254, help_text="Để trống nếu không nhận thư.", attrs={"autocomplete": "email"}
    )
    phone = text(
        "Điện thoại di động", longest=30, help_text="Cần có để nhận tin nhắn.", attrs={"autocomplete": "tel"}
    )
    mail = forms.MultipleChoiceField(
        label="Nhận qua thư điện tử", choices=Level.choices, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    sms = forms.MultipleChoiceField(
        label="Nhận qua tin nhắn", choices=Level.choices, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, data: Any, *, user: User) -> None:
        initial = {
            "email": user.email, "phone": phone.display(user.phone) if user.phone else "",
            "mail": user.mail_levels, "sms": user.sms_levels,
        }  # fmt: skip
        super().__init__(data, initial=initial)
