"""Making a backup while everybody works: database first, then the files that it speaks of.

The dump and the count are made in one and the same snapshot of the database. A file is written, and forced
to disk, before its row is committed; it is never changed, and its bytes outlive the row's erasure by the days
of the bin. So every file that the dump speaks of is there when the files are read, whatever is filed
meanwhile.
"""

import shutil
from contextlib import closing
from datetime import datetime
from pathlib import Path

from django.conf import settings

from keeping.backup import database, manifest, restic
from keeping.backup.counting import count
from keeping.backup.database import Address
from keeping.backup.manifest import Manifest
from keeping.backup.restic import Saved

DUMP = "database"


def save(address: Address, *, new: bool, at: datetime) -> tuple[Saved, Manifest]:
    """One backup of the database at `address` and of the files; `new`: a repository may be made for it.

    Raises BackupFailed; nothing counts then.
    """
    restic.prepare(make=new)
    files = Path(settings.MEDIA_ROOT)
    files.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = work_folder("backup-work")
    try:
        made = _dump(address, folder, at)
        return restic.save([folder, files]), made
    finally:
        shutil.rmtree(folder)


def work_folder(name: str) -> Path:
    """An empty folder under VAR_DIR that only the product may enter; what a killed run left there is gone."""
    folder = Path(settings.VAR_DIR).resolve() / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
    return folder


def _dump(address: Address, folder: Path, at: datetime) -> Manifest:
    with closing(database.connect(address)) as session:
        session.set_session(isolation_level="REPEATABLE READ", readonly=True)
        with session.cursor() as cursor:
            cursor.execute("SELECT pg_export_snapshot()")
            database.dump(address, snapshot=cursor.fetchone()[0], to=folder / DUMP)
            made = Manifest(at, session.server_version, count(cursor), manifest.key_marks())
    manifest.write(made, folder)
    return made
