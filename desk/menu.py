"""The left column of the desk: the queues with their counts, and the screens of administration."""

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from accounts.permissions import Permission as P
from dossiers.selectors import queues

Screens = tuple[tuple[P, str, str], ...]
LED: Screens = (
    (P.REPORT, "desk:leader", "Tình hình giải quyết"),
    (P.REPORT, "desk:reports", "Báo cáo định kỳ"),
    (P.REPORT, "desk:registers", "Sổ theo dõi hồ sơ"),
)
MANAGED: Screens = (
    (P.ASSIGN, "desk:substitutes", "Người xử lý thay"),
    (P.HISTORY, "desk:histories", "Nhập hồ sơ cũ"),
    (P.OFFICES, "desk:agency", "Cơ quan và bộ phận"),
    (P.TRAIL, "desk:data_requests", "Yêu cầu về dữ liệu"),
    (P.MEMBERS, "desk:officers", "Cán bộ và quyền"),
    (P.CATALOGUE, "desk:catalogue", "Danh mục thủ tục"),
    (P.CATALOGUE, "desk:postings", "Niêm yết thủ tục"),
    (P.CATALOGUE, "desk:articles", "Tin và hướng dẫn"),
    (P.CALENDAR, "desk:calendar", "Lịch làm việc"),
    (P.LAW, "desk:law", "Giá trị pháp lý"),
    (P.LAW, "desk:forms", "Biểu mẫu"),
    (P.MESSAGES, "desk:messages", "Mẫu tin nhắn"),
    (P.OFFICES, "desk:setup", "Cấu hình"),
    (P.AUDIT, "desk:book", "Nhật ký hệ thống"),
    (P.KEEP, "desk:backups", "Sao lưu"),
    (P.KEEP, "desk:retention", "Thời hạn lưu giữ"),
)
FIRST_QUEUE = (
    (P.RECEIVE, "waiting"),
    (P.HANDLE, "mine"),
    (P.APPROVE, "unit"),
    (P.RETURN, "to_return"),
    (P.LATE_VIEW, "overdue"),
)


def menu(request: HttpRequest, current: str = "") -> list[dict[str, Any]]:
    """What `queue_nav` prints; `current` is the key of the queue, or the name of the page, that is open."""
    return [
        *_queues(request, current),
        *_screens(request, current, "Điều hành", LED),
        *_screens(request, current, "Quản lý", MANAGED),
    ]


def first_queue(request: HttpRequest) -> str:
    """The key of the queue that an officer's day begins with; empty for who sees no dossiers."""
    if not may(request, P.VIEW):
        return ""
    key = next(key for permission, key in (*FIRST_QUEUE, (P.VIEW, "open")) if may(request, permission))
    return "open" if key == "unit" and not request.scope.unit_ids else key


def managed(request: HttpRequest) -> list[tuple[str, str]]:
    """The screens of administration that this officer may open: address and words."""
    return _allowed(request, MANAGED)


def _allowed(request: HttpRequest, screens: Screens) -> list[tuple[str, str]]:
    allowed = [(name, words) for permission, name, words in screens if may(request, permission)]
    return [(address, words) for name, words in allowed if (address := _address(name))]


def may(request: HttpRequest, permission: P) -> bool:
    """Is `permission` held at the office that the officer works at now?"""
    return request.duties.may(permission, agency=request.office)


def counted(request: HttpRequest) -> dict[str, int]:
    """How many dossiers lie in the officer's queues at the moment of the request; asked once for a page."""
    if not hasattr(request, "queue_counts"):
        request.queue_counts = queues.counts(request.scope, request.at)
    return request.queue_counts


def _queues(request: HttpRequest, current: str) -> list[dict[str, Any]]:
    if not may(request, P.VIEW):
        return []
    counts = counted(request)
    today = {"group": queues.QUEUES[0].group, "label": "Việc của tôi hôm nay", "url": reverse("desk:today"),
             "count": None, "alert": False, "current": current == "today"}  # fmt: skip
    return [today] + [
        {
            "group": queue.group,
            "label": queue.title,
            "url": reverse("desk:queue", args=[queue.key]),
            "count": counts.get(queue.key),
            "alert": queue.alert,
            "current": queue.key == current,
        }
        for queue in queues.QUEUES
        if not queue.rare or counts.get(queue.key) or queue.key == current
    ]


def _screens(request: HttpRequest, current: str, group: str, screens: Screens) -> list[dict[str, Any]]:
    return [
        {"group": group, "label": words, "url": address, "count": None, "alert": False,
         "current": bool(current) and address == current}
        for address, words in _allowed(request, screens)
    ]  # fmt: skip


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
