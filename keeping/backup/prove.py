"""Proving the newest backup: restored into a scratch database and a scratch folder, compared, thrown away."""

import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from keeping.backup import copy, counting, database, files, restic
from keeping.backup.bring_back import check_files, check_rows
from keeping.backup.database import Address
from keeping.backup.errors import BackupFailed
from keeping.backup.restic import Snapshot
from keeping.backup.save import work_folder

GIGA = 1024**3
READ_AGAIN = 5  # percent of the whole repository, each night others


@dataclass(frozen=True)
class Proven:
    """What came back and was equal; `files_of` is how many there are, `files` how many were compared."""

    snapshot: str
    tables: int
    rows: int
    files: int
    files_of: int
    book: str


def prove(address: Address, *, wanted: str = "latest") -> Proven:
    """Restore beside the house and compare rows, files and the chain of the book. Raises BackupFailed.

    `address`: a server's database whose login may create others. Of more files than BACKUP_PROVE_GB only the
    newest months are fetched; that the others are readable is what restic's own check finds, part by part.
    """
    snapshot = restic.find(wanted)
    folder = work_folder("prove-work")
    name = f"motcua_proof_{hashlib.sha256(str(folder).encode()).hexdigest()[:8]}"
    try:
        with database.scratch(address, name) as beside:
            proven = _compare(snapshot, folder, beside)
    finally:
        shutil.rmtree(folder)
    restic.check(percent=READ_AGAIN)
    return proven


def _compare(snapshot: Snapshot, folder: Path, beside: Address) -> Proven:
    work, media = copy.paths_of(snapshot)
    restic.bring(snapshot, folder, only=[work])
    found = copy.opened(snapshot, folder)
    database.load(beside, dumped=found.dump)
    check_rows(found.manifest, counting.count_at(beside))
    known = files.living(beside)
    months = files.part_of(known, settings.BACKUP_PROVE_GB * GIGA)
    if months:
        restic.bring(snapshot, folder, only=[f"{media}/{month}" for month in months])
    chosen = [one for one in known if one[0].rpartition("/")[0] in set(months)]
    check_files(chosen, found.files)
    return Proven(
        snapshot.id[:8],
        len(found.manifest.tables),
        found.manifest.rows,
        len(chosen),
        len(known),
        _verify(beside),
    )


def _verify(beside: Address) -> str:
    """The last line of `manage.py audit verify` on the scratch database."""
    given = {"DATABASE_URL": database.url(beside), "DATABASE_ROLE": "", "REDIS_URL": settings.REDIS_URL}
    kept = {
        key: value for key, value in os.environ.items() if key not in ("DATABASE_OWNER_URL", "TEST_PG_DIR")
    }
    done = subprocess.run(
        [sys.executable, settings.BASE_DIR / "manage.py", "audit", "verify"],
        env=kept | given, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode:
        raise BackupFailed(
            f"Nhật ký trong bản phục hồi thử: {done.stderr.strip()[-200:]}", code="chain broken"
        )
    return done.stdout.strip().splitlines()[-1]
