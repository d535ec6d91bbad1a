"""A file's name, made safe to store, show and send back; and how its weight is said."""

import unicodedata

from kit.masking import hide_ids
from kit.text import collapse, nfc

MAX_LENGTH = 200
SUFFIXES = {
    "application/pdf": (".pdf",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/heic": (".heic", ".heif"),
    "application/msword": (".doc",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (".docx",),
    "application/zip": (".zip",),
    "text/csv": (".csv",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (".xlsx",),
}
_KNOWN = tuple(suffix for suffixes in SUFFIXES.values() for suffix in suffixes)


def clean(raw: str) -> str:
    """The name without folders, control and direction marks, in NFC, at most 200 characters, suffix kept.

    Never empty: a name with nothing left becomes "tep". An identity number in it keeps its last four digits:
    names lie in the database in clear.
    """
    last = nfc(raw).replace("\\", "/").rsplit("/", 1)[-1]
    visible = "".join(c for c in last if c.isspace() or not unicodedata.category(c).startswith("C"))
    return _shorten(hide_ids(collapse(visible)).replace("*", "x").strip(". ") or "tep")


def fit(name: str, media_type: str) -> str:
    """The cleaned `name` with a suffix that says what the content is: 'anh.png' of a JPEG -> 'anh.jpg'."""
    allowed = SUFFIXES[media_type]
    if name.lower().endswith(allowed):
        return name
    wrong = next((suffix for suffix in _KNOWN if name.lower().endswith(suffix)), "")
    return _shorten(name[: len(name) - len(wrong)] + allowed[0])


def say_size(size: int) -> str:
    """Bytes as people say them: 66060288 -> '63 MB', 52848230 -> '50,4 MB', 900 -> '1 KB'."""
    if size < 1024 * 1024:
        return f"{max(1, round(size / 1024))} KB"
    tenths = size * 10 // (1024 * 1024)
    whole, rest = divmod(tenths, 10)
    return f"{whole},{rest} MB" if rest else f"{whole} MB"


def _shorten(name: str) -> str:
    if len(name) <= MAX_LENGTH:
        return name
    stem, dot, suffix = name.rpartition(".")
    if not dot or len(suffix) > 10:
        return name[:MAX_LENGTH].rstrip()
    return stem[: MAX_LENGTH - len(suffix) - 1].rstrip(". ") + "." + suffix
