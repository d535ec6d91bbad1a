"""Embedded servers for one command: those that run are used, else they run as long as the command does."""

import atexit
import fcntl
import os
import signal
import subprocess
import sys
import threading
import time
from typing import IO

from django.conf import settings

from portal.runtime import embedded
from portal.runtime.embedded import Place

WAIT = 300.0  # a first start makes all tables
READY = " ready"
_guard = threading.Lock()
_held: list[IO] = []


def ensure() -> None:
    """See to it that the pair answers; safe to call before every connection, from any thread.

    Raises embedded.ServerFailed when it does not come up.
    """
    with _guard:
        if not _held:
            _join_or_start(settings.EMBEDDED)


def take(place: Place, *, kind: str) -> IO | None:
    """Become the owner of the place: the one process that may start its servers. None when another is."""
    place.make()
    lock = (place.var / "owner.lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return None
    lock.truncate(0)
    lock.write(f"{kind} {os.getpid()}")
    lock.flush()
    return lock


def mark_ready(lock: IO) -> None:
    """Say to those who wait that the servers are up and have their tables."""
    lock.write(READY)
    lock.flush()


def owner(place: Place) -> str:
    """Who has the place: "supervisor PID" or "command PID", as it wrote itself, and " ready" when it is."""
    note = place.var / "owner.lock"
    return note.read_text() if note.exists() else ""


def _join_or_start(place: Place) -> None:
    deadline = time.monotonic() + WAIT
    while time.monotonic() < deadline:
        lock = take(place, kind="command")
        if lock:
            _held.append(lock)
            _start(place)
            mark_ready(lock)
            return
        users = (place.var / "users.lock").open("a")
        fcntl.flock(users, fcntl.LOCK_SH)  # an owner that ends waits for us, or has ended before we got this
        if owner(place).endswith(READY) and _answer(place):
            _held.append(users)
            return
        users.close()
        time.sleep(0.2)
    raise embedded.ServerFailed(
        f"Máy chủ nhúng không trả lời; đang thuộc về: {owner(place)}. Xem {place.log}."
    )


def _answer(place: Place) -> bool:
    wanted = [place.postgres_socket] * settings.EMBEDDED_POSTGRES + [
        place.redis_socket
    ] * settings.EMBEDDED_REDIS
    return all(embedded.answers(path) for path in wanted)


def _start(place: Place) -> None:
    """Start the servers from a thread that lives as long as the process.

    The kernel ends a child when the *thread* that started it ends; a connection may be opened by a short one.
    """
    started = threading.Event()
    trouble: list[BaseException] = []

    def keep() -> None:
        try:
            _start_here(place)
        except BaseException as error:
            trouble.append(error)
        started.set()
        threading.Event().wait()

    threading.Thread(target=keep, daemon=True, name="embedded-servers").start()
    started.wait()
    if trouble:
        raise trouble[0]


def _start_here(place: Place) -> None:
    if settings.EMBEDDED_REDIS:
        redis = embedded.start_redis(place)
        atexit.register(embedded.stop, redis, signal.SIGTERM)
    if settings.EMBEDDED_POSTGRES:
        postgres = embedded.start_postgres(place)
        atexit.register(embedded.stop, postgres, signal.SIGINT)
        if not settings.AS_OWNER and not _has_tables(place):
            _migrate(place)
    atexit.register(_wait_for_others, place)


def _has_tables(place: Place) -> bool:
    question = "SELECT to_regclass('django_migrations') IS NOT NULL"
    asked = [embedded.postgres_binary("psql"), "-XAtd", place.database_url, "-c", question]
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip() == "t"


def _migrate(place: Place) -> None:
    """A new database has no tables: the command would have nothing to work on."""
    print("Cơ sở dữ liệu mới: đang tạo các bảng…", file=sys.stderr)
    environment = {**os.environ, "DATABASE_URL": place.database_url, "REDIS_URL": settings.REDIS_URL}
    subprocess.run(
        [sys.executable, settings.BASE_DIR / "manage.py", "migrate", "--verbosity=0"],
        env=environment,
        check=True,
    )


def _wait_for_others(place: Place) -> None:
    with (place.var / "users.lock").open("a") as users:
        fcntl.flock(users, fcntl.LOCK_EX)
