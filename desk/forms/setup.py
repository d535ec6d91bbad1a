"""Narrowing the history of the set-up: by who, what and when."""

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict

from accounts.models import User
from audit.models import AuditEntry
from audit.selectors import begins_with, concerning
from desk.forms.book import between
from desk.forms.filters import WRONG, Choice
from desk.forms.words import day

KINDS = {
    "co-quan": ("Cơ quan, bộ phận", ("agency.", "unit.")),
    "lich": ("Lịch làm việc", ("calendar.",)),
    "phap-ly": ("Giá trị pháp lý", ("law.",)),
    "bieu-mau": ("Biểu mẫu in", ("forms.",)),
    "mau-tin": ("Mẫu tin nhắn", ("message.",)),
    "danh-muc": ("Danh mục, tin bài", ("procedure.", "article.")),
    "tai-khoan": ("Tài khoản, vai trò", ("account.", "duty.")),
}


class HistoryForm(forms.Form):
    """Every box may be left empty; the days are inside."""

    nguoi = Choice("Cán bộ")
    nhom = forms.ChoiceField(
        label="Thay đổi ở", required=False, error_messages=WRONG,
        choices=[("", "Tất cả"), *((key, title) for key, (title, _) in KINDS.items())],
    )  # fmt: skip
    tu = day("Từ ngày")
    den = day("Đến ngày")

    def __init__(self, data: QueryDict, *, officers: QuerySet[User]) -> None:
        super().__init__(data, auto_id="lich_su_%s")
        self.fields["nguoi"].queryset = officers
        self.is_valid()

    @property
    def is_used(self) -> bool:
        """Is anything chosen?"""
        return any(self.cleaned_data.values())

    def narrow(self, rows: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        """`rows` cut down to what was chosen."""
        given = self.cleaned_data
        if officer := given.get("nguoi"):
            rows = rows.filter(concerning([officer.pk]))
        if kind := given.get("nhom"):
            rows = rows.filter(begins_with(KINDS[kind][1]))
        return rows.filter(between(given.get("tu"), given.get("den")))
