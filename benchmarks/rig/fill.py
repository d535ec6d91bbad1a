"""Fills the house: the demo office, some dossiers that live through the real services, keys, a photograph.

    python -m benchmarks.rig.fill

The many come by `manage.py import_dossiers` afterwards. Prints JSON: how many dossiers there are.
"""

import io
import json
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import django
from django.conf import settings

django.setup()

from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402
from PIL import Image  # noqa: E402

from dossiers.models import Dossier  # noqa: E402
from dossiers.services import keys  # noqa: E402
from kit.clock import VN  # noqa: E402
from portal.demo.fill import fill as live  # noqa: E402
from portal.demo.office import build  # noqa: E402

SEED = 2026
LIVED = 120  # dossiers with a real life
OPENED = datetime(2025, 11, 21, 8, tzinfo=VN)
PHOTO_BYTES = 200_000


@transaction.atomic
def open_office(now: datetime) -> None:
    """Xã Sơn Tây with its catalogue, officers and the dossiers of real lives."""
    office = build(at=OPENED)
    live(office=office, count=LIVED, seed=SEED, now=now)


def give_keys(at: datetime, folder: Path) -> None:
    """Known update keys for the dossiers that were filed on line, for those who look up."""
    known = []
    for dossier in Dossier.objects.exclude(key_hash="").order_by("pk"):
        key = keys.new_key()
        keys.set_key(dossier=dossier, key=key, at=at)
        dossier.save(update_fields=["key_hash", "key_set_at"])
        known.append((dossier.code, key))
    (folder / "keys.json").write_text(json.dumps(known))


def take_photo(folder: Path) -> None:
    """A paper photographed with a telephone: 1200 × 1600, a JPEG of 200 kB."""
    draw = Random(SEED)
    coarse = Image.frombytes("L", (300, 400), draw.randbytes(300 * 400))
    picture = coarse.resize((1200, 1600), Image.Resampling.BICUBIC).convert("RGB")
    for quality in range(95, 5, -2):
        kept = io.BytesIO()
        picture.save(kept, "JPEG", quality=quality)
        if kept.tell() <= PHOTO_BYTES:
            break
    (folder / "photo.jpg").write_bytes(kept.getvalue() + b"\0" * (PHOTO_BYTES - kept.tell()))


def main() -> None:
    now, folder = timezone.now(), Path(settings.VAR_DIR)
    open_office(now - timedelta(minutes=1))
    take_photo(folder)
    give_keys(now, folder)
    print(json.dumps({"dossiers": Dossier.objects.count()}))


if __name__ == "__main__":
    main()
