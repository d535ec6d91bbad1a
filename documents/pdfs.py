"""PDFs from outside, looked at in a process of their own (`documents/isolated/reader.py`)."""

import json
import subprocess
import sys
from pathlib import Path

from documents.archives import is_archive_too
from documents.refusal import ACTIVE, BROKEN, LOCKED, TOO_MANY_PAGES, TWO_FACED, Refused

READER = Path(__file__).parent / "isolated" / "reader.py"
MOST_PAGES = 1000
PREVIEW_SIDE = 2000
TIMEOUT_SECONDS = 30


def examine(path: Path) -> int:
    """The number of pages.

    Raises Refused when the file is damaged, needs a password, is more than paper (scripts, programs, attached
    files), is an archive at the same time, or has more than 1,000 pages.
    """
    if is_archive_too(path):
        raise Refused(TWO_FACED)
    try:
        answer = json.loads(_read("check", path))
    except (subprocess.SubprocessError, ValueError) as error:
        raise Refused(BROKEN) from error
    if "locked" in answer:
        raise Refused(LOCKED)
    if "active" in answer:
        raise Refused(ACTIVE)
    if "pages" not in answer:
        raise Refused(BROKEN)
    if answer["pages"] > MOST_PAGES:
        raise Refused(TOO_MANY_PAGES)
    return answer["pages"]


def preview(path: Path, page: int) -> bytes | None:
    """Page `page` (from 1) as a JPEG, longest side 2000 pixels; None where there is no such page."""
    try:
        return _read("page", path, str(page), str(PREVIEW_SIDE)) or None
    except subprocess.SubprocessError:
        return None


def _read(verb: str, path: Path, *rest: str) -> bytes:
    return subprocess.run(
        [sys.executable, "-I", READER, verb, path, *rest],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=TIMEOUT_SECONDS,
        check=True,
    ).stdout
