"""The gallery: every component in every state, every layout, every error page."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from portal.look import samples

ERROR_PAGES = {
    "400": {},
    "403": {},
    "403_csrf": {},
    "404": {},
    "413": {"limit_mb": 60},
    "429": {"wait": "15 phút"},
    "500": {"incident": "7F3A"},
    "503": {},
    "gone": {
        "title": "Bản nháp này đã hết hạn",
        "text": "Bản nháp được giữ 72 giờ. Ông/Bà có thể bắt đầu lại.",
    },
}
View = Callable[..., HttpResponse]


def _for_makers(view: View) -> View:
    """Only while developing or demonstrating, or for staff."""

    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: str) -> HttpResponse:
        if settings.DEBUG or settings.DEMO_MODE or getattr(request.user, "is_staff", False):
            return view(request, **kwargs)
        raise Http404

    return guarded


def _pages() -> list[tuple[str, str]]:
    errors = [(reverse("gallery-error", args=[name]), f"Trang báo {name}") for name in ERROR_PAGES]
    desk = [
        (reverse("gallery-desk"), "Danh sách của cán bộ"),
        (reverse("gallery-dossier"), "Hồ sơ của cán bộ"),
    ]
    return [*desk, *errors]


def _context(request: HttpRequest) -> dict:
    return {
        "now": samples.NOW,
        "trail": [("Thủ tục", "#chu"), ("Kiểu dáng", "")],
        "pages": _pages(),
        "badges": samples.BADGES,
        "notices": samples.NOTICES,
        "deadlines": samples.DEADLINES,
        "timeline_items": samples.TIMELINE,
        "answers": samples.ANSWERS,
        "files": samples.FILES,
        "no_files": [],
        "rows": samples.ROWS,
        "queues": samples.QUEUES,
        "told_lines": samples.TOLD,
        "tab_items": samples.TABS,
        "step_items": samples.STEPS,
        "explain": samples.EXPLAIN,
        "page": Paginator(range(240), 20).page(4),
        "plain_form": samples.PlainForm(prefix="a"),
        "broken_form": samples.BrokenForm({}, prefix="b"),
        "filter_form": samples.FilterForm(prefix="c"),
        "captcha_form": samples.CaptchaForm(prefix="d"),
        "confirm_form": samples.ConfirmForm(prefix="e"),
        "captcha_image": f"{settings.STATIC_URL}img/captcha-sample.svg",
    }


@_for_makers
def components(request: HttpRequest) -> HttpResponse:
    """All components on one page in the citizen's layout."""
    return render(request, "gallery/index.html", _context(request))


@_for_makers
def desk_list(request: HttpRequest) -> HttpResponse:
    """A list page of the desk."""
    return render(request, "gallery/desk_list.html", _context(request))


@_for_makers
def desk_dossier(request: HttpRequest) -> HttpResponse:
    """A dossier page of the desk."""
    return render(request, "gallery/desk_dossier.html", _context(request))


@_for_makers
def error_page(request: HttpRequest, name: str) -> HttpResponse:
    """One of the error pages, shown with status 200."""
    if name not in ERROR_PAGES:
        raise Http404
    return render(request, f"{name}.html", ERROR_PAGES[name])


urlpatterns = [
    path("", components, name="gallery"),
    path("danh-sach/", desk_list, name="gallery-desk"),
    path("ho-so/", desk_dossier, name="gallery-dossier"),
    path("trang/<slug:name>/", error_page, name="gallery-error"),
]
