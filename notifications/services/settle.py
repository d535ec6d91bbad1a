"""Settling what a crash or the time left open: attempts in doubt, messages past their time."""

from datetime import datetime, timedelta

from django.db import transaction

from notifications.models import Attempt, Message
from notifications.services.states import close, was_taken

MOST_IN_DOUBT = 5
NEVER_SURE = "Đã gửi nhiều lần nhưng không rõ kết quả; không gửi nữa."


def settle(*, at: datetime, in_doubt_after: timedelta) -> int:
    """Queue again what has been in doubt for `in_doubt_after` without a report, marked "có thể trùng";
    expire what was not sent in time. Gives the number of messages moved. Safe under two workers."""
    old = Attempt.objects.filter(state=Attempt.State.SENDING, started_at__lte=at - in_doubt_after)
    moved = sum(
        _settle_one(pk, at) for pk in old.order_by("started_at", "id").values_list("message_id", flat=True)
    )
    return moved + _expire(at)


def _settle_one(message_id: int, at: datetime) -> int:
    with transaction.atomic():
        message = Message.objects.select_for_update(skip_locked=True).filter(pk=message_id).first()
        attempt = message and message.attempts.filter(state=Attempt.State.SENDING).first()
        if attempt is None:  # another worker settles it, or the answer came meanwhile
            return 0
        attempt.state, attempt.finished_at = Attempt.State.UNKNOWN, at
        attempt.save(update_fields=["state", "finished_at"])
        _send_again(message, at)
        return 1


def _send_again(message: Message, at: datetime) -> None:
    if was_taken(message):
        close(message, Message.State.ACCEPTED, at)
    elif message.expires_at <= at:
        close(message, Message.State.EXPIRED, at)
    elif message.attempts.filter(state=Attempt.State.UNKNOWN).count() >= MOST_IN_DOUBT:
        close(message, Message.State.FAILED, at, problem=NEVER_SURE)
    else:
        message.state, message.next_try_at, message.may_be_duplicate = Message.State.QUEUED, at, True
        message.save(update_fields=["state", "next_try_at", "may_be_duplicate"])


def _expire(at: datetime) -> int:
    return Message.objects.filter(state=Message.State.QUEUED, expires_at__lte=at).update(
        state=Message.State.EXPIRED, settled_at=at, secret_values=None
    )
