"""The person who files and the owner of the dossier: the fields and stars of letter 0."""

from typing import Any, NamedTuple

from django import forms
from django.urls import reverse_lazy

from accounts.models import Organisation
from dossiers.people import ADDRESS_LENGTH, NAME_LENGTH, read_person
from dossiers.selectors.acting import is_same
from dossiers.states import Relation
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

    def lock(self, proven: dict[str, str], *, by: str) -> None:
        """What somebody vouched for is shown, and not typed."""
        for name in proven:
            self.fields[name].disabled = True
            self.fields[name].help_text = f"Đã xác thực bởi {by}, không sửa tại đây."

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


class OwnerForm(PersonForm):
    """The owner, and what the filer is to them where these are two; an organisation needs no number."""

    ACTING = ("relation", "relation_note", "organisation")
    relation = forms.ChoiceField(
        label="Người nộp là gì của chủ hồ sơ?",
        help_text="Chỉ cần khi nộp thay cho người khác.",
        required=False,
        choices=[("", "Nộp cho chính mình"), *Relation.choices],
        error_messages={"invalid_choice": "Chọn một mục trong danh sách."},
    )
    relation_note = _text("Quan hệ cụ thể", 200, "Chỉ cần khi chọn “Quan hệ khác”.", autocomplete="off")
    organisation = forms.ChoiceField(
        label="Nộp cho ai?",
        required=False,
        error_messages={"invalid_choice": "Chọn một mục trong danh sách."},
    )

    def __init__(
        self, *args: Any, filer: dict[str, Any], organisations: list[Organisation], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.filer, self.known = filer, {str(one.pk): one for one in organisations}
        if not organisations:
            del self.fields["organisation"]
            return
        named = [(key, f"{one.name} (mã số thuế {one.tax_code})") for key, one in self.known.items()]
        self.fields["organisation"].choices = [("", "Cá nhân"), *named]
        if self.data.get("organisation") in self.known:
            self.fields["name"].required = self.fields["id_number"].required = False

    def _people(self, typed: dict[str, Any]) -> dict[str, Any]:
        chosen = self.known.get(typed.get("organisation") or "")
        return {**typed, "name": chosen.name, "id_number": ""} if chosen else typed

    def clean(self) -> dict[str, Any]:
        self.cleaned_data = self._people(self.cleaned_data)
        chosen = {name: self.cleaned_data.get(name) or "" for name in self.ACTING}
        values = super().clean()
        if self.errors or is_same(_Said(**_named(self.filer)), _Said(**_named(values))):
            return values
        relation = Relation.STAFF if chosen["organisation"] else chosen["relation"]
        note = collapse(chosen["relation_note"]) if relation == Relation.OTHER else ""
        if not relation:
            self.add_error("relation", "Chọn quan hệ của người nộp với chủ hồ sơ.")
        if relation == Relation.OTHER and not note:
            self.add_error("relation_note", "Nhập quan hệ cụ thể với chủ hồ sơ.")
        acting = {"relation": str(relation), "relation_note": note, "organisation": chosen["organisation"]}
        return values | acting


class _Said(NamedTuple):
    name: str
    id_number: str
    phone: str


def _named(values: dict[str, Any]) -> dict[str, str]:
    """Name and number as they are compared: a number without its gaps."""
    number = "".join(sign for sign in str(values.get("id_number") or "") if sign.isdigit())
    return {"name": values.get("name") or "", "id_number": number, "phone": values.get("phone") or ""}
