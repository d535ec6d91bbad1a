"""Structured logs: one JSON object a line, with the request's id, and without personal data."""

import logging
import re
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter
from pythonjsonlogger.json import JsonFormatter

from kit.masking import hide_in

request_id: ContextVar[str] = ContextVar("request_id", default="")
# psycopg2 quotes the row or the statement in these lines of an error.
QUOTING = re.compile(r"(DETAIL|CONTEXT|QUERY|LINE \d+|STATEMENT):|\s*\^$")
OURS = frozenset({"request_id"})  # made by us of random digits, and looked for as it is
PLAIN = (str, int, float, list, tuple, dict, type(None))
UNMATCHED = "(no such address)"


def place(request: HttpRequest) -> str:
    """The address as it is written down in the urls, '/ho-so/<str:code>/', without what it was called with.

    A code or a gateway's token would otherwise lie in the log; a stranger's own address is not repeated.
    """
    if request.path.startswith(settings.STATIC_URL):
        return request.path
    return f"/{request.resolver_match.route}" if request.resolver_match else UNMATCHED


class RequestFilter(logging.Filter):
    """Puts the id of the request in hand on every record, and hides what Django tells of its address."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest) and isinstance(record.args, tuple):
            hidden = place(request)
            record.args = tuple(hidden if arg == request.path else arg for arg in record.args)
        if not hasattr(record, "request_id"):
            record.request_id = request_id.get()
        return True


class Formatter(JsonFormatter):
    """A record as JSON: `at`, `level`, `logger`, `message`, `request_id`, and the caller's `extra`.

    Identity and phone numbers are masked in all of it, the text of an exception included.
    """

    default_time_format = "%Y-%m-%dT%H:%M:%S%z"
    default_msec_format = None

    def __init__(self, **options: Any) -> None:
        options.setdefault("rename_fields", {"levelname": "level", "name": "logger", "asctime": "at"})
        options.setdefault("json_ensure_ascii", False)
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s", **options)

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        # Django puts the request itself on its records: its text has the address with the query.
        log_data.pop("request", None)
        told = {key: value if isinstance(value, PLAIN) else str(value) for key, value in log_data.items()}
        told = {key: value if key in OURS else hide_in(value) for key, value in told.items()}
        return super().process_log_record(told)

    def formatException(self, ei: Any) -> str:
        """The traceback without PostgreSQL's lines that quote the values of a row or a statement."""
        lines = super().formatException(ei).splitlines()
        return "\n".join(line for line in lines if not QUOTING.match(line))


class ErrorReport(SafeExceptionReporterFilter):
    """Django's own error reports without what was typed: no form fields, cookies, values of variables."""

    def is_active(self, request: HttpRequest | None) -> bool:
        return True

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, str]:
        return {name: self.cleansed_substitute for name in super().get_post_parameters(request)}

    def get_safe_cookies(self, request: HttpRequest | None) -> dict[str, str]:
        return {name: self.cleansed_substitute for name in super().get_safe_cookies(request)}

    def get_traceback_frame_variables(self, request: HttpRequest | None, tb_frame: Any) -> list[tuple]:
        return [(name, self.cleansed_substitute) for name in tb_frame.f_locals]
