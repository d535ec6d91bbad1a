"""A browser in which an officer has signed in before: its wrong tries are counted by themselves.

People in the hall of an office may share its network address. Without this, one of them could type wrong
passwords until the officers are locked out of their own machines. The cookie opens nothing: it spares no
password and no code.
"""

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from accounts.models import User
from kit.secrets import keyed_hash
from kit.text import collapse

SALT, SECONDS = settings.DEVICE_SALT, 400 * 24 * 3600


def known(request: HttpRequest, username: str) -> str:
    """The mark of this browser for that account; empty where nobody of that name has signed in here."""
    name = _cookie(collapse(username).lower())
    return request.get_signed_cookie(name, default="", salt=SALT, max_age=SECONDS)


def remember(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """The officer is in: next time this browser is known."""
    mark = known(request, user.username) or secrets.token_urlsafe(12)
    response.set_signed_cookie(
        _cookie(user.username), mark, salt=SALT, max_age=SECONDS, httponly=True, samesite="Lax",
        secure=settings.SECURE,
    )  # fmt: skip


def _cookie(username: str) -> str:
    return f"{settings.DEVICE_COOKIE}{keyed_hash(username, purpose='device')[:12]}"
