"""What a procedure costs: who sets it, and each fee or charge a line."""

from collections.abc import Mapping
from typing import Any

from django import forms

from desk.forms.catalogue_edit.base import Entry, PartForm, RowForm
from desk.forms.words import choice, number, paragraph, text
from procedures.models import FeeItem, Version

MOST = 1_000_000_000
BANDS = "Mỗi dòng một bậc, ví dụ: 3 = 1000 (từ trang 3, mỗi trang 1.000 đồng). Không có bậc thì để trống."
BAD_BAND = "Mỗi dòng cần viết như 3 = 1000."


class FeesForm(PartForm):
    """How the fee is set."""

    marks = ("mark",)

    status = choice("Cách thu", Version.FeeStatus.choices, "Chọn cách thu.")
    note = paragraph("Ghi chú", longest=1000)

    def read(self, entry: Entry) -> dict[str, Any]:
        return {"status": entry["fee"]["status"], "note": entry["fee"].get("note", "")}

    def put(self, entry: Entry) -> Entry:
        typed = self.cleaned_data
        fee = entry["fee"] | {"status": typed["status"], "note": typed["note"]}
        return entry | {"fee": fee | ({"confidence": typed["mark"]} if "mark" in self.changed_data else {})}

    def _mark(self, entry: Entry) -> str:
        return entry["fee"].get("confidence", "U")


class FeeRow(RowForm):
    """One fee or charge."""

    kind = choice("Loại", FeeItem.Kind.choices, "Chọn phí hoặc lệ phí.", initial=FeeItem.Kind.CHARGE)
    amount = number("Mức (đồng)", most=MOST)
    per = text("Đơn vị tính", longest=60, missing="Nhập đơn vị tính, ví dụ: bản, trang, việc.")
    bands = paragraph("Các bậc sau theo trang", longest=1000, help_text=BANDS)
    cap_per_copy = number("Mức tối đa một bản (đồng)", most=MOST)
    set_by = text("Nơi quy định", longest=150, help_text="Khi mức do nơi khác quy định.")

    @classmethod
    def read(cls, entry: Entry, row: Mapping[str, Any]) -> dict[str, Any]:
        later = row.get("bands", ())[1:]
        return dict(row) | {"bands": "\n".join(f"{b['from_page']} = {b['amount']}" for b in later)}

    def clean_bands(self) -> list[dict[str, int]]:
        bands = []
        for line in filter(str.strip, self.cleaned_data["bands"].splitlines()):
            page, _, amount = (part.strip().replace(".", "") for part in line.partition("="))
            if not (page.isascii() and page.isdigit() and amount.isascii() and amount.isdigit()):
                raise forms.ValidationError(BAD_BAND)
            bands.append({"from_page": int(page[:7]), "amount": int(amount[:11])})
        return bands

    def value(self, entry: Entry, of: Mapping[str, Any] | None) -> dict[str, Any]:
        typed = self.cleaned_data
        item = {name: typed[name] for name in ("kind", "amount", "per", "cap_per_copy")}
        if typed["bands"]:
            item["bands"] = [{"from_page": 1, "amount": typed["amount"]}, *typed["bands"]]
        return item | ({"set_by": typed["set_by"]} if typed["set_by"] else {})
