"""What putting right the reception asks for: its moment, or the procedure and the case."""

from datetime import datetime
from typing import Any

from desk.forms.actions import BASIS_HELP, ActionForm
from desk.forms.words import LONGEST_BASIS, choice, day, paragraph, text, time_of_day
from dossiers.selectors.reclassify import Choice, choices
from dossiers.services.messages import say_due
from dossiers.services.reclassify import say
from kit.clock import VN, local

WHY = "Nhập lý do đính chính."
CHOOSE = "Chọn thủ tục và trường hợp đúng trong danh sách."
NOT_FOUND = "Không tìm thấy trong các thủ tục mà cơ quan thực hiện vào ngày tiếp nhận."
WHICH = "Nhập mã hoặc tên thủ tục đúng."


class RetimeForm(ActionForm):
    received_on = day("Ngày tiếp nhận đúng", missing="Nhập ngày tiếp nhận đúng.")
    received_time = time_of_day("Giờ tiếp nhận đúng", missing="Nhập giờ tiếp nhận đúng.")
    note = paragraph("Lý do đính chính", missing=WHY, help_text="Người nộp đọc được ngày hẹn mới.")
    basis = text("Căn cứ", longest=LONGEST_BASIS, help_text=BASIS_HELP)

    def prepare(self) -> None:
        if self.dossier.received_at is not None:
            now = local(self.dossier.received_at)
            self.initial.setdefault("received_on", now.date())
            self.initial.setdefault("received_time", now.time())

    def moment(self) -> datetime:
        """The moment that was typed, of a valid form."""
        given = self.cleaned_data
        return datetime.combine(given["received_on"], given["received_time"], tzinfo=VN)


class ReclassifyForm(ActionForm):
    """The other cases at once; another procedure after a search, each with the day that it would promise."""

    find = text(
        "Tìm thủ tục khác",
        help_text="Nhập mã hoặc tên rồi bấm nút ở dưới để chọn. Để trống nếu chỉ đổi trường hợp.",
    )
    case = choice("Thủ tục và trường hợp đúng", [], CHOOSE)
    note = paragraph("Lý do đính chính", missing=WHY, help_text="Người nộp đọc được ngày hẹn mới.")
    basis = text("Căn cứ", longest=LONGEST_BASIS, help_text=BASIS_HELP)

    def prepare(self) -> None:
        if self.dossier.received_at is None:
            return
        typed = (self.data if self.is_bound else self.initial).get("find", "")
        self.found = {str(one.case.pk): one for one in choices(self.dossier, typed, self.at)}
        self.fields["case"].choices = [(key, _label(one)) for key, one in self.found.items()]
        if not self.found:
            del self.fields["case"]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if "case" not in self.fields:
            self.add_error("find", NOT_FOUND if given.get("find") else WHICH)
        return given

    def chosen(self) -> Any:
        """The case that was chosen, of a valid form."""
        return self.found[self.cleaned_data["case"]].case


def _label(one: Choice) -> str:
    due = f"; hẹn trả {say_due(one.due_at)}" if one.due_at else ""
    return f"{say(one.case)}: {one.limit.say()}{due}"
