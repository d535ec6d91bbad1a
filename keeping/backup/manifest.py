"""What a backup says of itself: when, what was counted, and which keys its sealed values need. Plain JSON."""

import hashlib
import hmac
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from keeping.backup.counting import Count, Table

NAME = "manifest.json"
FORMAT = 1


@dataclass(frozen=True)
class Manifest:
    """`made_at`: what was committed before it is in the backup. `keys`: marks of the keys, never the keys."""

    made_at: datetime
    server: int
    tables: Count
    keys: dict[str, str]

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(table.rows for table in self.tables.values())


def write(manifest: Manifest, folder: Path) -> None:
    """Put it beside the dump."""
    plain = {"format": FORMAT, **asdict(manifest), "made_at": manifest.made_at.isoformat()}
    (folder / NAME).write_text(json.dumps(plain, indent=1), encoding="utf-8")


def read(folder: Path) -> Manifest:
    """The manifest of a backup."""
    plain = json.loads((folder / NAME).read_text(encoding="utf-8"))
    tables = {name: Table(**table) for name, table in plain["tables"].items()}
    return Manifest(datetime.fromisoformat(plain["made_at"]), plain["server"], tables, plain["keys"])


def key_marks() -> dict[str, str]:
    """A short mark for each key that is kept apart from the backups; who has the mark can't guess the key."""
    keys = {"SECRET_KEY": settings.SECRET_KEY, "INDEX_KEY": settings.INDEX_KEY}
    keys |= {"DATA_KEYS": settings.DATA_KEYS[0]}
    return {name: _mark(name, key) for name, key in keys.items()}


def missing_keys(manifest: Manifest) -> list[str]:
    """The names of the keys whose present value is not the backup's; any of DATA_KEYS may be its key."""
    here = key_marks()
    data = {_mark("DATA_KEYS", key) for key in settings.DATA_KEYS}
    return [
        name
        for name, mark in sorted(manifest.keys.items())
        if mark != here.get(name) and not (name == "DATA_KEYS" and mark in data)
    ]


def _mark(name: str, key: str) -> str:
    return hmac.new(key.encode(), f"motcua:backup:{name}".encode(), hashlib.sha256).hexdigest()[:16]
