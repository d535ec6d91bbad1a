"""What each action of the dossier page asks for. The rules are the services'; here are words and shapes."""

from typing import Any

from django import forms
from django.http import QueryDict

from accounts.access import officers_with
from accounts.models import User
from desk.forms.uploads import FilesField
from desk.forms.words import LONGEST_BASIS, LONGEST_NAME, choice, number, paragraph, text
from dossiers.models import Dossier, StepRun
from dossiers.reasons import REFUSAL_REASONS
from dossiers.services.supplement import Asked
from dossiers.states import ResultMethod
from dossiers.workflow import ROLE_PERMISSION
from kit.clock import local_date
from procedures.models import Component

NO_REASON = "Nhập lý do cụ thể để người nộp hiểu."
NO_BASIS = "Nhập điều, khoản của văn bản làm căn cứ."
BASIS_HELP = "Ví dụ: khoản 2 Điều 11 Nghị định 118/2025/NĐ-CP."


class ActionForm(forms.Form):
    """The base: knows the dossier, its open run and the moment; `kept` names the field that holds words."""

    kept = "note"

    def __init__(
        self, data: QueryDict | None = None, files: Any = None, *, dossier: Dossier, run: StepRun | None,
        at: Any, key: str, **rest: Any,
    ) -> None:  # fmt: skip
        super().__init__(data, files, auto_id=f"{key}_%s", **rest)
        self.dossier, self.run, self.at = dossier, run, at
        self.prepare()

    def prepare(self) -> None:
        """Fields that hang on the dossier are made here."""


class PlainForm(ActionForm):
    """Nothing to fill in."""

    kept = ""


class NoteForm(ActionForm):
    note = paragraph("Ghi chú", help_text="Đồng nghiệp đọc được, người nộp không thấy.")


class WordsForm(ActionForm):
    note = paragraph("Lý do", missing="Nhập lý do để người khác hiểu việc này.")


class InternalNoteForm(ActionForm):
    note = paragraph(
        "Nội dung ghi chú",
        missing="Nhập nội dung ghi chú.",
        help_text="Đồng nghiệp đọc được, người nộp không thấy.",
    )


class RefuseForm(ActionForm):
    kept = "reason"
    reason_code = choice("Lý do từ chối", list(REFUSAL_REASONS.items()), "Chọn lý do từ chối.")
    reason = paragraph("Giải thích cho người nộp", missing=NO_REASON)
    basis = text("Căn cứ", longest=LONGEST_BASIS, missing=NO_BASIS, help_text=BASIS_HELP)


class RejectForm(ActionForm):
    kept = "reason"
    reason = paragraph("Lý do không giải quyết", missing=NO_REASON)
    basis = text("Căn cứ", longest=LONGEST_BASIS, missing=NO_BASIS, help_text=BASIS_HELP)


class AssigneeChoice(forms.ModelChoiceField):
    """One of the officers who may do the step."""

    def __init__(self, label: str, **rest: Any) -> None:
        errors = {
            "required": "Chọn người xử lý.",
            "invalid_choice": "Người này không còn nhận được việc ở bước đó. Hãy chọn lại.",
        }
        super().__init__(User.objects.none(), label=label, error_messages=errors, **rest)


class ClaimForm(ActionForm):
    """A reason only where a colleague holds the dossier."""

    def prepare(self) -> None:
        holder = self.run.assignee if self.run else None
        if holder is not None:
            self.fields["note"] = paragraph(
                "Lý do nhận thay", missing=f"{holder.full_name} đang giữ hồ sơ. Nhập lý do nhận thay."
            )


class AssignForm(ActionForm):
    """A reason where somebody holds the dossier already."""

    assignee = AssigneeChoice("Người xử lý", empty_label="Chọn…")
    note = paragraph("Lý do", help_text="Đồng nghiệp đọc được, người nộp không thấy.")

    def prepare(self) -> None:
        run = self.run
        if run is not None:
            self.fields["assignee"].queryset = officers_with(
                ROLE_PERMISSION[run.step.role], run.leg.agency, run.unit, on=local_date(self.at)
            )
        if run is not None and run.assignee is not None:
            self.fields["note"].required = True
            holder = run.assignee.full_name
            self.fields["note"].error_messages["required"] = f"{holder} đang giữ hồ sơ. Nhập lý do đổi người."


class ForwardForm(ActionForm):
    """The person of the next step may be left open: then its unit takes it up."""

    assignee = AssigneeChoice("Người nhận", required=False, empty_label="Để bộ phận tự nhận")
    note = paragraph("Ghi chú", help_text="Đồng nghiệp đọc được, người nộp không thấy.")

    def prepare(self) -> None:
        following = next_step(self.dossier, self.run)
        if following is None:
            return
        leg = self.dossier.legs.select_related("agency").filter(ord=following.leg_ord).first()
        unit = leg and leg.agency.units.filter(kind_key=following.unit_kind, active=True).first()
        if unit:
            self.fields["assignee"].queryset = officers_with(
                ROLE_PERMISSION[following.role], leg.agency, unit, on=local_date(self.at)
            )


class FinishForm(ActionForm):
    files = FilesField(
        label="Tệp kết quả", help_text="PDF, DOC, DOCX, JPG, PNG hoặc ZIP. Có thể chọn nhiều tệp."
    )
    note = paragraph("Ghi chú", help_text="Đồng nghiệp đọc được, người nộp không thấy.")


class HandOverForm(ActionForm):
    how = choice("Cách trả", ResultMethod.choices, "Chọn cách trả kết quả.")
    to = text("Người nhận kết quả", help_text="Họ tên người đến nhận tại quầy.")
    waybill = text("Số vận đơn", longest=40, help_text="Khi gửi qua bưu chính.")
    note = paragraph("Ghi chú", help_text="Đồng nghiệp đọc được, người nộp không thấy.")

    def prepare(self) -> None:
        self.initial.setdefault("how", self.dossier.result_method)
        self.initial.setdefault("to", filer_name(self.dossier))


class AskForm(ActionForm):
    """The components of the version with a box each, and one other paper with its article of law."""

    kept = "reason"
    other_name = text("Giấy tờ khác", longest=300, help_text="Chỉ khi luật cho phép yêu cầu thêm.")
    other_what = text("Cần làm gì với giấy tờ khác", longest=500)
    other_basis = text("Điều luật cho phép yêu cầu giấy tờ khác", longest=LONGEST_BASIS)
    reason = paragraph("Lý do yêu cầu bổ sung", missing=NO_REASON)
    basis = text("Căn cứ", longest=LONGEST_BASIS, help_text=BASIS_HELP)

    def prepare(self) -> None:
        self.components: list[Component] = list(self.dossier.version.components.order_by("ord"))
        for component in self.components:
            self.fields[f"c{component.pk}"] = forms.BooleanField(label=component.name, required=False)
            self.fields[f"c{component.pk}_what"] = text("Cần làm gì", longest=500)
            self.fields[f"c{component.pk}_originals"] = number("Bản chính", most=99)
            self.fields[f"c{component.pk}_copies"] = number("Bản sao", most=99)

    def lines(self) -> list[tuple[Any, Any, Any, Any]]:
        """Each component as four bound fields: box, what to do, originals, copies."""
        return [
            tuple(self[f"c{component.pk}{part}"] for part in ("", "_what", "_originals", "_copies"))
            for component in self.components
        ]

    def items(self) -> list[Asked]:
        """What was ticked, in the order of the components; what to do may be said by words alone."""
        given = self.cleaned_data
        asked = [
            Asked(
                component=component,
                what=given.get(f"c{component.pk}_what", ""),
                originals=given.get(f"c{component.pk}_originals") or 0,
                copies=given.get(f"c{component.pk}_copies") or 0,
            )
            for component in self.components
            if given.get(f"c{component.pk}") or given.get(f"c{component.pk}_what")
        ]
        other = Asked(
            name=given.get("other_name", ""),
            what=given.get("other_what", ""),
            basis=given.get("other_basis", ""),
        )
        return [*asked, other] if other.name or other.what or other.basis else asked


def next_step(dossier: Dossier, run: StepRun | None) -> Any:
    """The step after the open one; None at the end or without an open run."""
    if run is None:
        return None
    return dossier.version.steps.filter(ord__gt=run.step.ord).order_by("ord").first()


def filer_name(dossier: Dossier) -> str:
    """Who filed, for the name of who comes to fetch the result."""
    filer = dossier.parties.filter(role="filer").first()
    return filer.name[:LONGEST_NAME] if filer else ""
