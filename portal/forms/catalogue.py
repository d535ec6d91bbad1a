"""What the catalogue can be searched and narrowed by; every field may stay empty."""

from datetime import date
from typing import Any

from django import forms

from agencies.selectors import active_communes
from procedures import selectors
from procedures.models import LifeEvent, Procedure, Sector, Version

ANY = "Tất cả"
UNKNOWN = "Mục này không có trong danh sách."


class CatalogueFilter(forms.Form):
    """Search words and filters, read from the address; a broken one is said and left out."""

    q = forms.CharField(
        label="Tên hoặc mã thủ tục",
        required=False,
        max_length=200,
        error_messages={"max_length": "Nội dung tìm dài quá 200 ký tự."},
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "spellcheck": "false"}),
    )
    linh_vuc = forms.ModelChoiceField(
        Sector.objects.none(),
        label="Lĩnh vực",
        required=False,
        empty_label=ANY,
        error_messages={"invalid_choice": UNKNOWN},
    )
    su_kien = forms.ModelChoiceField(
        LifeEvent.objects.none(),
        label="Sự kiện cuộc đời",
        required=False,
        empty_label=ANY,
        to_field_name="slug",
        error_messages={"invalid_choice": UNKNOWN},
    )
    muc_do = forms.ChoiceField(
        label="Mức độ dịch vụ công",
        required=False,
        choices=[("", ANY), *Version.ServiceLevel.choices],
        error_messages={"invalid_choice": UNKNOWN},
    )
    cap = forms.ChoiceField(
        label="Cấp thực hiện",
        required=False,
        choices=[("", ANY), *Procedure.Level.choices],
        error_messages={"invalid_choice": UNKNOWN},
    )
    doi_tuong = forms.ChoiceField(
        label="Đối tượng",
        required=False,
        choices=[("", ANY), *Version.Audience.choices[:2]],
        error_messages={"invalid_choice": UNKNOWN},
    )
    co_quan = forms.ModelChoiceField(
        active_communes(),
        label="Cơ quan",
        required=False,
        empty_label=ANY,
        to_field_name="code",
        error_messages={"invalid_choice": UNKNOWN},
    )

    def __init__(self, data: Any, *, on: date) -> None:
        super().__init__(data)
        self.fields["linh_vuc"].queryset = selectors.sectors_in_use(on)
        self.fields["su_kien"].queryset = selectors.life_events_in_use(on)

    def criteria(self) -> dict[str, Any]:
        """Keyword arguments of `procedures.selectors.search`; what is broken counts as not said."""
        self.is_valid()
        good = self.cleaned_data
        sector, event = good.get("linh_vuc"), good.get("su_kien")
        return {
            "text": good.get("q", ""),
            "sector": sector.pk if sector else None,
            "life_event": event.slug if event else "",
            "service_level": good.get("muc_do", ""),
            "level": good.get("cap", ""),
            "audience": good.get("doi_tuong", ""),
            "agency": good.get("co_quan"),
        }

    def narrowed(self) -> bool:
        """Whether anything but the words is set, so that the filters stay in sight."""
        return any(self.data.get(name) for name in self.fields if name != "q")
