"""How data is guarded here, in plain words, and whom to tell of a hole: for people, and by RFC 9116."""

from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from kit.links import absolute

GOOD_FOR = timedelta(days=180)  # RFC 9116 2.5.5 asks for less than a year


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What we do with people's data, and how to report a hole without fear."""
    return render(request, "portal/safety/page.html", {"contact": settings.SECURITY_EMAIL})


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """The same for whoever looks for holes: contact, until when this is good, language, policy."""
    lines = "\n".join(_lines(timezone.now()))
    return HttpResponse(f"{lines}\n", content_type="text/plain; charset=utf-8")


def _lines(at: datetime) -> list[str]:
    page_url = absolute(reverse("portal:safety"))
    contacts = [f"mailto:{settings.SECURITY_EMAIL}"] if settings.SECURITY_EMAIL else []
    expires = (at + GOOD_FOR).replace(hour=0, minute=0, second=0, microsecond=0)
    return [
        *(f"Contact: {where}" for where in (*contacts, page_url)),
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: vi, en",
        f"Canonical: {absolute(reverse('portal:security_txt'))}",
        f"Policy: {page_url}",
    ]
