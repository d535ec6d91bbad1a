"""The forms of filing that are not about a person: begin, case, office, words, result, send."""

from typing import Any

from django import forms
from django.db.models import TextChoices

from accounts.captcha import CaptchaForm
from agencies.models import Agency
from agencies.selectors import active_agencies, communes_of, provinces
from dossiers.models import Draft
from dossiers.people import ADDRESS_LENGTH
from dossiers.states import ResultMethod
from kit.text import collapse
from portal.forms.places import say_place
from procedures.eform import values
from procedures.models import Procedure, Version
from procedures.selectors import switches_of

CONTENT_LENGTH = 500
NATIONAL = "Cổng Dịch vụ công quốc gia (dichvucong.gov.vn)"
ELSEWHERE = "{} chưa nhận hồ sơ trực tuyến của thủ tục này tại đây{}. Ông/Bà nộp tại " + NATIONAL + "."
NOT_LISTED = "Cơ quan này không có trong danh sách. Hãy chọn lại tỉnh rồi chọn xã, phường."


class StartForm(forms.Form):
    """Begin; on a shared machine the draft ends with the browser."""

    shared_machine = forms.BooleanField(
        label="Đây là máy dùng chung",
        help_text="Đánh dấu khi Ông/Bà dùng máy của cơ quan, quán hoặc của người khác: "
        "hồ sơ đang soạn sẽ không mở lại được sau khi đóng trình duyệt.",
        required=False,
    )
    replace = forms.BooleanField(required=False, widget=forms.HiddenInput)


class CaseForm(forms.Form):
    """Which situation of the procedure."""

    case = forms.ModelChoiceField(
        None,
        label="Trường hợp của Ông/Bà",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={
            "required": "Chọn một trường hợp.",
            "invalid_choice": "Trường hợp này không có trong danh sách. Hãy chọn lại.",
        },
    )

    def __init__(self, *args: Any, version: Version, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["case"].queryset = version.cases.order_by("ord")


class OfficeSelect(forms.Select):
    """Offices that take no filings here stand in the list, but can't be chosen."""

    closed: frozenset[str] = frozenset()

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if str(value) in self.closed:
            option["attrs"]["disabled"] = True
        return option


class PlaceForm(forms.Form):
    """The office: of the commune level by province and commune, of the province level by province alone.

    `province` is the code chosen in the address; without it the draft's own or the only active one.
    """

    agency = forms.ChoiceField(
        label="Cơ quan nhận hồ sơ",
        error_messages={"required": "Chọn cơ quan nhận hồ sơ.", "invalid_choice": NOT_LISTED},
        widget=OfficeSelect,
    )
    tinh = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def __init__(self, *args: Any, draft: Draft, province: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_commune = draft.version.procedure.authority_level == Procedure.Level.COMMUNE
        active = active_agencies().filter(kind=draft.version.procedure.authority_level)
        self.switches = {agency.pk: (agency, switch)
                         for agency, switch in switches_of(draft.version.procedure, active)}  # fmt: skip
        self.provinces = list(provinces())
        self.province = self._province(self.data.get("tinh") or province, draft)
        self.offices = self._offices()
        self._fill(draft)

    def _province(self, code: str, draft: Draft) -> Agency | None:
        asked = next((agency for agency in self.provinces if agency.code == code), None)
        known = [draft.agency] if draft.agency else [agency for agency, _ in self.switches.values()]
        return asked or next((agency.parent for agency in known), None)

    def _offices(self) -> list[Agency]:
        if not self.by_commune:
            return self.provinces
        return list(communes_of(self.province)) if self.province else []

    def _takes(self, agency: Agency) -> bool:
        _, switch = self.switches.get(agency.pk, (agency, None))
        return switch is not None and switch.enabled and switch.files_here

    def _fill(self, draft: Draft) -> None:
        here = [agency for agency in self.offices if self._takes(agency)]
        there = [agency for agency in self.offices if not self._takes(agency)]
        self.has_elsewhere = bool(there)
        self.takes_any = bool(here)
        field = self.fields["agency"]
        field.widget.closed = frozenset(agency.code for agency in there)
        groups = [("Nhận hồ sơ tại đây", here), (f"Nhận tại {NATIONAL}", there)]
        field.choices = [
            ("", "Chọn xã, phường" if self.by_commune else "Chọn tỉnh, thành phố"),
            *[(title, [(row.code, row.name) for row in rows]) for title, rows in groups if rows],
        ]
        only = here[0].code if len(here) == 1 else ""
        field.initial = draft.agency.code if draft.agency in here else only
        self.fields["tinh"].initial = self.province.code if self.province else ""

    def clean_agency(self) -> Agency:
        found = next(row for row in self.offices if row.code == self.cleaned_data["agency"])
        if self._takes(found):
            return found
        _, switch = self.switches.get(found.pk, (found, None))
        basis = f" (theo {switch.basis})" if switch and switch.basis else ""
        raise forms.ValidationError(ELSEWHERE.format(say_place(found), basis))


def _plain(raw: str) -> str:
    try:
        return values.plain_text(raw)
    except ValueError as error:
        raise forms.ValidationError(str(error)) from error


class ContentForm(forms.Form):
    """What is asked for, in the person's own words, where the procedure has no e-form."""

    text = forms.CharField(
        label="Nội dung",
        help_text="Ghi ngắn gọn việc Ông/Bà đề nghị giải quyết.",
        required=False,
        max_length=CONTENT_LENGTH,
        error_messages={"max_length": f"Nội dung dài quá {CONTENT_LENGTH} ký tự. Hãy viết ngắn hơn."},
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def clean_text(self) -> str:
        return _plain(self.cleaned_data["text"])


class Method(TextChoices):
    """The ways to get the result, as the citizen reads them."""

    OFFICE = ResultMethod.OFFICE.value, "Tại Bộ phận Một cửa"
    POST = ResultMethod.POST.value, "Tại nhà, qua bưu điện"
    ELECTRONIC = ResultMethod.ELECTRONIC.value, "Bản điện tử, trên trang tra cứu hồ sơ"


class ResultForm(forms.Form):
    """How to get the result; an address only for the post."""

    method = forms.ChoiceField(
        label="Ông/Bà muốn nhận kết quả ở đâu?",
        choices=Method.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Chọn cách nhận kết quả.",
            "invalid_choice": "Chọn một cách nhận kết quả trong danh sách.",
        },
    )
    address = forms.CharField(
        label="Địa chỉ nhận qua bưu điện",
        help_text="Chỉ cần khi nhận tại nhà: số nhà, thôn, xã, tỉnh.",
        required=False,
        max_length=ADDRESS_LENGTH,
        error_messages={"max_length": f"Địa chỉ dài quá {ADDRESS_LENGTH} ký tự. Hãy viết ngắn hơn."},
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"}),
    )

    def clean_address(self) -> str:
        if self.cleaned_data.get("method") != Method.POST:
            return ""
        address = _plain(collapse(self.cleaned_data["address"]))
        if not address:
            raise forms.ValidationError("Nhập địa chỉ để bưu điện chuyển kết quả.")
        return address


class SendForm(CaptchaForm):
    """The declaration in the words that are in force, and proof that a person sends."""

    agree = forms.BooleanField(error_messages={"required": "Đánh dấu vào ô cam đoan để nộp hồ sơ."})

    def __init__(self, *args: Any, declaration: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agree"].label = declaration
