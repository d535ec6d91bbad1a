"""How a line of the book is bound to all before it. Pure.

    hash = SHA-256(previous hash | place | moment of sealing | the line with all its columns)

Who changes, takes out or moves a line, or its seal, would have to reckon every later hash anew; and the last
hash of each day stands on paper and in the logs.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

START = "0" * 64  # what stands before the first line
# The columns of a line, by format. A format never changes: a new column is a new number, and lines sealed
# before keep the one they were sealed under.
FORMATS: dict[int, tuple[str, ...]] = {
    1: (
        "id", "at", "action", "actor_kind", "actor_id", "actor_name", "actor_office", "object_type",
        "object_id", "summary", "data", "address", "request_id",
    ),
}  # fmt: skip
FORMAT = max(FORMATS)


def link(previous: str, *, place: int, sealed_at: datetime, format: int, line: Mapping[str, Any]) -> str:
    """The hash at `place`, after `previous`. Raises KeyError for a format that nobody knows."""
    content = [previous, place, _said(sealed_at), format, [_plain(line[name]) for name in FORMATS[format]]]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    return _said(value) if isinstance(value, datetime) else value


def _said(moment: datetime) -> str:
    """The same instant is the same text, whatever time zone it was read in."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
