"""Structured logs: one JSON object a line, with the request's id, and without personal data."""

import logging
from contextvars import ContextVar
from typing import Any

from pythonjsonlogger.json import JsonFormatter

request_id: ContextVar[str] = ContextVar("request_id", default="")


class RequestFilter(logging.Filter):
    """Puts the id of the request in hand on every record."""

    def filter(self, record: logging.LogRecord) -> bool:
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
        """The traceback without PostgreSQL's DETAIL lines, which quote the values of the row."""
        lines = super().formatException(ei).splitlines()
        return "\n".join(line for line in lines if not line.startswith("DETAIL:"))
