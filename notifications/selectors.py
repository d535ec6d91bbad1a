"""Reads of the outbox; secrets are masked everywhere but in the demo inbox."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Max, Min, QuerySet

from notifications.models import DemoMessage, Message, MessageWording
from notifications.texts import Texts
from notifications.wording import TEMPLATES, Template


@dataclass(frozen=True)
class Shown:
    """A message as the demo's phone or mail box shows it."""

    channel: str
    address: str
    subject: str
    text: str
    received_at: datetime


@dataclass(frozen=True)
class Mailbox:
    """One phone or mail box of the demo: how many messages, the last when."""

    channel: str
    address: str
    messages: int
    last_at: datetime


def inbox(address: str) -> list[Shown]:
    """What came to a phone (`84…`) or mail address, newest first; empty outside demo mode."""
    if not settings.DEMO_MODE:
        return []
    rows = DemoMessage.objects.filter(address=address).order_by("-id")
    return [Shown(row.channel, row.address, row.subject, row.demo_text, row.received_at) for row in rows]


def mailboxes() -> list[Mailbox]:
    """Every phone and mail box of the demo, the newest message first; empty outside demo mode."""
    if not settings.DEMO_MODE:
        return []
    rows = (
        DemoMessage.objects.values("channel", "address")
        .annotate(messages=Count("id"), last_at=Max("received_at"), last=Max("id"))
        .order_by("-last")
    )
    return [Mailbox(row["channel"], row["address"], row["messages"], row["last_at"]) for row in rows]


def messages_about(reference: str) -> QuerySet[Message]:
    """The messages of one thing (a dossier's code), oldest first, with their attempts."""
    return Message.objects.filter(reference=reference).prefetch_related("attempts").order_by("id")


def told_to_citizen(reference: str) -> QuerySet[Message]:
    """`messages_about` without what officers were told of it."""
    ours = [key for key, template in TEMPLATES.items() if template.to_officer]
    return messages_about(reference).exclude(template_key__in=ours)


def counts_by_state() -> list[tuple[str, str, int]]:
    """(channel, state, how many) for every pair that occurs, ordered."""
    rows = Message.objects.values("channel", "state").annotate(number=Count("id"))
    return [(row["channel"], row["state"], row["number"]) for row in rows.order_by("channel", "state")]


def oldest_due(at: datetime) -> datetime | None:
    """Since when the message that waits longest has been due; None when nothing is due."""
    due = Message.objects.filter(state=Message.State.QUEUED, next_try_at__lte=at)
    return due.aggregate(oldest=Min("next_try_at"))["oldest"]


def marked_duplicates() -> int:
    """How many messages carry "có thể trùng"."""
    return Message.objects.filter(may_be_duplicate=True).count()


def wordings(key: str, office: str) -> QuerySet[MessageWording]:
    """Every version of a message's words at the office of this code, those for all too; newest first."""
    rows = MessageWording.objects.filter(template_key=key, office__in=("", office))
    return rows.order_by("-set_at", "-pk")


def wording_in_force(key: str, office: str) -> MessageWording | None:
    """The version that counts at the office; None where the shipped words do."""
    return in_force(MessageWording.objects.filter(template_key=key, office__in=("", office))).first()


def wordings_in_force(office: str) -> dict[str, MessageWording]:
    """The version that counts at the office, by template key. One query."""
    found: dict[str, MessageWording] = {}
    for row in in_force(MessageWording.objects.filter(office__in=("", office))):
        found.setdefault(row.template_key, row)
    return found


def worded(asked: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Template]:
    """The template of each (key, office) in the words that count there. One query, none for nothing."""
    pairs = set(asked)
    if not pairs:
        return {}
    keys, offices = {key for key, _ in pairs}, {office for _, office in pairs}
    found: dict[tuple[str, str], MessageWording] = {}
    rows = MessageWording.objects.filter(template_key__in=keys, office__in=offices | {""})
    for row in in_force(rows):
        found.setdefault((row.template_key, row.office), row)
    return {
        (key, office): in_words(TEMPLATES[key], found.get((key, office)) or found.get((key, "")))
        for key, office in pairs
    }


def in_force(rows: QuerySet[MessageWording]) -> QuerySet[MessageWording]:
    """Those that count first: an office's own before those of all, the newest before older ones."""
    return rows.order_by("-office", "-no")


def in_words(template: Template, wording: MessageWording | None) -> Template:
    """The template in the words of a version, or as it is shipped."""
    return Texts.from_json(wording.texts).put_into(template) if wording else template
