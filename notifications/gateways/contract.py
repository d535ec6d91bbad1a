"""What every way out of the house agrees on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

AnswerState = Literal["accepted", "temporary", "permanent", "unknown"]


@dataclass(frozen=True)
class Outgoing:
    """One message as it leaves, secrets filled in. Never logged: its representation shows the id only."""

    attempt_id: UUID
    channel: str
    address: str
    text: str
    at: datetime
    subject: str = ""
    html: str = ""

    def __repr__(self) -> str:
        return f"Outgoing({self.attempt_id})"


@dataclass(frozen=True)
class Answer:
    """What the provider said.

    `temporary`: it did not take the message, try again later; `permanent`: it never will;
    `unknown`: it may have taken it, only a report or time will tell. `raw` is kept: no secret in it.
    """

    state: AnswerState
    provider_id: str = ""
    raw: str = ""


class Gateway(Protocol):
    """One way out. `send` never raises for what the network or the provider does."""

    def send(self, outgoing: Outgoing) -> Answer: ...
