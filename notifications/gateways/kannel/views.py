"""Where Kannel calls with delivery reports: machine-facing, so it lives beside the thing it serves."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from kit.secrets import same
from notifications.gateways.kannel.codes import REPORTS
from notifications.gateways.kannel.gateway import report_token
from notifications.models import Attempt
from notifications.services import record_report


@require_GET
@never_cache
def kannel_report(request: HttpRequest, token: str) -> HttpResponse:
    """Take one delivery report. The same report again changes nothing."""
    if not same(token, report_token()):
        return _say(404, "unknown address")
    try:
        attempt_id, status = UUID(request.GET["attempt"]), REPORTS[int(request.GET["status"])]
    except (KeyError, ValueError):
        return _say(400, "attempt or status missing or unknown")
    try:
        record_report(
            attempt_id=attempt_id,
            status=status,
            at=timezone.now(),
            provider_id=request.GET.get("id", ""),
            text=request.GET.get("text", ""),
        )
    except Attempt.DoesNotExist:
        return _say(404, "unknown attempt")
    return _say(200, "ok")


def _say(status: int, words: str) -> HttpResponse:
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")
