"""A nudge to the worker that the outbox has something."""

from kit.ping import ping


def ping_worker() -> None:
    """Ask for the sending of messages now."""
    ping("notifications.tasks.send_due")
