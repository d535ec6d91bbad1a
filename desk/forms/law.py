"""Changing a value of the law from a day on: nothing that was is touched."""

from typing import Any

from django import forms
from django.utils.text import capfirst

from agencies import law
from agencies.models import Mark
from desk.forms.words import choice, day, paragraph, text
from documents.forms.registry import form_sets

HERE, EVERYWHERE = "here", "everywhere"
MARKS = [(mark, capfirst(label)) for mark, label in Mark.choices]
YES_NO = [("có", "Có"), ("không", "Không")]
CHOSEN_AS = {
    "working": "Giờ làm việc",
    "plain": "Giờ liên tục",
    "restart": "Tính lại từ đầu",
    "resume": "Tính tiếp phần còn lại",
    **{name: one.title for name, one in form_sets().items()},
}


class DayForm(forms.Form):
    """The day for which the list is shown; today where nothing readable was typed."""

    ngay = day("Ngày")


class LawForm(forms.Form):
    """`can_rule_everywhere`: the officer administers every office that uses this product."""

    value = text("Giá trị mới", longest=500, missing="Nhập giá trị mới.")
    valid_from = day("Áp dụng từ ngày", missing="Nhập ngày bắt đầu áp dụng.")
    basis = text(
        "Căn cứ", longest=300, missing="Nhập văn bản làm căn cứ.",
        help_text="Ví dụ: Điều 5 Thông tư 03/2025/TT-VPCP.",
    )  # fmt: skip
    mark = choice("Đã đối chiếu với văn bản gốc chưa", MARKS, "Chọn mức độ đối chiếu.")
    note = paragraph("Ghi chú", longest=500)

    def __init__(
        self, *args: Any, key: law.LawKey, office: str, can_rule_everywhere: bool, **rest: Any
    ) -> None:
        super().__init__(*args, **rest)
        self.key = key
        if key.kind == "bool":
            self.fields["value"] = choice("Giá trị mới", YES_NO, "Chọn giá trị mới.")
        elif key.kind == "choice":
            options = [(one, CHOSEN_AS.get(one, one)) for one in key.choices]
            self.fields["value"] = choice("Giá trị mới", options, "Chọn giá trị mới.")
        else:
            self.fields["value"].help_text = HELP.get(key.kind, "")
        if can_rule_everywhere:
            scopes = [(HERE, f"Chỉ {office}"), (EVERYWHERE, "Mọi cơ quan dùng hệ thống này")]
            self.fields["scope"] = choice("Áp dụng cho", scopes, "Chọn phạm vi.", initial=HERE)
        self.order_fields(["value", "valid_from", "scope", "basis", "mark", "note"])

    @property
    def is_for_all(self) -> bool:
        """Is the change meant for every office? False where the choice was not offered."""
        return self.cleaned_data.get("scope") == EVERYWHERE


HELP = {
    "int": "Số nguyên.",
    "time": "Giờ dạng 15:00.",
    "words": "Các mục cách nhau bằng dấu phẩy.",
    "networks": "Địa chỉ hoặc mạng dạng 10.0.0.0/24, cách nhau bằng dấu phẩy; hoặc “mọi nơi”.",
    "sessions": "Các buổi dạng 07:30-11:30, cách nhau bằng dấu phẩy.",
    "map": "Tên và số dạng tên: 5, cách nhau bằng dấu phẩy.",
    "pattern": "Cần có {org}, {yymmdd} và {seq:04d}.",
}
