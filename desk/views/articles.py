"""News and guides of this office: list, write, change, take off."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Permission
from desk import kept
from desk.forms.catalogue import ArticleForm
from desk.guards import permission_required
from desk.pages import page as desk_page
from kit.clock import local_date
from procedures import selectors
from procedures.models import Article
from procedures.services.articles import remove_article, save_article

PER_PAGE = 30


@require_safe
@permission_required(Permission.CATALOGUE)
def articles(request: HttpRequest) -> HttpResponse:
    """The articles of this office, newest first."""
    page = Paginator(selectors.articles_of(request.office), PER_PAGE).get_page(request.GET.get("trang"))
    return desk_page(
        request, "desk/catalogue/articles.html", {"page": page}, current=reverse("desk:articles")
    )


@require_http_methods(["GET", "POST"])
@permission_required(Permission.CATALOGUE)
def write(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Write a new article, or change one of this office."""
    article = _own(request, pk) if pk else None
    form = (
        ArticleForm(request.POST)
        if request.method == "POST"
        else ArticleForm.of(article, local_date(request.at))
    )
    form.initial |= kept.words(request)
    if request.method == "POST" and form.is_valid():
        saved = save_article(
            article=article, piece=form.piece(), agency=request.office, by=request.actor, at=request.at
        )
        messages.success(request, f"Đã lưu bài “{saved.title}”, hiện từ ngày {saved.published_on:%d/%m/%Y}.")
        return redirect("desk:articles")
    return desk_page(
        request,
        "desk/catalogue/article.html",
        {"form": form, "article": article},
        current=reverse("desk:articles"),
    )


@require_POST
@permission_required(Permission.CATALOGUE)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an article of this office off."""
    article = _own(request, pk)
    remove_article(article=article, by=request.actor, at=request.at)
    messages.success(request, f"Đã gỡ bài “{article.title}”.")
    return redirect("desk:articles")


def _own(request: HttpRequest, pk: int) -> Article:
    found = selectors.articles_of(request.office).filter(pk=pk).first()
    if found is None:
        raise Http404("Không có bài viết này.")
    return found
