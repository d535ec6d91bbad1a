"""Loading the list of provinces and communes that the product ships (agencies/data/README.md)."""

import csv
from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path

from django.db import transaction

from agencies.models import Agency, AgencyName, FormerUnit
from agencies.services.units import set_name
from kit.text import fold

DATA = Path(__file__).parent.parent / "data"
START = date(2025, 7, 1)  # QĐ 19/2025/QĐ-TTg
BATCH = 2000
Codes = dict[str, int]


@transaction.atomic
def load_units(*, provinces: Collection[str] | None = None) -> dict[str, int]:
    """Add provinces and communes, all or of some provinces, with earlier names and former units.

    Rows that are there stay as they are, so it may run again. Returns how many of each there are now.
    """
    rows = [row for row in _read("units.tsv") if _wanted(row, provinces)]
    codes: Codes = {}
    for upper in (True, False):  # parents before children
        _add_agencies([row for row in rows if bool(row["parent"]) is not upper], codes)
    _add_names(rows, codes)
    _add_former(codes)
    models = {"agencies": Agency, "names": AgencyName, "former": FormerUnit}
    return {name: model.objects.count() for name, model in models.items()}


def _read(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as source:
        yield from csv.DictReader(source, delimiter="\t")


def _wanted(row: dict[str, str], provinces: Collection[str] | None) -> bool:
    return provinces is None or (row["parent"] or row["code"]) in provinces


def _add_agencies(rows: list[dict[str, str]], codes: Codes) -> None:
    agencies = [_agency(row, codes) for row in rows]
    Agency.objects.bulk_create(agencies, batch_size=BATCH, ignore_conflicts=True)
    wanted = {row["code"] for row in rows}
    open_now = Agency.objects.open().values_list("code", "pk")
    codes.update((code, pk) for code, pk in open_now if code in wanted)


def _agency(row: dict[str, str], codes: Codes) -> Agency:
    kind = Agency.Kind.COMMUNE if row["parent"] else Agency.Kind.PROVINCE
    agency = Agency(code=row["code"], kind=kind, parent_id=codes.get(row["parent"]), valid_from=START)
    set_name(agency, row["short_name"], row["place_kind"])
    return agency


def _add_names(rows: list[dict[str, str]], codes: Codes) -> None:
    names = [_name(row, codes, row["since"], None) for row in rows]
    earlier = (row for row in _read("names.tsv") if row["code"] in codes)
    names += [_name(row, codes, row["valid_from"], date.fromisoformat(row["valid_to"])) for row in earlier]
    AgencyName.objects.bulk_create(names, batch_size=BATCH, ignore_conflicts=True)


def _name(row: dict[str, str], codes: Codes, since: str, until: date | None) -> AgencyName:
    kind = Agency.PlaceKind(row["place_kind"])
    return AgencyName(
        agency_id=codes[row["code"]],
        name=f"{kind.label} {row['short_name']}",
        place_kind=kind,
        valid_from=date.fromisoformat(since),
        valid_to=until,
        basis=row["basis"],
    )


def _add_former(codes: Codes) -> None:
    found = [
        _former(row, target, codes) for row in _read("former.tsv") for target in row["new_codes"].split()
    ]
    rows = [unit for unit in found if unit is not None]
    FormerUnit.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)


def _former(row: dict[str, str], target: str, codes: Codes) -> FormerUnit | None:
    """A bare code took in the whole, "*" the part offered by default, "+" another part."""
    code = target.lstrip("*+")
    if code not in codes:
        return None
    return FormerUnit(
        old_code=row["old_code"],
        name=row["name"],
        district=row["district"],
        province=row["province"],
        fold_name=fold(row["name"]),
        merged_into_id=codes[code],
        part=target != code,
        default=not target.startswith("+"),
    )
