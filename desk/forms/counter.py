"""The counter's one screen: who, for whom, which papers, how the result goes back."""

from datetime import date
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict

from agencies.models import Agency
from desk.forms.between import OPEN
from desk.forms.uploads import FilesField
from desk.forms.words import choice, day, number, paragraph, text
from dossiers.people import ADDRESS_LENGTH, Person, read_person
from dossiers.selectors.legs import could_decide
from dossiers.services.birth import Filing
from dossiers.services.counter import Tick
from dossiers.states import Channel, ResultMethod, Source
from kit import idnumber
from procedures.models import Component, Version

PERSON = ("name", "id_number", "birth_date", "sex", "phone", "email", "address")
SEXES = [("", "Chưa rõ"), ("Nam", "Nam"), ("Nữ", "Nữ")]
CHANNELS = [(Channel.DIRECT.value, "Nộp tại quầy"), (Channel.POST.value, "Gửi qua bưu chính")]
MOST = 99
NEEDED = {
    "filer_name": "Nhập họ và tên người nộp hồ sơ.",
    "filer_id_number": idnumber.WRONG,
    "filer_address": "Nhập địa chỉ của người nộp hồ sơ.",
}


class PersonFields:
    """The boxes of one person, under a prefix; read and checked by `dossiers.people`."""

    @staticmethod
    def build(prefix: str) -> dict[str, forms.Field]:
        email = forms.EmailField(
            label="Thư điện tử", required=False, max_length=254,
            error_messages={"invalid": "Địa chỉ thư điện tử cần có dạng ten@vidu.vn."},
            widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "email"}),
        )  # fmt: skip
        fields = {
            "name": text("Họ và tên", attrs={"spellcheck": "false", "autocapitalize": "words"}),
            "id_number": text("Số định danh", longest=20, attrs={"inputmode": "numeric"}),
            "birth_date": day("Ngày sinh"),
            "sex": forms.ChoiceField(label="Giới tính", choices=SEXES, required=False),
            "phone": text("Điện thoại", longest=20, attrs={"inputmode": "tel"}),
            "email": email,
            "address": text("Địa chỉ", longest=ADDRESS_LENGTH),
        }
        return {f"{prefix}_{name}": field for name, field in fields.items()}


class CounterForm(forms.Form):
    """`check` False: shown again as typed, without judging what is not finished yet."""

    channel = choice("Hồ sơ đến bằng cách nào", CHANNELS, "Chọn cách hồ sơ đến.", initial=Channel.DIRECT)
    waybill = text("Số vận đơn", longest=40)
    card = text(
        "Mã QR trên thẻ căn cước", longest=500, help_text="Đặt con trỏ vào ô này rồi quét thẻ.",
        attrs={"spellcheck": "false", "data-enter": "send"},
    )  # fmt: skip
    same = forms.BooleanField(label="Chủ hồ sơ cũng là người nộp", required=False, initial=True)
    content = paragraph("Nội dung yêu cầu", longest=500)
    sets = number("Số bộ hồ sơ", least=1, most=MOST, initial=1)
    result_method = choice(
        "Cách nhận kết quả", ResultMethod.choices, "Chọn cách nhận kết quả.", initial=ResultMethod.OFFICE
    )
    result_address = text("Địa chỉ nhận kết quả", longest=300, help_text="Khi nhận qua bưu chính.")

    def __init__(
        self, data: QueryDict | None = None, files: Any = None, *, version: Version | None,
        own: Agency, on: date, check: bool = True, card_error: str = "",
    ) -> None:  # fmt: skip
        super().__init__(data, files)
        self.version, self.check, self.card_error = version, check, card_error
        self.component_errors: list[str] = []
        self.cases = list(version.cases.order_by("ord")) if version else []
        self.components: list[Component] = list(version.components.order_by("ord")) if version else []
        self.fields |= PersonFields.build("filer") | PersonFields.build("owner")
        for name, sentence in NEEDED.items():
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = sentence
        self._add_cases()
        self._add_offices(own, on)
        for component in self.components:
            self.fields |= component_fields(component)

    def full_clean(self) -> None:
        if self.check:
            super().full_clean()
            return
        self._errors, self.cleaned_data = ErrorDict(), {}
        if self.card_error:
            self.add_error("card", self.card_error)

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        self.filer = self._person("filer", "người nộp hồ sơ", given)
        self.owner = self.filer if given.get("same") else self._person("owner", "chủ hồ sơ", given)
        if given.get("result_method") == ResultMethod.POST and not given.get("result_address"):
            self.add_error("result_address", "Nhập địa chỉ nhận kết quả qua bưu chính.")
        for component in self.components:
            self._check_counts(component, given)
        return given

    def filing(self, agency: Agency) -> Filing:
        """What is filed, of a valid form."""
        given = self.cleaned_data
        channel = Channel(given["channel"])
        return Filing(
            version=self.version,
            case=next(case for case in self.cases if str(case.pk) == given.get("case", str(case.pk))),
            agency=agency,
            channel=channel,
            source=Source.POST if channel == Channel.POST else Source.COUNTER,
            filer=self.filer,
            owner=self.owner,
            content=given["content"],
            sets=given["sets"] or 1,
            result_method=ResultMethod(given["result_method"]),
            result_address=given["result_address"],
            waybill=given["waybill"],
            deciding=self.offices.get(given.get("deciding", "")),
            authority_open=given.get("deciding") == OPEN,
        )

    def ticks(self) -> list[Tick]:
        """The papers on the counter, of a valid form."""
        given = self.cleaned_data
        return [
            Tick(
                component,
                originals=given.get(f"c{component.pk}_originals") or 0,
                copies=given.get(f"c{component.pk}_copies") or 0,
                shown=component.shown_only,
            )
            for component in self.components
            if given.get(f"c{component.pk}")
        ]

    def person_rows(self, prefix: str) -> list[Any]:
        """The bound boxes of one person."""
        return [self[f"{prefix}_{name}"] for name in PERSON]

    def filer_rows(self) -> list[Any]:
        return self.person_rows("filer")

    def owner_rows(self) -> list[Any]:
        return self.person_rows("owner")

    def _add_cases(self) -> None:
        if len(self.cases) > 1:
            choices = [(str(case.pk), case.name) for case in self.cases]
            self.fields["case"] = choice("Trường hợp", choices, "Chọn trường hợp.")

    def _add_offices(self, own: Agency, on: date) -> None:
        """Who decides, where others on the product could (law.md R18); as a rule the office itself."""
        could = could_decide(self.version, on) if self.version else []
        self.offices = {str(agency.pk): agency for agency in could if agency != own}
        if self.offices:
            others = [(key, agency.committee) for key, agency in self.offices.items()]
            said = [("", own.committee), *others, (OPEN, "Chưa xác định được")]
            self.fields["deciding"] = forms.ChoiceField(
                label="Cơ quan có thẩm quyền giải quyết", choices=said, required=False,
                error_messages={"invalid_choice": "Hãy chọn một mục trong danh sách."},
                help_text="Nơi khác giải quyết thì thời hạn tính từ khi nơi đó nhận; kết quả trả tại đây.",
            )  # fmt: skip

    def _person(self, prefix: str, who: str, given: dict[str, Any]) -> Person:
        typed = {name: given.get(f"{prefix}_{name}", "") for name in PERSON}
        person, wrong = read_person(typed, who=who, phone_needed=False)
        if prefix == "owner" and not typed["id_number"]:
            wrong.pop("id_number", None)  # a newborn child has no number yet
        for name, sentences in wrong.items():
            if f"{prefix}_{name}" not in self.errors:
                self.add_error(f"{prefix}_{name}", sentences)
        return person

    def _check_counts(self, component: Component, given: dict[str, Any]) -> None:
        name = f"c{component.pk}"
        counted = given.get(f"{name}_originals") or given.get(f"{name}_copies")
        if given.get(name) and not component.shown_only and not counted:
            self.add_error(name, "Ghi số bản chính hoặc bản sao đã nhận.")


def component_fields(component: Component) -> dict[str, forms.Field]:
    """A tick, the counts, and a place for scans; a paper that is only shown has the tick alone."""
    name = f"c{component.pk}"
    tick = forms.BooleanField(label="Đã xuất trình" if component.shown_only else "Đã nhận", required=False)
    if component.shown_only:
        return {name: tick}
    return {
        name: tick,
        f"{name}_originals": number("Bản chính", most=MOST),
        f"{name}_copies": number("Bản sao", most=MOST),
        f"{name}_files": FilesField(label="Bản chụp"),
    }


def usual_counts(component: Component) -> dict[str, str]:
    """What the law asks of a component, as the counts that stand in its boxes at first."""
    if component.shown_only:
        return {}
    originals = component.originals or int(not component.copies)
    return {f"c{component.pk}_originals": str(originals), f"c{component.pk}_copies": str(component.copies)}
