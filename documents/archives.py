"""ZIP and DOCX: looked at from outside, read once for damage, never unpacked."""

import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from documents.refusal import BROKEN, LOCKED, WRONG_TABLE, WRONG_TYPE, Refused

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZIP = "application/zip"
MAX_ENTRIES = 200
MAX_PARTS_OF_DOCX = 5000
MAX_UNPACKED = 500 * 1024 * 1024
MAX_RATIO = 100
HARMLESS = 1024 * 1024
MAX_DIRECTORY = 1024 * 1024
PROGRAMS = {
    ".exe", ".com", ".bat", ".cmd", ".scr", ".msi", ".ps1", ".vbs", ".js", ".jse", ".wsf", ".hta", ".lnk",
    ".jar", ".apk", ".dll", ".reg",
}  # fmt: skip
_END = b"PK\x05\x06"
_END_SIZE = 22
_ENCRYPTED = 0x1
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}  # the others may ask for gigabytes of memory at once


def examine(path: Path) -> str:
    """The media type of the archive at `path`: DOCX or ZIP.

    Raises Refused for a bomb (more than 200 entries, 500 MB unpacked or a ratio above 100), an entry with
    a password, an unsafe name or a program, a damaged archive, and office files other than DOCX.
    """
    return _examine(path, _type_of)


def examine_workbook(path: Path) -> str:
    """The media type of the Excel file at `path`. Raises Refused as `examine` does, and for anything else."""
    return _examine(path, _type_of_workbook)


def _examine(path: Path, type_of: Callable[[set[str]], str]) -> str:
    _refuse_huge_directory(path)
    try:
        with zipfile.ZipFile(path) as archive:
            media_type = _examine_entries(archive, path.stat().st_size, type_of)
            if archive.testzip() is not None:
                raise Refused(BROKEN)
            return media_type
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError) as error:
        raise Refused(BROKEN) from error


def _refuse_huge_directory(path: Path) -> None:
    """The list of entries is read whole into memory by `zipfile`: look at its size first."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _END_SIZE - 0xFFFF))
        tail = file.read()
    end = tail.rfind(_END)
    if end < 0 or len(tail) < end + _END_SIZE:
        raise Refused(BROKEN)
    directory_size = struct.unpack("<L", tail[end + 12 : end + 16])[0]
    if directory_size > MAX_DIRECTORY:
        raise _too_many()


def _examine_entries(archive: zipfile.ZipFile, size: int, type_of: Callable[[set[str]], str]) -> str:
    entries = archive.infolist()
    names = {entry.filename for entry in entries}
    media_type = type_of(names)
    if not entries:
        raise Refused("không có tệp nào bên trong. Hãy chọn lại tệp.")
    if len(entries) > (MAX_PARTS_OF_DOCX if media_type != ZIP else MAX_ENTRIES):
        raise _too_many()
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise Refused(LOCKED)
    if any(entry.compress_type not in _METHODS for entry in entries):
        raise Refused("được nén theo cách hệ thống không đọc được. Hãy nén lại dạng ZIP thông thường.")
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MAX_UNPACKED or (unpacked > HARMLESS and unpacked > MAX_RATIO * size):
        raise Refused("khi mở ra sẽ quá lớn so với giới hạn của hệ thống. Hãy chọn từng tệp thay vì nén lại.")
    for name in names:
        _refuse_unsafe(name)
    return media_type


def _type_of(names: set[str]) -> str:
    if "[Content_Types].xml" not in names:
        return ZIP
    if "word/document.xml" not in names:
        raise Refused(WRONG_TYPE)
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Refused("có chứa macro nên hệ thống không nhận. Hãy lưu lại dưới dạng DOCX hoặc PDF.")
    return DOCX


def _type_of_workbook(names: set[str]) -> str:
    if not {"[Content_Types].xml", "xl/workbook.xml"} <= names:
        raise Refused(WRONG_TABLE)
    return XLSX


def _refuse_unsafe(name: str) -> None:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if not parts or ".." in parts or parts[0].startswith("/") or ":" in name or not name.isprintable():
        raise Refused("có tên tệp bên trong không hợp lệ. Hãy đổi tên, nén lại rồi chọn lại.")
    if PurePosixPath(parts[-1]).suffix.lower() in PROGRAMS:
        raise Refused(
            f"có chứa tệp chương trình “{parts[-1]}” nên hệ thống không nhận. Hãy bỏ tệp đó rồi nén lại."
        )


def _too_many() -> Refused:
    return Refused(f"có quá nhiều tệp bên trong. Mỗi tệp nén chứa nhiều nhất {MAX_ENTRIES} tệp.")
