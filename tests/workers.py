"""A real Celery worker on the test's database, to be killed; the test plays the beat."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import redis
from django.conf import settings as django_settings
from django.db import connection

from portal.celery import app
from tests.notifications import kannel as real


class Worker:
    """A Celery worker in a process group of its own, on the test's database; `more` is its environment."""

    def __init__(self, redis_url: str, folder: Path, *, name: str = "worker", **more: str) -> None:
        self.redis_url, self.log, self.more = redis_url, folder / f"{name}.log", more
        self.child: subprocess.Popen | None = None

    def start(self, children: int = 3) -> None:
        """Start it with that many processes."""
        celery = [sys.executable, "-m", "celery", "-A", "portal.celery", "worker"]
        arguments = [*celery, "-n", f"{self.log.stem}@%h", "-c", str(children), "-l", "WARNING"]
        self.child = real.start(arguments, self.log, self._environment())

    def kill(self) -> None:
        """SIGKILL to the worker and all its children at once: no one gets to say good-bye."""
        os.killpg(self.child.pid, signal.SIGKILL)
        self.child.wait(5)

    def beat(self, *tasks: str) -> None:
        """Publish tasks as the beat would."""
        broker = self.redis_url.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")
        with app.connection_for_write(broker) as link:
            for task in tasks:
                app.send_task(task, connection=link)

    def _environment(self) -> dict[str, str]:
        return {**environment(), "REDIS_URL": self.redis_url, **self.more}


@contextmanager
def standing_still(code: str, folder: Path) -> Iterator[None]:
    """A process of the product in the middle of `code`; it gets SIGKILL when the block is left.

    `code` touches the file named in its first argument where the block is to begin, and sleeps.
    """
    sign, log = folder / "sign", folder / "worker.log"
    with log.open("wb") as out:
        child = subprocess.Popen(
            [sys.executable, "-c", code, str(sign)], env=environment(), stdout=out, stderr=out,
            cwd=django_settings.BASE_DIR, start_new_session=True,
        )  # fmt: skip
    try:
        until = time.monotonic() + 60
        while not sign.exists():
            assert child.poll() is None, log.read_text()
            assert time.monotonic() < until, log.read_text()
            time.sleep(0.1)
        yield
    finally:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait(10)


def wait_until_free(take: Callable[[], object]) -> None:
    """Try until `take` gets something: the database lets go when it sees that the connection is dead."""
    until = time.monotonic() + 30
    while not take():
        assert time.monotonic() < until
        time.sleep(0.2)


def environment() -> dict[str, str]:
    """What a process of the product needs to work on this test's database and files."""
    kept = {k: v for k, v in os.environ.items() if k not in ("TEST_PG_DIR", "DJANGO_ALLOW_ASYNC_UNSAFE")}
    return {
        **kept,
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "DATABASE_URL": test_database_url(),
        "SECRET_KEY": django_settings.SECRET_KEY,
        "FILES_DIR": str(django_settings.MEDIA_ROOT),
        "DEMO_MODE": "1",
    }


def test_database_url() -> str:
    """The address of the database that this test works on."""
    given = connection.settings_dict
    password = f":{quote(given['PASSWORD'])}" if given["PASSWORD"] else ""
    port = f":{given['PORT']}" if given["PORT"] else ""
    return f"postgresql://{given['USER']}{password}@{quote(given['HOST'], safe='')}{port}/{given['NAME']}"


test_database_url.__test__ = False


def empty(redis_url: str) -> None:
    """What FLUSHALL does to a Redis of our own."""
    with redis.Redis.from_url(redis_url) as client:
        client.flushdb()
