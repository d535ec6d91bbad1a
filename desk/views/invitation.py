"""The page behind the link of an invitation: an officer chooses the first password."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from accounts import invitations, rules
from accounts.passwords import wanted
from desk.views.session import PasswordForm
from kit.clock import local_date
from kit.errors import Invalid, NotAllowed

STATUS = {"wait": 429, "gone": 410}


class FirstPasswordForm(PasswordForm):
    """Nothing is changed yet: there is no old one."""

    old = None


@sensitive_post_parameters()
@sensitive_variables("token")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Looking uses nothing up: programs that read mail open links. Who was signed in here is signed out."""
    at, where = timezone.now(), request.META["REMOTE_ADDR"]
    form = FirstPasswordForm(request.POST if request.method == "POST" else None)
    form.fields["new"].help_text = wanted(rules.shortest_password(local_date(at)))
    try:
        found = invitations.find(token=token, address=where, at=at)
        if form.is_valid():
            invitations.accept(token=token, password=form.cleaned_data["new"], address=where, at=at)
            request.session.flush()
            messages.success(request, "Đã đặt mật khẩu. Mời Anh/Chị đăng nhập.")
            return redirect("desk:login")
    except Invalid as wrong:
        form.add_error("new", wrong.errors["new"])
    except NotAllowed as refusal:
        context = {"sentence": refusal.message}
        return render(request, "desk/session/invitation.html", context, status=STATUS[refusal.code])
    context = {"form": form, "invitation": found}
    return render(request, "desk/session/invitation.html", context, status=422 if form.errors else 200)
