"""The dossier as its applicant sees it, opened with the key or from an account; its owner sees it too."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.roles import ROLES
from audit.selectors import visits
from documents.http import file_response
from documents.lines import file_line as stored_line
from documents.models import StoredFile
from dossiers.models import Dossier, DossierFile, Party
from dossiers.selectors import present
from dossiers.selectors.standing import stands
from dossiers.services import finish, withdraw
from dossiers.services.supplement import open_supplement
from dossiers.states import Objecting, ResultMethod, State
from dossiers.workflow import Action
from kit import idnumber, phone
from kit.errors import Conflict
from portal.forms.lookup import ReasonForm, WithdrawForm
from portal.views import declaration
from portal.views.declaration import Declared
from portal.views.lookup import access, details
from portal.views.lookup.access import Door, Entry
from procedures import eform

FORM_TITLES = {
    "receipt": "Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
    "supplement": "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ",
    "refusal": "Phiếu từ chối giải quyết hồ sơ",
    "apology": "Văn bản xin lỗi và hẹn lại ngày trả kết quả",
    "stop": "Thông báo dừng giải quyết hồ sơ",
}
INFECTED = (
    "Nội dung tệp đã bị xóa. Ông/Bà thay bằng tệp khác nếu hồ sơ chưa được tiếp nhận; "
    "sau đó cơ quan sẽ yêu cầu bổ sung."
)
SAID = (Objecting.OPEN, Objecting.ANSWERED)
MOST_VISITS = 50
ASKED = "Đề nghị rút hồ sơ đã được gửi; cán bộ sẽ xác nhận."
GONE = "Hồ sơ đã được rút."
DEADLINE: dict[str, Any] = {
    "due_at": None, "minutes_left": None, "used": None, "total": None, "hours_kind": "giờ làm việc",
    "finished_at": None, "reason": "",
}  # fmt: skip


@require_safe
@access.open_to_see
def dossier(request: HttpRequest, dossier: Dossier, at: datetime) -> HttpResponse:
    """State, deadline and its reason, timeline, answers, files, forms, and what may be done now."""
    return _show(request, dossier, at, WithdrawForm())


@require_POST
@access.open_to_act
def withdraw_dossier(request: HttpRequest, dossier: Dossier, at: datetime) -> HttpResponse:
    """Take it back: at once before reception, after it once an officer has confirmed."""
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return _show(request, dossier, at, form)
    by, seen = request.entry.actor, form.cleaned_data["seen"]
    try:
        done = withdraw.withdraw(dossier=dossier, by=by, at=at, reason=form.cleaned_data["reason"], seen=seen)
    except Conflict:
        messages.warning(request, access.CHANGED)
    else:
        messages.success(request, ASKED if done.is_received else GONE)
    return access.to_dossier(dossier)


@require_POST
def close(request: HttpRequest, code: str) -> HttpResponse:
    """Whoever uses this machine next needs the key ("Đóng hồ sơ này")."""
    access.close_dossier(request, code)
    messages.success(request, "Hồ sơ đã được đóng trên máy này.")
    return redirect("portal:lookup")


@require_safe
@access.open_to_see
def dossier_file(request: HttpRequest, dossier: Dossier, at: datetime, pk: int) -> HttpResponseBase:
    """A file of this dossier; anybody else's does not exist."""
    row = visible_files(dossier).filter(pk=pk).first()
    if row is None:
        raise Http404("Không có tệp này.")
    answer = file_response(row.file, inline="xem" in request.GET)
    if row.kind == DossierFile.Kind.RESULT and request.method == "GET":
        finish.result_opened(dossier=dossier, at=at)
    return answer


@require_safe
@access.open_to_see
def issued_form(request: HttpRequest, dossier: Dossier, at: datetime, pk: int) -> HttpResponseBase:
    """A form of the law issued for this dossier, as it was issued."""
    row = dossier.issued_forms.filter(pk=pk, key__in=FORM_TITLES).select_related("pdf").first()
    if row is None:
        raise Http404("Không có giấy này.")
    answer = file_response(row.pdf, inline="xem" in request.GET)
    # Of a dossier that was rejected the letter is the result (law.md R10).
    if row.key == "refusal" and may_have_result(dossier) and request.method == "GET":
        finish.result_opened(dossier=dossier, at=at)
    return answer


@require_safe
@access.open_to_see
def dossier_form(request: HttpRequest, dossier: Dossier, at: datetime) -> HttpResponse:
    """The tờ khai as it was submitted."""
    if not dossier.answers:
        raise Http404("Hồ sơ này không có tờ khai điện tử.")
    said = Declared(
        version=dossier.version,
        answers=dossier.answers,
        agency=dossier.receiving_agency,
        signer=access.filer_of(dossier).name,
        at=dossier.submitted_at,
        code=dossier.code,
    )
    return declaration.answer(said)


def _show(request: HttpRequest, dossier: Dossier, at: datetime, form: WithdrawForm) -> HttpResponse:
    parties = {party.role: party for party in dossier.parties.all()}
    values = {
        "dossier": dossier,
        "badge": present.badge(dossier),
        "words": present.public_state(dossier),
        "intake": DEADLINE | present.intake_deadline(dossier, at),
        "deadline": DEADLINE | present.deadline(dossier, at),
        "explain": present.explain_dossier(dossier),
        "timeline": present.timeline(dossier, "citizen", at),
        "people": [
            ("Người nộp hồ sơ", person_rows(parties[Party.Role.FILER])),
            ("Chủ hồ sơ", person_rows(parties[Party.Role.OWNER])),
        ],
        "facts": fact_rows(dossier),
        "answers": _declared(dossier),
        "papers": paper_rows(dossier),
        "results": _lines(dossier, DossierFile.Kind.RESULT) if may_have_result(dossier) else [],
        "parcels": [present.parcel_line(parcel) for parcel in present.parcels(dossier)],
        "forms": form_lines(dossier),
        "supplement": open_supplement(dossier),
        **_may(request.entry),
        "withdraw_form": form,
        "hidden": {"seen": dossier.last_seq},
        "visits": [(one.at, one.office, _duties(one.roles)) for one in visits(dossier.pk, most=MOST_VISITS)],
    }
    return render(request, "portal/lookup/dossier.html", values, status=422 if form.errors else 200)


def _may(entry: Entry) -> dict[str, Any]:
    """What may be done here, by how the dossier is open."""
    dossier = entry.dossier
    acts = entry.acts
    return {
        "acts": acts,
        "by_key": entry.door == Door.KEY,
        "may_amend": acts and stands(Action.AMEND, dossier),
        "corrections": details.links(dossier),
        "may_withdraw": acts and any(stands(a, dossier) for a in (Action.WITHDRAW, Action.WITHDRAW_EARLY)),
        "may_object": entry.door == Door.OWNER and stands(Action.OBJECT, dossier),
        "objecting": dossier.get_objecting_display() if dossier.objecting in SAID else "",
        "object_form": ReasonForm(),
    }


def _declared(dossier: Dossier) -> list[tuple[str, list[tuple[str, str]]]]:
    return eform.printable(dossier.version, dossier.answers, masked=True) if dossier.answers else []


def _duties(roles: tuple[str, ...]) -> str:
    """The duties of who opened the dossier, without their name; one that is no more says nothing."""
    return ", ".join(ROLES[key].title for key in roles if key in ROLES)


def person_rows(party: Party) -> list[tuple[str, str]]:
    """A person as they were when it was filed; the page may be open on a screen that others see."""
    return [
        ("Họ và tên", party.name),
        ("Số định danh cá nhân", idnumber.mask(party.id_number)),
        ("Số điện thoại", phone.display(party.phone) if party.phone else ""),
        ("Thư điện tử", party.email),
        ("Địa chỉ", ", ".join(part for part in (party.address, party.place_name) if part)),
    ]


def fact_rows(dossier: Dossier) -> list[tuple[str, str]]:
    """What was asked for, where, and how the result comes."""
    method = ResultMethod(dossier.result_method).label
    rows = [
        ("Thủ tục", dossier.version.name),
        ("Trường hợp", dossier.case.name),
        ("Nội dung", dossier.content),
        ("Cơ quan nhận hồ sơ", dossier.receiving_agency.committee),
        ("Nộp thay với tư cách", relation_words(dossier)),
        ("Nộp cho tổ chức", dossier.organisation.name if dossier.organisation else ""),
        ("Cách nhận kết quả", f"{method}: {dossier.result_address}" if dossier.result_address else method),
    ]
    return [(label, value) for label, value in rows if value]


def relation_words(dossier: Dossier) -> str:
    """What the filer is to the owner; empty where they are one."""
    said = str(dossier.get_relation_display()) if dossier.relation else ""
    return f"{said}: {dossier.relation_note}" if dossier.relation_note else said


def paper_rows(dossier: Dossier) -> list[dict[str, Any]]:
    """Each paper of the procedure with its files; then what came beside them."""
    rows = list(visible_files(dossier))
    papers = [
        {"paper": paper, "files": [file_line(dossier, r) for r in rows if r.component_id == paper.pk]}
        for paper in dossier.version.components.order_by("ord")
    ]
    beside = (DossierFile.Kind.AUTHORITY, DossierFile.Kind.OTHER)
    others = [file_line(dossier, row) for row in rows if row.kind in beside]
    return [*papers, {"paper": None, "files": others}]


def file_line(dossier: Dossier, row: DossierFile) -> dict[str, Any]:
    """A file as the component shows it."""
    url = reverse("portal:dossier_file", args=[dossier.code, row.pk])
    return _line(row.file, row.file.original_name, url)


def form_lines(dossier: Dossier) -> list[dict[str, Any]]:
    """The forms issued that stand, oldest first; one that was replaced says what is no longer so."""
    rows = dossier.issued_forms.filter(key__in=FORM_TITLES, replaced_by=None).select_related("pdf")
    return [
        _line(row.pdf, FORM_TITLES[row.key], reverse("portal:dossier_issued", args=[dossier.code, row.pk]))
        for row in rows
    ]


def _line(file: StoredFile, name: str, url: str) -> dict[str, Any]:
    return stored_line(file, name=name, url=url, preview_url=f"{url}?xem=1", infected=INFECTED)


def _lines(dossier: Dossier, kind: str) -> list[dict[str, Any]]:
    return [file_line(dossier, row) for row in visible_files(dossier) if row.kind == kind]


def may_have_result(dossier: Dossier) -> bool:
    """Once it was returned; what is wanted electronically as soon as it is there."""
    online = dossier.result_method == ResultMethod.ELECTRONIC
    return dossier.state == State.RETURNED or (online and dossier.state == State.DONE)


def visible_files(dossier: Dossier) -> Any:
    """What the applicant may see: their own files, and the result once they may have it."""
    # Files that hang on an event are the officers' working papers.
    rows = dossier.files.filter(removed_at__isnull=True, event__isnull=True).select_related("file")
    rows = rows if may_have_result(dossier) else rows.exclude(kind=DossierFile.Kind.RESULT)
    return rows.order_by("component__ord", "added_at", "pk")
