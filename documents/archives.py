"""ZIP and DOCX: looked at from outside, read once for damage, never unpacked to a place with a name."""

import shutil
import stat
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from documents.refusal import BROKEN, LOCKED, WRONG_TABLE, WRONG_TYPE, Refused

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZIP = "application/zip"
MAX_ENTRIES = 200
MAX_PARTS_OF_DOCX = 5000
MAX_UNPACKED = 500 * 1024 * 1024
MAX_RATIO = 100
MAX_DEPTH = 3  # an archive, a document in it, a table in that
HARMLESS = 1024 * 1024
MAX_DIRECTORY = 1024 * 1024
PROGRAMS = {
    ".exe", ".com", ".bat", ".cmd", ".scr", ".msi", ".ps1", ".vbs", ".js", ".jse", ".wsf", ".hta", ".lnk",
    ".jar", ".apk", ".dll", ".reg",
}  # fmt: skip
_START = b"PK\x03\x04"
_END = b"PK\x05\x06"
_END_SIZE = 22
_ENCRYPTED = 0x1
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}  # the others may ask for gigabytes of memory at once
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError)
_TOO_LARGE = "khi mở ra sẽ quá lớn so với giới hạn của hệ thống. Hãy chọn từng tệp thay vì nén lại."
_TOO_DEEP = "có quá nhiều lớp tệp nén lồng nhau. Hãy giải nén rồi chọn từng tệp."
_UNSAFE = "có tên tệp bên trong không hợp lệ. Hãy đổi tên, nén lại rồi chọn lại."
TypeOf = Callable[[set[str]], str]


@dataclass
class _Budget:
    """What all the archives within one file may unpack together, in bytes."""

    left: int

    def spend(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise Refused(_TOO_LARGE)


def examine(path: Path) -> str:
    """The media type of the archive at `path`: DOCX or ZIP.

    Raises Refused for a bomb (more than 200 entries, 500 MB unpacked, a ratio above 100, more than three
    layers; archives within it count together), an entry with a password, an unsafe name, a link or a program,
    a damaged archive, and office files other than DOCX.
    """
    return _examine(path, _type_of)


def examine_workbook(path: Path) -> str:
    """The media type of the Excel file at `path`. Raises Refused as `examine` does, and for anything else."""
    return _examine(path, _type_of_workbook)


def is_archive_too(path: Path) -> bool:
    """Can a file that begins as something else be opened as an archive with entries?"""
    try:
        with path.open("rb") as file:
            size = path.stat().st_size
            directory = _directory_size(file, size)
            if directory > MAX_DIRECTORY:  # too large to be read; larger than the file, it is no archive
                return directory < size
            with zipfile.ZipFile(file) as archive:
                return bool(archive.infolist())
    except (Refused, *_DAMAGE):
        return False


def _examine(path: Path, type_of: TypeOf) -> str:
    with path.open("rb") as file:
        return _examine_layer(file, type_of, 1, _Budget(MAX_UNPACKED))


def _examine_layer(file: BinaryIO, type_of: TypeOf, depth: int, budget: _Budget) -> str:
    if depth > MAX_DEPTH:
        raise Refused(_TOO_DEEP)
    try:
        size = file.seek(0, 2)
        _refuse_huge_directory(file, size)
        with zipfile.ZipFile(file) as archive:
            media_type = _examine_entries(archive, size, type_of, budget)
            for entry in archive.infolist():
                _read_through(archive, entry, depth, budget)
            return media_type
    except _DAMAGE as error:
        raise Refused(BROKEN) from error


def _read_through(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, depth: int, budget: _Budget) -> None:
    """Read one entry to its end, which proves its sum; an archive within is a layer of its own."""
    with archive.open(entry) as content:
        head = content.read(len(_START))
        if head != _START:
            while content.read(1 << 20):
                pass
            return
        with tempfile.TemporaryFile() as layer:
            layer.write(head)
            shutil.copyfileobj(content, layer, 1 << 20)
            _examine_layer(layer, _type_within, depth + 1, budget)


def _refuse_huge_directory(file: BinaryIO, size: int) -> None:
    """The list of entries is read whole into memory by `zipfile`: look at its size first."""
    if _directory_size(file, size) > MAX_DIRECTORY:
        raise _too_many()


def _directory_size(file: BinaryIO, size: int) -> int:
    """What the archive's end says of its list, in bytes. Raises Refused where there is no such end."""
    file.seek(max(0, size - _END_SIZE - 0xFFFF))
    tail = file.read()
    end = tail.rfind(_END)
    if end < 0 or len(tail) < end + _END_SIZE:
        raise Refused(BROKEN)
    return struct.unpack("<L", tail[end + 12 : end + 16])[0]


def _examine_entries(archive: zipfile.ZipFile, size: int, type_of: TypeOf, budget: _Budget) -> str:
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
    if unpacked > HARMLESS and unpacked > MAX_RATIO * size:
        raise Refused(_TOO_LARGE)
    budget.spend(unpacked)
    if len(names) != len(entries):  # two of one name: which of them is shown depends on the program
        raise Refused(_UNSAFE)
    for entry in entries:
        _refuse_unsafe(entry)
    return media_type


def _type_of(names: set[str]) -> str:
    if "[Content_Types].xml" not in names:
        return ZIP
    if "word/document.xml" not in names:
        raise Refused(WRONG_TYPE)
    return _type_within(names)


def _type_within(names: set[str]) -> str:
    """Within an archive or a document any office file may lie, but none with macros."""
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Refused("có chứa macro nên hệ thống không nhận. Hãy lưu lại dưới dạng DOCX hoặc PDF.")
    return DOCX if "[Content_Types].xml" in names else ZIP


def _type_of_workbook(names: set[str]) -> str:
    if not {"[Content_Types].xml", "xl/workbook.xml"} <= names:
        raise Refused(WRONG_TABLE)
    return XLSX


def _refuse_unsafe(entry: zipfile.ZipInfo) -> None:
    """`orig_filename` is the name before `zipfile` ends it at a NUL."""
    name = entry.orig_filename
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if not parts or ".." in parts or parts[0].startswith("/") or ":" in name or not name.isprintable():
        raise Refused(_UNSAFE)
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):  # a link, a device, a pipe
        raise Refused("có đường dẫn tắt bên trong nên hệ thống không nhận. Hãy nén lại chính các tệp đó.")
    if PurePosixPath(parts[-1]).suffix.lower() in PROGRAMS:
        raise Refused(
            f"có chứa tệp chương trình “{parts[-1]}” nên hệ thống không nhận. Hãy bỏ tệp đó rồi nén lại."
        )


def _too_many() -> Refused:
    return Refused(f"có quá nhiều tệp bên trong. Mỗi tệp nén chứa nhiều nhất {MAX_ENTRIES} tệp.")
