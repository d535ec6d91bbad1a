"""Office hours, single days and publication of an office's calendar."""

from typing import Any

from django import forms

from agencies.models import Day
from agencies.snapshot import WEEKDAYS
from desk.forms.law import EVERYWHERE, HERE
from desk.forms.words import choice, day, text
from kit.clock import WEEKDAYS as WEEKDAY_WORDS

BASIS_HELP = "Văn bản quy định hoặc thông báo."
SESSIONS_HELP = "Các buổi cách nhau bằng dấu phẩy, ví dụ 07:30-11:30, 13:00-17:00."


def split_sessions(typed: str) -> list[str]:
    """'07:30-11:30, 13:00-17:00' as the sessions that `agencies.services` checks."""
    return ["".join(part.split()).replace("–", "-") for part in typed.split(",") if part.strip()]


class HoursForm(forms.Form):
    """A week of sessions from a day on; an empty weekday is closed."""

    valid_from = day("Từ ngày", missing="Nhập ngày bắt đầu.")
    valid_to = day("Đến ngày", help_text="Để trống nếu chưa định ngày hết.")
    basis = text("Căn cứ", help_text=BASIS_HELP)

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, auto_id="gio_%s", **rest)
        for key, words in zip(WEEKDAYS, WEEKDAY_WORDS, strict=True):
            self.fields[key] = text(words[:1].upper() + words[1:])
        self.fields["mon"].help_text = f"{SESSIONS_HELP} Để trống là nghỉ."
        self.order_fields([*WEEKDAYS, "valid_from", "valid_to", "basis"])

    def week(self) -> dict[str, list[str]]:
        """The week of a valid form."""
        typed = {key: split_sessions(self.cleaned_data[key]) for key in WEEKDAYS}
        return {key: sessions for key, sessions in typed.items() if sessions}


class DayForm(forms.Form):
    """A day off, a make-up day or a local closure; a national one only for who may rule everywhere."""

    date = day("Ngày", missing="Nhập ngày.")
    kind = choice("Loại ngày", Day.Kind.choices, "Chọn loại ngày.")
    name = text("Tên hoặc lý do", longest=150, missing="Nhập tên hoặc lý do.")
    sessions = text("Giờ làm bù", help_text=f"{SESSIONS_HELP} Để trống thì dùng giờ của thứ Hai.")
    basis = text("Căn cứ", help_text=BASIS_HELP)

    def __init__(self, *args: Any, office: str, can_rule_everywhere: bool, **rest: Any) -> None:
        super().__init__(*args, auto_id="ngay_%s", **rest)
        if can_rule_everywhere:
            scopes = [(HERE, f"Chỉ {office}"), (EVERYWHERE, "Cả nước")]
            self.fields["scope"] = choice("Phạm vi", scopes, "Chọn phạm vi.", initial=HERE)

    @property
    def is_for_all(self) -> bool:
        """Is the day meant for every office? False where the choice was not offered."""
        return self.cleaned_data.get("scope") == EVERYWHERE


class PublishForm(forms.Form):
    note = text(
        "Lý do thay đổi", longest=500, missing="Nhập lý do; người dân đọc được lý do này.",
        help_text="Ví dụ: nghỉ tránh bão số 12 theo Công điện 05.",
    )  # fmt: skip
    earlier = forms.BooleanField(
        label="Cho phép chuyển ngày hẹn sang sớm hơn", required=False,
        help_text="Bình thường ngày hẹn chỉ lùi lại; người dân đã biết ngày cũ.",
    )  # fmt: skip

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, auto_id="cong_bo_%s", **rest)
