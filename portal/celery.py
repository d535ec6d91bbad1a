"""The Celery application and its schedule; its settings stand in `portal.settings` with the prefix CELERY_.

Every task on the schedule is a sweep over rows: one that is lost, late or run twice does no harm. It
expires before the next one, so that a worker that was away does not find a heap of them.
"""

import os
from typing import Any

from celery import Celery
from celery.signals import beat_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("motcua")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


def _every(seconds: int, task: str) -> dict[str, Any]:
    return {"task": task, "schedule": seconds, "options": {"expires": seconds}}


app.conf.beat_schedule = {
    "sign of life": _every(60, "portal.tasks.beat_seen"),
    "forget ended sessions": _every(86400, "portal.tasks.clear_sessions"),
    "send messages": _every(30, "notifications.tasks.send_due"),
    "mark what is late or due soon": _every(30, "dossiers.sweep"),
    "follow new calendars": _every(60, "dossiers.follow_calendars"),
    "tell officers their day": _every(300, "dossiers.send_digests"),
    "forget drafts": _every(3600, "dossiers.prune_drafts"),
    "erase files of nothing": _every(86400, "dossiers.erase_strays"),
    "scan uploads": _every(60, "documents.scan"),
    "tell of infected files": _every(60, "dossiers.tell_infected"),
    "free the disk": _every(86400, "documents.prune_files"),
    "clean captchas": _every(600, "accounts.tasks.clean_captchas"),
    "forget wrong tries": _every(3600, "accounts.tasks.prune_throttle"),
    "forget citizens' codes and old sessions": _every(86400, "accounts.tasks.forget_citizens_traces"),
    "forget old notices": _every(86400, "accounts.tasks.forget_notices"),
    "close accounts that nobody uses": _every(86400, "accounts.tasks.close_idle_accounts"),
    "plan the reports that are due": _every(600, "reports.plan"),
    "make reports": _every(60, "reports.render"),
    "move many dossiers": _every(60, "dossiers.run_batches"),
    "take over history": _every(60, "dossiers.import_history"),
    "print registers": _every(60, "dossiers.print_register"),
    "seal the book": _every(60, "audit.seal"),
    "back up at night, and prove it": _every(600, "keeping.nightly"),
    "forget old messages": _every(86400, "keeping.forget_messages"),
    "end dossiers of confirmed lists": _every(3600, "keeping.finish_disposals"),
    "warn of old backups": _every(21600, "keeping.warn"),
    "settle messages in doubt": _every(60, "notifications.tasks.settle"),
}


@beat_init.connect
def first_sign(**_: Any) -> None:
    """A schedule's first turn comes after a whole interval; who starts wants to know at once."""
    app.send_task("portal.tasks.beat_seen", expires=60)
