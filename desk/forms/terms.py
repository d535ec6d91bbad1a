"""What moving a dossier's term asks for: waits, what a leader is asked to allow, a due day put right."""

from desk.forms.actions import BASIS_HELP, NO_BASIS, NO_REASON, ActionForm
from desk.forms.words import LONGEST_BASIS, choice, day, number, paragraph, text
from dossiers.reasons import HOLD_REASONS, LATE_CAUSES
from dossiers.services.proposals import suggested_day
from dossiers.states import Clock


class HoldForm(ActionForm):
    reason_code = choice(
        "Lý do phải chờ",
        [(code, reason.label) for code, reason in HOLD_REASONS.items()],
        "Chọn lý do phải chờ.",
    )
    note = paragraph("Chờ việc gì, đến khi nào", missing=NO_REASON, help_text="Người nộp đọc được lý do này.")
    basis = text("Căn cứ", longest=LONGEST_BASIS, help_text=BASIS_HELP)


class ApologyForm(ActionForm):
    """The draft of the letter is ready: the cause is chosen, the new day proposed from the calendar."""

    cause_code = choice("Nguyên nhân chậm", list(LATE_CAUSES.items()), "Chọn nguyên nhân chậm.")
    note = paragraph("Giải thích cho người nộp", missing=NO_REASON)
    new_day = day("Ngày hẹn mới")

    def prepare(self) -> None:
        if self.dossier.finished_at is not None:
            del self.fields["new_day"]
        elif self.dossier.clock == Clock.RUNNING:
            self.initial.setdefault("new_day", suggested_day(self.dossier, self.at))


class ExtensionForm(ActionForm):
    note = paragraph("Lý do", missing=NO_REASON)
    basis = text("Căn cứ", longest=LONGEST_BASIS, missing=NO_BASIS, help_text=BASIS_HELP)


class DaysForm(ExtensionForm):
    days = number("Số ngày làm việc thêm", least=1, most=60, missing="Nhập số ngày làm việc.")


class RedateForm(ActionForm):
    new_day = day("Ngày hẹn đúng", missing="Chọn ngày hẹn đúng.")
    note = paragraph("Lý do đính chính", missing=NO_REASON, help_text="Người nộp đọc được ngày hẹn mới.")
    basis = text("Căn cứ", longest=LONGEST_BASIS, help_text=BASIS_HELP)
