"""The pages of message texts as plain values."""

from dataclasses import dataclass
from typing import Any

from agencies.models import Agency
from desk.forms.messages import field_name
from notifications import sms
from notifications.compose import as_filled, compose_email
from notifications.models import MessageWording
from notifications.texts import SMS, Texts, length, needed
from notifications.wording import GROUPS
from notifications.wording.places import place_of, samples, shown
from notifications.wording.template import Template


@dataclass(frozen=True)
class Bubble:
    """One text message as a telephone shows it, without marks, and what it costs."""

    title: str
    text: str
    cost: str


def groups(found: dict[str, MessageWording]) -> list[dict[str, Any]]:
    """Every message by audience, each with the version that counts."""
    return [
        {"title": title, "rows": [_row(key, one, found.get(key)) for key, one in group.items()]}
        for title, group in GROUPS
    ]


def places(template: Template) -> list[dict[str, Any]]:
    """What may be filled in, the needed first, each with a sample."""
    must = frozenset().union(*(needed(template, lines) for _, lines in Texts.of(template).fields()))
    rows = [
        {
            "gap": f"{{{place_of(template, name).label}}}",
            "sample": place_of(template, name).sample,
            "needed": name in must,
            "sure": name in template.sure,
        }
        for name in template.known
    ]
    return sorted(rows, key=lambda row: (not row["needed"], not row["sure"], row["gap"]))


def preview(template: Template, texts: Texts, office: Agency) -> dict[str, Any]:
    """The letter and each text message with usual values; the office is the one that looks."""
    worded = texts.put_into(template)
    values = samples(template, agency=office.committee)
    plain = {name: value for name, value in values.items() if name not in template.secret}
    secrets = {name: values[name] for name in template.secret}
    letter = compose_email(worded, plain, secrets)
    return {
        "subject": letter.subject,
        "paragraphs": letter.text.strip().split("\n\n"),
        "bubbles": [_bubble(worded, number, values) for number in range(len(texts.sms))],
    }


def versions(
    rows: list[MessageWording], now: MessageWording | None, template: Template
) -> list[dict[str, Any]]:
    """The history, each version with what differs from the one that it followed."""
    shipped = Texts.of(template)
    before: dict[str, Texts] = {}
    lines = []
    for row in reversed(rows):
        texts = Texts.from_json(row.texts)
        old = before.get(row.office) or before.get("") or shipped
        before[row.office] = texts
        lines.append({"row": row, "is_now": row == now, "changes": _changes(old, texts, template)})
    return lines[::-1]


def _row(key: str, template: Template, found: MessageWording | None) -> dict[str, Any]:
    texts = Texts.from_json(found.texts) if found else Texts.of(template)
    first = " ".join(shown(sentence, template) for sentence in texts.sms[0])
    return {"key": key, "title": template.title, "version": found, "text": first}


def _bubble(template: Template, number: int, values: dict[str, str]) -> Bubble:
    wording = template.sms[number]
    size = length(template, wording)
    with_marks = f"Nếu có dấu: {size.parts_with_marks} phần tin."
    cost = f"Gửi không dấu: {size.signs} ký tự, {size.parts} phần tin. {with_marks}"
    return Bubble(field_name(f"{SMS}{number + 1}"), sms.plain(as_filled(wording, values)), cost)


def _changes(old: Texts, new: Texts, template: Template) -> list[dict[str, str]]:
    """Fields that differ, as "from" and "to"."""
    was = dict(old.fields())
    return [
        {
            "field": field_name(name),
            "before": shown(" ".join(was.get(name, ())), template),
            "after": shown(" ".join(lines), template),
        }
        for name, lines in new.fields()
        if lines != was.get(name)
    ]
