"""PDFs from outside, looked at in a process of their own (`documents/isolated/reader.py`)."""

import json
import subprocess
import sys
from pathlib import Path

from documents.refusal import BROKEN, LOCKED, Refused

READER = Path(__file__).parent / "isolated" / "reader.py"
PREVIEW_SIDE = 2000
TIMEOUT_SECONDS = 30


def examine(path: Path) -> int:
    """The number of pages. Raises Refused when the file is damaged or needs a password."""
    try:
        answer = json.loads(_read("check", path))
    except (subprocess.SubprocessError, ValueError) as error:
        raise Refused(BROKEN) from error
    if "locked" in answer:
        raise Refused(LOCKED)
    if "pages" not in answer:
        raise Refused(BROKEN)
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
