"""Fills the house: the demo office once, then dossiers up to COUNT.

    python -m benchmarks.rig.fill COUNT

The first dossiers live through the real services (portal.demo); the rest are copies of their rows, made in
SQL. Prints JSON: how many dossiers there are, how many of them open, seconds taken.
"""

import io
import json
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import django
from django.conf import settings

django.setup()

from django.db import connection, models, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402
from PIL import Image  # noqa: E402

from dossiers.models import Dossier, DossierFact, Event, Leg, Party, StepRun, Supplement  # noqa: E402
from dossiers.services import keys  # noqa: E402
from kit.clock import VN  # noqa: E402
from portal.demo.fill import fill as live  # noqa: E402
from portal.demo.office import build  # noqa: E402

SEED = 2026
LIVED = 120  # dossiers with a real life
OPENED = datetime(2025, 11, 21, 8, tzinfo=VN)
KEYS = 200
PHOTO_BYTES = 200_000
STEP = 10**7  # added to every primary key of the n-th copy, n times
COPIED: tuple[type[models.Model], ...] = (Dossier, Party, Leg, StepRun, Supplement, Event, DossierFact)
CHANGED = {
    "code": r"regexp_replace(code, '-(\d+)$', '-' || %(n)s || '\1')",
    "register_book": "''",
    "register_no": "NULL",
    "late_marked_at": "late_marked_at",
}


@transaction.atomic
def open_office(now: datetime) -> None:
    """Xã Sơn Tây with its catalogue, officers and the dossiers that are copied later."""
    office = build(at=OPENED)
    live(office=office, count=LIVED, seed=SEED, now=now)


def copy_rows(n: int, limit: int) -> None:
    """The n-th copy of the first `limit` lived dossiers with everything that hangs on them."""
    chosen = "SELECT id FROM dossiers_dossier WHERE id < %(step)s ORDER BY id LIMIT %(limit)s"
    with connection.cursor() as cursor:
        for model in COPIED:
            names, values = zip(*_columns(model), strict=True)
            owner = "id" if model is Dossier else "dossier_id"
            cursor.execute(
                f"INSERT INTO {model._meta.db_table} ({', '.join(names)}) SELECT {', '.join(values)} "
                f"FROM {model._meta.db_table} WHERE {owner} IN ({chosen})",
                {"n": n, "step": STEP, "limit": limit},
            )


def _columns(model: type[models.Model]) -> Iterator[tuple[str, str]]:
    """Column and what the copy puts there."""
    for field in model._meta.concrete_fields:
        column = field.column
        copied = field.primary_key or (field.is_relation and field.related_model in COPIED)
        changed = CHANGED.get(column) if model is Dossier else None
        yield column, f"{column} + {STEP}::bigint * %(n)s" if copied else changed or column


def grow(count: int) -> None:
    """Copies until there are `count` dossiers; then the planner is told."""
    n = Dossier.objects.order_by("-pk").values_list("pk", flat=True).first() // STEP + 1
    while (missing := count - Dossier.objects.count()) > 0:
        with transaction.atomic():
            copy_rows(n, min(missing, LIVED))
        n += 1
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE; ANALYZE")


def give_keys(at: datetime, folder: Path) -> None:
    """Known update keys for dossiers spread over all, for those who look up."""
    filed_online = Dossier.objects.exclude(key_hash="").order_by("pk")
    rows = list(filed_online[:: max(1, filed_online.count() // KEYS)][:KEYS])
    known = []
    for dossier in rows:
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


def main(count: int) -> None:
    now, began = timezone.now(), time.perf_counter()
    folder = Path(settings.VAR_DIR)
    if not Dossier.objects.exists():
        open_office(now - timedelta(minutes=1))
        take_photo(folder)
    grow(count)
    give_keys(now, folder)
    seconds = time.perf_counter() - began
    told = {"dossiers": Dossier.objects.count(), "open": Dossier.objects.open().count(), "seconds": seconds}
    print(json.dumps(told))


if __name__ == "__main__":
    main(int(sys.argv[1]))
