"""Delivery reports: the provider says later what became of an attempt."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from notifications.models import Attempt, Message
from notifications.services.states import close, lock_attempt, was_taken

UNDELIVERED = "Nhà mạng báo tin không đến máy."


def record_report(
    *, attempt_id: UUID, status: Attempt.Report, at: datetime, provider_id: str = "", text: str = ""
) -> None:
    """Take one report, in any order and any number of times; the first final one (delivered, failed) stands.

    Any report proves that the provider took the message, so it settles an attempt in doubt.
    Raises Attempt.DoesNotExist.
    """
    with transaction.atomic():
        attempt = lock_attempt(attempt_id)
        if attempt.report in Attempt.FINAL_REPORTS:
            return
        attempt.report, attempt.reported_at = status, at
        attempt.state, attempt.finished_at = Attempt.State.ACCEPTED, attempt.finished_at or at
        attempt.provider_id = attempt.provider_id or provider_id[:100]
        if text:
            attempt.answer = "\n".join(filter(None, [attempt.answer, text[:200]]))
        attempt.save(update_fields=["report", "reported_at", "state", "finished_at", "provider_id", "answer"])
        _follow(attempt.message, status, at)


def _follow(message: Message, status: Attempt.Report, at: datetime) -> None:
    if status == Attempt.Report.DELIVERED:
        close(message, Message.State.DELIVERED, at)
    elif message.state == Message.State.DELIVERED or _under_way(message):
        return
    elif status == Attempt.Report.FAILED and not was_taken(message):
        close(message, Message.State.FAILED, at, problem=UNDELIVERED)
    elif message.state in Message.OPEN:
        close(message, Message.State.ACCEPTED, at)


def _under_way(message: Message) -> bool:
    return message.attempts.filter(state=Attempt.State.SENDING).exists()
