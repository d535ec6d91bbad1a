"""A file as one line of a list: plain values that every page shows alike."""

from typing import Any

from documents.models import FileState, ScanState, StoredFile

_BADGES = {
    ScanState.WAITING: ("working", "Đang kiểm tra an toàn"),
    ScanState.FAILED: ("soon", "Chưa kiểm tra được"),
    ScanState.INFECTED: ("late", "Có mã độc"),
}


def file_line(
    file: StoredFile, *, url: str = "", preview_url: str = "", name: str = "", infected: str = "", **more: Any
) -> dict[str, Any]:
    """Name, size, badge where the file can't be opened, and its addresses where it can. No query.

    `infected` says what is to be done about a file with malicious code.
    """
    line = {"name": name or file.original_name, "size": file.size, **more}
    if badge := _BADGES.get(ScanState(file.scan_state)):
        line |= {"badge_kind": badge[0], "badge": badge[1]}
    elif file.state == FileState.OK:
        line["url"] = url
    if file.can_preview:
        line["preview_url"] = preview_url
    if file.is_infected:
        line["error"] = infected
    return line
