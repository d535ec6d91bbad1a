"""The web server (docs/adr/0002): two processes, four threads each, behind nginx in production."""

import gc
import os

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
worker_class = "portal.runtime.worker.HeadFirst"  # gthread, to which slow heads do no harm
workers = int(os.environ.get("WEB_PROCESSES", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
timeout = 60
graceful_timeout = 25
keepalive = 0  # kept connections pile up at one process while the other idles; nginx keeps those of browsers
max_requests = 10_000
max_requests_jitter = 2_000
control_socket_disable = True
forwarded_allow_ips = os.environ.get("PROXY_IPS", "127.0.0.1,::1")
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "portal.logs.Formatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        # One line a request is written by portal.middleware, without addresses of people.
        "gunicorn.access": {"level": "ERROR", "handlers": [], "propagate": False},
        "gunicorn.error": {"level": "INFO", "handlers": ["stderr"], "propagate": False},
    },
}


def post_worker_init(worker: object) -> None:
    """What is loaded by now stays: the collector need not look through it again, and may look less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
