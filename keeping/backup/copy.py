"""A snapshot that was brought back to disk: where in it the dump, the manifest and the files lie."""

from dataclasses import dataclass
from pathlib import Path

from keeping.backup import manifest
from keeping.backup.errors import BackupFailed
from keeping.backup.manifest import Manifest
from keeping.backup.restic import Snapshot
from keeping.backup.save import DUMP


@dataclass(frozen=True)
class Copy:
    """What lies under one folder after `restic.bring`."""

    dump: Path
    files: Path
    manifest: Manifest


def paths_of(snapshot: Snapshot) -> tuple[str, str]:
    """The two folders of a snapshot: that of the dump, that of the files."""
    work = [path for path in snapshot.paths if Path(path).name == "backup-work"]
    rest = [path for path in snapshot.paths if path not in work]
    if len(work) != 1 or len(rest) != 1:
        raise BackupFailed(f"Bản sao lưu {snapshot.id[:8]} không phải của phần mềm này.", code="strange")
    return work[0], rest[0]


def opened(snapshot: Snapshot, target: Path) -> Copy:
    """The snapshot's parts, as they lie under `target`."""
    work, files = (target / path.lstrip("/") for path in paths_of(snapshot))
    return Copy(work / DUMP, files, manifest.read(work))
