"""The dossier page as plain values: what the officer reads, with the addresses of files and forms."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from desk.presenters import acting
from desk.presenters.panels import Panel
from documents.lines import file_line
from dossiers.models import Dossier, DossierFile, IssuedForm, Parcel, Party, Question, StepRun, Supplement
from dossiers.reasons import PROOFS
from dossiers.selectors import present
from dossiers.selectors.duty import PLACE, rests_on
from dossiers.selectors.questions import questions_of
from dossiers.services.reissue import CORRECTABLE
from dossiers.states import Clock
from dossiers.workflow import Action
from kit import idnumber, phone
from kit.clock import say_date, say_moment
from notifications.models import Message
from notifications.selectors import told_to_citizen
from procedures.eform import printable

FORM_NAMES = {
    "receipt": "Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
    "supplement": "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ",
    "refusal": "Phiếu từ chối",
    "stop": "Thông báo dừng giải quyết hồ sơ",
    "apology": "Phiếu xin lỗi và hẹn lại ngày trả kết quả",
    "control_slip": "Phiếu kiểm soát quá trình giải quyết hồ sơ",
    "register": "Sổ theo dõi hồ sơ",
    "eform": "Tờ khai",
}
INFECTED = "Nội dung tệp đã bị xóa. Anh/Chị yêu cầu bổ sung nếu cần giấy tờ này."
NOT_ASKED = "đã nộp, thủ tục này không yêu cầu"
Rows = list[tuple[str, str]]
NO_DEADLINE: dict[str, Any] = {
    "due_at": None,
    "minutes_left": None,
    "used": None,
    "total": None,
    "hours_kind": "giờ làm việc",
    "explain": (),
    "finished_at": None,
    "reason": "",
}


@dataclass(frozen=True)
class Part:
    """One component: what was asked, what lies here on paper, which files came."""

    name: str
    asked: str
    paper: str
    files: list[dict[str, Any]]
    declared: bool
    missing: bool


def facts(dossier: Dossier) -> Rows:
    """What the dossier is, at a glance."""
    rows = [
        ("Thủ tục", f"{dossier.version.name} ({dossier.version.procedure.code})"),
        ("Trường hợp", dossier.case.name),
        ("Nội dung", dossier.content),
        ("Kênh nộp", str(dossier.get_channel_display())),
        ("Nguồn", str(dossier.get_source_display())),
        *acting.facts(dossier),
        ("Số vận đơn", dossier.waybill),
        ("Nộp lúc", say_moment(dossier.submitted_at)),
        ("Tiếp nhận lúc", dossier.received_at and say_moment(dossier.received_at)),
        *_offices(dossier),
        ("Hẹn lại", dossier.appointed_at and say_moment(dossier.appointed_at)),
        ("Vào sổ", f"Quyển {dossier.register_book}, số {dossier.register_no}" if dossier.register_no else ""),
        ("Số bộ hồ sơ", str(dossier.sets)),
        ("Nhận kết quả", _result(dossier)),
        ("Đã trả kết quả", _returned(dossier)),
        ("Giấy tờ xuất trình", _proof(dossier)),
        ("Văn bản ủy quyền", dossier.returned_authority),
        ("Mở tệp kết quả", dossier.result_opened_at and say_moment(dossier.result_opened_at)),
    ]
    always = {"Thủ tục", "Kênh nộp", "Nộp lúc", "Nhận kết quả"}
    return [(label, value or "") for label, value in rows if value or label in always]


def _offices(dossier: Dossier) -> Rows:
    """Where it was filed, received and is decided, where that is not one office (law.md R07, R18)."""
    one = dossier.filing_agency_id == dossier.receiving_agency_id == dossier.deciding_agency_id
    if one and not dossier.authority_open and not dossier.accepted_at:
        return []
    return [
        ("Nơi nộp", dossier.filing_agency.committee),
        ("Nơi tiếp nhận, trả kết quả", dossier.receiving_agency.committee),
        (
            "Cơ quan giải quyết",
            "chưa xác định" if dossier.authority_open else dossier.deciding_agency.committee,
        ),
        ("Cơ quan giải quyết nhận lúc", say_moment(dossier.accepted_at) if dossier.accepted_at else ""),
    ]


def _result(dossier: Dossier) -> str:
    method = str(dossier.get_result_method_display())
    return f"{method}: {dossier.result_address}" if dossier.result_address else method


def _returned(dossier: Dossier) -> str:
    if dossier.returned_at is None:
        return ""
    to = f", người nhận: {dossier.returned_to}" if dossier.returned_to else ""
    return f"{dossier.get_returned_how_display()}{to}, {say_moment(dossier.returned_at)}"


def _proof(dossier: Dossier) -> str:
    note = f": {dossier.returned_proof_note}" if dossier.returned_proof_note else ""
    return f"{PROOFS[dossier.returned_proof]}{note}" if dossier.returned_proof else ""


def parcels(dossier: Dossier) -> list[dict[str, Any]]:
    """What was sent by post, oldest first."""
    return [_parcel(parcel) for parcel in present.parcels(dossier)]


def _parcel(parcel: Parcel) -> dict[str, Any]:
    shown = [
        ("Gửi lúc", say_moment(parcel.sent_at)),
        ("Trạng thái", f"{parcel.get_state_display()}, {say_moment(parcel.updated_at)}"),
        ("Người nhận", parcel.delivered_to),
        ("Lý do chuyển hoàn", parcel.reason),
    ]
    return {"title": f"Số vận đơn {parcel.waybill}", "rows": [pair for pair in shown if pair[1]]}


def people(dossier: Dossier, *, whole: bool) -> list[tuple[str, Rows]]:
    """Filer and owner as they were when filed; one block where they are the same person.

    `whole`: identity numbers in full, for who compares them with a card; else their last four digits.
    """
    parties = {party.role: party for party in dossier.parties.all()}
    filer, owner = parties.get(Party.Role.FILER), parties.get(Party.Role.OWNER)
    if filer and owner and _rows_of(filer, whole=True) == _rows_of(owner, whole=True):
        return [("Người nộp, cũng là chủ hồ sơ", _rows_of(filer, whole=whole))]
    found = ((filer, "Người nộp"), (owner, "Chủ hồ sơ"))
    return [(title, _rows_of(party, whole=whole)) for party, title in found if party]


def _rows_of(party: Party, *, whole: bool) -> Rows:
    number = party.id_number if whole else idnumber.mask(party.id_number)
    number = f"{number} (số CMND cũ 9 chữ số)" if party.id_is_old else number
    rows = [
        ("Họ và tên", party.name),
        ("Số định danh", number),
        ("Ngày sinh", say_date(party.birth_date) if party.birth_date else ""),
        ("Giới tính", party.sex),
        ("Điện thoại", phone.display(party.phone) if party.phone else ""),
        ("Thư điện tử", party.email),
        ("Địa chỉ", ", ".join(filter(None, (party.address, party.place_name)))),
    ]
    return [(label, value) for label, value in rows if value or label in ("Số định danh", "Điện thoại")]


def answers(dossier: Dossier, *, whole: bool) -> list[tuple[str, Rows]]:
    """The e-form as it was filled in, by its parts; identity numbers as in `people`."""
    if not dossier.answers:
        return []
    return [
        (title, list(rows)) for title, rows in printable(dossier.version, dossier.answers, masked=not whole)
    ]


def files_of(dossier: Dossier) -> list[DossierFile]:
    """Everything that was handed in or made, the oldest first."""
    return list(dossier.files.select_related("file").order_by("added_at", "pk"))


def parts(dossier: Dossier, files: Sequence[DossierFile]) -> list[Part]:
    """Every component of the version with its files and what was ticked at the counter; last what was
    handed in for another procedure, before that was corrected."""
    paper = {part.component_id: part for part in dossier.paper_parts.select_related("component__version")}
    found = []
    for component in dossier.version.components.order_by("ord"):
        own = [file for file in files if file.component_id == component.pk]
        ticked = paper.get(component.pk)
        kept = any(file.removed_at is None for file in own)
        declared = component.by_form and bool(dossier.answers)
        here = kept or declared or ticked is not None or component.shown_only
        found.append(
            Part(
                name=component.name,
                asked=_asked(component),
                paper=_paper(ticked),
                files=[_file(dossier, file) for file in own],
                declared=declared,
                missing=component.required and not here,
            )
        )
    foreign = [p for p in paper.values() if p.component.version.procedure_id != dossier.version.procedure_id]
    return [*found, *(Part(p.component.name, NOT_ASKED, _paper(p), [], False, False) for p in foreign)]


def other_files(dossier: Dossier, files: Sequence[DossierFile]) -> list[dict[str, Any]]:
    """Files that belong to no component: answers to a supplement, results."""
    return [_file(dossier, file) for file in files if file.component_id is None]


def _asked(component: Any) -> str:
    if component.shown_only:
        return "chỉ xuất trình"
    counts = ((component.originals, "bản chính"), (component.copies, "bản sao"))
    asked = ", ".join(f"{count} {words}" for count, words in counts if count)
    return asked if component.required else ", ".join(filter(None, (asked, "không bắt buộc")))


def _paper(part: Any) -> str:
    if part is None:
        return ""
    counts = ((part.originals, "bản chính"), (part.copies, "bản sao"))
    said = [f"{count} {words}" for count, words in counts if count] + (
        ["đã xuất trình"] if part.shown else []
    )
    return "Bản giấy: " + ", ".join(said)


def _file(dossier: Dossier, row: DossierFile) -> dict[str, Any]:
    file = row.file
    address = reverse("desk:dossier", args=[dossier.code])
    note = [row.get_kind_display()] if row.kind != DossierFile.Kind.COMPONENT else []
    if row.removed_at:
        who = "cán bộ" if row.event_id else "người nộp"
        note.append(f"{who} đã gỡ lúc {say_moment(row.removed_at)}")
    if row.supplement_id:
        note.append("nộp bổ sung")
    return file_line(
        file, url=reverse("desk:file", args=[dossier.code, file.pk]),
        preview_url=f"{address}?xem={file.pk}#xem-tep", note=", ".join(note), infected=INFECTED,
    )  # fmt: skip


def supplements(dossier: Dossier) -> list[dict[str, Any]]:
    """What was asked to be added, and how it was answered; newest last."""
    rows = dossier.supplements.select_related("asked_by").prefetch_related("items").order_by("asked_at", "pk")
    return [_supplement(row) for row in rows]


def _supplement(row: Supplement) -> dict[str, Any]:
    items = [": ".join(filter(None, (item.name, item.what))) for item in row.items.all()]
    answered = f"{say_moment(row.completed_at)}, {row.completed_by}" if row.completed_at else "chưa bổ sung"
    shown = [
        ("Yêu cầu lúc", f"{say_moment(row.asked_at)}, {row.asked_by}"),
        ("Cần bổ sung", "\n".join(items)),
        ("Lý do", row.reason),
        ("Căn cứ", row.basis),
        ("Cần xem lại", _flags(row)),
        ("Bổ sung lúc", answered),
        ("Trả lời", row.answer),
    ]
    return {
        "title": f"{row.get_stage_display()}, lần {row.round}",
        "rows": [pair for pair in shown if pair[1]],
    }


def _flags(row: Supplement) -> str:
    """What a leader looks at (law.md R09, R28)."""
    said = (
        (row.asks_paper, "hồ sơ nộp trực tuyến nhưng lại yêu cầu bản giấy"),
        (row.after_limit, "yêu cầu sau thời hạn trả lại hồ sơ khi thẩm định"),
    )
    return "; ".join(words for flag, words in said if flag)


def questions(dossier: Dossier, at: datetime) -> list[dict[str, Any]]:
    """The opinions asked for, with their time and what was said; late ones say so."""
    return [_question(question, at) for question in questions_of(dossier)]


def _question(question: Question, at: datetime) -> dict[str, Any]:
    kind, state = _state_of(question, at)
    off = question.called_off_at
    why = f"{question.called_off_by}, {say_moment(off)}: {question.called_off_reason}" if off else ""
    return {
        "asker": question.asked_by_name,
        "to": question.to_name,
        "asked_at": question.asked_at,
        "due_at": question.due_at,
        "text": question.text,
        "answer": question.answer,
        "answered_by": question.answered_by_name,
        "answered_at": question.answered_at,
        "kind": kind,
        "state": state,
        "why": why,
    }


def _state_of(question: Question, at: datetime) -> tuple[str, str]:
    if question.called_off_at:
        return "stopped", "Không cần trả lời nữa"
    if question.answered_at:
        return ("late", "Trả lời muộn hạn") if question.is_late(at) else ("done", "Đã trả lời")
    return ("late", "Quá hạn trả lời") if question.is_late(at) else ("waiting", "Đang chờ ý kiến")


def form_name(row: IssuedForm) -> str:
    """What a printed form is called: as it says itself, else as we call it."""
    return row.texts.get("title") or FORM_NAMES.get(row.key, row.key)


def issued(dossier: Dossier, may_print: bool = False) -> list[dict[str, Any]]:
    """The law's forms issued for the dossier, each as it was printed; of the control slip the last one.

    `may_print`: who looks may print a corrected form in place of a wrong one.
    """
    rows = dossier.issued_forms.select_related("pdf", "replaces", "replaced_by").order_by("issued_at", "pk")
    return [
        _issued(dossier, row, may_print)
        for row in rows
        if row.key != "control_slip" or not hasattr(row, "replaced_by")
    ]


def _issued(dossier: Dossier, row: IssuedForm, may_print: bool) -> dict[str, Any]:
    newer = getattr(row, "replaced_by", None)
    notes = [
        f"số {row.number:02d}/{row.symbol}" if row.number else "",
        f"{say_moment(row.issued_at)}, {row.issued_by}",
        f"thay cho số {row.replaces.number:02d}" if row.replaces and row.replaces.number else "",
        f"đã được thay bằng số {newer.number:02d}: {newer.reason}" if newer else "",
    ]
    told = {
        "key": row.key,
        "name": form_name(row),
        "size": row.pdf.size,
        "url": reverse("desk:issued_form", args=[dossier.code, row.pk]),
        "note": ", ".join(filter(None, notes)),
    }
    if may_print and newer is None and row.key in CORRECTABLE:
        told["correct_url"] = reverse("desk:form_again", args=[dossier.code, row.pk])
    return told


def messages(dossier: Dossier) -> list[dict[str, Any]]:
    """What the filer was sent, where to (masked), whether it arrived; of a letter first what it is about."""
    return [
        {
            "at": message.created_at,
            "channel": str(message.get_channel_display()),
            "to": _masked(message),
            "text": message.text.strip(),
            "gist": _gist(message),
            "state": _fate(message),
        }
        for message in told_to_citizen(dossier.code)
    ]


def _fate(message: Message) -> str:
    """How far it came; a letter is handed to no telephone network."""
    letter_left = message.channel == Message.Channel.EMAIL and message.state == Message.State.ACCEPTED
    said = "Đã gửi đi" if letter_left else str(message.get_state_display())
    return f"{said}, có thể trùng" if message.may_be_duplicate else said


def _gist(message: Message) -> str:
    """The first sentence of a letter after its greeting; empty where the whole fits on a line or two."""
    paragraphs = message.text.split("\n\n")
    return paragraphs[1] if message.channel == Message.Channel.EMAIL and len(paragraphs) > 2 else ""


def _masked(message: Message) -> str:
    if message.channel == Message.Channel.SMS:
        return phone.mask(message.address)
    name, _, domain = message.address.partition("@")
    return f"{name[:1]}***@{domain}"


def duty(dossier: Dossier, at: datetime, offered: Iterable[Panel]) -> dict[str, str]:
    """What stands on the page while one has to finish or to apologise, with the way there; else nothing."""
    if not rests_on(dossier, at):
        return {}
    late = dossier.due_at < at
    words = "Hồ sơ đã quá hẹn trả kết quả" if late else "Hồ sơ sắp đến hẹn trả kết quả"
    apology = next((panel for panel in offered if panel.act.action == Action.APOLOGISE), None)
    return {
        "place": PLACE,
        "kind": "late" if late else "soon",
        "title": f"{words}: {say_moment(dossier.due_at)}",
        "until": "" if late else "trước hạn",
        "link": apology.link if apology else "",
    }


def deadlines(
    request: HttpRequest, dossier: Dossier, run: StepRun | None
) -> list[tuple[str, dict[str, Any]]]:
    """The clocks that run or ran: the answer, the step, the whole; the last with its explanation."""
    found: list[tuple[str, dict[str, Any]]] = []
    if dossier.intake_clock == Clock.RUNNING:
        title = "Trả lời người nộp" if dossier.is_received else "Tiếp nhận"
        found.append((title, present.intake_deadline(dossier, request.at)))
    if run is not None:
        found.append((f"Bước “{run.step.name}”", present.run_deadline(run, request.at)))
    if dossier.clock != Clock.OFF:
        found.append(("Cả hồ sơ", present.deadline(dossier, request.at)))
    if found:
        title, values = found[-1]
        found[-1] = (title, values | {"explain": present.explain_dossier(dossier)})
    return [(title, NO_DEADLINE | values) for title, values in found]


def names(rows: Iterable[dict[str, Any]], key: str) -> dict[str, Any] | None:
    """The first of the issued forms with this key."""
    return next((row for row in rows if row["key"] == key), None)
