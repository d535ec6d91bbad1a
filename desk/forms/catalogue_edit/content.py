"""The texts of a procedure, and what its internal process sheet says beside the steps."""

from typing import Any

from django import forms

from desk.forms.catalogue_edit.base import Entry, PartForm, lines_of
from desk.forms.words import choice, number, paragraph, text
from procedures.models import Version
from procedures.plain import PROCESS
from procedures.wording import METHODS

ONE_A_LINE = "Mỗi dòng một mục."
GENERAL = ""  # by the general rule of the day


class ContentForm(PartForm):
    """What people read: name, result, conditions, legal basis …"""

    marks = ("service_level_confidence", "result_confidence", "legal_basis_confidence")

    name = paragraph("Tên thủ tục", longest=500, missing="Nhập tên thủ tục.")
    service_level = choice("Mức độ dịch vụ công", Version.ServiceLevel.choices, "Chọn mức độ dịch vụ công.")
    partial_reason = paragraph(
        "Vì sao một phần", longest=2000,
        help_text="Chỉ nhập khi là dịch vụ công trực tuyến một phần: lý do và căn cứ.",
    )  # fmt: skip
    audience = choice("Đối tượng thực hiện", Version.Audience.choices, "Chọn đối tượng thực hiện.")
    competent_agency = text("Cơ quan thực hiện", longest=500, missing="Nhập cơ quan thực hiện.")
    methods = forms.MultipleChoiceField(
        label="Cách thức thực hiện", choices=list(METHODS.items()), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Chọn ít nhất một cách thức."},
    )  # fmt: skip
    sets_of_dossier = number("Số bộ hồ sơ", least=1, most=20, missing="Nhập số bộ hồ sơ.")
    result = paragraph("Kết quả thực hiện", longest=2000, missing="Nhập kết quả thực hiện.")
    sequence_of_steps_text = paragraph("Trình tự thực hiện", longest=20_000)
    requirements = paragraph("Yêu cầu, điều kiện", longest=20_000)
    legal_basis = paragraph("Căn cứ pháp lý", longest=20_000, help_text=ONE_A_LINE)
    on_supplement = choice(
        "Thời hạn sau khi bổ sung", [(GENERAL, "Theo quy định chung"), *Version.OnSupplement.choices], "",
        required=False,
    )  # fmt: skip
    in_one_stop = forms.BooleanField(label="Thuộc cơ chế một cửa", required=False)
    online = forms.BooleanField(label="Nộp trực tuyến được", required=False)

    def read(self, entry: Entry) -> dict[str, Any]:
        given = {name: entry.get(name) for name in self.base_fields if name in entry}
        return given | {"legal_basis": "\n".join(entry["legal_basis"])}

    def write(self, entry: Entry) -> Entry:
        typed = {name: value for name, value in self.cleaned_data.items() if name != "mark"}
        typed["legal_basis"] = lines_of(typed["legal_basis"])
        for name in ("sequence_of_steps_text", "requirements"):
            typed[name] = typed[name] or None
        if not typed["on_supplement"]:
            del typed["on_supplement"]
        rest = {name: value for name, value in entry.items() if name != "on_supplement"}
        return rest | typed

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        is_partial = typed.get("service_level") == Version.ServiceLevel.PARTIAL
        if typed.get("partial_reason") and not is_partial:
            self.add_error("partial_reason", "Chỉ nhập khi chọn dịch vụ công trực tuyến một phần.")
        return typed


class ProcessForm(PartForm):
    """The internal process sheet (law.md §2.9), but for its steps."""

    symbol = text(PROCESS["symbol"], longest=60, help_text="Ví dụ: QT.TP.01.")
    place = paragraph(
        PROCESS["place"], longest=500, help_text="Bỏ trống thì in tên Bộ phận Một cửa của cơ quan."
    )
    decides = text(PROCESS["decides"], longest=300)
    authorised = text(PROCESS["authorised"], longest=300)
    partners = paragraph(PROCESS["partners"], longest=500)
    forms = paragraph(PROCESS["forms"], longest=20_000, help_text=ONE_A_LINE)
    records = paragraph(PROCESS["records"], longest=20_000, help_text=ONE_A_LINE)
    kept = text(PROCESS["kept"], longest=200, help_text="Ví dụ: 05 năm.")

    LISTS = ("forms", "records")

    def read(self, entry: Entry) -> dict[str, Any]:
        return entry["process"] | {name: "\n".join(entry["process"].get(name, ())) for name in self.LISTS}

    def write(self, entry: Entry) -> Entry:
        typed = self.cleaned_data | {name: lines_of(self.cleaned_data[name]) for name in self.LISTS}
        return entry | {"process": {name: value for name, value in typed.items() if value}}
