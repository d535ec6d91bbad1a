"""What was typed into a form that came after the screen had locked: kept for who typed it, a few minutes.

It may name citizens, and the browser is a stranger's until somebody signs in: it lies encrypted in the
session, names whose it is, and goes with the first sign-in of anybody else.
"""

import json

from django.contrib import messages
from django.http import HttpRequest, QueryDict
from django.urls import reverse

from kit.secrets import decrypt, encrypt

KEY, SECONDS, LARGEST = "desk_kept", 600, 500_000
KEPT = " Nội dung vừa nhập được giữ lại trong 10 phút."
STILL_THERE = (
    "Nội dung Anh/Chị nhập trước khi đăng nhập lại vẫn còn đây và chưa được gửi. Hãy xem lại rồi gửi; "
    "tệp đính kèm cần chọn lại."
)
ACT = "desk:act"
# Forms that take a while to fill in, and show again at their own address what was typed.
LONG = frozenset(
    {
        "desk:intake", "desk:batches", "desk:form_again", "desk:law_value", "desk:form_words",
        "desk:message_words", "desk:article_new", "desk:article_change",
    }
)  # fmt: skip


def typed(request: HttpRequest) -> str:
    """The fields of a long form that is being sent, sealed; empty for anything else."""
    name = getattr(request.resolver_match, "view_name", "")
    if request.method != "POST" or name not in LONG | {ACT}:
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
    found = _open(request)
    slug = found[0].rstrip("/").rpartition("/")[2] if found else ""
    if found is None or found[0] != reverse(ACT, args=[code, slug]):
        return None
    take(request)
    return slug, found[1]


def again(request: HttpRequest) -> QueryDict | None:
    """What this officer typed into the long form at this address, with a word to them. Given once."""
    found = _open(request) if request.method == "GET" else None
    if found is None or found[0] != request.path:
        return None
    take(request)
    messages.info(request, STILL_THERE)
    return found[1]


def words(request: HttpRequest) -> dict[str, str]:
    """`again`, as what stands in the boxes of a form at first."""
    found = again(request)
    return found.dict() if found else {}


def _open(request: HttpRequest) -> tuple[str, QueryDict] | None:
    """Path and fields; what is somebody else's or too old goes for good."""
    if KEY not in request.session:
        return None
    user_id, path, words, moment = json.loads(decrypt(request.session[KEY]))
    if user_id != request.user.pk or request.at.timestamp() - moment > SECONDS:
        take(request)
        return None
    return path, QueryDict(words, mutable=True)
