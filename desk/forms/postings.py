"""What an administrator says about the sheets on the board."""

from collections.abc import Sequence
from typing import Any

from django import forms

from desk.forms.words import day
from procedures.board import Place

ALL, TO_PRINT, FIELD = "tat-ca", "can-in", "linh-vuc-"


class PrintForm(forms.Form):
    """What is printed, and under which day."""

    pham_vi = forms.ChoiceField(label="In bản niêm yết của", widget=forms.Select)
    ngay = day("Niêm yết ngày", help_text="Bỏ trống thì in dòng chấm để ghi tay.")

    def __init__(self, *args: Any, places: Sequence[Place], **rest: Any) -> None:
        super().__init__(*args, **rest)
        offered = [place.version for place in places if place.version]
        fields = {v.procedure.sector_id: v.procedure.sector.name for v in offered}
        waiting = sum(place.is_to_print for place in places)
        self.fields["pham_vi"].choices = [
            (TO_PRINT, f"Các bản cần in ({waiting} thủ tục)"),
            (ALL, f"Tất cả ({len(offered)} thủ tục)"),
            *((f"{FIELD}{pk}", f"Lĩnh vực {name}") for pk, name in fields.items()),
            *((v.procedure.code, f"{v.procedure.code} {v.name[:90]}") for v in offered),
        ]


class PostForm(forms.Form):
    """Which sheets hang now, since when."""

    chon = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Chọn ít nhất một thủ tục.",
            "invalid_choice": "Có thủ tục vừa đổi phiên bản. Hãy chọn lại.",
        },
    )
    posted_on = day("Niêm yết ngày", missing="Nhập ngày niêm yết.")

    def __init__(self, *args: Any, places: Sequence[Place], **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.versions = {str(place.version.pk): place.version for place in places if place.version}
        self.fields["chon"].choices = [(pk, version.name) for pk, version in self.versions.items()]

    def chosen(self) -> list[Any]:
        """The versions that were chosen."""
        return [self.versions[pk] for pk in self.cleaned_data["chon"]]
