"""Bytes to disk so that a crash at any point leaves either the whole file or nothing that counts."""

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings

from kit.clock import local

PART = ".part"


@dataclass(frozen=True)
class Written:
    size: int
    sha256: str


class TooLong(Exception):
    """More bytes came than allowed."""


def path_for(file_id: UUID, at: datetime) -> str:
    """Where a file of that moment lies, relative to MEDIA_ROOT: '2026/11/<uuid>'."""
    return f"{local(at):%Y/%m}/{file_id}"


def absolute(path: str) -> Path:
    """The place on disk of a stored relative path."""
    return Path(settings.MEDIA_ROOT) / path


def write_part(path: str, chunks: Iterable[bytes], max_bytes: int | None = None) -> Written:
    """Write `chunks` beside their final place, readable by the product alone, and force them to disk.

    Raises TooLong as soon as `max_bytes` is reached; the part stays for `discard_part`.
    """
    part = absolute(path + PART)
    part.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for chunk in chunks:
            size += len(chunk)
            if max_bytes is not None and size >= max_bytes:
                raise TooLong
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return Written(size=size, sha256=digest.hexdigest())


def settle(path: str) -> None:
    """Give a written part its final name; after this it survives a power cut."""
    final = absolute(path)
    os.replace(absolute(path + PART), final)
    folder = os.open(final.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def discard_part(path: str) -> None:
    """Remove a part that was refused."""
    absolute(path + PART).unlink(missing_ok=True)
