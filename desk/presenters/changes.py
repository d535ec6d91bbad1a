"""Changes of the set-up as the book has them: who, when, and each value from what to what."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from agencies import law
from agencies.models import Day
from agencies.services.facts import FACTS
from audit.models import AuditEntry
from desk.forms.messages import field_name
from documents.forms.registry import labels
from notifications.texts import Texts
from notifications.wording import TEMPLATES
from notifications.wording.places import shown

NOTHING = "chưa có"
NAMES = {
    **FACTS,
    "name": "Tên",
    "closed_on": "Ngày cuối cùng hoạt động",
    "from": "Từ ngày",
    "to": "Đến ngày",
    "week": "Giờ trong tuần",
    "date": "Ngày",
    "kind": "Loại",
    "sessions": "Giờ làm bù",
    "enabled": "Thực hiện tại cơ quan",
    "files_here": "Nhận hồ sơ trực tuyến",
    "basis": "Căn cứ",
}
WEEKDAYS = {"mon": "T2", "tue": "T3", "wed": "T4", "thu": "T5", "fri": "T6", "sat": "T7", "sun": "CN"}


@dataclass(frozen=True)
class Change:
    """One value; `name` is empty where the line itself says what it is."""

    name: str
    before: str
    after: str

    @property
    def had(self) -> bool:
        """Was there a value before?"""
        return self.before != NOTHING


def line(row: AuditEntry) -> dict[str, Any]:
    """A line of the history."""
    return {
        "pk": row.pk,
        "whose": int(row.object_id) if row.object_type == "user" and row.object_id.isdigit() else None,
        "at": row.at,
        "who": row.actor_name,
        "office": row.actor_office,
        "what": row.summary,
        "changes": changes(row),
    }


def changes(row: AuditEntry) -> list[Change]:
    """Each value that the line changed; none where the line keeps no values."""
    data = row.data
    if "before" not in data and "after" not in data:
        return []
    before, after = data.get("before"), data.get("after", data.get("value"))
    if row.action == "message.wording":
        return _message(data["key"], before, after)
    if isinstance(before, Mapping) or isinstance(after, Mapping):
        return _fields(before, after, labels() if row.action == "forms.wording" else NAMES)
    return [Change("", _say(before), _say(after))]


def _fields(before: Any, after: Any, names: Mapping[str, str]) -> list[Change]:
    if isinstance(before, list):  # sets of hours that were covered by the new one
        return [Change("", _say(before), _say(after))]
    old, new = before or {}, after or {}
    return [
        Change(names.get(key, key), _say(old.get(key)), _say(new.get(key)))
        for key in dict.fromkeys([*old, *new])
        if old.get(key) != new.get(key)
    ]


def _message(key: str, before: Any, after: Any) -> list[Change]:
    template = TEMPLATES.get(key)
    if template is None:
        return []
    old = dict(Texts.from_json(before).fields())
    return [
        Change(
            field_name(name), shown(" ".join(old.get(name, ())), template), shown(" ".join(lines), template)
        )
        for name, lines in Texts.from_json(after).fields()
        if lines != old.get(name)
    ]


def _say(value: Any) -> str:
    if value is None or value in ("", [], {}):
        return NOTHING
    if isinstance(value, Mapping):
        return _say_map(value)
    if isinstance(value, list):
        return (
            "; ".join(_say(part) for part in value)
            if any(isinstance(p, dict) for p in value)
            else law.say(value)
        )
    if isinstance(value, str):
        return Day.Kind(value).label if value in Day.Kind.values else _say_day(value)
    return law.say(value)


def _say_map(value: Mapping[str, Any]) -> str:
    if value.keys() <= WEEKDAYS.keys():
        return "; ".join(
            f"{WEEKDAYS[day]} {', '.join(hours)}" for day in WEEKDAYS if (hours := value.get(day))
        )
    if "week" in value:
        until = f" đến {_say(value['to'])}" if value.get("to") else ""
        return f"từ {_say(value.get('from'))}{until}: {_say(value['week'])}"
    return law.say(dict(value)) if all(isinstance(n, int) for n in value.values()) else str(dict(value))


def _say_day(text: str) -> str:
    try:
        return f"{date.fromisoformat(text):%d/%m/%Y}" if len(text) == 10 else text
    except ValueError:
        return text
