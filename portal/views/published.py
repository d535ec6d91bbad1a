"""An agency's work in figures, for everybody: no sign-in, no personal data, no figure of our own making."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from agencies.models import Agency
from agencies.selectors import active_agencies
from kit.clock import local_date
from reports import published
from reports.periods import Kind, Period, Windows
from reports.selectors import windows

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Choice:
    """A period that may be asked for as `?ky=<key>`: the running one of its kind, or the one before."""

    key: str
    label: str
    kind: Kind
    before: bool = False

    def period(self, law: Windows, on: date) -> Period:
        """The window around the day `on`, up to that day; or the whole window before it."""
        running = law.around(on)[self.kind]
        if self.before:
            return law.around(running.first - ONE_DAY)[self.kind]
        return running.until(on)


CHOICES = (
    Choice("nam", "Năm nay", Kind.YEAR),
    Choice("nam-truoc", "Năm trước", Kind.YEAR, before=True),
    Choice("quy", "Quý này", Kind.QUARTER),
    Choice("quy-truoc", "Quý trước", Kind.QUARTER, before=True),
    Choice("thang", "Tháng này", Kind.MONTH),
    Choice("thang-truoc", "Tháng trước", Kind.MONTH, before=True),
)


@require_safe
def offices(request: HttpRequest) -> HttpResponse:
    """The agencies that use the product; where it is one alone, its page."""
    at = timezone.now()
    found = list(active_agencies())
    if len(found) == 1:
        return _page(request, found[0], at, trail=[])
    return render(request, "portal/published/offices.html", {"agencies": found})


@require_safe
def agency(request: HttpRequest, code: str) -> HttpResponse:
    """One agency's figures of a period."""
    at = timezone.now()
    found = active_agencies().filter(code=code).first()
    if found is None:
        raise Http404("Không có cơ quan nào mang mã này.")
    trail = [("Số liệu giải quyết hồ sơ", reverse("portal:figures")), (found.name, "")]
    return _page(request, found, at, trail)


def _page(request: HttpRequest, agency: Agency, at: datetime, trail: list[tuple[str, str]]) -> HttpResponse:
    today = local_date(at)
    choice = next((one for one in CHOICES if one.key == request.GET.get("ky")), CHOICES[0])
    period = choice.period(windows(agency, today), today)
    context: dict[str, Any] = {
        "agency": agency,
        "at": at,
        "trail": trail,
        "choice": choice,
        "period": period,
        "tabs": [_tab(one, choice) for one in CHOICES],
        "published": published.figures(agency, period, today),
        "definitions": published.definitions(),
        "fewest": published.FEWEST,
    }
    return render(request, "portal/published/agency.html", context)


def _tab(one: Choice, chosen: Choice) -> dict[str, Any]:
    return {"label": one.label, "url": f"?ky={one.key}", "current": one is chosen, "count": None}
