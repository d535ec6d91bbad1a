"""The cookie that finds a draft again: one for each procedure, signed, closed to scripts (domain.md 24)."""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from dossiers.models import Draft

# It goes to the pages of filing alone; a name with "__Host-" would have to go everywhere.
PREFIX = "__Secure-ho-so-" if settings.SECURE else "ho-so-"
PATH = "/nop-ho-so/"


def token_of(request: HttpRequest, code: str) -> str | None:
    """The token of the draft of this procedure; None without a cookie that we have signed."""
    return request.get_signed_cookie(PREFIX + code, None, salt=code)


def tokens(request: HttpRequest) -> Iterator[tuple[str, str]]:
    """Procedure code and token of every draft that this browser knows."""
    for name in sorted(request.COOKIES):
        code = name.removeprefix(PREFIX)
        if code != name and (token := token_of(request, code)):
            yield code, token


def keep(response: HttpResponse, code: str, draft: Draft, token: str, at: datetime) -> None:
    """Live as long as the draft; on a shared machine no longer than the browser stays open."""
    left = max(0, int((draft.expires_at - at).total_seconds()))
    response.set_signed_cookie(
        PREFIX + code, token, salt=code, max_age=None if draft.shared_machine else left,
        path=PATH, httponly=True, samesite="Lax", secure=settings.SECURE,
    )  # fmt: skip


def drop(response: HttpResponse, code: str) -> None:
    """This browser forgets its draft of the procedure."""
    response.delete_cookie(PREFIX + code, path=PATH, samesite="Lax")
