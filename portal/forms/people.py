"""The person who files and the owner of the dossier: the fields and stars of letter 0."""

from typing import Any

from django import forms
from django.urls import reverse_lazy

from dossiers.people import ADDRESS_LENGTH, NAME_LENGTH, read_person
from kit.text import collapse
from portal.forms.places import resolve, say_place

EMAIL_WRONG = "Địa chỉ thư điện tử chưa đúng, ví dụ lan@gmail.com. Ông/Bà có thể để trống mục này."
ID_HINT = "12 chữ số trên thẻ căn cước. Nếu chỉ có chứng minh nhân dân cũ, nhập 9 chữ số."


SUGGEST = {
    "list": "place-options",
    "hx-get": reverse_lazy("portal:file_place_options"),
    "hx-trigger": "keyup changed delay:300ms",
    "hx-target": "#place-options",
}


def _text(label: str, longest: int, hint: str = "", **attrs: object) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=longest,
        required=False,
        error_messages={"max_length": f"Nội dung dài quá {longest} ký tự. Hãy viết ngắn hơn."},
        widget=forms.TextInput(attrs=attrs),
    )


class PersonForm(forms.Form):
    """One person. Cleaned data is what was typed, tidied, plus the commune's code: fit for the draft.

    `who` names them in the sentences; what is right or wrong is decided by `dossiers.people`.
    """

    name = _text("Họ và tên", NAME_LENGTH, autocomplete="name", autocapitalize="words", spellcheck="false")
    id_number = _text("Số định danh cá nhân", 20, ID_HINT, inputmode="numeric", autocomplete="off")
    phone = _text("Số điện thoại", 25, inputmode="tel", autocomplete="tel", type="tel")
    email = forms.EmailField(
        label="Thư điện tử",
        required=False,
        max_length=200,
        error_messages={"invalid": EMAIL_WRONG, "max_length": EMAIL_WRONG},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    address = _text(
        "Địa chỉ", ADDRESS_LENGTH, "Số nhà, đường, thôn hoặc tổ dân phố.", autocomplete="street-address"
    )
    place = _text(
        "Địa bàn", 150, "Xã, phường và tỉnh nơi ở. Có thể nhập tên cũ hoặc không dấu.",
        autocomplete="off", **SUGGEST,
    )  # fmt: skip
    place_pick = forms.ChoiceField(
        label="Nơi Ông/Bà muốn chọn", required=False, widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Chọn một nơi trong danh sách."},
    )  # fmt: skip

    def __init__(self, *args: Any, who: str, phone_needed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.who, self.phone_needed = who, phone_needed
        self._require("name", f"Nhập họ và tên {who}.")
        self._require("id_number", f"Nhập số định danh cá nhân của {who}.")
        self._require("address", f"Nhập địa chỉ của {who}.")
        if phone_needed:
            self._require("phone", "Nhập số điện thoại để nhận mã hồ sơ và khóa cập nhật.")
            self.fields["phone"].help_text = "Mã hồ sơ và khóa cập nhật được gửi tới số này bằng tin nhắn."
        self.has_picks = False
        self._offer_from(self.data.get("place", ""), self.data.get("place_pick", ""))

    def _require(self, name: str, sentence: str) -> None:
        self.fields[name].required = True
        self.fields[name].error_messages["required"] = sentence

    def _offer_from(self, typed: str, picked: str) -> None:
        """Whoever picked from the list has to find it again."""
        if picked:
            self._offer(resolve(typed.replace("\0", ""), "").candidates)

    def _offer(self, candidates: list) -> None:
        self.fields["place_pick"].choices = [(agency.code, say_place(agency)) for agency in candidates]
        self.has_picks = bool(candidates)

    def clean(self) -> dict[str, Any]:
        typed = super().clean()
        values: dict[str, Any] = {
            name: collapse(typed.get(name) or "")
            for name in ("name", "id_number", "phone", "email", "address", "place")
        }
        _, errors = read_person(values, who=self.who, phone_needed=self.phone_needed)
        for name, sentences in errors.items():
            if name not in self.errors:
                self.add_error(name, sentences)
        return values | self._place(values["place"], typed.get("place_pick") or "")

    def _place(self, typed: str, picked: str) -> dict[str, str]:
        if not typed or "place" in self.errors:
            return {"place_code": "", "place_name": ""}
        found = resolve(typed, picked)
        if found.agency is None:
            self.add_error("place", found.problem)
            self._offer(found.candidates)
            return {"place_code": "", "place_name": ""}
        name = say_place(found.agency)
        return {"place": name, "place_code": found.agency.code, "place_name": name}
