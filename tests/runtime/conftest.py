"""A house of its own for a test: own folder, own port, none of the run's servers."""

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
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.conf import settings

RUN_OF_TESTS = {
    "DATABASE_URL",
    "REDIS_URL",
    "TEST_PG_DIR",
    "SECRET_KEY",
    "DATA_KEYS",
    "INDEX_KEY",
    "CLAMD_ADDRESS",
    "SCAN_UPLOADS",
    "BACKUP_REPOSITORY",
    "BACKUP_PASSWORD",
    "DATABASE_OWNER_URL",
    "PYTEST_CURRENT_TEST",
}


def until(question: Callable[[], object], *, seconds: float = 120) -> object:
    """What `question` gives as soon as it is true. Fails after `seconds`."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if answer := question():
            return answer
        time.sleep(0.1)
    raise AssertionError(f"not within {seconds} s: {question}")


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@dataclass
class TrialHouse:
    var: Path
    port: int
    supervisors: list[subprocess.Popen] = field(default_factory=list)

    def environment(self, **more: str) -> dict[str, str]:
        own = {key: value for key, value in os.environ.items() if key not in RUN_OF_TESTS}
        return {**own, "VAR_DIR": str(self.var), "PORT": str(self.port), **more}

    def manage(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=settings.BASE_DIR, env=self.environment(), capture_output=True, text=True, timeout=120,
        )  # fmt: skip

    def start(self) -> subprocess.Popen[str]:
        with (self.var.parent / "out").open("a") as out:
            supervisor = subprocess.Popen(
                [sys.executable, "-m", "portal.runtime.supervisor"],
                cwd=settings.BASE_DIR, env=self.environment(DEMO_MODE="1", DEMO_DATA="0"),
                stdout=out, stderr=out, text=True,
            )  # fmt: skip
        self.supervisors.append(supervisor)
        return supervisor

    def said(self) -> str:
        return (self.var.parent / "out").read_text()

    def ready(self) -> dict | None:
        """What /readyz says when all is well."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5) as answer:
                return json.load(answer)
        except (urllib.error.URLError, OSError):
            return None

    def children(self, supervisor: subprocess.Popen) -> dict[str, int]:
        """Process ids by name."""
        listed = subprocess.run(
            ["ps", "-ww", "-o", "pid=,args=", "--ppid", str(supervisor.pid)], capture_output=True, text=True
        )
        signs = {
            "redis-server": "redis",
            "bin/postgres": "postgres",
            "gunicorn": "web",
            " worker": "worker",
            " beat": "beat",
        }
        return {
            name: int(line.split()[0])
            for line in listed.stdout.splitlines()
            for sign, name in signs.items()
            if sign in line
        }


@pytest.fixture
def house() -> Iterator[TrialHouse]:
    folder = Path(tempfile.mkdtemp(prefix="mc-", dir="/tmp"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    house = TrialHouse(folder / "var", port)
    yield house
    for supervisor in house.supervisors:
        supervisor.send_signal(signal.SIGTERM)
        supervisor.wait(60)
    shutil.rmtree(folder)
