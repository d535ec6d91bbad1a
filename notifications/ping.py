"""A nudge to the worker that the outbox has something; when the broker is away, the sweep finds it anyway."""

import logging

from celery import current_app
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def ping_worker() -> None:
    """Ask for `send_due` now. A dead broker is only logged: the row is in the database."""
    try:
        current_app.send_task("notifications.tasks.send_due", retry=False, ignore_result=True)
    except (OperationalError, OSError) as error:
        logger.warning("outbox: the broker does not answer, the sweep will send (%s)", error)
