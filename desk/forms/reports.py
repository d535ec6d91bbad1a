"""Asking for a report: which period, and, for who wants the figures of then, as known when."""

from datetime import date, datetime
from typing import Any

from django import forms

from desk.forms.words import day
from kit.clock import VN
from reports.periods import Kind, Period, Windows

OTHER = "khac"
YEARS = 3  # this year and two before it


class ReportForm(forms.Form):
    """One of the law's windows that are over, or two days."""

    period = forms.ChoiceField(
        label="Kỳ báo cáo",
        error_messages={"required": "Chọn kỳ báo cáo.", "invalid_choice": "Hãy chọn một kỳ trong danh sách."},
    )
    first = day("Từ ngày", help_text="Khi kỳ báo cáo là “Khoảng thời gian khác”.")
    last = day("Đến ngày", help_text="Không muộn hơn hôm nay.")
    known_at = forms.DateTimeField(
        label="Số liệu ghi nhận đến",
        required=False,
        input_formats=["%d/%m/%Y %H:%M", "%d/%m/%Y", "%Y-%m-%dT%H:%M"],
        help_text="Để trống là đến lúc lập. Nhập như 15/09/2026 08:00 để lập lại số liệu như khi ấy đã biết.",
        error_messages={"invalid": "Thời điểm cần viết như 15/09/2026 08:00."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "dd/mm/yyyy hh:mm"}),
    )

    def __init__(self, *args: Any, windows: Windows, today: date, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.offered = {_key(period): period for period in _over(windows, today)}
        groups = [
            (words, [(key, _say(p)) for key, p in self.offered.items() if p.kind == kind])
            for words, kind in (("Tháng", Kind.MONTH), ("Quý", Kind.QUARTER), ("Năm", Kind.YEAR))
        ]
        other = [(OTHER, "Khoảng thời gian khác")]
        self.fields["period"].choices = [("", "Chọn…"), *[g for g in groups if g[1]], *other]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("period") == OTHER:
            self._check_days(given)
        return given

    def _check_days(self, given: dict[str, Any]) -> None:
        for name, sentence in (("first", "Nhập ngày đầu kỳ."), ("last", "Nhập ngày cuối kỳ.")):
            if name not in self.errors and given.get(name) is None:
                self.add_error(name, sentence)
        first, last = given.get("first"), given.get("last")
        if first and last and last < first:
            self.add_error("last", "Ngày cuối kỳ phải từ ngày đầu kỳ trở đi.")

    def chosen(self) -> Period:
        """The period of a valid form."""
        given = self.cleaned_data
        return self.offered.get(given["period"]) or Period(given["first"], given["last"])

    def as_known(self) -> datetime | None:
        """The moment of a valid form; None for now."""
        typed = self.cleaned_data["known_at"]
        return typed.astimezone(VN) if typed else None


def _over(windows: Windows, today: date) -> list[Period]:
    """The law's windows that are over, the latest first."""
    earliest = date(today.year - YEARS + 1, 1, 1)
    return sorted(windows.ended(after=earliest, by=today), key=lambda p: p.last, reverse=True)


def _key(period: Period) -> str:
    return f"{period.kind.value}:{period.first.isoformat()}:{period.last.isoformat()}"


def _say(period: Period) -> str:
    return f"{period.title} ({period.first:%d/%m/%Y} – {period.last:%d/%m/%Y})"
