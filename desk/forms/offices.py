"""An office's facts, its units, the offices beside it, and another office that begins with the product."""

from typing import Any

from django import forms

from agencies.models import Agency, Unit
from agencies.services.facts import facts_of
from agencies.services.units import BESIDE
from desk.forms.words import choice, day, text

CHOOSE_KIND = "Chọn loại bộ phận."
SEEN = "seen_"


class FactsForm(forms.Form):
    """What stands on the office's papers; what the page showed travels along: nobody overwrites blindly."""

    id_code = text(
        "Mã định danh trong mã hồ sơ", longest=35, missing="Nhập mã định danh.",
        help_text="Mã hồ sơ mới bắt đầu bằng mã này. Mã hồ sơ đã cấp không đổi.",
    )  # fmt: skip
    phone = text("Điện thoại", longest=20)
    address = text("Địa chỉ", longest=250, help_text="In ở đầu giấy tiếp nhận và các biểu mẫu.")
    email = text("Thư điện tử", longest=254)

    def __init__(self, *args: Any, office: Agency, **rest: Any) -> None:
        present = facts_of(office)
        super().__init__(*args, initial=present, **rest)
        self.fact_names = list(present)
        for name, value in present.items():
            self.fields[SEEN + name] = forms.CharField(
                widget=forms.HiddenInput, required=False, initial=value
            )

    def facts(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in self.fact_names}

    def seen(self) -> dict[str, str]:
        return {name: self.cleaned_data[SEEN + name] for name in self.fact_names}


class RenameForm(forms.Form):
    """Another name by a resolution, from a day on."""

    short_name = text("Tên riêng", longest=120, missing="Nhập tên riêng.", help_text="Ví dụ: Sơn Tây.")
    place_kind = choice("Loại đơn vị", list(Agency.PlaceKind.choices), "Chọn loại đơn vị.")
    since = day("Có hiệu lực từ ngày", missing="Nhập ngày tên mới có hiệu lực.")
    basis = text("Căn cứ", longest=200, missing="Nhập nghị quyết, quyết định đổi tên.")


class UnitForm(forms.Form):
    """The name and telephone of a unit."""

    name = text("Tên bộ phận", longest=150, missing="Nhập tên bộ phận.")
    phone = text("Điện thoại", longest=20)


class NewUnitForm(UnitForm):
    """A unit of a kind that the office has none of; procedures name their steps' units by the kind."""

    kind_key = forms.ChoiceField(
        label="Loại bộ phận", help_text="Quy trình của thủ tục giao bước theo loại này.",
        error_messages={"required": CHOOSE_KIND, "invalid_choice": CHOOSE_KIND},
    )  # fmt: skip

    def __init__(self, *args: Any, office: Agency, **rest: Any) -> None:
        super().__init__(*args, **rest)
        there = set(office.units.filter(active=True).values_list("kind_key", flat=True))
        free = [(key, label) for key, label in Unit.KindKey.choices if key not in there]
        self.fields["kind_key"].choices = [("", "Chọn…"), *free]
        self.order_fields(["kind_key", "name", "phone"])


class CloseForm(forms.Form):
    """The last day of a unit."""

    last_day = day("Ngày cuối cùng hoạt động", missing="Nhập ngày cuối cùng bộ phận hoạt động.")


class BesideForm(forms.Form):
    """A vertical agency beside the office, with the work that procedures give to it."""

    kind = choice("Loại cơ quan", [(kind.value, kind.label) for kind in sorted(BESIDE)], "Chọn loại cơ quan.")
    code = text(
        "Mã cơ quan", longest=20, missing="Nhập mã cơ quan.", help_text="Ví dụ: CA18172."
    )  # fmt: skip
    name = text("Tên đầy đủ", longest=120, missing="Nhập tên cơ quan.")
    unit = forms.ChoiceField(
        label="Việc trong quy trình", required=False,
        choices=[("", "Theo loại cơ quan"), *Unit.KindKey.choices],
        help_text="Bước của thủ tục giao cho loại bộ phận này sẽ do cơ quan này làm.",
    )  # fmt: skip

    def units(self) -> dict[str, str]:
        """The kind of unit with its name; by the kind of the agency where nothing was chosen."""
        given = self.cleaned_data
        kind = given["unit"] or (given["kind"] if given["kind"] in Unit.KindKey.values else "")
        return {kind: given["name"]} if kind else {}


class TakeUpForm(forms.Form):
    """Another commune or province that begins to work with the product."""

    code = text(
        "Mã đơn vị hành chính", longest=20, missing="Nhập mã đơn vị.",
        help_text="Theo Quyết định 19/2025/QĐ-TTg, ví dụ 18172.",
    )  # fmt: skip
    id_code = text(
        "Mã định danh trong mã hồ sơ", longest=35, missing="Nhập mã định danh.",
        help_text="Ví dụ: H42.18172.",
    )  # fmt: skip
