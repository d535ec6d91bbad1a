"""Bringing a backup back: onto an empty machine, or over what is there when the operator says so.

Everything is fetched aside first. Then the database is filled in one transaction and compared with what was
counted, the files are moved to their place, and migrations give the product's role its rights.
"""

import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from audit import proof
from keeping.backup import copy, counting, database, files, manifest, restic
from keeping.backup.copy import Copy
from keeping.backup.database import Address
from keeping.backup.errors import BackupFailed
from keeping.backup.manifest import Manifest
from keeping.backup.save import work_folder

SHOWN = 5


@dataclass(frozen=True)
class Restored:
    """What came back; `set_aside`: where the files went that lay there before, if any did."""

    snapshot: str
    manifest: Manifest
    files: int
    sealed: int
    set_aside: Path | None


def bring_back(address: Address, *, wanted: str, over: bool, other_keys: bool, at: datetime) -> Restored:
    """Restore the copy `wanted` ("latest", or the beginning of an id) to `address` and MEDIA_ROOT.

    `over`: replace what is there. `other_keys`: go on though a key is not the backup's. Raises BackupFailed;
    until the database is filled nothing was touched.
    """
    _check_place(address, over)
    snapshot = restic.find(wanted)
    folder = work_folder("restore-work")
    try:
        restic.bring(snapshot, folder)
        found = copy.opened(snapshot, folder)
        _check_keys(found.manifest, other_keys)
        database.load(address, dumped=found.dump, over=over)
        check_rows(found.manifest, counting.count_at(address))
        known = files.living(address)
        check_files(known, found.files)
        set_aside = _settle(found, at)
    finally:
        shutil.rmtree(folder)
    connection.close()
    call_command("migrate", verbosity=0)
    return Restored(snapshot.id[:8], found.manifest, len(known), _check_book(), set_aside)


def check_rows(made: Manifest, found: counting.Count) -> None:
    """Raises BackupFailed unless every table has the rows that were counted when the backup was made."""
    if different := counting.differences(made.tables, found):
        raise BackupFailed(f"Dữ liệu không khớp: {_some(different)}.", code="rows differ")


def check_files(known: list[files.Known], folder: Path) -> None:
    """Raises BackupFailed unless every file is there with the bytes that were handed in."""
    if bad := files.wrong(known, folder):
        raise BackupFailed(f"{len(bad)} tệp bị thiếu hoặc sai nội dung: {_some(bad)}.", code="files differ")


def _check_place(address: Address, over: bool) -> None:
    if others := database.others(address):
        raise BackupFailed(
            f"Cơ sở dữ liệu đang có {others} kết nối. Dừng phần mềm (web, worker, beat) rồi phục hồi.",
            code="in use",
        )
    here = Path(settings.MEDIA_ROOT)
    if over or (database.is_empty(address) and not (here.exists() and any(here.iterdir()))):
        return
    raise BackupFailed(
        f"Nơi phục hồi đang có dữ liệu (cơ sở dữ liệu {address['NAME']} hoặc {here}). "
        "Không có gì bị thay đổi. Muốn thay toàn bộ bằng bản sao lưu: make restore OVERWRITE=1.",
        code="not empty",
    )


def _check_keys(made: Manifest, other_keys: bool) -> None:
    missing = manifest.missing_keys(made)
    if missing and not other_keys:
        raise BackupFailed(
            f"{', '.join(missing)} đang đặt không phải của bản sao lưu này. Thiếu DATA_KEYS thì không đọc "
            "lại được số định danh, thiếu INDEX_KEY thì không tìm được theo số, thiếu SECRET_KEY thì khóa "
            "cập nhật của người dân hết tác dụng. Đặt đúng khóa đã cất riêng rồi chạy lại; không còn khóa: "
            "OTHER_KEYS=1.",
            code="other keys",
        )


def _settle(found: Copy, at: datetime) -> Path | None:
    """Move the files to their place; what was there goes to a folder beside, never away."""
    here = Path(settings.MEDIA_ROOT)
    aside = None
    if here.exists() and any(here.iterdir()):
        aside = here.with_name(f"{here.name}.truoc-{at:%Y%m%d-%H%M%S}")
        aside.mkdir(mode=0o700)
        for one in list(here.iterdir()):
            shutil.move(one, aside / one.name)
    here.mkdir(mode=0o700, parents=True, exist_ok=True)
    for one in list(found.files.iterdir()):
        shutil.move(one, here / one.name)
    return aside


def _check_book() -> int:
    found = proof.verify()
    if not found.whole:
        raise BackupFailed(
            f"Nhật ký không còn nguyên vẹn từ dòng {found.broken[0].entry_id}.", code="chain broken"
        )
    return found.sealed


def _some(all_of_them: list[str]) -> str:
    more = len(all_of_them) - SHOWN
    return "; ".join(all_of_them[:SHOWN]) + (f" và {more} chỗ khác" if more > 0 else "")
