"""What giving out a result asks for: who comes and what they show, or the parcel and what became of it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms import BoundField

from desk.forms.actions import ActionForm, filer_name
from desk.forms.uploads import FilesField
from desk.forms.words import choice, moment, paragraph, text
from dossiers.reasons import PROOFS, USUAL_PROOF
from dossiers.services.parcels import News
from dossiers.states import PARCEL_NEXT, ParcelState, ResultMethod

NEWS_LABELS = {ParcelState.POSTED: "Gửi lại với số vận đơn mới"}
NOTE_HELP = "Đồng nghiệp đọc được, người nộp không thấy."


class CollectorForm(ActionForm):
    """Who comes to the desk; the usual case, the filer with the receipt, is filled in."""

    RARE = ("proof_note", "authority", "files")

    def prepare(self) -> None:
        self.fields |= {
            "proof": choice(
                "Giấy tờ xuất trình", list(PROOFS.items()), "Chọn giấy tờ mà người nhận xuất trình.",
                required=False, initial=USUAL_PROOF,
            ),
            "proof_note": text("Ghi thêm về giấy tờ", help_text="Không ghi cả số định danh."),
            "authority": text(
                "Văn bản ủy quyền, giấy giới thiệu", longest=300,
                help_text="Số, ngày; khi người nhận không phải người nộp hay chủ hồ sơ.",
            ),
            "files": FilesField(label="Bản chụp giấy ký nhận"),
            "note": paragraph("Ghi chú", help_text=NOTE_HELP),
        }  # fmt: skip

    @property
    def rare_boxes(self) -> list[BoundField]:
        """What is seldom needed, and stays folded."""
        return [self[name] for name in self.RARE]

    @property
    def rare_open(self) -> bool:
        return any(box.errors or (self.is_bound and box.data) for box in self.rare_boxes)


class HandOverForm(CollectorForm):
    how = choice("Cách trả", ResultMethod.choices, "Chọn cách trả kết quả.")
    waybill = text("Số vận đơn", longest=40)
    to = text("Người nhận kết quả")

    def prepare(self) -> None:
        super().prepare()
        self.initial.setdefault("how", self.dossier.result_method)
        self.initial.setdefault("to", filer_name(self.dossier))


class ParcelForm(CollectorForm):
    """The post's news, or what happened to a parcel that came back: offered as the parcel stands."""

    state = forms.ChoiceField(
        label="Tin mới",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Chọn tin mới về bưu gửi.",
            "invalid_choice": "Bưu gửi vừa có tin khác. Hãy xem lại mục “Bưu chính”.",
        },
    )
    waybill = text("Số vận đơn mới", longest=40)
    reason = text("Lý do chuyển hoàn", longest=300, help_text="Người nộp đọc được lý do này.")
    to = text("Người nhận")
    when = moment("Lúc", help_text="Để trống nếu vừa xảy ra. Ví dụ: 14:30 26/11/2026.")

    def prepare(self) -> None:
        super().prepare()
        self.fields["state"].choices = list(self._news())
        self.initial.setdefault("to", filer_name(self.dossier))

    def _news(self) -> Iterable[tuple[str, str]]:
        for state in PARCEL_NEXT.get(self.dossier.parcel, ()):
            yield state.value, NEWS_LABELS.get(state, str(state.label))

    def news(self) -> News:
        """Of a valid form."""
        given: dict[str, Any] = self.cleaned_data
        said = {name: given[name] for name in ("when", "to", "waybill", "reason", "proof_note", "authority")}
        return News(state=ParcelState(given["state"]), proof=given["proof"], **said)
