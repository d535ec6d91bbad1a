"""Structured logs: one JSON object a line, with the request's id, and without personal data."""

import logging
import re
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from pythonjsonlogger.json import JsonFormatter

request_id: ContextVar[str] = ContextVar("request_id", default="")
# psycopg2 quotes the row or the statement in these lines of an error.
QUOTING = re.compile(r"(DETAIL|CONTEXT|QUERY|LINE \d+|STATEMENT):|\s*\^$")
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
    """A record as JSON: `at`, `level`, `logger`, `message`, `request_id`, and the caller's `extra`."""

    default_time_format = "%Y-%m-%dT%H:%M:%S%z"
    default_msec_format = None

    def __init__(self, **options: Any) -> None:
        options.setdefault("rename_fields", {"levelname": "level", "name": "logger", "asctime": "at"})
        options.setdefault("json_ensure_ascii", False)
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s", **options)

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        # Django puts the request itself on its records: its text has the address with the query.
        log_data.pop("request", None)
        return super().process_log_record(log_data)

    def formatException(self, ei: Any) -> str:
        """The traceback without PostgreSQL's lines that quote the values of a row or a statement."""
        lines = super().formatException(ei).splitlines()
        return "\n".join(line for line in lines if not QUOTING.match(line))
