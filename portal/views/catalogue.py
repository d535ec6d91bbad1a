"""The public catalogue: front page, search, one procedure, life events, news and guides."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from agencies.selectors import active_communes
from kit.clock import local_date
from portal.forms.catalogue import CatalogueFilter
from portal.views import catalogue_page
from procedures import eform, selectors
from procedures.models import Article, Procedure, Version

PER_PAGE = 20
NEWS_ON_FRONT_PAGE = 3
NEWS_PER_PAGE = 10


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The front page: search first, then life events, fields and news."""
    on = local_date(timezone.now())
    return render(
        request,
        "portal/catalogue/home.html",
        {
            "events": selectors.life_events_in_use(on),
            "sectors": selectors.sectors_in_use(on),
            "articles": selectors.articles(on)[:NEWS_ON_FRONT_PAGE],
        },
    )


@require_safe
def procedures(request: HttpRequest) -> HttpResponse:
    """Search and filters; to htmx only the results are sent, by the same template the page includes."""
    on = local_date(timezone.now())
    form = CatalogueFilter(request.GET, on=on)
    found = selectors.search(on=on, **form.criteria()).prefetch_related("cases")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("trang"))
    fragment = request.htmx and not request.htmx.history_restore_request
    template = "portal/catalogue/results.html" if fragment else "portal/catalogue/procedures.html"
    response = render(
        request, template, {"form": form, "page": page, "words": form.cleaned_data.get("q", "")}
    )
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
def procedure(request: HttpRequest, code: str) -> HttpResponse:
    """One procedure with all its parts; a page that says so where no version is in force."""
    found, version = _in_force(code)
    if version is None:
        return _not_in_force(request, found)
    switches = selectors.switches_of(found, active_communes())
    context = catalogue_page.describe(version) | catalogue_page.where_to_file(version, switches)
    field = (found.sector.name, f"{reverse('portal:procedures')}?linh_vuc={found.sector_id}")
    return render(request, "portal/catalogue/procedure.html", context | {"trail": _trail(field)})


@require_safe
def blank_form(request: HttpRequest, code: str) -> HttpResponse:
    """The e-form of a procedure with empty lines, for reading beforehand and for print."""
    found, version = _in_force(code)
    if version is None:
        return _not_in_force(request, found)
    sections = eform.printable(version, {})
    if not sections:
        raise Http404("Thủ tục này không có tờ khai điện tử.")
    return render(request, "portal/catalogue/blank_form.html", {"version": version, "sections": sections})


@require_safe
def life_event(request: HttpRequest, slug: str) -> HttpResponse:
    """The procedures that belong to one moment of life."""
    event = selectors.life_event_by_slug(slug)
    if event is None:
        raise Http404("Không có sự kiện này.")
    versions = selectors.search(on=local_date(timezone.now()), life_event=slug).prefetch_related("cases")
    return render(
        request,
        "portal/catalogue/life_event.html",
        {"event": event, "versions": versions, "trail": _trail((event.name, ""))},
    )


@require_safe
def news(request: HttpRequest) -> HttpResponse:
    """News and guides, newest first; `?loai=news|guide` shows one kind."""
    kind = request.GET.get("loai", "")
    kind = kind if kind in Article.Kind.values else ""
    rows = selectors.articles(local_date(timezone.now()), kind=kind)
    page = Paginator(rows, NEWS_PER_PAGE).get_page(request.GET.get("trang"))
    kinds = [("", "Tất cả"), (Article.Kind.NEWS.value, "Tin"), (Article.Kind.GUIDE.value, "Hướng dẫn")]
    tabs = [
        {"label": label, "url": f"?loai={value}" if value else "?", "current": value == kind, "count": None}
        for value, label in kinds
    ]
    return render(request, "portal/catalogue/news.html", {"page": page, "tabs": tabs})


@require_safe
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """One piece of news or guide."""
    found = selectors.article_by_slug(slug, local_date(timezone.now()))
    if found is None:
        raise Http404("Không có bài viết này.")
    return render(
        request,
        "portal/catalogue/article.html",
        {"article": found, "trail": [("Tin và hướng dẫn", reverse("portal:news"))]},
    )


def _in_force(code: str) -> tuple[Procedure, Version | None]:
    """The procedure and its whole version of today. Raises Http404 for an unknown code."""
    found = selectors.procedure_by_code(code)
    if found is None:
        raise Http404("Không có thủ tục mang mã này.")
    version = selectors.version_in_force(found, local_date(timezone.now()))
    return found, version and selectors.whole_version(version.pk)


def _trail(last: tuple[str, str]) -> list[tuple[str, str]]:
    return [("Thủ tục", reverse("portal:procedures")), last]


def _not_in_force(request: HttpRequest, found: Procedure) -> HttpResponse:
    values = {
        "title": "Thủ tục này hiện không áp dụng",
        "text": f"Thủ tục mã {found.code} chưa có hiệu lực hoặc đã hết hiệu lực. "
        "Ông/Bà tìm thủ tục khác, hoặc gọi Bộ phận Một cửa để được hướng dẫn.",
    }
    return render(request, "gone.html", values, status=410)
