"""How a message ends: shared by sending, reports and settling."""

from datetime import datetime
from uuid import UUID

from notifications.models import Attempt, Message


def lock_attempt(attempt_id: UUID) -> Attempt:
    """The attempt with its message, both locked, message first. Raises Attempt.DoesNotExist."""
    message_id = Attempt.objects.values_list("message_id", flat=True).get(pk=attempt_id)
    message = Message.objects.select_for_update().get(pk=message_id)
    attempt = Attempt.objects.select_for_update().get(pk=attempt_id)
    attempt.message = message
    return attempt


def close(message: Message, state: Message.State, at: datetime, *, problem: str = "") -> None:
    """The message needs no more sending: its secrets are erased."""
    message.state, message.problem, message.secret_values = state, problem[:300], None
    message.settled_at = message.settled_at or at
    message.save(update_fields=["state", "problem", "secret_values", "settled_at"])


def was_taken(message: Message) -> bool:
    """Has any attempt reached the provider, and not come back as undeliverable?"""
    taken = message.attempts.filter(state=Attempt.State.ACCEPTED)
    return taken.exclude(report=Attempt.Report.FAILED).exists()
