"""`make run`: everything the product needs, under one process that ends it all when it ends.

Order: lock, Redis and PostgreSQL (where none are given), tables, static files, demo data, then web, worker
and beat. A child that dies is started again, each time a little later. Ctrl-C or SIGTERM stops all in the
reverse order. Every child has its log in var/log.
"""

import contextlib
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO, NoReturn

from django.conf import settings

from portal.runtime import borrow, embedded
from portal.runtime.embedded import Place

POLL = 0.2
LONGEST_PAUSE = 30.0
SETTLED = 30.0  # seconds of life after which a child's next death counts as its first
BIG_LOG = 20 * 1024 * 1024
CONFIG = Path(__file__).with_name("gunicorn_conf.py")


class Stop(BaseException):
    """Somebody asked us to end."""


@dataclass
class Child:
    """One server or process, and when to start it again."""

    name: str
    start: Callable[[], subprocess.Popen]
    sign: int = signal.SIGTERM
    grace: float = 30.0
    process: subprocess.Popen | None = None
    born: float = 0.0
    pause: float = 1.0
    due: float | None = field(default=None)

    def begin(self) -> None:
        self.born, self.due = time.monotonic(), None
        self.process = self.start()

    def watch(self, now: float) -> None:
        """Notice a death, or start again when the pause is over."""
        if self.due is not None:
            if now >= self.due:
                self._again()
        elif self.process and self.process.poll() is not None:
            self._mourn(now, f"mã {self.process.returncode}")

    def _again(self) -> None:
        try:
            self.begin()
        except (embedded.ServerFailed, OSError) as error:
            self._mourn(time.monotonic(), str(error))

    def _mourn(self, now: float, reason: str) -> None:
        self.pause = 1.0 if now - self.born > SETTLED else self.pause
        say(f"{self.name} đã dừng ({reason}); chạy lại sau {self.pause:.0f} giây. Xem log/{self.name}.log")
        self.due = now + self.pause
        self.pause = min(self.pause * 2, LONGEST_PAUSE)

    def end(self) -> None:
        if self.process:
            embedded.stop(self.process, self.sign, grace=self.grace)


@dataclass
class House:
    """All children in the order of their start."""

    place: Place
    port: int
    lock: IO
    children: list[Child] = field(default_factory=list)

    def run(self) -> None:
        """Start everything, watch until Stop is raised, end everything."""
        try:
            self._servers()
            self._prepare()
            self._processes()
            self._greet()
            while True:
                for child in self.children:
                    child.watch(time.monotonic())
                time.sleep(POLL)
        finally:
            _ignore_signals()
            for child in reversed(self.children):
                child.end()

    def _servers(self) -> None:
        if settings.EMBEDDED_REDIS:
            self._add(Child("redis", lambda: embedded.start_redis(self.place)))
        if settings.EMBEDDED_POSTGRES:
            self._add(Child("postgres", lambda: embedded.start_postgres(self.place), sign=signal.SIGINT))

    def _prepare(self) -> None:
        say("Chuẩn bị cơ sở dữ liệu và giao diện…")
        self._manage("migrate", "--verbosity=0")
        self._manage("collectstatic", "--noinput", "--verbosity=0")
        borrow.mark_ready(self.lock)
        if settings.DEMO_MODE and settings.DEMO_DATA:
            self._manage("demo", "--if-empty")

    def _processes(self) -> None:
        python = sys.executable
        schedule = self.place.var / "beat-schedule"
        celery = [python, "-m", "celery", "-A", "portal"]
        self._add_process("web", [python, "-m", "gunicorn", "-c", str(CONFIG), "portal.wsgi:application"])
        self._add_process(
            "worker", [*celery, "worker", "--concurrency=2", "--without-mingle", "--without-gossip"]
        )
        self._add_process("beat", [*celery, "beat", "-s", str(schedule), "--pidfile="])

    def _greet(self) -> None:
        address = f"http://localhost:{self.port}"
        _wait_for(f"http://127.0.0.1:{self.port}/healthz", self.children)
        lines = [f"Một Cửa đang chạy: {address}"]
        if settings.DEMO_MODE and settings.DEMO_DATA:
            lines += self._ask("demo", "--logins").splitlines()
        lines += [f"Nhật ký: {self.place.log}", "Dừng: Ctrl-C"]
        say("\n".join(["", *lines, ""]))

    def _add(self, child: Child) -> None:
        self.children.append(child)
        child.begin()

    def _add_process(self, name: str, command: list[str]) -> None:
        self._add(Child(name, lambda: self._spawn(name, command)))

    def _spawn(self, name: str, command: list[str]) -> subprocess.Popen:
        with (self.place.log / f"{name}.log").open("ab") as out:
            return subprocess.Popen(
                command,
                cwd=settings.BASE_DIR,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                preexec_fn=embedded.die_with_parent(signal.SIGTERM),
            )

    def _environment(self) -> dict[str, str]:
        """What every child is told: the servers' addresses, so that none of them starts its own."""
        url = os.environ.get("DATABASE_URL") or self.place.database_url
        return {
            **os.environ,
            "DATABASE_URL": url,
            "REDIS_URL": settings.REDIS_URL,
            "VAR_DIR": str(self.place.var),
            "PORT": str(self.port),
            "PYTHONUNBUFFERED": "1",
        }

    def _manage(self, *words: str) -> None:
        """Run a command of ours to its end. Raises SystemExit with its code when it fails."""
        child = self._command(words, stdout=None)
        try:
            failed = child.wait()
        except Stop:
            embedded.stop(child, signal.SIGTERM)
            raise
        if failed:
            sys.exit(f"manage.py {' '.join(words)}: lỗi {child.returncode}")

    def _ask(self, *words: str) -> str:
        return self._command(words, stdout=subprocess.PIPE).communicate()[0]

    def _command(self, words: tuple[str, ...], stdout: int | None) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, "manage.py", *words],
            cwd=settings.BASE_DIR,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            text=True,
            preexec_fn=embedded.die_with_parent(signal.SIGTERM),
        )


def say(words: str) -> None:
    print(words, flush=True)


def _wait_for(url: str, children: list[Child]) -> None:
    """Until the web server answers; its deaths meanwhile are seen to."""
    while True:
        with contextlib.suppress(urllib.error.URLError, OSError):
            urllib.request.urlopen(url, timeout=2).close()  # noqa: S310  our own http address
            return
        for child in children:
            child.watch(time.monotonic())
        time.sleep(POLL)


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    raise Stop


def _ignore_signals() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def _turn_big_logs(place: Place) -> None:
    for log in place.log.glob("*.log"):
        if log.stat().st_size > BIG_LOG:
            log.replace(log.with_suffix(".log.1"))


@contextlib.contextmanager
def _owned(place: Place) -> Iterator[IO]:
    """The place is ours alone; a short command that has it is waited for, another supervisor is not."""
    told = False
    while (lock := borrow.take(place, kind="supervisor")) is None:
        who = borrow.owner(place)
        if who.startswith("supervisor"):
            sys.exit(f"Sản phẩm đã chạy trong thư mục này rồi ({who}).")
        if not told:
            say(f"Đợi một lệnh đang dùng cơ sở dữ liệu kết thúc ({who})…")
            told = True
        time.sleep(POLL)
    try:
        yield lock
    finally:
        fcntl.flock(lock, fcntl.LOCK_UN)
        lock.close()


def _check_port(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            sys.exit(f"Cổng {port} đang bận. Chọn cổng khác: PORT={port + 1} make run")


def main() -> None:
    """Run the house until somebody stops it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    place, port = settings.EMBEDDED, settings.PORT
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    with contextlib.suppress(Stop), _owned(place) as lock:
        _check_port(os.environ.get("HOST", "127.0.0.1"), port)
        _turn_big_logs(place)
        try:
            House(place, port, lock).run()
        except embedded.ServerFailed as error:
            sys.exit(str(error))
    say("Đã dừng.")


if __name__ == "__main__":
    main()
