"""What every request passes first: its log line and id, whom it comes from, its size, and no NUL in it."""

import ipaddress
import logging
import re
import time
import uuid
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, QueryDict, UnreadablePostError
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers, has_vary_header

from documents.selectors import Damaged, NotServed
from documents.services import report_damage
from kit import origin
from kit.actor import Actor
from portal import logs

log = logging.getLogger("portal.request")
GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
LENGTH = re.compile(r"[0-9]{1,18}")
NO_USE = (
    "camera",
    "display-capture",
    "geolocation",
    "microphone",
    "payment",
    "publickey-credentials-get",
    "usb",
)
PERMISSIONS_POLICY = ", ".join(f"{feature}=()" for feature in NO_USE)
Next = Callable[[HttpRequest], HttpResponse]


class RequestRecord:
    """Gives each request an id and writes one line when it is answered: method, path, status, time, user id.

    The line has no query string, no network address, no name, and of the path only its pattern.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.monotonic()
        given = request.headers.get("X-Request-ID", "")
        request.id = given if GIVEN_ID.fullmatch(given) else uuid.uuid4().hex
        mark = logs.request_id.set(request.id)
        try:
            response = self.get_response(request)
            response.headers["X-Request-ID"] = request.id
            self._write(request, response.status_code, started)
            return response
        finally:
            logs.request_id.reset(mark)

    def _write(self, request: HttpRequest, status: int, started: float) -> None:
        # Only a user the page itself has asked for: a log line is not worth a query.
        user = getattr(request, "_cached_user", None)
        log.info(
            "request",
            extra={
                "method": request.method,
                "path": logs.place(request),
                "status": status,
                "duration_ms": round((time.monotonic() - started) * 1000, 1),
                "user_id": user.pk if user else None,
            },
        )


class SafeHeaders:
    """What Django's own middleware does not say: no device, no strange site that embeds, no shared copy.

    An answer that depends on cookies is somebody's own and kept by nobody, unless its view says otherwise.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if "Cache-Control" not in response.headers and has_vary_header(response, "Cookie"):
            add_never_cache_headers(response)
        return response


class ClientAddress:
    """Behind proxies REMOTE_ADDR is the nearest one; the client is what the farthest trusted one saw.

    TRUSTED_PROXIES says how many of ours stand in front, each of which adds one address at the end of
    X-Forwarded-For. What stands further left is the stranger's own word, and with none trusted all of it is.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        hops = settings.TRUSTED_PROXIES
        told = request.headers.get("X-Forwarded-For", "").split(",")
        if 0 < hops <= len(told) and (address := _address(told[-hops])):
            request.META["REMOTE_ADDR"] = address
        # What the book writes down of "from where", in whatever room the line is written.
        address = _address(request.META.get("REMOTE_ADDR", ""))
        mark = origin.begin(origin.Origin(address, logs.request_id.get()))
        try:
            return self.get_response(request)
        finally:
            origin.end(mark)


def _address(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text.strip()))
    except ValueError:
        return ""


class NoNul:
    """PostgreSQL can't keep or compare the character NUL, and no keyboard types it: here it is dropped.

    An address with one is not found; a cookie with one is not ours.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info:
            raise Http404("Không có địa chỉ này.")
        request.COOKIES = {name: value for name, value in request.COOKIES.items() if "\0" not in value}
        request.GET = _without_nul(request.GET)
        return self.get_response(request)


class NoNulInForm:
    """The same for what a form sends; after the check of its token, so that nothing is read for strangers."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> None:
        """Called once the address is known to have a view."""
        if request.method != "POST":
            return
        try:
            request.POST = _without_nul(request.POST)
        except UnreadablePostError as error:  # the person closed the page while it was being sent
            raise BadRequest("The body was cut off.") from error


def _without_nul(values: QueryDict) -> QueryDict:
    if not any("\0" in value for _, row in values.lists() for value in row):
        return values
    clean = QueryDict(mutable=True, encoding=values.encoding)
    for name, row in values.lists():
        clean.setlist(name, [value.replace("\0", "") for value in row])
    return clean


class BodyLimit:
    """Answers 413 to a body larger than MAX_BODY_BYTES before anything of it is read."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        declared = request.META.get("CONTENT_LENGTH") or "0"
        if LENGTH.fullmatch(declared) and int(declared) <= settings.MAX_BODY_BYTES:
            return self.get_response(request)
        limit = settings.MAX_BODY_BYTES // (1024 * 1024)
        response = render(request, "413.html", {"limit_mb": limit}, status=413)
        response.headers["Connection"] = "close"
        return response


class UploadAnswer:
    """Tells the script that sends forms where the person goes on, instead of redirecting the script.

    The script would fetch that page itself, and the messages meant for the person would be used up unseen.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if "X-Upload" in request.headers and response.status_code in (301, 302, 303):
            response.status_code = 204
            response.headers["X-Location"] = response.headers["Location"]
            del response.headers["Location"]
        return response


class FileNotServed:
    """A file that nobody may have now is a page with a kind sentence, for citizens and officers alike."""

    PAGES = {
        "waiting": (409, "Tệp đang được kiểm tra"),
        "failed": (409, "Chưa kiểm tra được tệp"),
        "infected": (410, "Tệp có mã độc"),
        "erased": (404, "Tệp đã được xóa"),
        "damaged": (500, "Không mở được tệp"),
    }

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Raised by `documents.selectors`, the one door to what files contain."""
        if not isinstance(error, NotServed):
            return None
        if isinstance(error, Damaged):
            log.error("file damaged", extra={"path": logs.place(request), "file": str(error.file.pk)})
            actor = getattr(request, "actor", None) or Actor.citizen("Người xem tệp")
            report_damage(file=error.file, by=actor, at=timezone.now())
        status, title = self.PAGES[error.code]
        response = render(request, "not_served.html", {"title": title, "text": error.message}, status=status)
        response.headers["Cache-Control"] = "no-store"
        if status == 409:
            response.headers["Retry-After"] = "60"
        return response
