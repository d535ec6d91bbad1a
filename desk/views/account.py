"""The officer's own account: where and of what they want to hear, and the way to a new password."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts import notices
from desk.forms.account import NoticeForm
from desk.guards import officer_required
from desk.pages import page
from desk.views.dossier import add_errors
from kit.errors import Invalid


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """See and change the addresses and the choices."""
    form = NoticeForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST" and form.is_valid() and _chosen(request, form):
        messages.success(request, "Đã ghi nhận cách nhận thông báo của Anh/Chị.")
        return redirect("desk:account")
    context, status = {"form": form}, 422 if form.errors else 200
    return page(request, "desk/notices/account.html", context, current=reverse("desk:account"), status=status)


def _chosen(request: HttpRequest, form: NoticeForm) -> bool:
    try:
        notices.choose(user=request.user, by=request.actor, at=request.at, **form.cleaned_data)
    except Invalid as wrong:
        add_errors(form, wrong)
        return False
    return True
