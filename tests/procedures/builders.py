"""Small catalogue entries for tests, brought in through the importer as everywhere else."""

import datetime as dt
import json
from copy import deepcopy
from pathlib import Path
from typing import Any

from kit.actor import Actor
from procedures.models import Version
from procedures.services.import_catalogue import Outcome, Publication, import_catalogue
from procedures.services.versions import Decision

BY = Actor(kind="officer", id=7, name="Nguyễn Thị Hoa", office="Văn phòng")
AT = dt.datetime(2026, 11, 23, 2, 0, tzinfo=dt.UTC)
DAY = dt.date(2026, 11, 23)
DECISION = Decision("2873/QĐ-UBND", dt.date(2025, 11, 19), dt.date(2025, 11, 20))
PUBLICATION = Publication(DECISION, dt.date(2026, 1, 1))
CATALOGUE = Path(__file__).resolve().parents[2] / "procedures/data/procedures.json"

ENTRY: dict[str, Any] = {
    "code": "9.000001",
    "name": "Xác nhận nơi cư trú",
    "field": "Cư trú",
    "service_level": "toan_trinh",
    "audience": "individual",
    "result": "Giấy xác nhận",
    "legal_basis": ["Luật Cư trú 68/2020/QH14"],
    "competent_agency": "UBND cấp xã",
    "online": True,
    "fee": {"status": "free", "items": [], "confidence": "K"},
    "cases": [{"key": "default", "name": "", "limit": {"unit": "working_day", "amount": 3}}],
    "components": [
        {
            "code": "GT01",
            "name": "Tờ khai",
            "originals": 1,
            "copies": 0,
            "required": True,
            "shown_only": False,
        }
    ],
    "steps": [
        {"name": "Tiếp nhận", "role": "receive", "unit_kind": "one_stop", "share": 0.3},
        {"name": "Xử lý", "role": "process", "unit_kind": "justice_civil_status", "share": 0.3},
        {"name": "Ký duyệt", "role": "approve", "unit_kind": "leadership", "share": 0.3},
        {"name": "Trả kết quả", "role": "return", "unit_kind": "one_stop", "share": 0.1},
    ],
}


def entry(**changes: Any) -> dict[str, Any]:
    """The plain entry with these fields changed; None takes a field away."""
    whole = {**deepcopy(ENTRY), **changes}
    return {name: value for name, value in whole.items() if value is not None}


def as_text(*entries: dict[str, Any]) -> str:
    return json.dumps({"procedures": list(entries)}, ensure_ascii=False, indent=1)


def bring_in(*entries: dict[str, Any], published: bool = False) -> Outcome:
    publication = PUBLICATION if published else None
    return import_catalogue(text=as_text(*entries), publication=publication, by=BY, at=AT)


def published(**changes: Any) -> Version:
    """One published version, in force from 01/01/2026."""
    whole = entry(**changes)
    bring_in(whole, published=True)
    return Version.objects.get(procedure__code=whole["code"], state="published")


def whole_catalogue(*, publish: bool = True) -> Outcome:
    """All procedures of the repository's file."""
    text = CATALOGUE.read_text(encoding="utf-8")
    return import_catalogue(text=text, publication=PUBLICATION if publish else None, by=BY, at=AT)
