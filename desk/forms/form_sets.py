"""What an administrator types about a form's words, and an officer about a form to be printed anew."""

from collections.abc import Mapping
from typing import Any

from django import forms

from desk.forms.law import EVERYWHERE, HERE, MARKS
from desk.forms.words import choice, day, paragraph, text
from documents.forms.registry import labels
from documents.wordings import LINE, MISSING, OPTIONAL, PARAGRAPH, Wording, is_long, text_error

PREFIX = "chu_"  # a form's words have names of their own: "note" is also the administrator's note
VERSION = ("valid_from", "scope", "basis", "mark", "note")


class WordsForm(forms.Form):
    """Every text of a form as it is worded now, then from when and on what ground the new words count."""

    valid_from = day("Áp dụng từ ngày", missing="Nhập ngày bắt đầu áp dụng.")
    basis = text(
        "Căn cứ", longest=300, missing="Nhập văn bản làm căn cứ.",
        help_text="Ví dụ: Phụ lục I Thông tư 03/2025/TT-VPCP.",
    )  # fmt: skip
    mark = choice("Đã đối chiếu với văn bản gốc chưa", MARKS, "Chọn mức độ đối chiếu.")
    note = paragraph("Ghi chú", longest=500)

    def __init__(
        self, *args: Any, wording: Wording, office: str, can_rule_everywhere: bool, **rest: Any
    ) -> None:
        super().__init__(*args, **rest)
        for slug, shipped in wording.form.texts.items():
            self.fields[PREFIX + slug] = _text_field(slug, shipped, wording.texts[slug])
        if can_rule_everywhere:
            scopes = [(HERE, f"Chỉ {office}"), (EVERYWHERE, "Mọi cơ quan dùng hệ thống này")]
            self.fields["scope"] = choice("Áp dụng cho", scopes, "Chọn phạm vi.", initial=HERE)
        self.shipped = wording.form.texts
        self.text_names = [PREFIX + slug for slug in wording.form.texts]
        self.version_names = [name for name in VERSION if name in self.fields]
        self.order_fields([*self.text_names, *self.version_names])

    def clean(self) -> dict[str, Any]:
        """A sentence that lost its place is told at once, together with what else is missing."""
        for slug, shipped in self.shipped.items():
            typed = self.cleaned_data.get(PREFIX + slug)
            if typed is not None and (sentence := text_error(slug, typed.strip(), shipped)):
                self.add_error(PREFIX + slug, sentence)
        return self.cleaned_data

    @property
    def is_for_all(self) -> bool:
        """Is the version meant for every office? False where the choice was not offered."""
        return self.cleaned_data.get("scope") == EVERYWHERE

    def texts(self) -> dict[str, str]:
        """The words as typed, by slug."""
        return {name.removeprefix(PREFIX): self.cleaned_data[name] for name in self.text_names}


def _text_field(slug: str, shipped: str, present: str) -> forms.CharField:
    make, longest = (paragraph, PARAGRAPH) if is_long(shipped) else (text, LINE)
    return make(labels()[slug], longest=longest, missing="" if slug in OPTIONAL else MISSING, initial=present)


AGAIN_LABELS = {
    "applicant.name": "Họ tên, tên tổ chức",
    "applicant.address": "Địa chỉ",
    "applicant.phone": "Số điện thoại",
    "applicant.email": "Email",
    "request": "Nội dung yêu cầu giải quyết",
    "result_at": "Nơi nhận kết quả",
    "reason": "Lý do ghi trên giấy",
    "contact": "Người, nơi liên hệ",
    "contact_phone": "Điện thoại liên hệ",
    "legal_basis": "Căn cứ pháp lý",
    "cause": "Lý do chậm trễ",
    "explanation": "Giải thích thêm",
    "signer_title": "Chức danh người ký",
    "signer_name": "Người ký",
    "fee_handling": "Xử lý phí, lệ phí",
}


class AgainForm(forms.Form):
    """The words of a printed form that may be put right, and why it is printed anew."""

    def __init__(
        self, *args: Any, present: Mapping[str, str], may_be_empty: frozenset[str], **rest: Any
    ) -> None:
        super().__init__(*args, **rest)
        self.paths = {path.replace(".", "_"): path for path in present}
        for name, path in self.paths.items():
            missing = "" if path in may_be_empty else "Mục này không được để trống."
            make = paragraph if is_long(present[path]) else text
            self.fields[name] = make(AGAIN_LABELS[path], longest=1000, missing=missing, initial=present[path])
        self.fields["why"] = text(
            "Lý do lập lại", longest=300, missing="Nhập lý do lập lại giấy.",
            help_text="Ví dụ: ghi sai tên chủ hồ sơ. Lý do được lưu cùng giấy cũ.",
        )  # fmt: skip

    def changes(self) -> dict[str, str]:
        """Path -> words, as typed."""
        return {path: self.cleaned_data[name] for name, path in self.paths.items()}
