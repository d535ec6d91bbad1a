"""Sending: claim one message with its attempt, commit, call the gateway, record what it said.

The attempt is committed as *sending* before the call. Killed before the call or after it, the message is in
doubt; a delivery report or `settle` decides it (domain.md 26). Rows are locked message first, attempt second.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from notifications.compose import check
from notifications.gateways import gateway_for
from notifications.gateways.contract import Answer, Outgoing
from notifications.models import Attempt, Message
from notifications.selectors import in_words
from notifications.services.queue import compose
from notifications.services.states import close, lock_attempt, was_taken

logger = logging.getLogger(__name__)
BACK_OFF_MINUTES = (1, 2, 5, 15, 60)
_ATTEMPT_STATE = {
    "accepted": Attempt.State.ACCEPTED,
    "temporary": Attempt.State.ERROR,
    "permanent": Attempt.State.REFUSED,
}


def send_next(*, clock: Callable[[], datetime]) -> bool:
    """Send the message that is due first; False when none is due. `clock` gives the aware time, read twice:
    before the call and after it. Must run outside a transaction, or a crash would leave no trace."""
    attempt = claim_next(at=clock())
    if attempt is None:
        return False
    record_answer(attempt_id=attempt.pk, answer=_call(attempt), at=clock())
    return True


def claim_next(*, at: datetime) -> Attempt | None:
    """Take the message due first, for this worker alone, and write down the attempt about to be made."""
    with transaction.atomic(durable=True):
        message = (
            Message.objects.select_for_update(skip_locked=True)
            .filter(state=Message.State.QUEUED, next_try_at__lte=at, expires_at__gt=at)
            .order_by("next_try_at", "id")
            .first()
        )
        if message is None:
            return None
        message.state = Message.State.SENDING
        message.tries += 1
        message.save(update_fields=["state", "tries"])
        return Attempt.objects.create(message=message, number=message.tries, started_at=at)


def record_answer(*, attempt_id: UUID, answer: Answer, at: datetime) -> None:
    """Write down what the gateway said and what follows from it for the message.

    A report may have been faster than the answer; it is never undone.
    """
    with transaction.atomic():
        attempt = lock_attempt(attempt_id)
        attempt.answer, attempt.provider_id = (
            answer.raw[:500],
            attempt.provider_id or answer.provider_id[:100],
        )
        undecided = attempt.state in (Attempt.State.SENDING, Attempt.State.UNKNOWN)
        if undecided and answer.state != "unknown":
            attempt.state, attempt.finished_at = _ATTEMPT_STATE[answer.state], at
        attempt.save(update_fields=["answer", "provider_id", "state", "finished_at"])
        if undecided and attempt.message.state in Message.OPEN:
            _follow(attempt.message, answer, at)


def next_try(tries: int, at: datetime) -> datetime:
    """When to try again after `tries` tries: 1, 2, 5, 15, then every 60 minutes."""
    return at + timedelta(minutes=BACK_OFF_MINUTES[min(tries, len(BACK_OFF_MINUTES)) - 1])


def _call(attempt: Attempt) -> Answer:
    message = attempt.message
    try:
        outgoing = _outgoing(attempt, message)
    except Exception as error:
        logger.exception("outbox: message %s cannot be written out", message.pk)
        return Answer("permanent", raw=f"cannot be written out: {type(error).__name__}")
    try:
        return gateway_for(message.channel).send(outgoing)
    except Exception as error:  # a gateway's own fault: nobody knows how far it came
        logger.exception("outbox: the gateway failed on message %s", message.pk)
        return Answer("unknown", raw=type(error).__name__)


def _outgoing(attempt: Attempt, message: Message) -> Outgoing:
    hidden = message.secret_values or {}
    template = in_words(check(message.template_key, message.values, hidden), message.wording)
    composed = compose(message.channel, template, message.values, hidden)
    return Outgoing(
        attempt_id=attempt.pk,
        channel=message.channel,
        address=message.address,
        text=composed.text,
        subject=composed.subject,
        html=composed.html,
        at=attempt.started_at,
    )


def _follow(message: Message, answer: Answer, at: datetime) -> None:
    if answer.state == "accepted" or (answer.state != "unknown" and was_taken(message)):
        close(message, Message.State.ACCEPTED, at)
    elif answer.state == "permanent":
        close(message, Message.State.FAILED, at, problem=answer.raw)
    elif answer.state == "temporary":
        message.state, message.problem = Message.State.QUEUED, answer.raw[:300]
        message.next_try_at = next_try(message.tries, at)
        message.save(update_fields=["state", "problem", "next_try_at"])
