"""What was typed into a form that came after the screen had locked: kept for who typed it, a few minutes.

It may name citizens, and the browser is a stranger's until somebody signs in: it lies encrypted in the
session, names whose it is, and goes with the first sign-in of anybody else.
"""

import json

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from kit.secrets import decrypt, encrypt

KEY, SECONDS, LARGEST = "desk_kept", 600, 60_000
KEPT = " Nội dung vừa nhập được giữ lại trong 10 phút."
ACT = "desk:act"


def typed(request: HttpRequest) -> str:
    """The fields of an action's form that is being sent, sealed; empty for anything else."""
    if request.method != "POST" or getattr(request.resolver_match, "view_name", "") != ACT:
        return ""
    fields = request.POST.copy()
    fields.pop("csrfmiddlewaretoken", None)
    words = fields.urlencode()
    if len(words) > LARGEST:
        return ""
    moment = int(request.at.timestamp())
    return encrypt(json.dumps([request.user.pk, request.path, words, moment]))


def put(request: HttpRequest, sealed: str) -> None:
    """Into the session that is there now."""
    if sealed:
        request.session[KEY] = sealed


def take(request: HttpRequest) -> str:
    """Out of the session, to be put into the one that follows it."""
    return request.session.pop(KEY, "")


def given(request: HttpRequest, code: str) -> tuple[str, QueryDict] | None:
    """What this officer typed for this dossier: the action's slug and the fields. Given once."""
    if KEY not in request.session:
        return None
    user_id, path, words, moment = json.loads(decrypt(request.session[KEY]))
    stale = user_id != request.user.pk or request.at.timestamp() - moment > SECONDS
    slug = path.rstrip("/").rpartition("/")[2]
    if not stale and path != reverse(ACT, args=[code, slug]):
        return None
    take(request)
    return None if stale else (slug, QueryDict(words))
