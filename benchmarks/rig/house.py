"""A house for measuring: own folder, own PostgreSQL and Redis, web server and worker, all ended with us.

Nothing here imports Django: the parts that need it run as processes of their own in the house's environment.
"""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.rig import machine
from portal.runtime import embedded
from portal.runtime.embedded import Place

ROOT = Path(__file__).resolve().parents[2]
CONFIG = ROOT / "portal/runtime/gunicorn_conf.py"
PATIENCE = 60.0  # seconds in which the web server has to answer


@dataclass
class House:
    """The folder, the port of the web server, and what runs."""

    place: Place
    port: int
    running: list[tuple[subprocess.Popen, int]] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        """What every process of the house is told. Production's way to serve, with the demo's gateway."""
        return {
            **os.environ,
            "DATABASE_URL": self.place.database_url,
            "REDIS_URL": self.place.redis_url,
            "VAR_DIR": str(self.place.var),
            "PORT": str(self.port),
            "DEBUG": "0",
            "DEMO_MODE": "1",
            # All the load comes from one address and files for a few numbers.
            "RATE_LIMIT_FACTOR": os.environ.get("RATE_LIMIT_FACTOR", "10000"),
            "FILINGS_PER_NUMBER_A_DAY": "1000000",
            "DJANGO_SETTINGS_MODULE": "portal.settings",
        }

    def start_servers(self) -> None:
        """Redis and PostgreSQL with the options of `make run`."""
        self.place.make()
        self.running.append((embedded.start_redis(self.place), signal.SIGTERM))
        self.running.append((embedded.start_postgres(self.place), signal.SIGINT))

    def start_product(self) -> None:
        """Web server and worker, as the supervisor starts them; returns when the web server answers."""
        self._spawn("web", "-m", "gunicorn", "-c", str(CONFIG), "portal.wsgi:application")
        self._spawn("worker", "-m", "celery", "-A", "portal", "worker", "--concurrency=2",
                    "--without-mingle", "--without-gossip")  # fmt: skip
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            with contextlib.suppress(urllib.error.URLError, OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2).close()
                return
            time.sleep(0.2)
        raise SystemExit(f"The web server does not answer; see {self.place.log}/web.log")

    def manage(self, *words: str) -> None:
        """A command of the product, to its end."""
        self._run([str(ROOT / "manage.py"), *words], stdout=None)

    def ask(self, module: str, *words: object) -> Any:
        """Run `benchmarks.rig.<module>` in the house; gives the JSON that it prints."""
        line = ["-m", f"benchmarks.rig.{module}", *map(str, words)]
        return json.loads(self._run(line, stdout=subprocess.PIPE))

    def cpu_seconds(self) -> float:
        """Processor time that all processes of the house have taken: fair on a shared machine."""
        return machine.cpu_seconds(process.pid for process, _ in self.running)

    def end(self) -> None:
        """Everything stops, the last started first."""
        for process, sign in reversed(self.running):
            embedded.stop(process, sign)

    def _run(self, words: list[str], stdout: int | None) -> str:
        done = subprocess.run(
            [sys.executable, *words], cwd=ROOT, env=self.environment, stdout=stdout, text=True, check=False
        )
        if done.returncode:
            raise SystemExit(f"{' '.join(words)}: exit {done.returncode}")
        return done.stdout or ""

    def _spawn(self, name: str, *words: str) -> None:
        with (self.place.log / f"{name}.log").open("ab") as out:
            process = subprocess.Popen(
                [sys.executable, *words], cwd=ROOT, env=self.environment, stdin=subprocess.DEVNULL,
                stdout=out, stderr=out, preexec_fn=embedded.die_with_parent(signal.SIGTERM),
            )  # fmt: skip
        self.running.append((process, signal.SIGTERM))


@contextlib.contextmanager
def open_house(*, keep: bool = False) -> Iterator[House]:
    """A house in a fresh temporary folder, ended and removed afterwards; `keep` leaves the folder."""
    folder = Path(tempfile.mkdtemp(prefix="motcua-bench-"))
    house = House(Place(folder), free_port())
    try:
        house.start_servers()
        house.manage("migrate", "--verbosity=0")
        house.manage("collectstatic", "--noinput", "--verbosity=0")
        yield house
    finally:
        house.end()
        if keep:
            print(f"kept: {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
