"""What each action of the dossier page asks for. The rules are the services'; here are words and shapes."""

from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict

from accounts.access import Duties, officers_with
from accounts.models import User
from accounts.permissions import Permission
from agencies.selectors import units_of
from agencies.worktime.limits import Limit, Unit
from desk.forms.uploads import FilesField
from desk.forms.words import LONGEST_BASIS, LONGEST_NAME, choice, number, paragraph, text
from dossiers.models import Dossier, Objection, Question, StepRun
from dossiers.reasons import REFUSAL_REASONS
from dossiers.selectors.legs import leg_for, legs_of
from dossiers.selectors.questions import for_me, open_of, questions_of
from dossiers.services.amend import Corrections
from dossiers.services.questions import Asked as AskedWhom
from dossiers.services.supplement import Asked
from dossiers.states import ResultMethod
from dossiers.workflow import ROLE_PERMISSION, Action
from kit.clock import local_date
from kit.phone import display
from procedures.models import Component

NO_REASON = "Nhập lý do cụ thể để người nộp hiểu."
NO_BASIS = "Nhập điều, khoản của văn bản làm căn cứ."
ASK_WHOM = "Chọn người hoặc bộ phận cần xin ý kiến."
BASIS_HELP = "Ví dụ: khoản 2 Điều 11 Nghị định 118/2025/NĐ-CP."


class ActionForm(forms.Form):
    """The base: knows the dossier, its open run, the moment and what the officer holds.

    `kept` names the field that holds words.
    """

    kept = "note"

    def __init__(
        self, data: QueryDict | None = None, files: Any = None, *, dossier: Dossier, run: StepRun | None,
        at: Any, key: str, held: Duties, **rest: Any,
    ) -> None:  # fmt: skip
        super().__init__(data, files, auto_id=f"{key}_%s", **rest)
        self.dossier, self.run, self.at, self.held = dossier, run, at, held
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


class ObjectionForm(ActionForm):
    decision = choice("Hướng xử lý", Objection.Decision.choices, "Chọn hướng xử lý.")
    note = paragraph("Trả lời chủ hồ sơ", missing="Nhập nội dung trả lời chủ hồ sơ.")


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
        leg = leg_for(legs_of(self.dossier), following)
        unit = leg.agency.units.filter(kind_key=following.unit_kind, active=True).first()
        if unit:
            self.fields["assignee"].queryset = officers_with(
                ROLE_PERMISSION[following.role], leg.agency, unit, on=local_date(self.at)
            )


class ReviseForm(ActionForm):
    """What was written down at reception, as it stands now; what is changed here is said anew."""

    PARTS = ("owner", "filer")
    content = text("Nội dung yêu cầu", longest=500)
    result_method = choice("Cách nhận kết quả", ResultMethod.choices, "Chọn cách nhận kết quả.")
    result_address = text("Địa chỉ nhận kết quả", longest=300, help_text="Khi nhận qua bưu chính.")
    note = paragraph("Lý do sửa", missing="Nhập lý do sửa để người khác hiểu việc này.")

    def prepare(self) -> None:
        self.people = {party.role: party for party in self.dossier.parties.all()}
        for role in self.PARTS:
            for name, field in self._boxes(role).items():
                self.fields[f"{role}_{name}"] = field
                value = getattr(self.people[role], name)
                self.initial.setdefault(
                    f"{role}_{name}", display(value) if name == "phone" and value else value
                )
        for name in ("content", "result_method", "result_address"):
            self.initial.setdefault(name, getattr(self.dossier, name))

    @staticmethod
    def _boxes(role: str) -> dict[str, forms.Field]:
        boxes = {
            "name": text("Họ và tên", missing="Nhập họ và tên."),
            "id_number": text("Số định danh", longest=20, attrs={"inputmode": "numeric"}),
            "phone": text("Điện thoại", longest=20, attrs={"inputmode": "tel"}),
            "email": text("Thư điện tử"),
            "address": text("Địa chỉ", longest=300, missing="Nhập địa chỉ."),
        }
        if role == "filer":
            boxes.pop("phone")  # the update key goes there: it is changed by nobody
        return boxes

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("result_method") == ResultMethod.POST and not given.get("result_address"):
            self.add_error("result_address", "Nhập địa chỉ nhận kết quả qua bưu chính.")
        return given

    def boxes_of(self, role: str) -> list[Any]:
        """The bound boxes of one person."""
        return [self[name] for name in self.fields if name.startswith(f"{role}_")]

    @property
    def people_boxes(self) -> list[tuple[str, list[Any], bool]]:
        """Each person: title, boxes, whether something there is wrong or changed."""
        titles = {"owner": "Chủ hồ sơ", "filer": "Người nộp"}
        changed = self.changed_data if self.is_bound else []
        return [
            (titles[role], boxes, any(box.name in changed or box.errors for box in boxes))
            for role in self.PARTS
            if (boxes := self.boxes_of(role))
        ]

    def corrections(self) -> Corrections:
        """What was changed, of a valid form."""
        given, changed = self.cleaned_data, self.changed_data
        result = {"method": given["result_method"], "address": given["result_address"]}
        return Corrections(
            owner=self._person("owner"),
            filer=self._person("filer"),
            content=given["content"] if "content" in changed else None,
            result=result if {"result_method", "result_address"} & set(changed) else None,
        )

    def _person(self, role: str) -> dict[str, Any] | None:
        names = [box.name for box in self.boxes_of(role)]
        if not set(names) & set(self.changed_data):
            return None
        party = self.people[role]
        place = {"place_code": party.place_code, "place_name": party.place_name}
        return place | {name.removeprefix(f"{role}_"): self.cleaned_data[name] for name in names}


class ConsultForm(ActionForm):
    """A unit or a colleague of the office that holds the dossier, with a time of their own for the answer."""

    to = forms.ChoiceField(
        label="Hỏi ai",
        error_messages={"required": ASK_WHOM, "invalid_choice": "Hãy chọn một mục trong danh sách."},
    )
    note = paragraph("Nội dung cần hỏi", missing="Nhập nội dung cần hỏi.")
    amount = number("Trả lời trong", least=1, most=30, initial=1)
    unit = choice("Tính bằng", [("working_hour", "giờ làm việc"), ("working_day", "ngày làm việc")],
                  "Chọn giờ hoặc ngày làm việc.", initial="working_day")  # fmt: skip

    def prepare(self) -> None:
        self.fields["amount"].required = True
        self.fields["amount"].error_messages["required"] = "Nhập số giờ hoặc số ngày để trả lời."
        if self.run is None:
            return
        agency, own = self.run.leg.agency, self.run.unit_id
        people = officers_with(Permission.VIEW, agency, on=local_date(self.at)).exclude(pk=self.held.user_id)
        self.people = {f"p{person.pk}": person for person in people}
        self.units = {f"u{unit.pk}": unit for unit in units_of(agency) if unit.pk != own}
        self.fields["to"].choices = [
            ("", "Chọn…"),
            ("Bộ phận", [(key, unit.name) for key, unit in self.units.items()]),
            ("Cán bộ", [(key, person.full_name) for key, person in self.people.items()]),
        ]

    def asked(self) -> AskedWhom:
        """Who is asked, of a valid form."""
        key = self.cleaned_data["to"]
        return AskedWhom(user=self.people.get(key), unit=self.units.get(key))

    def limit(self) -> Limit:
        """The time for the answer, of a valid form."""
        return Limit(Unit(self.cleaned_data["unit"]), Decimal(self.cleaned_data["amount"]))


class QuestionChoice(forms.ModelChoiceField):
    """One of the open questions; with one alone there is nothing to choose."""

    def __init__(self) -> None:
        gone = "Yêu cầu này đã được trả lời hoặc đã rút. Hãy xem lại mục “Ý kiến phối hợp”."
        errors = {"required": "Chọn yêu cầu xin ý kiến.", "invalid_choice": gone}
        super().__init__(
            Question.objects.none(), label="Yêu cầu", empty_label=None, error_messages=errors,
            widget=forms.RadioSelect,
        )  # fmt: skip

    def label_from_instance(self, question: Question) -> str:
        return f"{question.asked_by_name} hỏi {question.to_name}: {question.text[:120]}"


class AnswerForm(ActionForm):
    question = QuestionChoice()
    note = paragraph("Ý kiến", missing="Nhập ý kiến của Anh/Chị.")
    about = Action.ANSWER

    def prepare(self) -> None:
        mine = for_me(self.about, questions_of(self.dossier), self.held)
        if not self.is_bound:  # one that ended meanwhile is told by the service who ended it
            mine = open_of(mine)
        self.fields["question"].queryset = self.dossier.questions.filter(pk__in=[one.pk for one in mine])
        if mine:
            self.initial.setdefault("question", mine[0].pk)


class CallOffForm(AnswerForm):
    note = paragraph("Lý do", missing="Nhập lý do để người khác hiểu việc này.")
    about = Action.CALL_OFF


class FinishForm(ActionForm):
    files = FilesField(
        label="Tệp kết quả", help_text="PDF, DOC, DOCX, JPG, PNG hoặc ZIP. Có thể chọn nhiều tệp."
    )
    note = paragraph("Ghi chú", help_text="Đồng nghiệp đọc được, người nộp không thấy.")


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
    return next(iter(dossier.version.after(run.step.ord)), None)


def filer_name(dossier: Dossier) -> str:
    """Who filed, for the name of who comes to fetch the result."""
    filer = dossier.parties.filter(role="filer").first()
    return filer.name[:LONGEST_NAME] if filer else ""
