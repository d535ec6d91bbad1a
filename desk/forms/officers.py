"""Inviting an officer, giving a duty, and the reason that some acts on an account need."""

from typing import Any

from django import forms

from accounts.roles import CHOICES
from agencies.models import Agency, Unit
from desk.forms.words import day, text


class DutyForm(forms.Form):
    """A role at the office or at one of its units, from a day, maybe to a day."""

    role = forms.ChoiceField(
        label="Vai trò", choices=CHOICES, error_messages={"required": "Chọn một vai trò."}
    )
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label="Bộ phận", required=False, empty_label="Cả cơ quan"
    )
    valid_from = day("Từ ngày", missing="Nhập ngày bắt đầu.")
    valid_to = day("Đến hết ngày")

    def __init__(self, *args: Any, office: Agency, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["unit"].queryset = Unit.objects.filter(agency=office, active=True).order_by("name", "pk")


class InviteForm(forms.Form):
    """A new account with its first duty; a link by e-mail, or a temporary password."""

    full_name = text("Họ và tên", longest=150, missing="Nhập họ và tên.")
    username = text("Tên đăng nhập", longest=150, missing="Nhập tên đăng nhập.")
    email = text(
        "Thư điện tử", longest=254,
        help_text="Cán bộ nhận đường dẫn để tự đặt mật khẩu. Bỏ trống thì hiện mật khẩu tạm thời.",
    )  # fmt: skip
    phone = text("Điện thoại", longest=20)
    role = forms.ChoiceField(
        label="Vai trò", choices=CHOICES, error_messages={"required": "Chọn một vai trò."}
    )
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label="Bộ phận", required=False, empty_label="Cả cơ quan"
    )

    def __init__(self, *args: Any, office: Agency, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["unit"].queryset = Unit.objects.filter(agency=office, active=True).order_by("name", "pk")


class ReasonForm(forms.Form):
    """Why; it stands in the book."""

    reason = text("Lý do", longest=300, missing="Nhập lý do.")


class ReviewForm(forms.Form):
    """What the administrator found."""

    note = text("Ghi chú", longest=500)
