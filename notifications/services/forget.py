"""Forgetting what was told to whom: the row and its result stay, words and address go."""

from datetime import datetime

from django.db.models import QuerySet

from notifications.models import Message


def outdated(*, before: datetime) -> QuerySet[Message]:
    """Messages settled before that moment whose words are still there; never one that waits to be sent."""
    return Message.objects.filter(settled_at__lt=before).exclude(address="")


def forget(*, before: datetime) -> int:
    """Blank address, values and text of what is outdated; returns how many. Safe to repeat."""
    return outdated(before=before).update(address="", values={}, text="", problem="")
