"""What a move on many dossiers asks for: which move, its words, and the person where work is given."""

from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict

from accounts.access import officers_with
from accounts.models import User
from agencies.models import Agency
from desk.forms.actions import AssigneeChoice
from desk.forms.words import paragraph
from dossiers.services.batch import LONGEST, NEEDS_NOTE
from dossiers.workflow import ROLE_PERMISSION, Action

INTERNAL = "Đồng nghiệp đọc được, người nộp không thấy."


@dataclass(frozen=True)
class Verb:
    """One move on many dossiers: `title` begins the heading "… 12 hồ sơ", `sentence` says what happens."""

    action: Action
    slug: str
    title: str
    sentence: str
    words: str


VERBS = (
    Verb(Action.FORWARD, "chuyen-buoc", "Chuyển bước",
         "Mỗi hồ sơ sang bước tiếp theo của mình, chờ bộ phận ở bước ấy nhận. Chỉ chuyển được những bước "
         "Anh/Chị có quyền xử lý.", "Ghi chú"),
    Verb(Action.CLAIM, "nhan-xu-ly", "Nhận xử lý",
         "Các hồ sơ nằm trong danh sách “Của tôi”. Thời hạn không đổi.", "Lý do, khi nhận thay đồng nghiệp"),
    Verb(Action.ASSIGN, "giao-nguoi", "Giao người xử lý",
         "Chỉ những hồ sơ mà người này có quyền xử lý ở bước đang làm mới được giao. Thời hạn không đổi.",
         "Lý do"),
    Verb(Action.RECALL, "thu-hoi", "Thu hồi",
         "Các hồ sơ trở lại bước trước với thời gian còn lại của bước đó. Chỉ thu hồi được khi bên nhận "
         "chưa làm gì.", "Lý do"),
    Verb(Action.NOTE, "ghi-chu", "Ghi chú", "Cùng một ghi chú được thêm vào mỗi hồ sơ.", "Nội dung ghi chú"),
)  # fmt: skip
BY_SLUG = {verb.slug: verb for verb in VERBS}
BY_ACTION = {verb.action: verb for verb in VERBS}


class BatchForm(forms.Form):
    """The words of a verb, and for giving work the person who gets it."""

    def __init__(self, data: QueryDict | None, *, verb: Verb, office: Agency, on: date, **rest: Any) -> None:
        super().__init__(data, **rest)
        if verb.action == Action.ASSIGN:
            self.fields["assignee"] = AssigneeChoice("Người xử lý", empty_label="Chọn…")
            self.fields["assignee"].queryset = workers(office, on)
        missing = NEEDS_NOTE.get(verb.action, "")
        self.fields["note"] = paragraph(verb.words, longest=LONGEST, missing=missing, help_text=INTERNAL)


def workers(office: Agency, on: date) -> QuerySet[User]:
    """Everybody at the office who may do some step, by name."""
    return reduce(or_, (officers_with(word, office, on=on) for word in ROLE_PERMISSION.values()))
