"""A nudge to the worker that the outbox has something; when the broker is away, the sweep finds it anyway."""

import logging

from celery import current_app
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)
# A person waits for the answer of this request: one quick try, where the library would take six seconds.
ONE_TRY = {"max_retries": 0, "socket_connect_timeout": 1}


def ping_worker() -> None:
    """Ask for `send_due` now. A dead broker is only logged: the row is in the database."""
    try:
        with current_app.connection_for_write(transport_options=ONE_TRY) as link:
            current_app.send_task("notifications.tasks.send_due", connection=link, retry=False, expires=30)
    except (OperationalError, OSError) as error:
        logger.warning("outbox: the broker does not answer, the sweep will send (%s)", type(error).__name__)
