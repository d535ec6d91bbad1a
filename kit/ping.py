"""A nudge to the worker that a row waits for it; without a broker the schedule finds the row anyway."""

import logging
import threading

from celery import current_app
from kombu import Connection
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)
# A person waits for the answer of this request: one quick try, where the library would take six seconds.
ONE_TRY = {"max_retries": 0, "socket_connect_timeout": 1}


_kept = threading.local()


def ping(task: str) -> None:
    """Ask for `task` now. A dead broker is only logged: the row is in the database."""
    try:
        current_app.send_task(task, connection=_line(), retry=False, expires=30)
    except (OperationalError, OSError) as error:
        _hang_up()
        what = type(error).__name__
        logger.warning("%s: the broker does not answer, the sweep will see to it (%s)", task, what)


def _line() -> Connection:
    """This thread's own connection to the broker, kept: to open one costs more than all it says."""
    broker = current_app.conf.broker_url
    if getattr(_kept, "broker", None) != broker:
        _kept.line = current_app.connection_for_write(transport_options=ONE_TRY)
        _kept.broker = broker
    return _kept.line


def _hang_up() -> None:
    """The next ping tries a fresh one."""
    _kept.broker = None
    _kept.line.release()
