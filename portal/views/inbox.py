"""The demo's telephones and mail boxes: what each one received. Does not exist outside the demo."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from notifications import selectors
from portal.forms.lookup import InboxForm


@never_cache
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Type a number, read its messages; all the numbers are listed below."""
    if not settings.DEMO_MODE:
        raise Http404
    form = InboxForm(request.GET if "so" in request.GET else None)
    address = form.cleaned_data["so"] if form.is_valid() else ""
    values = {
        "form": form,
        "address": address,
        "messages_shown": selectors.inbox(address) if address else [],
        "mailboxes": selectors.mailboxes()[:30],
    }
    return render(request, "portal/inbox/inbox.html", values)
