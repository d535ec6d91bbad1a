"""restic, the program that encrypts, deduplicates and keeps the snapshots; one function per verb of it.

The repository may be a folder or whatever restic knows (`sftp:`, `s3:`, `rest:`): its credentials come from
the environment. A snapshot is complete or it does not exist; a killed run leaves nothing that counts.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from keeping.backup.errors import BackupFailed

PROGRAM = "restic"
TAG = "motcua"
HOST = "motcua"  # one series of snapshots, whatever the machine is called after a move
_SENTENCES = (
    ("wrong password",
     "Sai mật khẩu kho sao lưu. Đặt lại đúng BACKUP_PASSWORD; bản chạy thử: để lại tệp var/secret_key cũ."),
    ("Is there a repository",
     "Không có kho sao lưu tại {where}. Kiểm tra BACKUP_REPOSITORY, ổ đĩa hoặc đường mạng."),
    ("no matching ID", "Không có bản sao lưu nào mang mã này trong kho {where}."),
    ("no snapshot found", "Kho {where} chưa có bản sao lưu nào."),
    ("already locked", "Kho sao lưu {where} đang được một lần chạy khác dùng. Thử lại sau ít phút."),
    ("No space left", "Hết dung lượng đĩa khi sao lưu vào {where}."),
)  # fmt: skip


@dataclass(frozen=True)
class Snapshot:
    """One copy of the house; `paths` are its two folders as they were called where it was made."""

    id: str
    made_at: datetime
    paths: tuple[str, ...]


@dataclass(frozen=True)
class Saved:
    """What one run stored: bytes looked at, and bytes that were new to the repository."""

    id: str
    size: int
    added: int


def prepare(*, make: bool) -> None:
    """Make the repository where there is none (`make`), and take away locks that a killed run left.

    Where there was one before, none is made: a disk that is not mounted must not pass for an empty one.
    Raises BackupFailed: no restic here, another password, a place that does not answer.
    """
    try:
        _run("cat", "config")
    except BackupFailed as failed:
        if failed.code != "Is there a repository" or not make:
            raise
        _run("init", "--quiet")
    _run("unlock", "--quiet")


def save(folders: Sequence[Path]) -> Saved:
    """Store the folders as one snapshot. Raises BackupFailed; then there is no new snapshot."""
    told = _run("backup", "--json", "--host", HOST, "--tag", TAG, "--exclude", "*.part", *map(str, folders))
    summary = json.loads(told.strip().splitlines()[-1])
    return Saved(summary["snapshot_id"], summary["total_bytes_processed"], summary["data_added"])


def snapshots() -> list[Snapshot]:
    """All copies, newest first. Raises BackupFailed."""
    found = [_snapshot(row) for row in json.loads(_run("snapshots", "--json", "--tag", TAG)) or []]
    return sorted(found, key=lambda one: one.made_at, reverse=True)


def find(wanted: str) -> Snapshot:
    """The copy whose id begins with `wanted`; the newest for "latest". Raises BackupFailed."""
    found = snapshots()
    fitting = found if wanted == "latest" else [one for one in found if one.id.startswith(wanted)]
    if not fitting:
        key = "no snapshot found" if wanted == "latest" else "no matching ID"
        raise _failed(key, [])
    return fitting[0]


def bring(snapshot: Snapshot, target: Path, *, only: Sequence[str] = ()) -> None:
    """Write a copy under `target`, each file at its old absolute path; `only` these paths, where given.

    restic checks every piece it reads: what was changed in the repository raises BackupFailed.
    """
    chosen = [part for path in only for part in ("--include", path)]
    _run("restore", snapshot.id, "--target", str(target), *chosen)


def check(*, percent: int = 100) -> None:
    """Is the repository whole? Reads that share of all its data again. Raises BackupFailed."""
    _run("check", "--quiet", f"--read-data-subset={percent}%")


def forget(*, days: int, weeks: int, months: int) -> None:
    """Keep the last three, one for each of so many days, weeks and months; free the space of the others."""
    _run("forget", "--quiet", "--tag", TAG, "--group-by", "tags", "--prune", "--keep-last=3",
         f"--keep-daily={days}", f"--keep-weekly={weeks}", f"--keep-monthly={months}")  # fmt: skip


def _snapshot(row: dict[str, Any]) -> Snapshot:
    moment, _, rest = row["time"].partition(".")
    zone = rest.lstrip("0123456789") or "Z" if rest else ""
    return Snapshot(row["id"], datetime.fromisoformat(moment + zone), tuple(row["paths"]))


def _run(*words: str) -> str:
    if shutil.which(PROGRAM) is None:
        raise BackupFailed(
            "Máy chưa có chương trình restic. Cài bằng: apt-get install restic.", code="no restic"
        )
    given = {
        "RESTIC_REPOSITORY": settings.BACKUP_REPOSITORY,
        "RESTIC_PASSWORD": settings.BACKUP_PASSWORD,
        "RESTIC_CACHE_DIR": str(settings.VAR_DIR / "restic-cache"),
        "RESTIC_PROGRESS_FPS": "0.01",
    }
    done = subprocess.run([PROGRAM, *words], env=os.environ | given, capture_output=True, text=True, cwd="/")
    if done.returncode:
        raise _failed(done.stderr, words)
    return done.stdout


def _failed(said: str, words: Sequence[str]) -> BackupFailed:
    """The sentence that fits what restic said; its own words where none does."""
    where = settings.BACKUP_REPOSITORY
    for sign, sentence in _SENTENCES:
        if sign in said:
            return BackupFailed(sentence.format(where=where), code=sign)
    tail = " ".join(said.split())[-300:]
    return BackupFailed(f"restic {words[0]} không thành công: {tail}", code="restic")
