"""The officer's lists: the queues, and what a search finds."""

from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.models import Substitution
from accounts.permissions import Permission
from accounts.substitutes import stood_in_for
from agencies.selectors import calendar_for
from agencies.worktime.arithmetic import working_days_between
from desk import trail
from desk.forms.batch import VERBS, Verb
from desk.forms.filters import FilterForm
from desk.guards import officer_required, permission_required
from desk.menu import counted, first_queue, managed, may
from desk.pages import page
from documents.selectors import longest_waiting, why_not_scanned
from dossiers.models import Dossier
from dossiers.selectors import present, queues
from dossiers.selectors.questions import dues
from dossiers.services.batch import MOST
from dossiers.workflow import Action
from kit import idnumber
from kit.clock import local, local_date, say_moment
from kit.masking import hide_ids

PAGE = 50
SEARCH_LENGTH = 200
MANY = frozenset({"mine", "unit", "overdue", "soon", "open"})  # lists of dossiers that lie at a step
EMPTY = {
    "waiting": "Mọi hồ sơ mới đã được trả lời.",
    "mine": "Hồ sơ chưa có người nhận nằm ở danh sách “Của bộ phận tôi”.",
    "opinions": "Không ai đang chờ ý kiến của Anh/Chị.",
    "overdue": "Không hồ sơ nào quá hạn.",
    "uncollected": "Mọi kết quả có từ lâu đã được nhận.",
    "posted": "Không kết quả nào đang ở bưu chính.",
    "sent_back": "Không kết quả nào bị chuyển hoàn.",
}


@officer_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Where an officer's day begins: the queue of their role, or the screens of administration."""
    key = first_queue(request)
    if key:
        return _queue_page(request, key)
    stuck = longest_waiting(request.at)
    context = {
        "links": managed(request),
        "unscanned": why_not_scanned(),
        "stuck_since": say_moment(stuck.queued_at) if stuck else "",
    }
    return page(request, "desk/home.html", context)


@permission_required(Permission.VIEW)
@require_safe
def queue(request: HttpRequest, key: str) -> HttpResponse:
    """One queue, due first."""
    if key not in queues.BY_KEY:
        raise Http404
    return _queue_page(request, key)


@permission_required(Permission.VIEW)
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """By code, name without accents, phone or identity number."""
    text = request.GET.get("q", "").strip()[:SEARCH_LENGTH].replace("\x00", "")
    if text and (found := queues.find(request.scope, text.upper())):
        return redirect("desk:dossier", found.code)
    rows = queues.search(request.scope, text, request.at)
    context = _list(request, rows) | {
        "title": "Tìm hồ sơ",
        "verbs": (),
        "text": text,
        "empty_title": "Không tìm thấy hồ sơ nào" if text else "Nhập mã, tên, điện thoại hoặc số định danh",
        "shown": hide_ids(text),
        "empty_text": _say_not_found(text) if text else "Có thể gõ tên không dấu.",
    }
    return _answer(request, "desk/queues/search.html", context, "")


def _say_not_found(text: str) -> str:
    """Numbers lie encrypted and are found whole alone: who typed a part of one is told so."""
    if typed := idnumber.part_of_one(text):
        return (
            f"Anh/Chị đã nhập {typed} chữ số. Số định danh chỉ tìm được khi nhập đủ 12 chữ số "
            "(số CMND cũ: đủ 9 chữ số), số điện thoại đủ 10 chữ số."
        )
    return "Kiểm tra lại chữ đã nhập, hoặc bỏ bớt bộ lọc. Số điện thoại và số định danh cần đủ số."


def _queue_page(request: HttpRequest, key: str) -> HttpResponse:
    found = queues.BY_KEY[key]
    context = _list(request, queues.queue(request.scope, key, request.at), key)
    if key == "opinions":
        _say_until(request, context["rows"])
    if key == "uncollected":
        _say_since(request, context["rows"])
    context |= {
        "title": found.title,
        "key": key,
        "verbs": _verbs(request, key),
        "most": MOST,
        "stood_in": _stood_in_for(request, key),
        "clear_url": reverse("desk:queue", args=[key]),
        "empty_title": "Không có hồ sơ nào trong danh sách này",
        "empty_text": EMPTY.get(key, ""),
    }
    return _answer(request, "desk/queues/queue.html", context, key)


def _say_until(request: HttpRequest, rows: list[dict]) -> None:
    """Until when one's own answer is asked stands beside the dossier's own deadline."""
    until = dues(request.scope, [row["code"] for row in rows])
    for row in rows:
        if due_at := until.get(row["code"]):
            words = "Quá hạn trả lời từ" if request.at > due_at else "Trả lời trước"
            row["flag"] = f"{words} {local(due_at):%H:%M %d/%m/%Y}"


def _say_since(request: HttpRequest, rows: list[dict]) -> None:
    """How many of the office's working days a result has lain there."""
    calendar, today = calendar_for(request.office), local_date(request.at)
    for row in rows:
        days = working_days_between(calendar, local_date(row["deadline"]["finished_at"]), today)
        row["flag"] = f"Đã có kết quả {days} ngày làm việc"


def _verbs(request: HttpRequest, key: str) -> list[Verb]:
    """What may be done with many dossiers of this list at once; giving work is for who assigns it."""
    if key not in MANY:
        return []
    return [verb for verb in VERBS if verb.action != Action.ASSIGN or may(request, Permission.ASSIGN)]


def _stood_in_for(request: HttpRequest, key: str) -> list[Substitution]:
    """Whose dossiers lie among one's own today."""
    if key != "mine" or not request.scope.instead_of:
        return []
    return stood_in_for(request.user.pk, request.office, local_date(request.at))


def _list(request: HttpRequest, rows: QuerySet[Dossier], key: str = "") -> dict:
    form = FilterForm(request)
    pages = Paginator(form.narrow(rows), PAGE)
    if not form.is_used and not _fragment(request) and key in counted(request):
        pages.count = counted(request)[key]  # the number that stands beside the list's name
    shown = pages.get_page(request.GET.get("trang"))
    return {"filter_form": form, "page": shown, "rows": lines_of(shown, request.at)}


def lines_of(shown: Page, at: datetime) -> list[dict]:
    """The lines of one page of a list of dossiers."""
    return [line_of(row) for row in present.rows(queues.lines(shown.object_list), at)]


def line_of(row: dict) -> dict:
    """With its address. While it is worked on, the name of the step says more than that of the state."""
    if row["step"] and row["badge"][0] == "working":
        row |= {"badge": ("working", row["step"]), "step": ""}
    return row | {"url": reverse("desk:dossier", args=[row["code"]])}


def _answer(request: HttpRequest, template: str, context: dict, current: str) -> HttpResponse:
    """The whole page, or for htmx the list alone."""
    trail.saw_list(request, current or "search", context["title"], [row["code"] for row in context["rows"]])
    if _fragment(request):
        return render(request, "desk/queues/_list.html", context)
    return page(request, template, context, current=current)


def _fragment(request: HttpRequest) -> bool:
    return bool(request.htmx and not request.htmx.boosted)
