"""Which form of which set is drawn by which template (TT 01/2018 Đ9; TT 03/2025 Phụ lục I).

Code names forms by key, never by number; the set in force on the day of issue is the caller's (domain.md 22).
"""

from dataclasses import dataclass

from documents.forms import data as values
from kit.errors import DomainError

A5_SLIP = "slip.css"
A4_SHEET = "sheet.css"
A4_REGISTER = "register.css"
A4_TABLE = "report.css"
RECEIPT_COPIES = ("Liên 1: Lưu", "Liên 2: giao cho tổ chức, cá nhân")


@dataclass(frozen=True)
class Form:
    """How a key is drawn: Vietnamese title, type of its data, style sheet, and the copies printed (liên)."""

    key: str
    title: str
    data_type: type
    style: str
    copies: tuple[str, ...] = ("",)


@dataclass(frozen=True)
class FormSet:
    """A circular's forms: its name as printed, what it calls the one-stop office, key -> number."""

    name: str
    circular: str
    office_label: str
    numbers: dict[str, str]


FORMS = {
    form.key: form
    for form in (
        Form(
            "receipt", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả", values.ReceiptData, A5_SLIP, RECEIPT_COPIES
        ),
        Form("supplement", "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ", values.SupplementData, A5_SLIP),
        Form("refusal", "Phiếu từ chối tiếp nhận giải quyết hồ sơ", values.RefusalData, A5_SLIP),
        Form("stop", "Thông báo dừng giải quyết hồ sơ", values.StopData, A5_SLIP),
        Form("control_slip", "Phiếu kiểm soát quá trình giải quyết hồ sơ", values.ControlSlipData, A5_SLIP),
        Form("register", "Sổ theo dõi hồ sơ", values.RegisterData, A4_REGISTER),
        Form("statistics", "Biểu số liệu báo cáo", values.StatisticsData, A4_TABLE),
        Form("eform", "Tờ khai", values.EformData, A4_SHEET),
    )
}
FORM_SETS = {
    "TT03-2025": FormSet(
        name="TT03-2025",
        circular="Thông tư số 03/2025/TT-VPCP",
        office_label="Trung tâm Phục vụ hành chính công / Bộ phận tiếp nhận và trả kết quả",
        numbers={
            "receipt": "01",
            "supplement": "02",
            "refusal": "03",
            "stop": "05",
            "control_slip": "06",
            "register": "07",
            "eform": "",
        },
    ),
    "TT01-2020": FormSet(
        name="TT01-2020",
        circular="Thông tư số 01/2020/TT-VPCP",
        office_label="",
        numbers={"statistics": ""},
    ),
    "TT01-2018": FormSet(
        name="TT01-2018",
        circular="Thông tư số 01/2018/TT-VPCP",
        office_label="Bộ phận tiếp nhận và trả kết quả",
        numbers={
            "receipt": "01",
            "supplement": "02",
            "refusal": "03",
            "control_slip": "05",
            "register": "06",
            "eform": "",
        },
    ),
}


def find(key: str, form_set: str) -> tuple[Form, FormSet]:
    """The form and its set. Raises DomainError where the set lacks it (the old one has no stop notice)."""
    forms = FORM_SETS.get(form_set)
    if forms is None:
        raise DomainError(f"Hệ thống chưa có bộ mẫu “{form_set}”.", code="form_set")
    if key not in forms.numbers:
        title = FORMS[key].title if key in FORMS else key
        raise DomainError(f"Bộ mẫu theo {forms.circular} không có mẫu “{title}”.", code="form")
    return FORMS[key], forms
