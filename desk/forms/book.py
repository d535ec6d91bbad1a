"""Looking something up in the audit book: by dossier, by officer, by kind of action, by days."""

from datetime import date, datetime, time, timedelta

from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict

from accounts.models import User
from audit.actions import BY_KEY, GROUPS
from audit.models import AuditEntry
from audit.selectors import begins_with, concerning
from desk.forms.filters import WRONG, Choice
from desk.forms.words import day, text
from kit.clock import VN

CODE_LENGTH = 60


class BookForm(forms.Form):
    """Every box may be left empty; the days are inside."""

    ma = text("Mã hồ sơ", longest=CODE_LENGTH)
    nguoi = Choice("Cán bộ")
    nhom = forms.ChoiceField(
        label="Loại việc", required=False, error_messages=WRONG,
        choices=[("", "Tất cả"), *((group.key, group.title) for group in GROUPS)],
    )  # fmt: skip
    tu = day("Từ ngày")
    den = day("Đến ngày")

    def __init__(self, data: QueryDict, *, officers: QuerySet[User]) -> None:
        super().__init__(data, auto_id="nhat_ky_%s")
        self.fields["nguoi"].queryset = officers
        for name in ("tu", "den"):
            self.fields[name].required = False
        self.is_valid()

    @property
    def code(self) -> str:
        """The code of the dossier that is looked for, as codes are written."""
        return self.cleaned_data.get("ma", "").strip().upper()

    @property
    def is_used(self) -> bool:
        """Is anything chosen?"""
        return any(self.cleaned_data.values())

    def narrow(self, rows: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        """`rows` cut down to what was chosen, but for the dossier."""
        given = self.cleaned_data
        if officer := given.get("nguoi"):
            rows = rows.filter(concerning([officer.pk]))
        if group := given.get("nhom"):
            rows = rows.filter(begins_with(BY_KEY[group].prefixes))
        return rows.filter(between(given.get("tu"), given.get("den")))


def between(first: date | None, last: date | None) -> Q:
    """Lines of these days, both inside; an empty end is open."""
    since = Q(at__gte=datetime.combine(first, time.min, VN)) if first else Q()
    until = Q(at__lt=datetime.combine(last + timedelta(days=1), time.min, VN)) if last else Q()
    return since & until
