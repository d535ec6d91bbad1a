"""The forms of citizens' accounts. What is right or wrong of a number or a name the services decide."""

from typing import Any

from django import forms

from accounts.captcha import CaptchaForm
from accounts.citizens.profile import EMAIL_WRONG, mobile
from accounts.models import OrganisationMember
from kit import phone as phones

LONGEST_PASSWORD = 200
PASSWORD_LONG = f"Mật khẩu dài quá {LONGEST_PASSWORD} ký tự."


def _phone(label: str = "Số điện thoại di động", hint: str = "Ví dụ 0912 345 678.") -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, max_length=25,
        error_messages={"required": "Nhập số điện thoại.", "max_length": phones.WRONG},
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
    )  # fmt: skip


def _password(label: str, missing: str, *, fresh: bool = False, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=LONGEST_PASSWORD, required=required, strip=False,
        error_messages={"required": missing, "max_length": PASSWORD_LONG},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password" if fresh else "current-password"}),
    )  # fmt: skip


class PhoneFields(forms.Form):
    """A mobile number; cleaned to its stored form."""

    phone = _phone()

    def clean_phone(self) -> str:
        try:
            return mobile(self.cleaned_data["phone"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


class PhoneForm(PhoneFields):
    """Where the code goes."""


class GuardedPhoneForm(PhoneFields, CaptchaForm):
    """The same with a proof that a person asks."""

    field_order = ("phone", "captcha")


class PasswordForm(PhoneFields):
    """Number and password."""

    password = _password("Mật khẩu", "Nhập mật khẩu.")


class GuardedPasswordForm(PasswordForm, CaptchaForm):
    """The same with a proof that a person asks."""

    field_order = ("phone", "password", "captcha")


class CodeForm(forms.Form):
    """The six digits."""

    code = forms.CharField(
        label="Mã xác nhận", help_text="6 chữ số.", max_length=20,
        error_messages={"required": "Nhập mã trong tin nhắn.", "max_length": "Mã chỉ gồm 6 chữ số."},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )  # fmt: skip


class NameForm(forms.Form):
    """How the person is called."""

    name = forms.CharField(
        label="Họ và tên", help_text="Như trên thẻ căn cước.", max_length=100,
        error_messages={"required": "Nhập họ và tên.", "max_length": "Họ và tên dài quá 100 ký tự."},
        widget=forms.TextInput(
            attrs={"autocomplete": "name", "autocapitalize": "words", "spellcheck": "false"}
        ),
    )  # fmt: skip


class NewForm(NameForm):
    """The last step of signing up."""

    password = _password("Mật khẩu (không bắt buộc)", "", fresh=True, required=False)

    def __init__(self, *args: Any, wanted: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = f"{wanted} Để trống thì lần sau Ông/Bà đăng nhập bằng mã."


class SecretForm(forms.Form):
    """A password of one's own; the present one only where it has to be shown."""

    old = _password("Mật khẩu hiện tại", "Nhập mật khẩu hiện tại.")
    new = _password("Mật khẩu mới", "Nhập mật khẩu mới.", fresh=True)

    def __init__(self, *args: Any, needs_old: bool, wanted: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new"].help_text = wanted
        if not needs_old:
            del self.fields["old"]


class NewPhoneForm(PhoneFields):
    """Another number; with the password where there is one."""

    password = _password("Mật khẩu hiện tại", "Nhập mật khẩu hiện tại.")

    def __init__(self, *args: Any, needs_password: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].label = "Số điện thoại mới"
        if not needs_password:
            del self.fields["password"]


class EmailForm(forms.Form):
    """A mail box."""

    email = forms.EmailField(
        label="Thư điện tử", max_length=200,
        error_messages={"required": "Nhập thư điện tử.", "invalid": EMAIL_WRONG, "max_length": EMAIL_WRONG},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )  # fmt: skip


class InviteForm(PhoneFields):
    """Whom to invite to an organisation, as what."""

    role = forms.ChoiceField(
        label="Vai trò", choices=OrganisationMember.Role.choices, initial=OrganisationMember.Role.MEMBER,
        error_messages={"required": "Chọn vai trò.", "invalid_choice": "Chọn vai trò trong danh sách."},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].label = "Số điện thoại của người được mời"
