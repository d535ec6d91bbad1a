"""Two questions a machine asks: does the process live (/healthz), can it do its work (/readyz)."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from documents.selectors import in_quarantine, longest_waiting
from dossiers.models import Party
from kit.sealed import Unreadable
from portal.models import SignOfLife

log = logging.getLogger("portal.health")


@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """Touches nothing: a web process that answers is alive."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Each part with `ok` and a short word; 503 when any of them fails."""
    now = timezone.now()
    parts = {
        "database": _part(database),
        "redis": _part(broker),
        "migrations": _part(migrations),
        "keys": _part(keys),
        "beat": _part(lambda: beat(now)),
        "scanning": _part(lambda: scanning(now)),
    }
    well = all(part["ok"] for part in parts.values())
    answer = JsonResponse({"ok": well, **parts}, status=200 if well else 503)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def database() -> str:
    """Does the database answer? Raises DatabaseError."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return "answers"


def broker() -> str:
    """Does Redis answer? Raises redis.RedisError."""
    with redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=2, socket_timeout=2) as client:
        client.ping()
    return "answers"


def migrations() -> str:
    """Are all migrations of the code in the database? Raises NotReady."""
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if pending:
        raise NotReady(f"{len(pending)} pending")
    return "none pending"


def keys() -> str:
    """Do our keys open what lies sealed in the database? Asked of the newest person. Raises NotReady."""
    try:
        Party.objects.order_by("-pk").values_list("id_number", flat=True).first()
    except Unreadable as wrong:
        log.error("sealed values can't be opened", exc_info=wrong)
        raise NotReady("sealed values can't be opened: see DATA_KEYS") from wrong
    return "open"


def beat(now: datetime) -> str:
    """Was beat, and a worker, seen lately? Raises NotReady."""
    sign = SignOfLife.objects.filter(name="beat").order_by("pk").first()
    if sign is None:
        raise NotReady("never seen")
    age = now - sign.seen_at
    words = f"seen {int(age.total_seconds())} s ago"
    if age > timedelta(seconds=settings.BEAT_MAX_AGE_SECONDS):
        raise NotReady(words)
    return words


def scanning(now: datetime) -> str:
    """Are uploads scanned? A scanner that is away lets files wait and nothing else, so this never fails."""
    if not settings.SCAN_UPLOADS:
        return "off (trial)" if settings.DEMO_MODE else "off (SCAN_UPLOADS=0)"
    oldest = longest_waiting(now)
    if oldest is None:
        return "on"
    minutes = int((now - oldest.queued_at).total_seconds()) // 60
    return f"ALERT: {in_quarantine().count()} files wait, the longest for {minutes} min"


class NotReady(Exception):
    """A part answers, but is not fit for work; the message says why."""


def _part(question: Callable[[], str]) -> dict[str, Any]:
    try:
        return {"ok": True, "detail": question()}
    except NotReady as reason:
        return {"ok": False, "detail": str(reason)}
    except (DatabaseError, redis.RedisError, OSError) as error:
        # Anyone may ask: the details of a failure are for the log alone.
        log.warning("not ready", exc_info=error)
        return {"ok": False, "detail": "does not answer"}
