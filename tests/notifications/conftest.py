"""A message at hand, and gateways that say what a test wants."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from notifications.gateways import SMS_GATEWAYS
from notifications.gateways.contract import Answer, Outgoing
from notifications.models import Message
from notifications.services import enqueue

NOW = datetime(2026, 11, 23, 2, 42, tzinfo=UTC)
PHONE = "84912345678"


def write(number: int = 1, **changes: object) -> Message:
    """Queue one text message with a key in it, at NOW."""
    given: dict = {
        "channel": "sms",
        "address": PHONE,
        "template_key": "key_renewed",
        "values": {"code": f"H42.18172-261123-{number:04}"},
        "secret_values": {"key": "K7PX-42MD"},
        "dedupe_key": f"test:{number}",
        "at": NOW,
        "reference": f"H42.18172-261123-{number:04}",
    }
    return enqueue(**{**given, **changes})


class Puppet:
    """A gateway that answers as told and remembers what it was given."""

    def __init__(self) -> None:
        self.sent: list[Outgoing] = []
        self.answers: list[Answer | Exception | Callable[[Outgoing], Answer]] = []

    def send(self, outgoing: Outgoing) -> Answer:
        self.sent.append(outgoing)
        answer = self.answers.pop(0) if self.answers else Answer("accepted", provider_id="p1", raw="ok")
        if isinstance(answer, Exception):
            raise answer
        return answer(outgoing) if callable(answer) else answer


@pytest.fixture
def puppet(settings, monkeypatch: pytest.MonkeyPatch) -> Puppet:
    gateway = Puppet()
    monkeypatch.setitem(SMS_GATEWAYS, "puppet", lambda: gateway)
    settings.SMS_GATEWAY = "puppet"
    return gateway
