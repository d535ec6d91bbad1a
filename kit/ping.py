"""A nudge to the worker that a row waits for it; without a broker the schedule finds the row anyway."""

import logging

from celery import current_app
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)
# A person waits for the answer of this request: one quick try, where the library would take six seconds.
ONE_TRY = {"max_retries": 0, "socket_connect_timeout": 1}


def ping(task: str) -> None:
    """Ask for `task` now. A dead broker is only logged: the row is in the database."""
    try:
        with current_app.connection_for_write(transport_options=ONE_TRY) as link:
            current_app.send_task(task, connection=link, retry=False, expires=30)
    except (OperationalError, OSError) as error:
        what = type(error).__name__
        logger.warning("%s: the broker does not answer, the sweep will see to it (%s)", task, what)
