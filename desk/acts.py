"""What an officer's button does: its form, its words, and the one service that it calls.

The buttons themselves come from the transition table (dossiers.workflow); here is one row for each of them.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from desk.forms import actions as f
from desk.forms import between as b
from desk.forms import corrections as c
from desk.forms import results as r
from desk.forms import terms as t
from documents.models import StoredFile
from documents.services import erase, store_upload
from dossiers.models import Dossier
from dossiers.selectors import rules
from dossiers.services import (
    between,
    finish,
    intake,
    objection,
    parcels,
    proposals,
    questions,
    reclassify,
    retime,
    revise,
    route,
    supplement,
    terms,
    undo,
    withdraw,
)
from dossiers.states import ResultMethod
from dossiers.workflow import Action
from kit.actor import Actor
from kit.clock import local_date
from kit.errors import Invalid


@dataclass(frozen=True)
class Call:
    """One press of a button: on what, by whom, when, and the number of the newest event on their page."""

    dossier: Dossier
    user: User
    by: Actor
    at: datetime
    seen: int | None


@dataclass(frozen=True)
class Act:
    """`slug` stands in the address; `sentence` says before, `done` says after what happens."""

    action: Action
    slug: str
    form: type[f.ActionForm]
    perform: Callable[[Call, f.ActionForm], object]
    sentence: str
    done: str
    danger: bool = False

    @property
    def multipart(self) -> bool:
        """Does the form take files?"""
        return issubclass(self.form, f.FinishForm | r.CollectorForm)


def _common(call: Call) -> dict:
    return {"dossier": call.dossier, "by": call.by, "at": call.at, "seen": call.seen}


def _note(service: Callable[..., object]) -> Callable[[Call, f.ActionForm], object]:
    return lambda call, form: service(**_common(call), note=form.cleaned_data["note"])


def _refuse(call: Call, form: f.RefuseForm) -> object:
    return intake.refuse(**_common(call), **form.cleaned_data)


def _reject(call: Call, form: f.RejectForm) -> object:
    return finish.reject(**_common(call), **form.cleaned_data)


def _ask(call: Call, form: f.AskForm) -> object:
    given = form.cleaned_data
    return supplement.ask(**_common(call), reason=given["reason"], basis=given["basis"], items=form.items())


def _claim(call: Call, form: f.ActionForm) -> object:
    return route.assign(**_common(call), assignee=call.user, note=form.cleaned_data.get("note", ""))


def _assign(call: Call, form: f.AssignForm) -> object:
    given = form.cleaned_data
    return route.assign(**_common(call), assignee=given["assignee"], note=given["note"])


def _forward(call: Call, form: f.ForwardForm) -> object:
    return route.forward(
        **_common(call), note=form.cleaned_data["note"], assignee=form.cleaned_data["assignee"]
    )


def _route(call: Call, form: b.RouteForm) -> object:
    given = form.cleaned_data
    return between.route(**_common(call), to=given["to"], receive_here=form.receive_here, note=given["note"])


def _finish(call: Call, form: f.FinishForm) -> object:
    with stored(form.cleaned_data["files"], call) as files:
        return finish.finish(**_common(call), files=files, note=form.cleaned_data["note"])


def _hand_over(call: Call, form: r.HandOverForm) -> object:
    given = form.cleaned_data | {"how": ResultMethod(form.cleaned_data["how"])}
    with stored(given.pop("files"), call) as files:
        return finish.hand_over(**_common(call), files=files, **given)


def _parcel(call: Call, form: r.ParcelForm) -> object:
    with stored(form.cleaned_data["files"], call) as files:
        return parcels.report(**_common(call), news=form.news(), note=form.cleaned_data["note"], files=files)


def _revise(call: Call, form: f.ReviseForm) -> object:
    try:
        return revise.revise(**_common(call), corrections=form.corrections(), note=form.cleaned_data["note"])
    except Invalid as wrong:  # the boxes of this form are named owner_name, not owner.name
        raise Invalid({key.replace(".", "_"): said for key, said in wrong.errors.items()}) from wrong


def _reclassify(call: Call, form: c.ReclassifyForm) -> object:
    given = form.cleaned_data
    return reclassify.reclassify(
        **_common(call), case=form.chosen(), note=given["note"], basis=given["basis"]
    )


def _retime(call: Call, form: c.RetimeForm) -> object:
    given = form.cleaned_data
    try:
        return retime.retime(
            **_common(call), received_at=form.moment(), note=given["note"], basis=given["basis"]
        )
    except Invalid as wrong:  # day and time have a box each
        raise Invalid({_BOXES.get(key, key): said for key, said in wrong.errors.items()}) from wrong


_BOXES = {"received_at": "received_on"}


def _consult(call: Call, form: f.ConsultForm) -> object:
    given = form.cleaned_data
    return questions.ask(**_common(call), to=form.asked(), limit=form.limit(), note=given["note"])


def _answer(call: Call, form: f.AnswerForm) -> object:
    given = form.cleaned_data
    return questions.answer(question=given["question"], by=call.by, at=call.at, note=given["note"])


def _call_off(call: Call, form: f.CallOffForm) -> object:
    given = form.cleaned_data
    return questions.call_off(question=given["question"], by=call.by, at=call.at, note=given["note"])


def _undo(call: Call, form: f.ActionForm) -> object:
    return undo.undo(**_common(call))


def _filled(service: Callable[..., object]) -> Callable[[Call, f.ActionForm], object]:
    """The service takes the form's fields under their own names."""
    return lambda call, form: service(**_common(call), **form.cleaned_data)


def _add_note(call: Call, form: f.ActionForm) -> object:
    return route.add_note(dossier=call.dossier, by=call.by, at=call.at, note=form.cleaned_data["note"])


@contextmanager
def stored(uploads: list, call: Call) -> Iterator[list[StoredFile]]:
    """The uploads examined and kept; taken away again when what follows fails.

    Raises Invalid on "files" with a sentence for each upload that is refused.
    """
    limit = rules.max_file_bytes(call.dossier.receiving_agency, local_date(call.at))
    kept, wrong = [], []
    try:
        for upload in uploads:
            try:
                kept.append(store_upload(upload=upload, by=call.by, at=call.at, max_bytes=limit))
            except Invalid as refused:
                wrong += refused.errors["file"]
        if wrong:
            raise Invalid({"files": wrong})
        yield kept
    except Exception:
        for file in kept:
            erase(file=file, by=call.by, at=call.at)
        raise


ASK_ONCE = (
    "Nêu đầy đủ trong một lần. Hệ thống lập phiếu yêu cầu bổ sung, dừng tính giờ và nhắn tin cho người nộp."
)
_ROWS = (
    Act(Action.RECEIVE, "tiep-nhan", f.NoteForm, _note(intake.receive),
        "Hồ sơ được tiếp nhận từ lúc này: hệ thống tính ngày hẹn trả, lập giấy tiếp nhận "
        "và nhắn tin cho người nộp.",
        "Đã tiếp nhận hồ sơ. Giấy tiếp nhận nằm ở mục “Biểu mẫu đã lập”."),
    Act(Action.REFUSE, "tu-choi-tiep-nhan", f.RefuseForm, _refuse,
        "Hồ sơ không được tiếp nhận. Hệ thống lập phiếu từ chối và nhắn tin cho người nộp. "
        "Việc này không hoàn lại được.",
        "Đã từ chối tiếp nhận và lập phiếu từ chối.", danger=True),
    Act(Action.ASK_BEFORE, "yeu-cau-bo-sung", f.AskForm, _ask,
        ASK_ONCE,
        "Đã yêu cầu bổ sung hồ sơ."),
    Act(Action.ASK, "yeu-cau-bo-sung-khi-xu-ly", f.AskForm, _ask,
        ASK_ONCE,
        "Đã yêu cầu bổ sung hồ sơ."),
    Act(Action.ROUTE, "xac-dinh-tham-quyen", b.RouteForm, _route,
        "Hồ sơ do cơ quan khác giải quyết. Nếu cơ quan này vẫn tiếp nhận thì thời hạn tính từ khi cơ quan "
        "có thẩm quyền nhận hồ sơ.",
        "Đã ghi nhận cơ quan có thẩm quyền."),
    Act(Action.TRANSFER, "chuyen-co-quan", b.TransferForm, _filled(between.transfer),
        "Thời hạn giải quyết tính từ khi cơ quan có thẩm quyền nhận hồ sơ. Kết quả được trả tại đây.",
        "Đã chuyển hồ sơ."),
    Act(Action.ACCEPT, "nhan-ho-so-chuyen-den", f.ForwardForm, _filled(between.accept),
        "Thời hạn giải quyết tính từ lúc này. Người nộp được báo ngày hẹn trả, nhận kết quả tại nơi đã nộp.",
        "Đã nhận hồ sơ và chuyển xử lý."),
    Act(Action.TURN_BACK, "khong-thuoc-tham-quyen", f.WordsForm, _note(between.turn_back),
        "Hồ sơ về lại nơi tiếp nhận để xác định cơ quan khác. Người nộp không phải nộp lại.",
        "Đã trả lại nơi tiếp nhận."),
    Act(Action.CLAIM, "nhan-xu-ly", f.ClaimForm, _claim,
        "Hồ sơ nằm trong danh sách “Của tôi”. Thời hạn không đổi.", "Anh/Chị đã nhận xử lý hồ sơ."),
    Act(Action.ASSIGN, "giao-nguoi-xu-ly", f.AssignForm, _assign,
        "Chỉ người có quyền ở bước này mới nhận được. Thời hạn không đổi.", "Đã giao người xử lý."),
    Act(Action.FORWARD, "chuyen-buoc", f.ForwardForm, _forward,
        "Bước đang làm kết thúc lúc này.", "Đã chuyển bước."),
    Act(Action.SKIP, "bo-qua-buoc", f.WordsForm, _note(route.skip),
        "Quy trình cho phép bỏ qua bước tiếp theo khi có lý do. Hồ sơ sang thẳng bước sau nữa.",
        "Đã bỏ qua một bước."),
    Act(Action.SEND_BACK, "tra-lai", f.WordsForm, _note(route.send_back),
        "Hồ sơ về lại người đã làm bước trước, với thời gian còn lại của bước đó.", "Đã trả lại bước trước."),
    Act(Action.FINISH, "co-ket-qua", f.FinishForm, _finish,
        "Kết quả đã về Bộ phận Một cửa: thời hạn kết thúc và người nộp được nhắn tin.",
        "Đã ghi nhận kết quả và nhắn tin cho người nộp."),
    Act(Action.REJECT, "tu-choi-giai-quyet", f.RejectForm, _reject,
        "Hồ sơ kết thúc với văn bản từ chối; người nộp được nhắn tin. Việc này không hoàn lại được.",
        "Đã từ chối giải quyết và lập phiếu từ chối.", danger=True),
    Act(Action.RETURN, "tra-ket-qua", r.HandOverForm, _hand_over,
        "Ghi người nhận và giấy tờ xuất trình khi trả tại quầy, số vận đơn khi gửi qua bưu chính.",
        "Đã trả kết quả."),
    Act(Action.PARCEL, "cap-nhat-buu-chinh", r.ParcelForm, _parcel,
        "Người nộp thấy số vận đơn và tin mới ở trang tra cứu; khi bưu chính chuyển hoàn thì được nhắn tin.",
        "Đã cập nhật bưu chính."),
    Act(Action.CONFIRM_WITHDRAWAL, "dong-y-rut", f.NoteForm, _note(withdraw.confirm),
        "Chưa có kết quả nên hồ sơ được rút; người nộp được nhắn tin.", "Đã đồng ý cho rút hồ sơ."),
    Act(Action.DECLINE_WITHDRAWAL, "khong-dong-y-rut", f.WordsForm, _note(withdraw.decline),
        "Kết quả đã có nên hồ sơ tiếp tục từ bước đang dở. Người nộp đọc được lý do.",
        "Hồ sơ được giải quyết tiếp."),
    Act(Action.STOP, "dung-giai-quyet", f.WordsForm, _note(withdraw.stop),
        "Người nộp đề nghị dừng. Hệ thống lập thông báo dừng giải quyết và nhắn tin cho người nộp. "
        "Việc này không hoàn lại được.",
        "Đã dừng giải quyết hồ sơ.", danger=True),
    Act(Action.HOLD, "phai-cho", t.HoldForm, _filled(terms.hold),
        "Ghi lại việc hồ sơ phải chờ. Thời hạn dừng hay vẫn tính là tùy lý do; người nộp đọc được.",
        "Đã ghi nhận hồ sơ phải chờ."),
    Act(Action.GO_ON, "het-cho", f.NoteForm, _note(terms.go_on),
        "Việc phải chờ đã xong; thời hạn tính tiếp với phần còn lại.", "Hồ sơ được giải quyết tiếp."),
    Act(Action.APOLOGISE, "de-nghi-xin-loi", t.ApologyForm, _filled(proposals.propose_apology),
        "Lãnh đạo duyệt thì hệ thống lập văn bản xin lỗi, nhắn tin cho người nộp và ghi ngày hẹn mới. "
        "Mỗi hồ sơ chỉ được hẹn lại một lần.",
        "Đã trình lãnh đạo văn bản xin lỗi."),
    Act(Action.VERIFY, "de-nghi-xac-minh", t.ExtensionForm, _filled(proposals.propose_verification),
        "Thời hạn dài thêm một lần theo quy định của thủ tục, không tính là hẹn lại.",
        "Đã trình lãnh đạo đề nghị gia hạn để xác minh."),
    Act(Action.EXTEND, "de-nghi-gia-han", t.DaysForm, _filled(proposals.propose_extension),
        "Chỉ khi văn bản pháp luật cho phép gia hạn.", "Đã trình lãnh đạo đề nghị gia hạn."),
    Act(Action.ASK_AGAIN, "de-nghi-bo-sung-lan-nua", t.ExtensionForm, _filled(proposals.propose_supplement),
        "Mỗi giai đoạn chỉ được yêu cầu bổ sung một lần. Lần nữa cần căn cứ pháp lý và lãnh đạo duyệt; "
        "Bộ chỉ số phục vụ người dân sẽ tính hồ sơ này là chậm.",
        "Đã trình lãnh đạo đề nghị yêu cầu bổ sung lần nữa."),
    Act(Action.APPROVE, "duyet-de-nghi", f.NoteForm, _note(proposals.approve),
        "Có hiệu lực ngay và được báo cho người nộp nếu ngày hẹn thay đổi.", "Đã duyệt đề nghị."),
    Act(Action.DECLINE, "khong-duyet-de-nghi", f.WordsForm, _note(proposals.decline),
        "Hồ sơ giữ nguyên thời hạn.", "Đã trả lời không duyệt."),
    Act(Action.REDATE, "dinh-chinh-ngay-hen", t.RedateForm, _filled(terms.redate),
        "Chỉ dùng khi ngày hẹn bị ghi sai. Sổ thời gian giữ ngày cũ, ngày mới và lý do; hệ thống lập giấy "
        "tiếp nhận mới và báo người nộp.",
        "Đã đính chính ngày hẹn trả."),
    Act(Action.RECLASSIFY, "sua-thu-tuc", c.ReclassifyForm, _reclassify,
        "Hẹn trả được tính lại theo thủ tục, trường hợp đúng. Giấy tờ đã nộp được giữ nguyên; hệ thống lập "
        "giấy tiếp nhận mới và báo người nộp nếu ngày hẹn thay đổi.",
        "Đã sửa. Giấy tiếp nhận mới nằm ở mục “Biểu mẫu đã lập”."),
    Act(Action.RETIME, "sua-thoi-diem-tiep-nhan", c.RetimeForm, _retime,
        "Hẹn trả được tính lại từ thời điểm đúng. Hệ thống lập giấy tiếp nhận mới và báo người nộp nếu ngày "
        "hẹn thay đổi; ngày hẹn ghi lúc đầu vẫn được lưu.",
        "Đã sửa. Giấy tiếp nhận mới nằm ở mục “Biểu mẫu đã lập”."),
    Act(Action.REVISE, "sua-thong-tin", f.ReviseForm, _revise,
        "Thông tin trước khi sửa được lưu lại. Hệ thống lập giấy tiếp nhận mới thay cho giấy cũ; hẹn trả "
        "không đổi.",
        "Đã sửa. Giấy tiếp nhận mới nằm ở mục “Biểu mẫu đã lập”."),
    Act(Action.ANSWER_OBJECTION, "tra-loi-chu-ho-so", f.ObjectionForm, _filled(objection.answer),
        "Người nộp đọc được câu trả lời, chủ hồ sơ được nhắn tin. Muốn dừng hoặc trả hồ sơ, Anh/Chị dùng "
        "thêm nút tương ứng.",
        "Đã trả lời ý kiến của chủ hồ sơ."),
    Act(Action.CONSULT, "xin-y-kien", f.ConsultForm, _consult,
        "Người hoặc bộ phận được hỏi thấy hồ sơ ở danh sách “Xin ý kiến”. Thời hạn của hồ sơ vẫn tính.",
        "Đã gửi yêu cầu xin ý kiến."),
    Act(Action.ANSWER, "cho-y-kien", f.AnswerForm, _answer,
        "Ý kiến được ghi vào hồ sơ. Đồng nghiệp đọc được, người nộp không thấy.", "Đã ghi ý kiến."),
    Act(Action.CALL_OFF, "rut-xin-y-kien", f.CallOffForm, _call_off,
        "Bên được hỏi không cần trả lời nữa.", "Đã rút yêu cầu xin ý kiến."),
    Act(Action.RECALL, "thu-hoi", f.WordsForm, _note(undo.recall),
        "Hồ sơ trở lại bước trước với thời gian còn lại của bước đó. Chỉ thu hồi được khi bên nhận "
        "chưa làm gì.",
        "Đã thu hồi hồ sơ."),
    Act(Action.UNDO, "hoan-tac", f.PlainForm, _undo,
        "Mọi thứ trở lại như trước khi Anh/Chị làm việc này. Mục “Diễn biến” vẫn ghi cả hai việc.",
        "Đã hoàn tác."),
    Act(Action.NOTE, "ghi-chu", f.InternalNoteForm, _add_note,
        "Ghi chú không làm đổi bước và thời hạn.", "Đã thêm ghi chú."),
)  # fmt: skip

BY_ACTION: dict[Action, Act] = {act.action: act for act in _ROWS}
BY_SLUG: dict[str, Act] = {act.slug: act for act in _ROWS}
