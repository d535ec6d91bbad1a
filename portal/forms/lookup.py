"""The forms after filing: look up, key, new key, answer, withdrawal, the demo's telephone."""

from django import forms

from accounts.captcha import CaptchaForm
from dossiers.services.keys import KEY_LENGTH
from kit import idnumber, phone

LONG = 2000
STALE = "Ông/Bà tải lại trang rồi thử lại."
CODE_HINT = "Mã trong tin nhắn hoặc trên giấy hẹn, ví dụ H42.18172-261123-0007."


def _code() -> forms.CharField:
    return forms.CharField(
        label="Mã hồ sơ",
        help_text=CODE_HINT,
        max_length=60,
        error_messages={
            "required": "Nhập mã hồ sơ.",
            "max_length": "Mã hồ sơ dài quá. Hãy kiểm tra lại.",
        },
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class LookupForm(CaptchaForm):
    """Code and captcha."""

    code = _code()
    field_order = ("code", "captcha")


class NumberForm(CaptchaForm):
    """A citizen's number and proof that a person asks."""

    number = forms.CharField(
        label="Số định danh cá nhân",
        help_text="12 chữ số trên thẻ căn cước.",
        max_length=20,
        error_messages={"required": "Nhập số định danh cá nhân.", "max_length": idnumber.WRONG},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    field_order = ("number", "captcha")

    def clean_number(self) -> str:
        try:
            return idnumber.normalise(self.cleaned_data["number"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


class KeyForm(forms.Form):
    """The update key, with or without its dash."""

    key = forms.CharField(
        label="Khóa cập nhật",
        help_text=f"{KEY_LENGTH} ký tự trong tin nhắn, ví dụ K7PX-42MD.",
        max_length=40,
        error_messages={"required": "Nhập khóa cập nhật.", "max_length": "Khóa cập nhật chỉ có 8 ký tự."},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class RenewForm(CaptchaForm):
    """A new key: code and the phone that was given when filing."""

    code = _code()
    phone = forms.CharField(
        label="Số điện thoại đã ghi khi nộp hồ sơ",
        max_length=25,
        error_messages={"required": "Nhập số điện thoại.", "max_length": phone.WRONG},
        widget=forms.TextInput(attrs={"inputmode": "tel", "type": "tel", "autocomplete": "tel"}),
    )
    field_order = ("code", "phone", "captcha")

    def clean_phone(self) -> str:
        return _phone(self.cleaned_data["phone"])


class AnswerForm(forms.Form):
    """Words beside the files of a supplement."""

    answer = forms.CharField(
        label="Trả lời (nếu cần)",
        required=False,
        max_length=LONG,
        error_messages={"max_length": f"Nội dung dài quá {LONG} ký tự. Hãy viết ngắn hơn."},
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class WithdrawForm(forms.Form):
    """Why it is withdrawn; the number of the newest event on the page."""

    reason = forms.CharField(
        label="Lý do rút hồ sơ",
        max_length=500,
        error_messages={
            "required": "Nhập lý do rút hồ sơ.",
            "max_length": "Lý do dài quá 500 ký tự. Hãy viết ngắn hơn.",
        },
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, error_messages={"required": STALE, "invalid": STALE})


class ReasonForm(forms.Form):
    """Why the owner does not agree."""

    reason = forms.CharField(
        label="Vì sao Ông/Bà không đồng ý?",
        max_length=1000,
        error_messages={
            "required": "Nhập lý do để cán bộ xem xét.",
            "max_length": "Lý do dài quá 1000 ký tự. Hãy viết ngắn hơn.",
        },
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ObjectForm(ReasonForm):
    """The same with the code of the owner's text message."""

    key = forms.CharField(
        label="Mã trong tin nhắn",
        help_text=f"{KEY_LENGTH} ký tự, ví dụ K7PX-42MD.",
        max_length=40,
        error_messages={"required": "Nhập mã trong tin nhắn.", "max_length": "Mã chỉ có 8 ký tự."},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    field_order = ("key", "reason")


class ClaimForm(KeyForm):
    """A dossier comes to the account: its code and its key."""

    code = _code()
    field_order = ("code", "key")


class InboxForm(forms.Form):
    """Whose messages: the demo only."""

    so = forms.CharField(
        label="Số điện thoại hoặc thư điện tử",
        max_length=200,
        error_messages={"required": "Nhập số điện thoại hoặc thư điện tử."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_so(self) -> str:
        typed = self.cleaned_data["so"].strip()
        return typed if "@" in typed else _phone(typed)


def _phone(typed: str) -> str:
    try:
        return phone.normalise(typed)
    except ValueError as error:
        raise forms.ValidationError(str(error)) from error
