"""The words of one message: letter, text message from the fullest wording to the shortest, and why."""

from collections.abc import Mapping
from typing import Any

from django import forms

from desk.forms.law import EVERYWHERE, HERE
from desk.forms.words import choice, text
from notifications.texts import EMAIL, SMS, SUBJECT, Texts, fault
from notifications.wording.places import shown, stored
from notifications.wording.template import Sentences, Template

NO_WORDS = "Nhập nội dung."


class MessageForm(forms.Form):
    """Gaps stand under their Vietnamese names here: "{mã hồ sơ}"; one line is one sentence or paragraph."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    note = text(
        "Lý do thay đổi", longest=300, missing="Nhập lý do thay đổi.",
        help_text="Ví dụ: thêm số điện thoại của Bộ phận Một cửa.",
    )  # fmt: skip

    def __init__(
        self, *args: Any, template: Template, present: Texts, seen: int, office: str,
        can_rule_everywhere: bool, initial: Mapping[str, Any] | None = None, **rest: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, initial={"seen": seen} | dict(initial or {}), **rest)
        self.template, self.wordings = template, len(template.sms)
        for name, lines in present.fields():
            self.fields[name] = self._box(name, lines)
        self.text_names = [name for name, _ in present.fields()]
        if can_rule_everywhere:
            scopes = [(HERE, f"Chỉ {office}"), (EVERYWHERE, "Mọi cơ quan dùng hệ thống này")]
            self.fields["scope"] = choice("Áp dụng cho", scopes, "Chọn phạm vi.", initial=HERE)
        self.change_names = [name for name in ("scope", "note") if name in self.fields]
        self.order_fields([*self.text_names, *self.change_names])

    def clean(self) -> dict[str, Any]:
        """Each field that could not be sent says why at once."""
        shipped = dict(Texts.of(self.template).fields())
        for name in self.text_names:
            if name in self.cleaned_data:
                lines = dict(self._texts(only=name).fields())[name]
                if sentence := fault(self.template, name, lines, shipped[name]):
                    self.add_error(name, sentence)
        return self.cleaned_data

    @property
    def is_for_all(self) -> bool:
        """Are the words meant for every office? False where the choice was not offered."""
        return self.cleaned_data.get("scope") == EVERYWHERE

    def texts(self) -> Texts:
        """The words of a form whose texts are right."""
        return self._texts()

    @property
    def words_are_right(self) -> bool:
        """May the texts be looked at, whatever is missing besides?"""
        return self.is_bound and not any(name in self.errors for name in self.text_names)

    def forgive_reason(self) -> None:
        """Who only looks has not said why yet."""
        for name in self.change_names:
            self.errors.pop(name, None)

    def _texts(self, only: str = "") -> Texts:
        typed = {
            name: stored(self.cleaned_data.get(name, ""), self.template) if only in ("", name) else ""
            for name in self.text_names
        }
        return Texts.from_fields(typed, self.wordings)

    def _box(self, name: str, lines: Sentences) -> forms.CharField:
        widget = forms.TextInput() if name == SUBJECT else forms.Textarea(attrs={"rows": len(lines) + 2})
        widget.attrs["autocomplete"] = "off"
        return forms.CharField(
            label=field_name(name),
            initial="\n".join(shown(line, self.template) for line in lines),
            max_length=6000,
            help_text=HELP.get(name, ""),
            error_messages={"required": NO_WORDS},
            widget=widget,
        )


def field_name(name: str) -> str:
    """How a field of a message is called."""
    if name in LABELS:
        return LABELS[name]
    number = int(name.removeprefix(SMS))
    return "Tin nhắn" if number == 1 else f"Tin nhắn rút gọn {number - 1}"


LABELS = {SUBJECT: "Tiêu đề thư", EMAIL: "Nội dung thư"}
HELP = {
    EMAIL: "Mỗi dòng là một đoạn. Lời chào, số điện thoại hỏi thêm và tên cơ quan được thêm vào tự động.",
    f"{SMS}1": "Mỗi dòng là một câu. Câu có chỗ điền đang trống thì được bỏ qua.",
    f"{SMS}2": "Dùng khi tin trên dài hơn một phần.",
}
