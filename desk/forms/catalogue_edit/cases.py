"""Time limits: a case a line, each with its own limit and by how much it may be extended."""

from collections.abc import Mapping
from typing import Any

from django import forms

from agencies.worktime.limits import NAMES, DayRuleEnd, Unit
from desk.forms.catalogue_edit.base import AmountField, Entry, PartForm, RowForm
from desk.forms.words import choice, text, time_of_day

UNITS = [(Unit.SAME_DAY.value, "Trong ngày"), *((unit.value, name) for unit, name in NAMES.items())]
EXTENSION_UNITS = [("", "Không kéo dài"), *((unit.value, name) for unit, name in NAMES.items())]
ENDS = [
    (DayRuleEnd.END_OF_DAY.value, "Hết ngày làm việc cuối cùng"),
    (DayRuleEnd.SAME_TIME.value, "Đúng giờ đã nhận (dùng cho nửa ngày)"),
]
HALVES = "Nửa ngày chỉ dùng với ngày làm việc và “Đúng giờ đã nhận”; còn lại cần số nguyên."


class CasesForm(PartForm):
    """How sure we are of the limits."""

    marks = ("time_confidence",)


class CaseRow(RowForm):
    """One case: its name (the only one needs none), limit and extension."""

    name = text("Trường hợp", longest=250, help_text="Chỉ có một trường hợp thì để trống.")
    unit = choice("Đơn vị", UNITS, "Chọn đơn vị.")
    amount = AmountField("Thời hạn", help_text="Để trống khi là “Trong ngày”.")
    ends = choice("Ngày cuối tính đến", ENDS, "", required=False, initial=DayRuleEnd.END_OF_DAY.value)
    cutoff = time_of_day(
        "Giờ chốt trong ngày", missing="", required=False, help_text="Chỉ khi là “Trong ngày”."
    )
    note = text("Ghi chú", longest=250)
    more = AmountField("Kéo dài thêm")
    more_unit = forms.ChoiceField(label="Đơn vị kéo dài", choices=EXTENSION_UNITS, required=False)
    more_reason = text("Lý do kéo dài", longest=250, help_text="Ví dụ: xác minh.")

    @classmethod
    def read(cls, entry: Entry, row: Mapping[str, Any]) -> dict[str, Any]:
        limit, extension = row["limit"], row.get("extension") or {}
        same_day = limit["unit"] == Unit.SAME_DAY
        return {
            "name": row["name"],
            "unit": limit["unit"],
            "amount": None if same_day else limit["amount"],
            "ends": limit.get("rule") or DayRuleEnd.END_OF_DAY.value,
            "cutoff": limit.get("cutoff"),
            "note": limit.get("note", ""),
            "more": extension.get("amount"),
            "more_unit": extension.get("unit", ""),
            "more_reason": extension.get("reason", ""),
        }

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        if typed.get("unit") == Unit.SAME_DAY:
            self._needs("cutoff", "Nhập giờ chốt, ví dụ 15:00.")
        elif typed.get("unit"):
            self._needs("amount", "Nhập thời hạn.")
        amount = typed.get("amount")
        if amount and amount % 1 and not self._may_be_half(typed):
            self.add_error("amount", HALVES)
        if bool(typed.get("more")) != bool(typed.get("more_unit")) and "more" not in self.errors:
            self.add_error("more", "Nhập cả số và đơn vị kéo dài, hoặc bỏ trống cả hai.")
        return typed

    def value(self, entry: Entry, of: Mapping[str, Any] | None) -> dict[str, Any]:
        typed = self.cleaned_data
        case = {"key": of["key"] if of else _new_key(entry), "name": typed["name"], "limit": self._limit()}
        return case | ({"extension": self._extension(of)} if typed["more"] else {})

    def _needs(self, name: str, said: str) -> None:
        if not self.cleaned_data.get(name) and name not in self.errors:
            self.add_error(name, said)

    def _may_be_half(self, typed: Mapping[str, Any]) -> bool:
        if typed.get("unit") == Unit.WORKING_HOUR:
            return True
        same_time = typed.get("unit") == Unit.WORKING_DAY and typed.get("ends") == DayRuleEnd.SAME_TIME
        return same_time and not typed["amount"] * 2 % 1

    def _limit(self) -> dict[str, Any]:
        typed = self.cleaned_data
        same_day = typed["unit"] == Unit.SAME_DAY
        days = typed["unit"] == Unit.WORKING_DAY
        limit = {
            "unit": typed["unit"],
            "amount": 1 if same_day else _number(typed["amount"]),
            "cutoff": f"{typed['cutoff']:%H:%M}" if same_day else None,
            "rule": typed["ends"] or DayRuleEnd.END_OF_DAY.value if days else DayRuleEnd.END_OF_DAY.value,
        }
        return limit | ({"note": typed["note"]} if typed["note"] else {})

    def _extension(self, of: Mapping[str, Any] | None) -> dict[str, Any]:
        typed, was = self.cleaned_data, (of or {}).get("extension") or {}
        extension = {name: was[name] for name in ("confidence", "rule") if name in was}
        extension |= {"unit": typed["more_unit"], "amount": _number(typed["more"])}
        return extension | ({"reason": typed["more_reason"]} if typed["more_reason"] else {})


def _number(amount: Any) -> int | str:
    return int(amount) if amount == int(amount) else f"{amount.normalize():f}"


def _new_key(entry: Entry) -> str:
    taken = {case["key"] for case in entry["cases"]}
    return next(key for number in range(1, 1000) if (key := f"case_{number}") not in taken)
