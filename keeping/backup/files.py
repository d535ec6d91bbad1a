"""The files of people on disk against what their rows say: there, and the same bytes."""

import hashlib
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from keeping.backup.database import Address, connect

_LIVING = "SELECT path, sha256, size FROM documents_storedfile WHERE state = 'ok' ORDER BY path"
Known = tuple[str, str, int]  # path, SHA-256 in hex, bytes


def living(address: Address) -> list[Known]:
    """Every file that the database says is kept."""
    with closing(connect(address)) as session, session.cursor() as cursor:
        cursor.execute(_LIVING)
        return cursor.fetchall()


def wrong(known: Iterable[Known], folder: Path) -> list[str]:
    """The paths that are missing under `folder`, or have other bytes than when they were handed in."""
    return [path for path, sha256, _ in known if _digest(folder / path) != sha256]


def part_of(known: list[Known], most: int) -> list[str]:
    """Whole months ('2026/11'), newest first, of at most `most` bytes together, but always the newest."""
    sizes: dict[str, int] = {}
    for path, _, size in known:
        month = path.rpartition("/")[0]
        sizes[month] = sizes.get(month, 0) + size
    chosen, total = [], 0
    for month in sorted(sizes, reverse=True):
        total += sizes[month]
        if chosen and total > most:
            break
        chosen.append(month)
    return chosen


def _digest(file: Path) -> str:
    if not file.is_file():
        return ""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
